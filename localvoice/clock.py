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


class Stepper(Protocol):
    """Who does the models' work (`engine.lane`) and hands over what it has made, when that is no thread of its own."""

    def begin(self, step: Callable[[], bool]) -> None:
        """Call `step` from now on whenever there is time: it does one short step and says whether there was any."""
        ...

    def end(self, step: Callable[[], bool]) -> None:
        """Never call it again."""
        ...

    def deliver(self, call: Callable[[Any], None], value: Any) -> None:
        """Hand over what a step has made, when its time has passed."""
        ...


class Clock(Protocol):
    @property
    def stepper(self) -> Stepper | None:
        """Who steps the lane on this clock; None: a thread of the lane's own, beside everything else."""
        ...

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

    stepper = None

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
    It steps the lane itself, between two frames of simulated sound, so that nothing runs beside it.
    """

    def __init__(self) -> None:
        self._zero_s = time.perf_counter()
        self._dues_s: list[float] = []  # of all who wait
        self._work: list[Callable[[], bool]] = []
        self._changes = 0  # how often a step was done, somebody began or ended to wait, or time jumped

    @property
    def stepper(self) -> "VirtualClock":
        return self

    def begin(self, step: Callable[[], bool]) -> None:
        """See `Stepper.begin`."""
        self._work.append(step)

    def end(self, step: Callable[[], bool]) -> None:
        """See `Stepper.end`."""
        self._work.remove(step)

    def now_s(self) -> float:
        return time.perf_counter() - self._zero_s

    def restart(self) -> None:
        self._zero_s = time.perf_counter()

    def deliver(self, call: Callable[[Any], None], value: Any) -> None:
        """See `Stepper.deliver`: at once, for its time has passed."""
        call(value)

    async def until(self, due_s: float) -> None:
        self._dues_s.append(due_s)
        self._changes += 1
        seen = self._changes
        try:
            await settle()
            while self.now_s() < due_s:
                if seen == self._changes:  # else somebody was woken who may not have done yet what they waited for
                    self._go_on()
                seen = self._changes
                await settle()
        finally:
            self._dues_s.remove(due_s)
            self._changes += 1

    def _go_on(self) -> None:
        """Do a step of work; where there is none, jump to what is waited for next."""
        if any(step() for step in self._work):
            self._changes += 1
        elif (gap_s := min(self._dues_s) - self.now_s()) > 0:
            self._zero_s -= gap_s
            self._changes += 1


async def settle() -> None:
    """Let every task that is ready run until it waits for something."""
    for _ in range(SETTLE_CHECKPOINTS):
        await anyio.lowlevel.checkpoint()
