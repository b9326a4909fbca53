"""Who of those that hear patiently hears now? So many at once, in the order in which they began; the others wait."""

import os
from typing import Any

# A second of speech takes 0.16 s of a core (`scripts/bench load`), so that a core keeps up with six voices, if it has
# nothing else to do.
VOICES_A_CORE = 5


def places_here() -> int:
    """How many voices this machine can follow."""
    return VOICES_A_CORE * (os.cpu_count() or 1)


class Places:
    """`who`: anything that can be told from others. Who asks again waits where it has waited; who leaves has gone."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._queue: list[Any] = []  # those in front have a place

    def has(self, who: Any) -> bool:
        """Has it a place by now?"""
        if who not in self._queue:
            self._queue.append(who)
        return self._queue.index(who) < self.count

    def leave(self, who: Any) -> None:
        if who in self._queue:
            self._queue.remove(who)
