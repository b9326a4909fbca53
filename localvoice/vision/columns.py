"""Which text of a picture stands in columns of its own? Sidebars, columns of running text, cards beside each other.

A column is read to its end before the next. The columns of a table are none: its rows go across, at the same heights,
and what is below each other in it is of one form, while cards beside each other show the same things row by row.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import mean, median

from localvoice.events import Line

LEAST = 3  # levels on either side of a gutter
MARGIN = 0.3  # heights of a letter that a reader leaves left and right of a line
SLACK = 0.3  # heights by which the begins of the lines of a column differ
STRIP = 1.5  # heights of an empty strip that parts what is above from what is below
LEVEL = 0.15  # heights that the middles of two cells of one row differ at most; a sidebar keeps its own step
IN_ROWS = 0.6  # of the levels that stand at the other side's; more, and both are one table
BOTH = 2  # sides
TABLE_ROWS = 4  # one after the other are no chance
RUNNING_WORDS = 4.0  # in a line of running text, on average
RUNNING_STEP = 1.4  # heights from line to line of it, at most
TWO_LINES = 1.5  # times as far as the lines of a cell are those of the next cell
CARDS = 0.75  # of the neighbours in rows that are of one form, where cards stand beside each other
FORMS = (
    re.compile(r"^\W*[$€£¥]\s?\d|\d\s?[$€£¥]$"),
    re.compile(r"^\d{1,2}[:.]\d\d\b"),
    re.compile(r"^[\W_]*\d"),
)


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in parts that are read one after the other, each from the top."""
    made: list[list[Line]] = []
    whole = True  # does the last part go on?
    for band in _bands(sorted(lines, key=_middle)):
        parts = _parted(band)
        if made and whole and len(parts) == 1:
            made[-1] += parts[0]
        else:
            made += parts
        whole = len(parts) == 1
    return made


def _parted(band: list[Line]) -> list[list[Line]]:
    best = max(_cuts(band), key=lambda parts: len(parts[1]) + len(parts[2]), default=None)
    return [found for part in best for found in columns(part)] if best else [band]


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """From the top, what no empty strip from left to right parts."""
    found: list[list[Line]] = []
    bottom = 0.0
    for line in lines:
        if not found or line.box[1] - bottom > STRIP * _high(line):
            found.append([])
        found[-1].append(line)
        bottom = max(bottom, line.box[3])
    return found


def _cuts(lines: Sequence[Line]) -> Iterator[tuple[list[Line], ...]]:
    """What is above, left, right and below of each gutter with columns on both sides."""
    for x in sorted({round(_left(line)) for line in lines}):
        left_of = [_right(line) <= x for line in lines]
        right_of = [_left(line) >= x - SLACK * _high(line) for line in lines]
        crossing = [at for at in range(len(lines)) if not left_of[at] and not right_of[at]]
        for begin, end in zip([-1, *crossing], [*crossing, len(lines)], strict=True):
            end = _before_table(lines, left_of, begin + 1, end)
            left = [lines[at] for at in range(begin + 1, end) if left_of[at]]
            right = [lines[at] for at in range(begin + 1, end) if not left_of[at]]
            if len(left) >= LEAST and len(right) >= LEAST and _are_columns(left, right):
                below = lines[end:]
                first = _first_of(below, left, right)  # the header of a table that goes on below
                left, right = ([line for line in side if line not in first] for side in (left, right))
                yield list(lines[: begin + 1]), left, right, [*first, *below]


def _before_table(lines: Sequence[Line], left_of: Sequence[bool], begin: int, end: int) -> int:
    """Where the rows of a table begin with which these lines end; `end` for none."""
    levels: list[list[int]] = []
    for at in range(begin, end):
        if not levels or _middle(lines[at]) - _middle(lines[levels[-1][0]]) > LEVEL * _high(lines[at]):
            levels.append([])
        levels[-1].append(at)
    first, count = end, 0
    for level in reversed(levels):
        sides = {left_of[at] for at in level}
        if sides == {True}:
            break
        first, count = level[0], count + (len(sides) == BOTH)
    return first if count >= TABLE_ROWS and first > begin else end


def _first_of(below: Sequence[Line], left: Sequence[Line], right: Sequence[Line]) -> list[Line]:
    """The last row of both sides, where something is below that stands near."""
    last = min(left[-1], right[-1], key=_middle)
    row = [line for line in (*left, *right) if abs(_middle(line) - _middle(last)) <= LEVEL * _high(line)]
    both = any(line in left for line in row) and any(line in right for line in row)
    return sorted(row, key=_middle) if below and both else []


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    lefts, rights = _levels(left), _levels(right)
    fewer, other = sorted((lefts, rights), key=len)
    top, bottom = max(lefts[0][0], rights[0][0]), min(lefts[-1][0], rights[-1][0])
    beside = [level for level in fewer if top - level[1] <= level[0] <= bottom + level[1]]
    if len(beside) < LEAST:
        return False
    steps = [middle for middle, _ in other] + _twos([middle for middle, _ in other])
    same = [any(abs(level[0] - middle) <= LEVEL * level[1] for middle in steps) for level in beside]
    longest = max(len(list(group)) if is_row else 0 for is_row, group in groupby(same))
    apart = sum(same) <= IN_ROWS * len(same) and longest < TABLE_ROWS
    return apart or (_is_running(left) and _is_running(right)) or _are_cards(left, right)


def _levels(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Middle and height of what stands at each level, from the top."""
    found: list[tuple[float, float]] = []
    for line in sorted(lines, key=_middle):
        if not found or _middle(line) - found[-1][0] > found[-1][1] / 2:
            found.append((_middle(line), _high(line)))
    return found


def _twos(middles: Sequence[float]) -> list[float]:
    """The middles of two lines in one cell, a label and what it means, beside which stands one value."""
    gaps = [below - above for above, below in pairwise(middles)]
    around = [math.inf, *gaps, math.inf]
    near = [TWO_LINES * gap < min(around[at], around[at + 2]) for at, gap in enumerate(gaps)]
    return [(above + below) / 2 for (above, below), is_cell in zip(pairwise(middles), near, strict=True) if is_cell]


def _is_running(lines: Sequence[Line]) -> bool:
    steps = [(_middle(below) - _middle(line)) / _high(line) for line, below in pairwise(lines)]
    return median(steps) <= RUNNING_STEP and mean(len(line.text.split()) for line in lines) >= RUNNING_WORDS


def _are_cards(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Are neighbours of one form, and what is below each other not?"""
    if not all(_is_mixed(side) for side in (left, right)):
        return False
    every = sorted((*left, *right), key=_left)
    pairs: list[bool] = []
    for middle, high in _levels(right):
        row = [_form(each.text) for each in every if abs(_middle(each) - middle) <= LEVEL * high]
        pairs += [one == other for one, other in pairwise(row)]
    return len(pairs) >= LEAST and sum(pairs) >= CARDS * len(pairs)


def _is_mixed(lines: Sequence[Line]) -> bool:
    """Does the form change from one line to the next, after the first, again and again?"""
    first = min(_left(line) for line in lines)
    column = [_form(line.text) for line in lines if _left(line) - first <= _high(line)][1:]
    return len(set(column)) >= 2


def _form(text: str) -> int:
    return next((at for at, form in enumerate(FORMS) if form.search(text)), len(FORMS))


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2


def _high(line: Line) -> float:
    return line.box[3] - line.box[1]


def _left(line: Line) -> float:
    return line.box[0] + MARGIN * _high(line)


def _right(line: Line) -> float:
    return max(_left(line) + 1, line.box[2] - MARGIN * _high(line))
