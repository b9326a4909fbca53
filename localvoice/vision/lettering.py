"""Are two lines of text the same? Their words are, whatever figures are in them: a clock or a counter is no news."""

import re
from difflib import SequenceMatcher

LIKE = 0.8  # likeness from which a line is the one that was there: readers differ in a letter


def alike(one: str, other: str) -> bool:
    """Are they the same words?"""
    one, other = _plain(one), _plain(other)
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE


def _plain(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"[^\w]", "", text.lower()))
