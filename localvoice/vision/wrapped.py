"""Which lines go on in the next? Those behind which its first word had no room; the others ended where they end."""

import re
from collections.abc import Sequence
from itertools import pairwise

from localvoice.events import Line

WORDS = 3  # in a line of running text at least; what is shorter is a name or a value
FULL = 0.97  # of the widest line, that one with its next word would have been wider than
NARROW = 0.6  # of the widest line; one that ends there ends a paragraph, or is a name above one
GAP = 0.5  # heights between two lines of a paragraph
GO_ON = 0.5  # of the lines of running text go on in the next
PAIR = 2  # lines, of which one is always the widest
LONG_WORDS = 8  # in a line of nothing but running text
FULL_WORDS = 6  # in one that goes on with a name or a figure
ALIKE = 1.25  # times as high as the next, at most
ITEM = re.compile(r"^(?:\d+[.)]\s+\S|[-•*–([{])")


def wrapped(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a paragraph, from the top: those that were broken only for want of room together."""
    widest = max((_wide(line) for line in lines), default=0.0)
    pairs = list(pairwise(lines))
    goes_on = [_goes_on(line, below, widest) for line, below in pairs]
    if len(lines) == PAIR and not lines[1].text[:1].islower() and len(lines[0].text.split()) < LONG_WORDS:
        return [[line] for line in lines]
    if sum(goes_on) < GO_ON * len(goes_on) or any(_is_early(line, below, widest) for line, below in pairs):
        return [[line] for line in lines]
    made = [list(lines[:1])]
    for line, is_same in zip(lines[1:], goes_on, strict=True):
        if is_same:
            made[-1].append(line)
        else:
            made.append([line])
    return made


def joined(lines: Sequence[Line]) -> str:
    """The text of these lines as one."""
    return " ".join(line.text.strip() for line in lines)


def _is_early(line: Line, below: Line, widest: float) -> bool:
    """Does it end early though the next begins no sentence, as in a terminal?"""
    ended = line.text.rstrip().endswith((".", "!", "?", ":"))
    return _wide(line) < NARROW * widest and not ended and below.text[:1].islower()


def _goes_on(line: Line, below: Line, widest: float) -> bool:
    words = below.text.split()
    far = below.box[1] - line.box[3] > GAP * (line.box[3] - line.box[1])
    least = WORDS if below.text[:1].islower() else FULL_WORDS
    sizes = sorted((line.box[3] - line.box[1], below.box[3] - below.box[1]))
    if far or not words or len(line.text.split()) < least or ITEM.match(below.text) or sizes[1] > ALIKE * sizes[0]:
        return False
    letter = _wide(line) / max(1, len(line.text))
    return _wide(line) + letter * (len(words[0]) + 1) >= FULL * widest


def _wide(line: Line) -> float:
    return line.box[2] - line.box[0]
