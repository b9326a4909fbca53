"""What is new between two looks of a model? Things that came, went or moved, and new text; never a doubt of the model.

A detector is unsure from picture to picture, so a thing comes or goes only where the picture itself has changed. What
has changed without a name is told as "something".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from localvoice.events import Line, Thing
from localvoice.vision.changes import box_of, share_in
from localvoice.vision.lettering import alike
from localvoice.vision.placed import Box, Side, Size, near, overlap, side
from localvoice.vision.scene import PERHAPS, SURE

Kind = Literal["came", "went", "moved", "near", "text", "other", "something", "dark", "light", "black"]

COVERED = 0.2  # of a thing's box must have changed, or it was there before
MOST = 0.6  # of all that has changed lies in one box
LINE_COVERED = 0.1  # of a line's box: most of it is paper
SAME_PLACE = 0.3  # overlap from which a thing of one name is the same one
SOMETHING = 0.008  # of the picture must have changed to be told without a name
READ_SURE = 0.6  # of a line that is told
LETTERS = 3  # that a line must have to be told
ALL_NEW = 0.5  # of the picture, from which it is another one


@dataclass(frozen=True)
class Change:
    """One thing that is new."""

    kind: Kind
    name: str = ""  # of the thing
    text: str = ""  # that is new
    side: Side = "middle"
    near: bool = False
    sure: bool = True  # that it has this name


@dataclass(frozen=True)
class Known:
    """What there is, as far as models saw it."""

    things: tuple[Thing, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, eq=False)
class Look:
    """A picture that a model is to look at, and what has changed in it since the last one that it saw."""

    cells: np.ndarray  # (rows, columns) bool: those that have changed
    size: Size  # of the picture

    @property
    def box(self) -> Box:
        """Around all that has changed, with a margin for whole lines of text."""
        left, top, right, bottom = box_of(self.cells, self.size)
        wide, high = self.size
        return (
            max(left - wide / 8, 0),
            max(top - high / 16, 0),
            min(right + wide / 8, wide),
            min(bottom + high / 16, high),
        )

    @property
    def share(self) -> float:
        """How much of the picture has changed, 0..1."""
        return float(self.cells.mean())

    def touches(self, box: Box, least: float) -> bool:
        """Has so much of the box changed, or is it where most of the change is?"""
        return share_in(self.cells, box, self.size) >= least or self.inside(box) >= MOST

    def inside(self, box: Box) -> float:
        """How much of the change is in this box, 0..1."""
        rows, columns = np.nonzero(self.cells)
        x, y = (columns + 0.5) * self.size[0] / self.cells.shape[1], (rows + 0.5) * self.size[1] / self.cells.shape[0]
        within = (box[0] <= x) & (x <= box[2]) & (box[1] <= y) & (y <= box[3])
        return float(within.mean()) if len(x) else 0.0


@dataclass(frozen=True)
class News:
    """What a look has brought."""

    known: Known  # that there is now
    told: list[Change]  # what is new in it
    unnamed: float  # share of the picture that has changed outside everything that has a name


def news(before: Known, things: Sequence[Thing], lines: Sequence[Line], look: Look) -> News:
    """`lines` are those of `look.box`, measured in the whole picture; what was read elsewhere is still there."""
    kept, told = _things(before.things, things, look)
    inside = [line for line in before.lines if _within(line.box, look.box)]
    elsewhere = [line for line in before.lines if line not in inside]
    new = [line for line in lines if _is_new(line, before.lines, look)]
    told += _texts(new, inside, look)
    known = Known(tuple(kept), (*elsewhere, *lines))
    boxes = [thing.box for thing in (*kept, *before.things)] + [line.box for line in (*lines, *inside)]
    unnamed = _unnamed(look, boxes)
    share = float(unnamed.mean())
    if not told and share >= SOMETHING:
        x = float(np.median(np.nonzero(unnamed)[1]) + 0.5) * look.size[0] / unnamed.shape[1]
        told = [Change("something", side=side((x, 0, x, 0), look.size))]
    return News(known, told, share)


def _things(before: Sequence[Thing], now: Sequence[Thing], look: Look) -> tuple[list[Thing], list[Change]]:
    """The things that there are, and what came of those before."""
    left, kept, came = list(before), [], []
    for thing in sorted(now, key=lambda each: -each.score):
        if thing.score < PERHAPS:
            continue
        same = max(_named(thing.name, left), key=lambda each: overlap(each.box, thing.box), default=None)
        if same and overlap(same.box, thing.box) >= SAME_PLACE:
            left.remove(same)
            kept.append((same, thing))
        else:
            came.append(thing)
    told, there = [], [thing for _, thing in kept]
    for thing in came:
        if not look.touches(thing.box, COVERED):
            continue  # nothing has changed there: a doubt of the model
        there.append(thing)
        if elsewhere := _named(thing.name, [each for each in left if look.touches(each.box, COVERED)]):
            left.remove(elsewhere[0])
            kept.append((elsewhere[0], thing))
        else:
            told.append(_change("came", thing, look.size))
    for thing in left:
        if look.touches(thing.box, COVERED):
            told.append(_change("went", thing, look.size))
        else:
            there.append(thing)  # nothing has changed there: the model is in doubt, the thing is not gone
    return there, told + [change for old, new in kept if (change := _moved(old, new, look))]


def _moved(old: Thing, new: Thing, look: Look) -> Change | None:
    """Is it on another side, or has it come near? Only a clear step counts: a box at the edge trembles."""
    across = abs((new.box[0] + new.box[2]) - (old.box[0] + old.box[2])) / 2 / look.size[0]
    if side(new.box, look.size) != side(old.box, look.size) and across >= 0.1 and look.touches(new.box, COVERED / 2):
        return _change("moved", new, look.size)
    grown = _area(new.box) > 1.5 * _area(old.box)
    if grown and near(new.box, look.size) and not near(old.box, look.size):
        return _change("near", new, look.size)
    return None


def _texts(new: Sequence[Line], inside: Sequence[Line], look: Look) -> list[Change]:
    """New lines, as one text for each side; a picture that is all new is told as such."""
    if not new:
        return []
    if look.share >= ALL_NEW and len(inside) > 1:
        biggest = max(new, key=lambda line: line.box[3] - line.box[1])
        return [Change("other", text=biggest.text)]
    texts: dict[Side, list[str]] = {}
    for line in sorted(new, key=lambda line: line.box[1]):
        texts.setdefault(side(line.box, look.size), []).append(line.text)
    return [
        Change("text", text=". ".join(said.rstrip(".") for said in each), side=where) for where, each in texts.items()
    ]


def _is_new(line: Line, before: Sequence[Line], look: Look) -> bool:
    if line.score < READ_SURE or sum(map(str.isalpha, line.text)) < LETTERS:
        return False
    return look.touches(line.box, LINE_COVERED) and not any(alike(line.text, each.text) for each in before)


def _unnamed(look: Look, boxes: Sequence[Box]) -> np.ndarray:
    """The cells that have changed outside these boxes and their edges."""
    rest = look.cells.copy()
    across, down = look.size[0] / rest.shape[1], look.size[1] / rest.shape[0]
    for box in boxes:
        margin = 0.1 * max(box[2] - box[0], box[3] - box[1]) + across
        top, bottom = max(box[1] - margin, 0) / down, (box[3] + margin) / down
        left, right = max(box[0] - margin, 0) / across, (box[2] + margin) / across
        rest[int(top) : int(bottom) + 1, int(left) : int(right) + 1] = False
    return rest


def _change(kind: Kind, thing: Thing, size: Size) -> Change:
    return Change(kind, thing.name, "", side(thing.box, size), near(thing.box, size), thing.score >= SURE)


def _named(name: str, things: Sequence[Thing]) -> list[Thing]:
    return [thing for thing in things if thing.name == name]


def _within(box: Box, outer: Box) -> bool:
    """Is its middle inside?"""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def without(told: Sequence[Change], change: Change) -> list[Change] | None:
    """`told` where `change` takes one of them back, which was not said yet; None where it takes back nothing."""
    back: dict[str, Kind] = {"came": "went", "went": "came"}
    opposite = replace(change, kind=back.get(change.kind, change.kind), near=False, sure=True)
    for each in told:
        if change.kind in back and replace(each, near=False, sure=True) == opposite:
            return [one for one in told if one is not each]
    return None
