"""What time is it? Real time, or a virtual clock that skips the waiting but not the work.

Every decision is made on sample time; clocks only pace simulated sound and stamp the trace.
"""

import time
from collections.abc import Callable
from typing import Any, Protocol

import anyio
import anyio.lowlevel

# After a step of work its result travels through a few tasks; each checkpoint lets all ready tasks run once.
SETTLE_CHECKPOINTS = 24


class Clock(Protocol):
    def now_s(self) -> float:
        """Seconds since it was made or last restarted."""
        ...

    def restart(self) -> None:
        """Make this moment zero: simulated sound begins now."""
        ...

    async def until(self, due_s: float) -> None:
        """Return when `now_s()` has reached `due_s`; other tasks run meanwhile."""
        ...


class RealClock:
    """Seconds since it was made, as they pass."""

    def __init__(self) -> None:
        self._zero_s = time.perf_counter()

    def now_s(self) -> float:
        return time.perf_counter() - self._zero_s

    def restart(self) -> None:
        self._zero_s = time.perf_counter()

    async def until(self, due_s: float) -> None:
        await anyio.sleep(max(0.0, due_s - self.now_s()))


class VirtualClock:
    """Runs at real speed while there is work to do and jumps over the waits in between.

    So a simulated conversation takes seconds, and yet every millisecond that was really computed is in its latency.
    `work` are callables that do one short step of model work and say whether there was any (`engine.lane`).
    """

    def __init__(self) -> None:
        self._zero_s = time.perf_counter()
        self._dues_s: list[float] = []  # of all who wait
        self.work: list[Callable[[], bool]] = []

    def now_s(self) -> float:
        return time.perf_counter() - self._zero_s

    def restart(self) -> None:
        self._zero_s = time.perf_counter()

    def deliver(self, call: Callable[[Any], None], value: Any) -> None:
        """Hand over what a step of `work` has made: at once, for its time has passed."""
        call(value)

    async def until(self, due_s: float) -> None:
        self._dues_s.append(due_s)
        try:
            await settle()
            while self.now_s() < due_s:
                if not any(step() for step in self.work):
                    self._zero_s -= max(0.0, min(self._dues_s) - self.now_s())  # nothing to do until then: jump
                await settle()
        finally:
            self._dues_s.remove(due_s)


async def settle() -> None:
    """Let every task that is ready run until it waits for something."""
    for _ in range(SETTLE_CHECKPOINTS):
        await anyio.lowlevel.checkpoint()
