"""What has a model of text and sound already read? Positions and their cache: only what is new is read.

Attention is cut back to any length. A recurrent state cannot be, so what it was is remembered where a cut may come: at
the end of each piece that was read, and after each token of text that was said (a state takes 84 kB in LFM2.5-Audio).
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx

from localvoice.models.interleaved.network import Heard, Network, Position
from localvoice.models.lm.context import SLICE, common
from localvoice.models.owner import Owner


@dataclass(frozen=True, eq=False)
class Mark:
    """What cannot be trimmed, as it was at one length."""

    states: list[Any]  # of the layers; None for those that can be trimmed
    last: mx.array  # (1, width): what comes next is read off it


class Context:
    """`sound` gives the vectors, (n, width), of a segment that was heard."""

    def __init__(self, network: Network, owner: Owner, sound: dict[str, mx.array]) -> None:
        self._network, self._owner, self._sound = network, owner, sound
        self.read_positions = 0  # all that was ever read, what was said not counted
        self._begin()

    def _begin(self) -> None:
        self.positions: list[Position] = []
        self._cache = self._network.cache()
        self._marks: dict[int, Mark] = {}
        self._reading = False  # true while cache and positions may differ

    @property
    def last(self) -> mx.array:
        """(1, width): what comes next is read off it."""
        return self._marks[len(self.positions)].last

    @property
    def bytes(self) -> int:
        """What the cache takes."""
        return sum(layer.nbytes for layer in self._cache)

    def keep(self, positions: Sequence[Position]) -> int:
        """Forget what is not the start of these; return how many are kept."""
        self._owner.check()
        if self._reading:  # a step failed half-way
            self._begin()
        same = common(self.positions, list(positions))
        kept = max((length for length in self._marks if length <= same), default=0)
        if not kept:
            self._begin()
        elif kept < len(self.positions):
            self._go_back(kept)
        return kept

    def read(self, positions: Sequence[Position]) -> Generator[int, None, None]:
        """Read more; each step yields how many it took."""
        for start in range(0, len(positions), SLICE):
            part = positions[start : start + SLICE]
            self._step(part)
            mx.eval(self.last, [layer.state for layer in self._cache])
            self.read_positions += len(part)
            yield len(part)

    def say(self, position: Position) -> None:
        """Take in what was said just now; it is being computed when this returns."""
        self._step([position])
        mx.async_eval(self.last)

    def forget_marks(self, lengths: set[int]) -> None:
        """Nobody will go back behind the end, but to these lengths."""
        wanted = lengths | {len(self.positions)}
        self._marks = {length: mark for length, mark in self._marks.items() if length in wanted}

    def _step(self, part: Sequence[Position]) -> None:
        self._owner.check()
        self._reading = True
        last = self._network.forward(self._vectors(part), self._cache)
        said = len(part) == 1 and not isinstance(part[0], int)
        before = len(self.positions)
        self.positions += part
        states = [None if layer.is_trimmable() else list(layer.state) for layer in self._cache]
        self._marks[len(self.positions)] = Mark(states, last)
        if said and before and not isinstance(self.positions[before - 1], int):
            self._marks.pop(before, None)  # between two frames nobody cuts
        self._reading = False

    def _vectors(self, part: Sequence[Position]) -> mx.array:
        """Runs of one kind, each made at once."""
        made: list[mx.array] = []
        at = 0
        while at < len(part):
            first, end = part[at], at + 1
            while end < len(part) and _follows(part[end - 1], part[end]):
                end += 1
            if isinstance(first, Heard):
                made.append(self._sound[first.segment][first.at : first.at + end - at])
            else:
                made.append(self._network.embed([one for one in part[at:end] if not isinstance(one, Heard)]))
            at = end
        return mx.concatenate(made)

    def _go_back(self, kept: int) -> None:
        mark, cut = self._marks[kept], len(self.positions) - kept
        for layer, state in zip(self._cache, mark.states, strict=True):
            if state is None:
                layer.trim(cut)
            else:
                layer.state = list(state)
        del self.positions[kept:]
        self._marks = {length: mark for length, mark in self._marks.items() if length <= kept}


def _follows(one: Position, two: Position) -> bool:
    """Are they made at once?"""
    if isinstance(one, Heard) and isinstance(two, Heard):
        return one.segment == two.segment and one.at + 1 == two.at
    return type(one) is type(two) and not isinstance(one, Heard)
