"""What has a ring's model read? As `models.lm.context`, which every rank has; here is only what its tokens are.

What is asked of the ranks they all do, in this order, sooner or later; so what they have read is known here at once,
but for tokens whose answer nobody has waited for, and those are cut off before anything else is read.
"""

import time
from collections.abc import Generator, Iterator
from dataclasses import asdict
from itertools import count
from typing import Any, Self
from weakref import finalize

from localvoice.events import Waiting
from localvoice.models.lm.context import TAIL, Place, common, newest_before
from localvoice.models.lm_ring.ring import STEP_S, Ring
from localvoice.models.owner import Owner
from localvoice.models.roles import Sampling

SLICE = 64  # tokens of one step: 256 of a model of 70 billion weights would take two Macs some seconds
LOOK_S = 0.01  # a step of the lane waits so long for the ranks; then others get their turn
AT_ONCE = Waiting(0.0)
_numbers = count(1)


class RingContext:
    """Every rank's context, by one number; one owner thread."""

    def __init__(self, ring: Ring, owner: Owner) -> None:
        self._ring, self._owner = ring, owner
        self._number = next(_numbers)
        self._snapshots: dict[Place, list[int]] = {}
        self._unsure = False  # the ranks may have read more than is known here
        self.ids: list[int] = []
        self.read_tokens = 0
        finalize(self, ring.unused, self._number)

    def keep(self, ids: list[int]) -> int:
        """As `models.lm.context.Context.keep`."""
        self._owner.check()
        kept = common(self.ids, ids)
        if kept == len(self.ids) and not self._unsure:
            return kept
        if self._ring.plain:
            self._ask("keep", count=kept)
            del self.ids[kept:]
        else:
            place = newest_before(self._snapshots, self.ids[:kept])
            self._ask("back", place=place)
            self.ids = list(self._snapshots[place]) if place else []
        self._unsure = False
        return len(self.ids)

    def read(self, ids: list[int]) -> Iterator[int | Waiting]:
        """Read more tokens; each step yields how many it took, or that it waits."""
        for start in range(0, len(ids), SLICE):
            part = ids[start : start + SLICE]
            number = self._ask("read", ids=part)
            self._took(part)
            yield from self._answer(number)
            yield len(part)

    def tail(self, ids: list[int]) -> int:
        return len(ids) - TAIL

    def sample(self, how: Sampling, last: list[int]) -> Iterator[int | Waiting]:
        """As `models.lm.context.Context.sample`: the first token is read when the second is asked for."""
        number = self._ask("sample", ids=last, how=asdict(how))
        self._took(last)
        first = (yield from self._answer(number))["token"]
        yield first
        unread = [first]
        while True:
            number = self._ask("next")
            self._unsure = True
            token = (yield from self._answer(number))["token"]
            self.ids += [*unread, token]
            self._unsure, unread = False, []
            yield token

    def snapshot(self, place: Place) -> None:
        """As `models.lm.context.Context.snapshot`."""
        if not self._ring.plain:
            self._ask("mark", place=place)
            self._snapshots[place] = list(self.ids)

    def fork(self) -> Self:
        """A second context that has read the same."""
        other = type(self)(self._ring, self._owner)
        self._ask("fork", **{"as": other._number})
        other.ids, other.read_tokens, other._unsure = list(self.ids), self.read_tokens, self._unsure
        other._snapshots = dict(self._snapshots)
        return other

    def _ask(self, what: str, **more: Any) -> int:
        self._owner.check()
        return self._ring.ask({"do": what, "of": self._number, **more})

    def _answer(self, number: int) -> Generator[Waiting, None, dict[str, Any]]:
        """What rank 0 answers. Raises RingGone, also when that takes too long."""
        asked_s = time.monotonic()
        while (answer := self._ring.answer(number, LOOK_S)) is None:
            if time.monotonic() - asked_s > STEP_S:
                self._ring.give_up(f"A step of the large language model has not come back for {STEP_S:.0f} seconds")
            yield AT_ONCE
        return answer

    def _took(self, ids: list[int]) -> None:
        self.ids += ids
        self.read_tokens += len(ids)
