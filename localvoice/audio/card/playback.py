"""What was written, what of it the device has taken, and when that sounded: the voice's samples ↔ the device's.

Written samples are resampled to the device's rate ahead of time into the outlet's ring. One burst is one stream of
the resampler; it ends when the ring runs dry or is flushed, and between its ends the two counts are proportional.
"""

import math
import threading
from collections import deque
from dataclasses import dataclass

import numpy as np

from localvoice.audio.card.backlog import Backlog
from localvoice.audio.card.outlet import Outlet
from localvoice.audio.resample import Resampler

REMEMBERED_S = 60.0  # `sounded_at_s` answers for this long
PIECE = 2048  # written samples that are resampled in one go
# With less than this in the ring and nothing written since the last `pump`, the burst is ended, so that the 1.5 ms
# which the resampler holds back still join on. Longer than from one `pump` to the next (a frame, 32 ms) and a block.
ENDING_S = 0.050


@dataclass
class Burst:
    """Written samples index … index + count ↔ device samples at … (end), without a gap."""

    index: int
    at: int
    count: int = 0  # written samples given to the resampler
    end: int | None = None  # device sample after its last one, once it is complete


class Playback:
    """Callable from any thread but the callback's."""

    def __init__(self, rate_hz: int, goes_on: bool = False) -> None:
        """`goes_on`: who writes never ends, but writes silence, too; what runs dry all the same ends with a seam."""
        self.rate_hz, self._goes_on = rate_hz, goes_on
        self._lock = threading.RLock()
        self._outlet: Outlet | None = None
        self._to_device: Resampler | None = None  # of the open burst
        self._bursts: deque[Burst] = deque()
        self._backlog = Backlog()  # all that the device lacks
        self._fed = 0  # index of the next sample for the resampler
        self._settled = 0  # samples played before the first burst of the list
        self._pumped = 0  # samples written at the last `pump`
        self._gain = 1.0

    def attach(self, outlet: Outlet | None) -> None:
        """Go on at a newly opened device with what the old one has not taken; None: there is none at the moment."""
        with self._lock:
            self._settled = self._fed = self._played()
            self._bursts.clear()
            self._to_device = None
            self._outlet = outlet
            if outlet is not None:
                outlet.fade(self._gain, at_once=True)
            self._fill()

    def write(self, pcm: np.ndarray) -> int:
        with self._lock:
            index = self._backlog.add(pcm)
            self._fill()
            return index

    def flush(self) -> int:
        with self._lock:
            self._gain = 1.0
            if self._outlet is not None:
                self._outlet.voice.retract()
                self._outlet.fade(self._gain, at_once=True)
            keep = self._played()
            while self._bursts and self._bursts[-1].index >= keep:
                self._bursts.pop()
            if self._bursts and self._outlet is not None:
                burst = self._bursts[-1]
                burst.count = keep - burst.index
                burst.end = (
                    self._outlet.voice.written if burst.end is None else min(burst.end, self._outlet.voice.written)
                )
            self._to_device = None
            self._fed = self._settled = keep
            return self._backlog.cut(keep)

    def fade(self, gain: float) -> None:
        with self._lock:
            self._gain = gain
            if self._outlet is not None:
                self._outlet.fade(gain)

    @property
    def played(self) -> int:
        with self._lock:
            self._end(0.0)
            return self._played()

    @property
    def queued(self) -> int:
        with self._lock:
            self._end(0.0)
            return self._backlog.written - self._played()

    def sounded_at_s(self, index: int) -> float | None:
        """When written sample `index` passed the converter, on PortAudio's clock; None: not taken, or long ago."""
        with self._lock:
            burst = next((burst for burst in reversed(self._bursts) if burst.index <= index), None)
            if burst is None or self._outlet is None or index >= self._played():
                return None
            return self._outlet.blocks.voice_at_s(
                burst.at + (index - burst.index) * self._outlet.rate_hz // self.rate_hz
            )

    def pump(self) -> None:
        """Keep the ring filled; to be called once a frame."""
        with self._lock:
            self._fill()
            ends = self._pumped == self._backlog.written and not self._goes_on
            if ends and self._gain:  # held, the voice may still go on without a seam
                self._end(ENDING_S)
            self._pumped = self._backlog.written

    def _fill(self) -> None:
        outlet = self._outlet
        if outlet is None:
            return
        while self._fed < self._backlog.written and outlet.voice.free > self._grown(PIECE, outlet):
            self._feed(self._backlog.piece(self._fed, PIECE), outlet)
        self._forget(self._played(), outlet)

    def _end(self, left_s: float) -> None:
        """Complete the open burst if nothing more was written and at most `left_s` of it is still to be played."""
        if self._outlet is None or self._to_device is None or self._fed < self._backlog.written:
            return
        if self._outlet.voice.waiting <= left_s * self._outlet.rate_hz:
            self._outlet.voice.put(self._to_device.finish())
            self._to_device, self._bursts[-1].end = None, self._outlet.voice.written

    def _feed(self, piece: np.ndarray, outlet: Outlet) -> None:
        if self._to_device is None:
            self._to_device = Resampler(self.rate_hz, outlet.rate_hz)
            self._bursts.append(Burst(self._fed, outlet.voice.written))
        outlet.voice.put(self._to_device.feed(piece))
        self._bursts[-1].count += len(piece)
        self._fed += len(piece)

    def _grown(self, samples: int, outlet: Outlet) -> int:
        """At most so many device samples come out for these; doubled for what the resampler held back."""
        return math.ceil(2 * samples * max(1.0, outlet.rate_hz / self.rate_hz))

    def _played(self) -> int:
        if self._outlet is None:
            return self._settled
        taken = self._outlet.voice.taken
        for burst in reversed(self._bursts):
            if burst.end is not None and taken >= burst.end:
                return burst.index + burst.count
            if taken > burst.at:
                return burst.index + min(burst.count, -(-(taken - burst.at) * self.rate_hz // self._outlet.rate_hz))
        return self._bursts[0].index if self._bursts else self._settled

    def _forget(self, played: int, outlet: Outlet) -> None:
        self._backlog.forget(played)
        old = outlet.voice.taken - REMEMBERED_S * outlet.rate_hz
        while len(self._bursts) > 1 and (end := self._bursts[0].end) is not None and end < old:
            self._bursts.popleft()
