"""May the words be wrong that a language model answers? Then its calls must be spoken of, and no refusal hides them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from localvoice.tools.reading.held import Said

HELD = 2  # phrases of an answer that may be a refusal: that, and what can be asked instead


@dataclass(frozen=True)
class Doubt:
    """Words that another ear had to hear, and what is said when nothing can be done about them."""

    unserved: Callable[[], str]
    said: Said  # how the words are said


def refuses(answer: Sequence[str], unknown: str) -> bool:
    """Is there a sentence in an answer that a persona says to what it does not understand?"""
    return any(sentence in " ".join(answer) for sentence in re.split(r"(?<=[.!?])\s+", unknown.strip()) if sentence)
