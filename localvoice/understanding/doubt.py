"""May the words be wrong that a language model answers? Then its calls must be spoken of, and no refusal hides them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real

from localvoice.tools.reading.held import COUNTS, Said
from localvoice.tools.reading.normal import spoken
from localvoice.tools.skill import Call

QUOTED = 12  # words, at most, are said back when no skill serves them
HELD = 2  # phrases of an answer that may be a refusal: that, and what can be asked instead


@dataclass(frozen=True)
class Doubt:
    """Words that another ear had to hear, and what is said when nothing can be done about them."""

    unserved: Callable[[], str]
    said: Said  # how the words are said
    texts: tuple[str, ...] = ()  # what they may have been, the likeliest first


def refuses(answer: Sequence[str], unknown: str) -> bool:
    """Is there a sentence in an answer that a persona says to what it does not understand?"""
    return any(sentence in " ".join(answer) for sentence in re.split(r"(?<=[.!?])\s+", unknown.strip()) if sentence)


def bare(call: Call, heard: str) -> bool:
    """Is a number all that there is to a call, or was one said that it leaves out, as in "make it ten" and "no, ten"?

    A correction of a timer has turned the volume down in this way.
    """
    match list(call.slots.values()):
        case []:
            return any(word.text in COUNTS for word in spoken(heard))
        case [value]:
            return isinstance(value, Real)
        case _:
            return False


def quoted(heard: str) -> str:
    """Words that an ear wrote down, to be said back in a sentence; "" for none and for too many."""
    heard = heard.strip(" .,;:!?")
    if not 0 < len(heard.split()) <= QUOTED:
        return ""
    return heard if heard.split()[0].split("'")[0] == "I" else heard[0].lower() + heard[1:]
