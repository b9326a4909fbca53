"""What plays when without hardware? Written samples stand on a timeline that a clock drives.

The simulated room and the file speaker use it. Time 0 is the microphone's first sample. A written sample sounds at the
earliest `latency_s` after the present; what the device holds by then can no longer be taken back, as in real hardware.
"""

import math
import threading
from collections import deque
from collections.abc import Callable

import numpy as np

from localvoice.audio.fade import Fade
from localvoice.audio.resample import Resampler
from localvoice.clock import Clock
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ

REMEMBERED_S = 60.0  # `heard_at_s` answers for this long
SHORTEST_LATENCY_S = 0.005  # the 16 kHz reference needs to look this far ahead, and nothing may change there any more


class Present:
    """Where is now, in seconds since the microphone's first sample? What was read, or the clock when that is later.

    The two meet when the first frame has been read: its end is the clock's time at that moment. A computer that was
    busy has let the clock run ahead; nothing may then be played into the frames that are still to be read.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zero_s: float | None = None
        self._frames = 0

    @property
    def frames(self) -> int:
        """How many frames have been read."""
        return self._frames

    def advance(self) -> None:
        self._frames += 1
        if self._zero_s is None:
            self._zero_s = self._clock.now_s() - FRAME_S

    def now_s(self) -> float:
        read_s = self._frames * FRAME_S
        return read_s if self._zero_s is None else max(read_s, self._clock.now_s() - self._zero_s)


class Run:
    """Samples that play one after the other without a gap."""

    def __init__(self, index: int, at: int) -> None:
        self.index = index  # of its first sample, among all written ones
        self.at = at  # where on the timeline that one plays, in samples
        self.length = 0
        self.pieces: deque[np.ndarray] = deque()  # what has not been rendered yet


class Timeline:
    """`now_s`: where the present is (`Present.now_s`); `sink` gets everything that plays, at `rate_hz`."""

    def __init__(
        self,
        rate_hz: int,
        now_s: Callable[[], float],
        latency_s: float,
        sink: Callable[[np.ndarray], None] = lambda pcm: None,
    ) -> None:
        self.rate_hz = rate_hz
        self._now_s = now_s
        self._latency_s = max(latency_s, SHORTEST_LATENCY_S)
        self._sink = sink
        self._to_16k = Resampler(rate_hz, RATE_HZ)
        self._ahead = np.zeros(0, np.float32)  # at 16 kHz, beyond the last frame given
        self._frames = 0
        self._lock = threading.Lock()  # the session writes while the ear reads
        self._runs: deque[Run] = deque()
        self._written = 0
        self._rendered = 0  # timeline samples given out by `render`
        self._fades = deque([Fade(0, 1.0, 1.0, rate_hz)])  # by timeline samples; the last one holds from its end on

    def write(self, pcm: np.ndarray) -> int:
        """See `Playing.write`."""
        with self._lock:
            index = self._written
            if not len(pcm):
                return index
            soonest = self._held(self._settled())
            run = self._runs[-1] if self._runs else None
            if run is None or run.at + run.length < soonest or not run.length:
                run = Run(index, soonest)
                self._runs.append(run)
            run.pieces.append(np.array(pcm, np.float32))
            run.length += len(pcm)
            self._written += len(pcm)
            return index

    def flush(self) -> int:
        """See `Playing.flush`."""
        with self._lock:
            keep = self._played()
            dropped = self._written - keep
            while self._runs and self._runs[-1].index >= keep:
                self._runs.pop()
            if self._runs:
                cut(self._runs[-1], keep - self._runs[-1].index)
            self._written = keep
            self._fades.append(Fade(self._settled(), 1.0, 1.0, self.rate_hz))
            return dropped

    def fade(self, gain: float) -> None:
        """See `Playing.fade`."""
        with self._lock:
            at = self._settled()
            self._let_go(at)
            self._fades.append(Fade(at, self._fades[-1].gain(at), gain, self.rate_hz))

    @property
    def played(self) -> int:
        with self._lock:
            return self._played()

    @property
    def queued(self) -> int:
        with self._lock:
            return self._written - self._played()

    def heard_at_s(self, index: int) -> float | None:
        """When sample `index` left the loudspeaker, on the microphone's sample clock; None: not yet, or long ago."""
        with self._lock:
            if not 0 <= index < self._played():
                return None
            run = next((run for run in reversed(self._runs) if run.index <= index), None)
            return None if run is None else (run.at + index - run.index) / self.rate_hz

    def frame(self) -> np.ndarray:
        """The next (512,) float32 at 16 kHz of what leaves the loudspeaker, silence included.

        Call it when the present has reached the end of that frame: what plays within the latency is settled by then.
        """
        self._frames += 1
        self._ahead = np.concatenate([self._ahead, self._to_16k.feed(self._render(self._frames * FRAME_S))])
        frame, self._ahead = self._ahead[:FRAME_SAMPLES], self._ahead[FRAME_SAMPLES:]
        return frame

    def _render(self, until_s: float) -> np.ndarray:
        """What plays from where the last call ended up to `until_s` + latency."""
        with self._lock:
            end = math.floor((until_s + self._latency_s) * self.rate_hz + 1e-6)
            out = np.zeros(end - self._rendered, np.float32)
            if sounding := self._fades[-1].sounding(self._rendered, len(out)):
                for run in self._runs:
                    render(run, out[:sounding], self._rendered)
            self._apply_fades(out)
            self._rendered = end
            oldest = end - REMEMBERED_S * self.rate_hz
            while self._runs and self._runs[0].at + self._runs[0].length < oldest:
                self._runs.popleft()
        self._sink(out)
        return out

    def _settled(self) -> int:
        """The device has taken everything on the timeline before this sample."""
        return max(math.ceil((self._now_s() + self._latency_s) * self.rate_hz - 1e-6), self._rendered)

    def _held(self, settled: int) -> int:
        """Where on the timeline the next sample plays, or waits if it is held."""
        return settled if self._fades[-1].end else min(settled, self._fades[-1].done)

    def _let_go(self, at: int) -> None:
        """What is held, if anything is, goes on at this sample of the timeline."""
        held = self._held(at)
        if held == at:
            return
        runs, self._runs = self._runs, deque()
        for run in runs:
            if run.at < held < run.at + run.length:
                self._runs.append(run)
                run = split(run, held - run.at)
            if run.at >= held:
                run.at += at - held
            self._runs.append(run)

    def _apply_fades(self, out: np.ndarray) -> None:
        """Scale what plays from `_rendered` on, and forget the fades that matter no more."""
        end = self._rendered + len(out)
        for fade, until in zip(self._fades, [*[fade.at for fade in self._fades][1:], end], strict=True):
            first, last = max(fade.at, self._rendered), min(until, end)
            if first < last and not fade.full(first):
                out[first - self._rendered : last - self._rendered] *= fade.gains(first, last - first)
        while len(self._fades) > 1 and self._fades[1].at <= end:
            self._fades.popleft()

    def _played(self) -> int:
        taken = self._held(self._settled())
        for run in reversed(self._runs):
            if run.at < taken:
                return run.index + min(run.length, taken - run.at)
        return self._runs[0].index if self._runs else self._written


def render(run: Run, out: np.ndarray, start: int) -> None:
    """Move what the run plays within `out`, whose first sample is number `start` on the timeline."""
    at = run.at + run.length - sum(len(piece) for piece in run.pieces)
    while run.pieces and at < start + len(out):
        piece = run.pieces.popleft()
        fits = min(len(piece), start + len(out) - at)
        out[at - start : at - start + fits] = piece[:fits]
        if fits < len(piece):
            run.pieces.appendleft(piece[fits:])
        at += fits


def cut(run: Run, length: int) -> deque[np.ndarray]:
    """Shorten the run to its first `length` samples, none rendered later than that; returns what came after them."""
    surplus, after = run.length - length, deque[np.ndarray]()
    while surplus > 0:
        piece = run.pieces.pop()
        keep = max(0, len(piece) - surplus)
        if keep:
            run.pieces.append(piece[:keep])
        after.appendleft(piece[keep:])
        surplus -= len(piece) - keep
    run.length = length
    return after


def split(run: Run, length: int) -> Run:
    """Shorten the run to its first `length` samples; returns the rest of it, as a run of its own."""
    rest = Run(run.index + length, run.at + length)
    rest.length = run.length - length
    rest.pieces = cut(run, length)
    return rest
