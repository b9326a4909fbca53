"""How is a request said back before it is done? "set a timer for {duration}" → set a timer for 10 minutes.

What is said is what was understood, not the words: "ten min" is 10 minutes, "7 tonight" is tonight at 7.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.reading.numbers import ordinal_in_words
from localvoice.tools.reading.times import MONTHS, WEEKDAYS, ClockTime, Day, Moment
from localvoice.tools.skill import Call

PLACE = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\]]*)\]")
NEAR = ("today", "tomorrow", "the day after tomorrow")


def in_words(deed: str, call: Call) -> str:
    """An intent's deed with the slots of a call; a part in brackets is said when all its slots are there."""

    def optional(match: re.Match[str]) -> str:
        return match[1] if set(PLACE.findall(match[1])) <= set(call.slots) else ""

    def slot(match: re.Match[str]) -> str:
        return _said(call.slots[match[1]], call.words[match[1]])

    return " ".join(PLACE.sub(slot, OPTIONAL.sub(optional, deed)).split())


def _said(value: Any, words: str) -> str:
    match value:
        case timedelta():
            return phrasing.span(value)
        case ClockTime():
            return _clock(value)
        case Moment():
            return _moment(value)
    return phrasing.to_you(words)


def _clock(said: ClockTime) -> str:
    """ "at 7:30 AM"; "at 7" when nobody said which."""
    if said.vague:
        return f"at {said.hour}{f':{said.minute:02d}' if said.minute else ''}"
    return f"at {phrasing.clock(datetime.combine(date.min, time(said.hour, said.minute)))}"


def _moment(said: Moment) -> str:
    """ "in 10 minutes", "tonight at 8", "tomorrow morning", "on Friday at 9 AM"."""
    if said.after is not None:
        return f"in {phrasing.span(said.after)}"
    today = said.day == Day(ahead=0)
    day = "" if said.day is None else "this" if today and said.part else _day(said.day)
    part = said.part if day or not said.part else f"in the {said.part}"
    words = " ".join(filter(None, (day, part, said.clock and _clock(said.clock))))
    return words.replace("this night", "tonight").replace("in the night", "at night")


def _day(said: Day) -> str:
    if said.ahead is not None:
        return NEAR[said.ahead]
    if said.weekday is not None:
        return f"{'next' if said.skip_week else 'on'} {WEEKDAYS[said.weekday].capitalize()}"
    month = MONTHS[said.month - 1].capitalize() if said.month else "the"
    return f"on {month} {ordinal_in_words(said.number or 1)}"
