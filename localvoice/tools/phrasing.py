"""How does an answer put things? Durations, times, days and lists as a person would say them."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from localvoice.tools.reading.numbers import digits

NAMES = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def span(length: timedelta, units: int = 2) -> str:
    """ "1 hour and 30 minutes"; so many of the largest units, two are enough to be understood."""
    left_s = max(0, round(length.total_seconds()))
    parts = []
    for name, size_s in NAMES:
        count, left_s = divmod(left_s, size_s)
        if count:
            parts.append(counted(count, name))
    return joined(parts[:units]) or "no time"


def span_as_adjective(length: timedelta) -> str:
    """ "10 minute" as in "your 10 minute timer"."""
    return " and ".join(part.removesuffix("s") for part in span(length).split(" and "))


def counted(count: int | float, name: str) -> str:
    """ "1 minute", "3 minutes"."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def clock(moment: datetime) -> str:
    """ "7:30 AM", "noon"."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    half = "AM" if moment.hour < 12 else "PM"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {half}"


def day(when: date, today: date) -> str:
    """ "today", "tomorrow", "on Friday", "on May 3"."""
    ahead = (when - today).days
    if ahead in (0, 1):
        return ("today", "tomorrow")[ahead]
    if 1 < ahead < 7:
        return f"on {when:%A}"
    return f"on {dated(when, today)}"


def dated(when: date, today: date) -> str:
    """ "Monday, May 4", with the year when it is another one."""
    return f"{when:%A}, {when:%B} {when.day}" + (f", {when.year}" if when.year != today.year else "")


def moment(due: datetime, now: datetime) -> str:
    """ "at 9 AM" when that is within the day, else "tomorrow at 9 AM"."""
    when = due.astimezone(now.tzinfo)
    at = f"at {clock(when)}"
    return at if when.date() == now.date() else f"{day(when.date(), now.date())} {at}"


def exactly(due: datetime, now: datetime) -> str:
    """ "on Sunday, May 3rd, at 9 AM", "tomorrow, Tuesday, May 5th, at noon": what was understood, so that it is noticed
    when it is not what was meant; with the year when it is another one."""
    when = due.astimezone(now.tzinfo)
    near = {0: "today, ", 1: "tomorrow, "}.get((when.date() - now.date()).days, "on ")
    year = f" {when.year}," if when.year != now.year else ""
    return f"{near}{when:%A}, {when:%B} {ordinal(when.day)},{year} at {clock(when)}"


def ordinal(number: int) -> str:
    """ "1st", "22nd", "13th"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


SMALL = 0.01  # below it decimals are counted from the first figure
GROUPED = 10_000  # from here on commas, without which five digits would be read as a row of digits


def figure(value: int | float) -> str:
    """ "84", "3.5", "12,000": a number just as it was said, with commas from ten thousand on."""
    whole, point, decimals = digits(value).partition(".")
    return f"{int(whole):,}{point}{decimals}" if abs(value) >= GROUPED else f"{whole}{point}{decimals}"


def result(value: int | float) -> str:
    """What a sum comes to, without the noise of binary fractions: up to six decimals when that is all of it, else four;
    of what is smaller than 0.01 four figures."""
    if abs(value) < SMALL:
        return figure(float(f"{value:.4g}"))
    short = round(value, 6)
    return figure(short if math.isclose(value, short, rel_tol=1e-14) else round(value, 4))


def joined(things: Sequence[str], last: str = "and") -> str:
    """ "milk, eggs and bread"; "mac and cheese, and beer" where an "and" inside a thing would be taken for another."""
    if len(things) < 2:
        return "".join(things)
    inside = any(f" {last} " in thing.replace("&", last) for thing in things)
    return f"{', '.join(things[:-1])}{',' if inside else ''} {last} {things[-1]}"


def past(due: datetime, now: datetime) -> str:
    """ "at 7 AM", "yesterday at 7 AM", "on Friday, May 1 at 7 AM"."""
    when = due.astimezone(now.tzinfo)
    days = (now.date() - when.date()).days
    day_said = {0: "", 1: "yesterday "}.get(days, f"on {dated(when.date(), now.date())} ")
    return f"{day_said}at {clock(when)}"


SEEN_FROM_HERE = {
    "my": "your", "me": "you", "i": "you", "i'm": "you're", "mine": "yours", "myself": "yourself", "i've": "you've",
    "i'll": "you'll", "i'd": "you'd", "am": "are", "our": "your", "ours": "yours", "us": "you", "we": "you",
    "we're": "you're", "we've": "you've", "we'll": "you'll", "i was": "you were", "i wasn't": "you weren't",
}  # fmt: skip
FROM_HERE = re.compile(rf"(?<![\w'])(?:{'|'.join(sorted(SEEN_FROM_HERE, key=len, reverse=True))})(?![\w'])", re.I)


def to_you(text: str) -> str:
    """What the person called theirs, said back: "call my sister" → "call your sister"."""
    plain = " ".join(text.split()).replace("’", "'")
    return FROM_HERE.sub(lambda found: SEEN_FROM_HERE[found[0].lower()], plain)


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?" else ".")
