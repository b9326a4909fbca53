"""Which kinds of things can be said inside a sentence? Each with its rule for the ear and its reading of the words."""

from datetime import timedelta
from typing import Any

from localvoice.tools import times
from localvoice.tools.normal import spoken
from localvoice.tools.numbers import number
from localvoice.tools.skill import Slot

LONGEST_TEXT = 500  # characters that one typed item may have


def spelled(words: str) -> str:
    """The words spelled out, so that "10 min" and "ten minutes" are read by the same rule."""
    return " ".join(word.text for word in spoken(words))


def _number(words: str) -> int | float | None:
    return number(spelled(words))


def _whole(words: str) -> int | None:
    value = number(spelled(words))
    return value if isinstance(value, int) else None


def _percent(words: str) -> int | None:
    value = number(spelled(words).removesuffix(" percent"))
    return value if isinstance(value, int) and 0 <= value <= 100 else None


def _duration(words: str) -> timedelta | None:
    return times.duration(spelled(words))


def _clock(words: str) -> times.ClockTime | None:
    return times.clock(spelled(words).removeprefix("at "))


def _day(words: str) -> times.Day | None:
    return times.day(spelled(words))


def _moment(words: str) -> times.Moment | None:
    return times.moment(spelled(words))


def _alarm_time(words: str) -> times.Moment | None:
    moment = times.moment(spelled(words))
    return moment if moment is not None and (moment.clock or moment.part) else None


def _text(words: str) -> str | None:
    text = " ".join(words.split()).strip(' .,;:!?"')
    return text if 0 < len(text) <= LONGEST_TEXT else None


def things(words: str) -> tuple[str, ...] | None:
    """ "milk, two eggs and bread" → ("milk", "two eggs", "bread")."""
    parts = [part for piece in words.replace("&", " and ").split(",") for part in piece.split(" and ")]
    found = tuple(text for part in parts if (text := _text(part.strip().removeprefix("and "))))
    return found or None


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
MOMENT = Slot("moment", "<moment>", _moment, "when, such as 'tomorrow at nine' or 'in ten minutes'", open_text=True)
ALARM_TIME = Slot("alarm_time", "<alarm_time>", _alarm_time, "when, such as 'tomorrow at seven'", open_text=True)
GROCERY = Slot("grocery", "<shopping>", things, "what to buy; several joined by 'and'", open_text=True)
TASK = Slot("task", "<task>", _text, "what is to be done, such as 'call mom'", open_text=True)
NOTE = Slot("note", "<task>", _text, "any text", open_text=True)
EVENT = Slot("event", "<event>", _text, "what it is about, such as 'the meeting'", open_text=True)
TIMER_NAME = Slot("timer_name", "<timer_name>", _text, "what the timer is for, such as 'pasta'", open_text=True)


def choice(name: str, values: dict[str, Any], about: str = "") -> Slot:
    """A slot that holds one of the keys and yields its value."""
    return Slot(name, "|".join(values), lambda words: values.get(spelled(words)), about)
