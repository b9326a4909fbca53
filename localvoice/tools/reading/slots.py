"""Which kinds of things can be said inside a sentence? Each with its rule for the ear and its reading of the words."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from localvoice.tools.reading import days, durations, times
from localvoice.tools.reading.listed import listed
from localvoice.tools.reading.mixed import mixed
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import DIGITS, PARTS, TEENS, number
from localvoice.tools.reading.timelike import WORDS, timelike
from localvoice.tools.skill import Slot

LONGEST_TEXT = 500  # characters that one typed item may have
TYPED = {
    "point",
    "meters",
    "t",
    "ish",
}  # in "1h30m" before anyone knows that m is a minute, and in what is dated like that
READABLE = WORDS | TYPED | set(days.WORDS_TOO) | {f"{part}s" for part in PARTS.values()}
LONGEST_VALUE = 100  # characters; no number, time or span is said at greater length


@lru_cache(1024)  # one sentence asks for the same stretch of words from many slots
def spelled(words: str) -> str:
    """The words spelled out, so that "10 min" and "ten minutes" are read by the same rule; "" when far too long."""
    return " ".join(word.text for word in spoken(words)) if len(words) <= LONGEST_VALUE else ""


def _number(words: str) -> int | float | None:
    return None if set("()") & set(words) else number(spelled(words))  # half of a bracket is no number


def _whole(words: str) -> int | None:
    value = number(spelled(words))
    return value if isinstance(value, int) else None


def _percent(words: str) -> int | None:
    value = number(spelled(words).removesuffix(" percent"))
    return value if isinstance(value, int) and 0 <= value <= 100 else None


@lru_cache(1024)
def dated(words: str) -> str:
    """Words about time spelled out, dates and spans too: "12/24 at 5", "in 1h30m"; "" when one is about something else.

    Asked for every stretch of a sentence, so what cannot be about time is seen at once.
    """
    said = spelled(words)
    if not said or not READABLE.issuperset(said.split()):
        return ""
    return spelled(days.written(durations.written(words)))


def _duration(words: str) -> timedelta | None:
    said = dated(words)
    return times.duration(said) if said else None


def _clock(words: str) -> times.ClockTime | None:
    return times.clock(spelled(words).removeprefix("at "))


def _day(words: str) -> times.Day | None:
    return times.day(dated(words))


def _moment(words: str) -> times.Moment | None:
    """None too where a bare number may belong to what goes before: "(chapter) five on monday"."""
    said = dated(words)
    moment = times.moment(said)
    first, _, rest = said.partition(" ")
    without = times.moment(rest) if moment is not None and first in HOURS and rest else None
    return None if without is not None and without.clock is None else moment


def _alarm_time(words: str) -> times.Moment | None:
    moment = times.moment(dated(words))
    return replace(moment, morning_from=times.EARLY) if moment is not None and (moment.clock or moment.part) else None


def _text(words: str) -> str | None:
    text = " ".join(words.split()).strip(' .,;:!?"')
    return text if 0 < len(text) <= LONGEST_TEXT else None


def _unread(words: str) -> str | None:
    """What is about time and yet no moment: "on friday or saturday at five"."""
    said = dated(words)
    return said if timelike(said) and times.moment(said) is None else None


HOURS = {*DIGITS, *TEENS[:3]}

NO_THING = {"it", "that", "this", "one", "anything", "something", "everything", "item", "items", "thing", "things"}
# "set timer ten minutes", "pause the pasta timer"
BEGINS, ENDS = {"set", "start", "create", "make", "begin", "run"}, {"cancel", "stop", "kill", "end", "quit", "delete"}
NO_NAME = BEGINS | ENDS | {"pause", "resume", "reset", "remove", "drop"}
LONGEST_NAME = 3  # words that a timer's name may have
CUT_OFF = (
    "and or at on in to for by of the a an every next about half quarter before after until till from since between"
)
DANGLING = set(CUT_OFF.split())
AROUND_A_NAME = re.compile(r"^(?:(?:the|my|a|an)\s+)+|\s+(?:timers?|countdown)$", re.I)
BEFORE_A_TASK = re.compile(r"^(?:(?:please\s+)?(?:remind me|a reminder)\s+(?=to\b|about\b))?(?:(?:to|about)\s+)+", re.I)
A_LIST = re.compile(r"\b(?:to|on|off|from) (?:my|the|our) (?:to.?do|todo|task|shopping|grocery|groceries) list\b", re.I)


def things(words: str) -> tuple[str, ...] | None:
    """ "milk, two eggs and bread" → ("milk", "two eggs", "bread"); None where a thing is only pointed at."""
    found = listed(words)
    pointed = any(thing.lower().split()[-1] in NO_THING for thing in found or ())
    return None if pointed or len(words) > LONGEST_TEXT or mixed(words) else found


def _timer_name(words: str) -> str | None:
    """ "the pasta timer" → "pasta"; None for what is no name: "could we start up a", "ten minute pasta" (timer)."""
    text = AROUND_A_NAME.sub("", _text(words) or "")
    said = text.lower().split()
    spans = (_duration(" ".join(said[:count])) for count in range(1, len(said) + 1))
    if not 0 < len(said) <= LONGEST_NAME or said[0] in NO_NAME or said[-1] in DANGLING or any(spans):
        return None
    return text


def _task(words: str) -> str | None:
    """ "to call mom" → "call mom"; None for what is cut off ("water the"), would repeat ("… every tuesday"), which
    reminders cannot do, holds a change of mind or another request, names a list as well, or is only about time
    ("(set a reminder for) 5 pm")."""
    text = BEFORE_A_TASK.sub("", _text(words) or "")
    said = text.lower().split()
    whole = said and said[-1] not in DANGLING and said[0] not in ("and", "or") and "every" not in said
    time = dated(words)
    if not whole or mixed(text) or A_LIST.search(text) or (time and (timelike(time) or times.moment(time))):
        return None
    return text


NUMBER = Slot("number", "<number>", _number, "a number, in words or digits", open_text=True)
COUNT = Slot("count", "<to_999>", _whole, "a whole number", open_text=True)
SMALL_COUNT = Slot("small_count", "<below_hundred>", _whole, "a whole number", open_text=True)
PERCENT = Slot(
    "percent", "(<below_hundred>|zero|a hundred|one hundred) [percent]", _percent, "0 to 100", open_text=True
)
DURATION = Slot("duration", "<duration>", _duration, "a span of time such as 'ten minutes'", open_text=True)
CLOCK_TIME = Slot("time", "<clock>", _clock, "a time of day such as 'seven thirty a m'", open_text=True)
DAY = Slot(
    "day", "<other_day>|<date>", _day, "a day such as 'tomorrow', 'friday' or 'the third of may'", open_text=True
)
MOMENT = Slot(
    "moment", "<moment>", _moment, "when, such as 'tomorrow at nine' or 'in ten minutes'", open_text=True, sure=True
)
UNREAD = Slot("unread", "<no_moment>", _unread, "when, but not so that one can tell", open_text=True, sure=True)
ALARM_TIME = Slot("alarm_time", "<alarm_time>", _alarm_time, "when, such as 'tomorrow at seven'", open_text=True)
GROCERY = Slot("grocery", "<shopping>", things, "what to buy; several joined by 'and'", open_text=True)
TASK = Slot("task", "<task>", _task, "what is to be done, such as 'call mom'", open_text=True)
KNOWN_GROCERY = Slot("known_grocery", "<shopping>", things)
KNOWN_TASK = Slot("known_task", "<task>", _task)
NOTE = Slot("note", "<task>", _text, "any text", open_text=True)
EVENT = Slot("event", "<event>", _task, "what it is about, such as 'the meeting'", open_text=True)
TIMER_NAME = Slot("timer_name", "<timer_name>", _timer_name, "what the timer is for, such as 'pasta'", open_text=True)


def choice(name: str, values: dict[str, Any], about: str = "") -> Slot:
    """A slot that holds one of the keys and yields its value."""
    return Slot(name, "|".join(values), lambda words: values.get(spelled(words)), about)
