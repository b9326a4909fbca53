"""How do two speak through one loudspeaker? What the second one says is mixed in, piece by piece, as the first writes.

For the one who speaks aside it is a `Device`: it takes sound and commands without a wait, and reports what was heard.
"""

from collections import deque

import numpy as np

from localvoice.audio.fade import Fade
from localvoice.audio.loudspeaker import Loudspeaker, Reached, Stretch
from localvoice.audio.resample import Resampler


class Aside:
    """`loudspeaker` is for who speaks aside, at `rate_hz`; it comes out at `onto.rate_hz`. All in one thread."""

    def __init__(self, rate_hz: int, onto: Loudspeaker) -> None:
        self.loudspeaker = Loudspeaker(rate_hz, self)
        self._onto, self._rate_hz = onto, rate_hz
        self._resampler = Resampler(rate_hz, onto.rate_hz)
        self._waiting = np.zeros(0, np.float32)  # at the rate of what it is mixed into
        self._written = self._taken = 0  # index after the last sample that was written, and that was mixed in
        self._fade = Fade(0, 1.0, 1.0, onto.rate_hz)
        self._count = 0  # samples that were asked for
        self._placed: deque[tuple[Stretch, int]] = deque()  # where in the other's sound each ends that is not heard yet

    def write(self, index: int, pcm: np.ndarray) -> None:
        self._waiting = np.concatenate([self._waiting, self._resampler.feed(pcm)])
        if not len(self._waiting) and len(pcm):  # too little to come out by itself
            self._waiting = self._resampler.finish()
            self._resampler = Resampler(self._rate_hz, self._onto.rate_hz)
        self._written = index + len(pcm)

    def flush(self) -> None:
        self._waiting = self._waiting[:0]
        self._resampler = Resampler(self._rate_hz, self._onto.rate_hz)
        self._fade = Fade(self._count, 1.0, 1.0, self._onto.rate_hz)
        self.loudspeaker.take(Reached(self._taken))
        self._taken = self._written

    def fade(self, gain: float) -> None:
        self._fade = Fade(self._count, self._fade.gain(self._count), gain, self._onto.rate_hz)

    @property
    def speaks(self) -> bool:
        """Is there anything to be mixed in?"""
        return len(self._waiting) > 0 and self._fade.sounding(self._count, 1) > 0

    def take(self, count: int) -> np.ndarray:
        """What is mixed in now, (count,) float32; the next thing that is written to the other loudspeaker is it."""
        out = np.zeros(count, np.float32)
        sounding = min(len(self._waiting), self._fade.sounding(self._count, count))
        if sounding:
            piece, self._waiting = self._waiting[:sounding], self._waiting[sounding:]
            out[:sounding] = piece * self._fade.gains(self._count, sounding)
            first, self._taken = self._taken, self._after(sounding)
            at = self._onto.written
            self._placed.append((Stretch(first, self._taken, None), at))
        self._count += count
        return out

    def _after(self, samples: int) -> int:
        """Index after so many more samples at the other rate; after the last one that of all that was written."""
        if not len(self._waiting):
            return self._written
        return min(self._written, self._taken + round(samples * self._rate_hz / self._onto.rate_hz))

    def look(self) -> None:
        """Report what has been heard since the last time."""
        onto = self._onto
        while self._placed:
            stretch, at = self._placed[0]
            length = round((stretch.end - stretch.first) * onto.rate_hz / self._rate_hz)
            if onto.played < at + length:
                return
            self.loudspeaker.take(Stretch(stretch.first, stretch.end, onto.heard_at_s(at)))
            self._placed.popleft()
