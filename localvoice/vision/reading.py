"""In which order is text in a picture read? Row by row; what stands side by side in a table is one, with its header.

A row is what stands at one height. Two columns of running text stay apart: they are read one after the other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from string import ascii_uppercase

from localvoice.events import Line
from localvoice.vision.columns import MARGIN, columns

SAME_ROW = 0.5  # of the lower one's height that two pieces of a row have in common
ALIGNED = 1.0  # heights of a letter that the begins, the ends or the middles of two cells in a column may differ
LEAST_ROWS = 2  # of a table beside its header, or three without
HEADER_NAMES = 4  # at least, of a header in the midst of rows
CELL_WORDS = 8  # more is running text
NEAR = 2.5  # heights: pieces of one line that stand so near each other are one line
FAR = 3.0  # heights between two rows of a table at most
DIGIT = re.compile(r"\d")
DAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)", re.I)
FIGURE = re.compile(r"^[\W_]*[$€£¥]?[\W_]*\d[\d\s.,:/%×x+-]*\W*\w{0,3}$")


@dataclass(frozen=True)
class Row:
    """What stands at one height, from left to right."""

    cells: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def box(self) -> tuple[float, float, float, float]:
        lefts, tops, rights, bottoms = zip(*(cell.box for cell in self.cells), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def height(self) -> float:
        return median(cell.box[3] - cell.box[1] for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """Rows whose cells stand below each other."""

    header: Row | None
    rows: tuple[Row, ...]
    first: Row | None = None  # the header as it was read

    def named(self, cell: Line) -> str:
        """What the header says above this cell; "" for nothing."""
        above = self._above(cell)
        return above.text if above else ""

    def names(self, row: Row) -> list[str]:
        """What it says above each cell; of two cells below one name, the nearer one has it."""
        above = [self._above(cell) for cell in row.cells]
        nearest: dict[int, Line] = {}
        for name, cell in zip(above, row.cells, strict=True):
            if name and (id(name) not in nearest or _apart(name, cell) < _apart(name, nearest[id(name)])):
                nearest[id(name)] = cell
        return [
            name.text if name and nearest[id(name)] is cell else "" for name, cell in zip(above, row.cells, strict=True)
        ]

    def said(self, row: Row) -> str:
        """ "Oat milk latte: quantity 2, price $4.50"; without a header "Rent, $900"."""
        if not self.header or len(row.cells) < 2:
            return ", ".join(cell.text for cell in row.cells)
        values = [
            f"{name.lower()} {cell.text}".strip() for name, cell in zip(self.names(row)[1:], row.cells[1:], strict=True)
        ]
        return f"{row.cells[0].text}: {', '.join(values)}"

    def _above(self, cell: Line) -> Line | None:
        above = min(self.header.cells, key=lambda name: _apart(name, cell), default=None) if self.header else None
        return above if above and _apart(above, cell) <= 2 * ALIGNED * _high(cell) else None


def rows(lines: Iterable[Line]) -> list[Row]:
    """From the top."""
    made: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.box[1] + line.box[3]) / 2):
        level = next((row for row in reversed(made[-3:]) if _level(row, line)), None)
        if level is None:
            made.append([line])
        else:
            level.append(line)
    return [Row(tuple(sorted(row, key=lambda line: line.box[0]))) for row in made]


def tables(every: Sequence[Row]) -> list[Table]:
    """Those among rows from the top."""
    found: list[Table] = []
    group: list[Row] = []
    for row in [*every, None]:
        if row and _is_of_table(row) and (not group or _below(group, row)):
            group.append(row)
            continue
        lettered = _has_letters(group)
        found += [table for part in _at_headers(group[lettered:]) if (table := _table(part, lettered))]
        group = [row] if row and _is_of_table(row) else []
    return found


def lined(lines: Sequence[Line]) -> list[Line]:
    """The lines as they are read, column by column: each row of a table is one, and pieces that belong together are."""
    return [line for part in columns(lines) for line in in_order(rows(part))]


def in_order(every: Sequence[Row]) -> list[Line]:
    """Those of one column."""
    made = tables(every)
    of_table = {id(row): table for table in made for row in table.rows}
    headers = {id(table.first) for table in made if table.first}
    lines: list[Line] = []
    for row in every:
        if id(row) in headers:
            continue
        if table := of_table.get(id(row)):
            lines.append(_joined(row.cells, f"{table.said(row)}."))
        else:
            lines += parts(row)
    return lines


def _is_of_table(row: Row) -> bool:
    return len(row.cells) >= 2 and all(len(cell.text.split()) <= CELL_WORDS for cell in row.cells)


def _below(group: Sequence[Row], row: Row) -> bool:
    """Do two of its cells stand below others of the table, and near?"""
    last, known = group[-1], [cell for each in group for cell in each.cells]
    under = sum(any(_apart(cell, above) <= ALIGNED * _high(cell) for above in known) for cell in row.cells)
    return under >= 2 and row.box[1] - last.box[3] <= FAR * row.height


def _has_letters(group: Sequence[Row]) -> bool:
    """Is the first row A, B, C, as above the columns of a spreadsheet?"""
    return bool(group) and [cell.text for cell in group[0].cells] == list(ascii_uppercase[: len(group[0].cells)])


def _at_headers(group: list[Row]) -> list[list[Row]]:
    """Parted above a row that is the header of all that is below it."""
    for at in range(len(group) - LEAST_ROWS - 1, 0, -1):
        if not _has_digit(group[at]) and all(_has_digit(row) for row in group[at + 1 :]):
            return [group[:at], group[at:]] if len(group[at].cells) >= HEADER_NAMES else [group]
    return [group]


def _recurs(first: Row, rest: Sequence[Row]) -> bool:
    """Does a cell of the first row stand in others, or is it a day as they are?"""
    below = {cell.text for row in rest for cell in row.cells}
    return any(cell.text in below for cell in first.cells) or all(
        DAY.match(row.cells[0].text) for row in (first, *rest)
    )


def _has_digit(row: Row) -> bool:
    return any(DIGIT.search(cell.text) for cell in row.cells)


def _table(group: Sequence[Row], numbered: bool = False) -> Table | None:
    """`numbered`: each row begins with its number."""
    if len(group) < LEAST_ROWS + 1:
        return None
    first, *rest = group
    names = Row(first.cells[1:]) if numbered and len(first.cells) > 1 and first.cells[0].text.isdigit() else first
    header = first if any(map(_has_digit, rest)) and not _has_digit(names) and not _recurs(first, rest) else None
    return Table(Row(tuple(_names(names, rest))) if header else None, tuple(rest if header else group), header)


def _names(header: Row, rest: Sequence[Row]) -> Iterator[Line]:
    """The names in a header; where several stand so near that they were read as one, its words, if as many columns are
    below."""
    widest = max(rest, key=lambda row: len(row.cells))
    for name in header.cells:
        words = name.text.split()
        below = [cell for cell in widest.cells if name.box[0] <= (cell.box[0] + cell.box[2]) / 2 <= name.box[2]]
        if len(words) < 2 or len(below) != len(words):
            yield name
            continue
        yield from (Line(word, cell.box, name.score) for word, cell in zip(words, below, strict=True))


def parts(row: Row) -> list[Line]:
    """What of a row is one line: pieces that stand near each other are."""
    made: list[list[Line]] = []
    for cell in row.cells:
        if made and cell.box[0] - made[-1][-1].box[2] <= NEAR * _high(cell) and _alike(made[-1][-1], cell):
            made[-1].append(cell)
        else:
            made.append([cell])
    return [_joined(part, " ".join(cell.text for cell in part)) for part in made]


def _alike(one: Line, other: Line) -> bool:
    """Are both of one size, and one of them no word alone, as the name of a button or of a menu is?"""
    sizes = sorted((_high(one), _high(other)))
    return sizes[1] <= 1.3 * sizes[0] and max(len(one.text.split()), len(other.text.split())) > 2


def _joined(cells: Sequence[Line], text: str) -> Line:
    return Line(text, Row(tuple(cells)).box, min(cell.score for cell in cells))


def _level(row: Sequence[Line], line: Line) -> bool:
    last = row[-1]
    common = min(last.box[3], line.box[3]) - max(last.box[1], line.box[1])
    return common >= SAME_ROW * max(_high(last), _high(line)) and all(_beside(each, line) for each in row)


def _beside(one: Line, other: Line) -> bool:
    """A reader leaves a margin around lines, so that those of small cells lie over each other."""
    common = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0]) - MARGIN * (_high(one) + _high(other))
    return common <= 0.5 * min(one.box[2] - one.box[0], other.box[2] - other.box[0])


def _apart(one: Line, other: Line) -> float:
    """Pixels between their begins, their ends or their middles, whichever are the nearest."""
    (left, _, right, _), (begin, _, end, _) = one.box, other.box
    return min(abs(left - begin), abs(right - end), abs(left + right - begin - end) / 2)


def _high(line: Line) -> float:
    return line.box[3] - line.box[1]
