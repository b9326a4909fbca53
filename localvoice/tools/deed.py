"""How is a request said back before it is done? "set a timer for {duration}" → set a timer for 10 minutes.

What is said is what was understood, not the words: "ten min" is 10 minutes, "friday at 9" has its date.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.reading.times import ClockTime, Moment
from localvoice.tools.skill import Call
from localvoice.wall import instant

PLACE = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\]]*)\]")
DAY = timedelta(days=1)


def in_words(deed: str, call: Call, now: datetime | None = None) -> str:
    """An intent's deed with the slots of a call; a part in brackets is said when all its slots are there.

    A moment that comes after `now` is said with its day: "on Sunday, May 3rd, at 9 AM".
    """

    return filled(deed, {name: _said(value, call.words[name], now) for name, value in call.slots.items()})


def filled(template: str, words: Mapping[str, str]) -> str:
    """A text with places; a part in brackets is said when all its places have words."""

    def optional(match: re.Match[str]) -> str:
        return match[1] if set(PLACE.findall(match[1])) <= set(words) else ""

    return " ".join(PLACE.sub(lambda match: words[match[1]], OPTIONAL.sub(optional, template)).split())


def _said(value: Any, words: str, now: datetime | None) -> str:
    match value:
        case (str(), *_):
            return phrasing.to_you(phrasing.joined(value))
        case timedelta():
            return phrasing.span(value)
        case ClockTime():
            return _clock(value)
        case Moment():
            if value.after is not None and value.after < DAY:
                return f"in {phrasing.span(value.after)}"
            due = now and value.at(now)
            return phrasing.exactly(instant(due, now.tzinfo), now) if now and due else phrasing.to_you(words)
    return phrasing.to_you(words)


def _clock(said: ClockTime) -> str:
    """ "at 7:30 AM"; "at 7" when nobody said which."""
    if said.vague:
        return f"at {said.hour}{f':{said.minute:02d}' if said.minute else ''}"
    return f"at {phrasing.clock(datetime.combine(date.min, time(said.hour, said.minute)))}"
