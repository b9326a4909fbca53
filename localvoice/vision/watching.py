"""What has changed while somebody watches, and when is it said? The picture's difference first, a model second.

A state machine: pictures and what a model saw in them go in with their time, and a sentence comes out when one is due.
It asks for a model only when the picture has changed, and then settled, or has gone on changing for a while. Each
change is said once; sentences keep a distance; what was taken back before it was said is not said at all. Cells that
change again and again (a cursor, the figures of a clock, a television) are left alone until they rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from localvoice.events import Line, Thing
from localvoice.vision.agreeing import agreed, read_again
from localvoice.vision.changes import Grid, changed, darker
from localvoice.vision.news import Change, Known, Look, news, without
from localvoice.vision.telling import told


@dataclass(frozen=True)
class Rules:
    """Times in seconds. All were chosen by hand, on videos other than those of the tests."""

    shakes: bool = True  # a camera; a screen does not
    least: float = 0.002  # of the picture must have changed
    settled_s: float = 0.5  # that nothing moves before a model looks
    patience_s: float = 2.5  # after which it looks although something moves
    apart_s: float = 4.0  # between two sentences, from end to begin as far as the caller knows
    stale_s: float = 30.0  # after which a change is no news
    restless: float = 4.0  # changes in about `forget_s` from which a cell is left alone
    forget_s: float = 20.0


CAMERA = Rules()
SCREEN = Rules(shakes=False, least=0.0004)
NOTHING = Grid(np.zeros((0, 0, 3), np.float32), (0, 0))
BLACK = 6.0  # of 255: a room at night has more
DRIFT = 0.1  # share of each picture that the known one follows where nothing has changed: the sun goes round


class Watch:
    """One thing that is watched. Nothing of it is stored; it holds two small grids, and names."""

    def __init__(self, rules: Rules = CAMERA, fits: Callable[[Change], bool] = lambda change: True) -> None:
        """`fits`: is a change worth telling?"""
        self.rules, self._fits = rules, fits
        self.known = Known()
        self._seen = self._last = NOTHING  # the picture that a model saw last, and the last one
        self._moving = np.zeros((0, 0), bool)  # cells that changed in the last step
        self._unrest = np.zeros((0, 0), np.float32)  # of each cell, how often lately
        self._last_s = self._moved_s = 0.0  # of the last picture; something moved last
        self._since_s: float | None = None  # there is something to look at
        self._first = True  # what is there at the beginning is not told
        self._relit = False  # the last look was at another light
        self._looks: list[
            tuple[Sequence[Thing], Sequence[Line]]
        ] = []  # at what has changed, as long as they do not agree
        self._asked = np.zeros((0, 0), bool)  # the cells that those are about
        self._said_s = float("-inf")
        self._pending: list[tuple[float, Change]] = []

    def look(self, picture: Grid, at_s: float) -> Look | None:
        """Take a picture; what a model is to look at in it, None for nothing. `seen` has to follow."""
        if self._seen.cells.shape != picture.cells.shape:
            return self._begin(picture, at_s)
        restless = self._unrested(picture, at_s)
        different = changed(self._seen, picture, self.rules.shakes) & ~restless
        if self._looks:
            self._seen, self._asked = picture, self._asked | different  # also what has changed since the first of them
            return Look(self._asked, picture.size)
        if different.mean() < self.rules.least:
            self._since_s = None
            self._follow(picture, ~different)
            return None
        if self._since_s is None:
            self._since_s = at_s
        still = at_s - self._moved_s >= self.rules.settled_s
        if not still and at_s - self._since_s < self.rules.patience_s:
            return None
        light = darker(self._seen, picture)
        if light:
            self._add(Change("dark" if light < 0 else "light"), at_s)
        self._relit, self._seen, self._since_s = light != 0, picture, None
        self._asked = different
        return Look(different, picture.size)

    def seen(self, look: Look, things: Sequence[Thing], lines: Sequence[Line], at_s: float) -> None:
        """What a model saw in the picture that `look` asked for: all things, and the lines inside `look.box`."""
        if self._relit:
            return  # in the dark it sees little: what there is comes back with the light
        self._looks.append((things, lines))
        there: Sequence[Thing] | None = things
        if len(self._looks) == 1 and self.rules.shakes:
            new = news(self.known, things, lines, look)
            if self._first or new.told or new.unnamed >= self.rules.least:
                return  # one look at a camera's picture is no news: look again
        elif self.rules.shakes:
            there = agreed([each for each, _ in self._looks], look.size)
            lines = read_again(lines, [each for _, each in self._looks[:-1]])
        if there is None:
            return
        new = news(self.known, there, lines, look)
        self.known, self._looks = new.known, []
        for change in () if self._first else new.told:
            self._add(change, at_s)
        self._first = False

    def due(self, now_s: float) -> str:
        """What is to be said now, once; "" for nothing."""
        self._pending = [(at_s, change) for at_s, change in self._pending if now_s - at_s < self.rules.stale_s]
        if not self._pending or now_s - self._said_s < self.rules.apart_s:
            return ""
        changes, self._pending = [change for _, change in self._pending], []
        self._said_s = now_s
        return told(changes, "picture" if self.rules.shakes else "screen")

    def _begin(self, picture: Grid, at_s: float) -> Look:
        cells = picture.cells.shape[:2]
        self._seen = self._last = picture
        self._moving, self._unrest = np.zeros(cells, bool), np.zeros(cells, np.float32)
        self._moved_s, self._last_s, self._since_s = at_s, at_s, None
        self.known, self._first, self._relit = Known(), True, False
        if picture.light < BLACK and self.rules.shakes:
            self._add(Change("black"), at_s)
        self._looks, self._asked = [], np.ones(cells, bool)
        return Look(self._asked, picture.size)

    def _unrested(self, picture: Grid, at_s: float) -> np.ndarray:
        """Note what moves; which cells have changed again and again."""
        moving = changed(self._last, picture, self.rules.shakes)
        begins = moving & ~self._moving
        self._unrest *= np.exp((self._last_s - at_s) / self.rules.forget_s, dtype=np.float32)
        self._unrest[begins] += 1
        restless = self._unrest > self.rules.restless
        if (moving & ~restless).mean() >= self.rules.least:
            self._moved_s = at_s
        self._last, self._moving, self._last_s = picture, moving, at_s
        return restless

    def _follow(self, picture: Grid, where: np.ndarray) -> None:
        """Let the known picture drift with the light where nothing has changed."""
        cells = self._seen.cells.copy()
        cells[where] += DRIFT * (picture.cells[where] - cells[where])
        self._seen = Grid(cells, self._seen.size)

    def _add(self, change: Change, at_s: float) -> None:
        if not self._fits(change):
            return
        kept = without([each for _, each in self._pending], change)
        if kept is None:
            self._pending.append((at_s, change))
        else:
            self._pending = [(since, each) for since, each in self._pending if any(each is one for one in kept)]
