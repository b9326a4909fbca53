"""What in a picture belongs together? Rows with what their header says, and names with what stands below them.

A unit is a row of a table, the cells at one height, or a stack of lines close below each other; its pieces are what one
would answer with: a cell, a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from localvoice.events import Line
from localvoice.vision.reading import DIGIT, FIGURE, Row, parts, rows, tables
from localvoice.vision.wrapped import joined, wrapped

# The end of a sentence: "No. 4", "Mrs. Lee", "B. Hallam", and the number of an item end none.
END = re.compile(r"(?<=[^\s][\w)”\"'%][.!?])(?<!\bNo\.)(?<!\b[DMS][rt]\.)(?<!Mrs\.)(?<!reg\.)\s+(?=[A-Z“\"(\d])")
ITEM = re.compile(r"^(?:\d{1,2}[.)]\s+|[•*·▪]\s*|[-–]\s+)")  # what a list has before what is in it
NUMBERED = re.compile(r"^\d{1,2}[.)]\s")
NEAREST, APART = -0.3, 0.5  # heights: the least gap that counts, and how much wider one between two stacks is
FAR = 1.2  # heights of a gap between two stacks at any rate
TITLE_WORDS = 6  # of the name above others
LABEL_AND_VALUE = 2  # cells
# The time beside the name of who wrote what is below.
SENT = re.compile(
    r"\d[:.]\d\d\b|\b(?:yesterday|today|now|ago)\b|\b\d+ ?(?:s|sec|min|m|h|hrs?|d|w)\b"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?\b"
    r"|\b(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* ?\d*$",
    re.I,
)
NAME_WORDS, LIST = 4, 4  # words of a name in a list, and names in it at least


@dataclass(frozen=True)
class Piece:
    """A cell or a sentence."""

    text: str
    name: str = ""  # what the header says above it


@dataclass(frozen=True)
class Unit:
    """What belongs together."""

    kind: Literal["table", "row", "stack"]
    pieces: tuple[Piece, ...]
    title: Piece | None = None  # what it is called by
    section: str = ""  # the heading alone above its row and others: Starters

    @property
    def said(self) -> str:
        """ "Cambridge: time 10:15, plat 6"."""
        if self.kind == "stack" or self.title is None:
            return " ".join(ended(piece.text) for piece in self.pieces)
        others = [f"{piece.name.lower()} {piece.text}".strip() for piece in self.pieces if piece is not self.title]
        return f"{self.title.text.rstrip(':')}: {', '.join(others)}"


def ended(text: str) -> str:
    """With a full stop, where it ends with none."""
    return text if text.endswith((".", "?", "!", ":", "…")) else f"{text}."


def units(columns: Sequence[Sequence[Line]]) -> list[Unit]:
    """Those of the columns of a picture."""
    return [unit for column in columns for unit in _of_column(rows(column))]


def _of_column(every: Sequence[Row]) -> Iterator[Unit]:
    made = tables(every)
    of_table = {id(row): table for table in made for row in table.rows}
    headers = {id(table.first) for table in made if table.first}
    headed = {id(row) for table in made if table.header for row in table.rows}
    others = [row for row in every if id(row) not in headed and id(row) not in headers]
    section = ""
    for row in every:
        if len(row.cells) == 1:
            section = row.text if len(row.text.split()) <= TITLE_WORDS else ""
        if len(parts(row)) > 1 and id(row) not in headers:
            table = of_table.get(id(row))
            names = table.names(row) if table else [""] * len(row.cells)
            pieces = tuple(Piece(cell.text, name) for cell, name in zip(row.cells, names, strict=True))
            yield Unit("table" if table and table.header else "row", pieces, _name_of(pieces), section)
    beside = {id(line) for row in others for line in _lines(row) if len(parts(row)) > 1}
    labels = _labels(every)
    stacks = _stacks([line for row in others for line in _lines(row) if id(line) not in labels])
    yield from _titled([_stack(lines) for stack in stacks if (lines := _without_columns(stack, beside))])


def _labels(every: Sequence[Row]) -> set[int]:
    """Those whose value stands beside them, so that what is below is no value of them, but says what they mean."""
    found: set[int] = set()
    for row, below in pairwise(every):
        cells = row.cells
        two = len(parts(row)) == len(cells) == LABEL_AND_VALUE and len(below.cells) == 1
        under = two and _under(cells[0], below.cells[0]) and _gap(cells[0], below.cells[0]) <= APART
        aside = two and below.cells[0].box[2] <= cells[1].box[0]
        if under and aside and not SENT.search(cells[1].text):
            found.add(id(cells[0]))
    return found


def _without_columns(stack: list[Line], beside: set[int]) -> list[Line]:
    """Without the labels, or the values, of many rows, which are read across."""
    cells = [line for line in stack if id(line) in beside and len(line.text.split()) <= NAME_WORDS]
    return [line for line in stack if line not in cells] if len(cells) >= LIST else stack


def _titled(stacks: Sequence[Unit]) -> Iterator[Unit]:
    """A name that stands alone above running text is of it."""
    name: Unit | None = None
    for stack in stacks:
        if name and stack.title is None and len(stack.pieces[0].text.split()) > TITLE_WORDS:
            yield Unit("stack", (*name.pieces, *stack.pieces), name.pieces[0])
            name = None
            continue
        if name:
            yield name
        alone = len(stack.pieces) == 1 and len(stack.pieces[0].text.split()) <= TITLE_WORDS
        name = stack if alone and not stack.pieces[0].text.endswith((".", "!", "?")) else None
        if not name:
            yield stack
    if name:
        yield name


def _lines(row: Row) -> Sequence[Line]:
    """Its cells, or one line where they stand near each other."""
    return row.cells if len(parts(row)) > 1 else parts(row)


def _name_of(pieces: Sequence[Piece]) -> Piece:
    """The first that is words, else the first."""
    wordy = (one for one in pieces if not FIGURE.match(one.text) and sum(map(str.isalpha, one.text)) > 1)
    return next(wordy, pieces[0])


def _stack(lines: Sequence[Line]) -> Unit:
    sentences = [each for part in wrapped(lines) for each in END.split(joined(part)) if each]
    pieces = [Piece(each) for each in sentences or [""]]
    short = len(pieces) > 1 and len(pieces[0].text.split()) <= TITLE_WORDS and not _is_list(pieces)
    return Unit("stack", tuple(pieces), pieces[0] if short else None)


def _is_list(pieces: Sequence[Piece]) -> bool:
    """Are these names below each other, of which the first is not the name of the others? A sidebar, the labels of a
    form."""
    short = all(len(piece.text.split()) <= NAME_WORDS for piece in pieces)
    return short and len(pieces) >= LIST and not any(DIGIT.search(piece.text) for piece in pieces)


def _stacks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand below each other, parted where the gap is wider."""
    above: list[Line | None] = []
    for at, line in enumerate(lines):
        above.append(next((other for other in reversed(lines[:at]) if _under(other, line)), None))
    gaps = [_gap(other, line) if other else FAR for other, line in zip(above, lines, strict=True)]
    widest = min(FAR, max(NEAREST, min(gaps, default=FAR)) + APART)
    made: list[list[Line]] = []
    for other, line, gap in zip(above, lines, gaps, strict=True):
        stack = next((stack for stack in made if stack[-1] is other), None) if gap <= widest else None
        if stack is None:
            made.append([line])
        else:
            stack.append(line)
    return made


def _gap(other: Line, line: Line) -> float:
    return (line.box[1] - other.box[3]) / (line.box[3] - line.box[1])


def _under(other: Line, line: Line) -> bool:
    common = min(other.box[2], line.box[2]) - max(other.box[0], line.box[0])
    below = line.box[1] + line.box[3] > other.box[1] + other.box[3] + (line.box[3] - line.box[1])
    return below and common >= 0.5 * min(other.box[2] - other.box[0], line.box[2] - line.box[0])
