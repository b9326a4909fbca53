"""What of everything written has been heard, and when? The conversation's loudspeaker knows it from reports.

The device may be arithmetic, a sound card, another process or a browser: it takes sound and commands without a wait,
and tells by itself how far it has come (`Stretch`, `Reached`), in the order in which it happened, as late as it likes.
So nobody who reads here ever asks or waits, and only the answer to a `flush` can be awaited.
"""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

import numpy as np

REMEMBERED = 2048  # stretches, one a frame at most: `heard_at_s` answers for the last minute


@dataclass(frozen=True)
class Stretch:
    """These samples have been played one after the other; told again when it has grown or is known better."""

    first: int  # index of the first of them, among all that were ever written
    end: int  # index after the last of them
    at_s: float | None  # when the first one left the loudspeaker, on the microphone's sample clock; None: not known


@dataclass(frozen=True)
class Reached:
    """The answer to a `flush`: nothing that was written before it will be played any more."""

    index: int  # after the last sample that had been played


Report = Stretch | Reached


class Device(Protocol):
    """What a loudspeaker hands everything on to: none of this waits, and each may be called from any thread."""

    def write(self, index: int, pcm: np.ndarray) -> None:
        """Play these samples after all others; the first of them has this index."""
        ...

    def flush(self) -> None:
        """Drop what has not been played, be as loud as ever, and report `Reached`."""
        ...

    def fade(self, gain: float) -> None:
        """See `Loudspeaker.fade`; when everything is held, report how far it came within a frame or two."""
        ...


class Loudspeaker:
    """One thread writes, flushes and fades; the device reports from any one thread; everyone may read."""

    def __init__(self, rate_hz: int, device: Device) -> None:
        self.rate_hz = rate_hz  # of everything written
        self._device = device
        self.written = 0  # samples ever written, and the index of the next one; none is given twice
        self._dropped = 0  # everything before this index was played or dropped by the last flush
        self._played = 0  # index after the last sample that was reported
        self._stretches: tuple[Stretch, ...] = ()
        self._flushes: deque[Future[int]] = deque()  # that have not been answered

    def write(self, pcm: np.ndarray) -> int:
        """Queue (n,) float32 mono samples in [-1, 1]; returns the index of the first of them."""
        index = self.written
        self.written += len(pcm)
        self._device.write(index, pcm)
        return index

    def flush(self) -> Future[int]:
        """Drop, now, all that has not been played, within one device block; the gain is 1 again.

        The future is the index really reached: of all that was written until now, exactly what comes before it was or
        will be heard. `asyncio.wrap_future` makes it awaitable.
        """
        reached = Future[int]()
        reached.set_running_or_notify_cancel()  # who stops waiting does not stop the answer
        self._flushes.append(reached)
        self._dropped = self.written
        self._device.flush()
        return reached

    def fade(self, gain: float) -> None:
        """Bring it to `gain` (0..1) within about 20 ms of the next block.

        At 0 everything is held: silence plays, nothing is consumed, `played` stands still, until `fade(1.0)` goes on
        with the very next sample.
        """
        self._device.fade(gain)

    @property
    def played(self) -> int:
        """Everything before this index has been played, as far as is known, or was dropped."""
        return max(self._played, self._dropped)

    @property
    def queued(self) -> int:
        """How many written samples are still to be played, as far as is known."""
        return self.written - self.played

    def heard_at_s(self, index: int) -> float | None:
        """When sample `index` left the loudspeaker, in seconds on the microphone's sample clock (0 = first sample that
        it recorded); None while that is not known, when it was dropped, and when it is older than a minute."""
        for stretch in reversed(self._stretches):
            if stretch.first <= index:
                if index < stretch.end and stretch.at_s is not None:
                    return stretch.at_s + (index - stretch.first) / self.rate_hz
                return None
        return None

    def take(self, report: Report) -> None:
        """For the device: see `Report`."""
        match report:
            case Stretch():
                before = self._stretches[-REMEMBERED:]
                kept = len(before)
                while kept and before[kept - 1].first >= report.first:
                    kept -= 1
                self._stretches = (*before[:kept], report)
                self._played = max(self._played, report.end)
            case Reached():
                self._flushes.popleft().set_result(report.index)
