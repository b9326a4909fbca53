"""How loud is each sample while the loudspeaker fades? One straight ramp from gain to gain; at gain 0 all is held."""

import math
from dataclasses import dataclass

import numpy as np

FADE_S = 0.020  # from full to silent, the same slope for less: two blocks of the device, and no click


@dataclass(frozen=True)
class Fade:
    at: int  # the first sample that it changes, counted as its owner counts
    start: float  # gain before that sample, 0..1
    end: float  # gain it goes to, 0..1
    rate_hz: int

    @property
    def done(self) -> int:
        """The first sample whose middle is at the new gain; with gain 0: the first one that is held."""
        return self.at + math.ceil(abs(self.end - self.start) * FADE_S * self.rate_hz - 0.501)

    def gain(self, at: int) -> float:
        """The gain just before sample `at`: where a fade that takes over there starts."""
        return float(self._ramp(np.array([at - self.at]))[0])

    def gains(self, first: int, count: int) -> np.ndarray:
        """(count,) float32 for the samples from `first` on; as they are in their middle, so that none is lost to 0."""
        return self._ramp(np.arange(first - self.at, first - self.at + count) + 0.5)

    def full(self, first: int) -> bool:
        """Is everything from sample `first` on as loud as it was written?"""
        return self.end == 1.0 and first >= self.done

    def sounding(self, first: int, count: int) -> int:
        """How many of the `count` samples from `first` on sound, before the rest is held."""
        return count if self.end else min(count, max(0, self.done - first))

    def _ramp(self, samples: np.ndarray) -> np.ndarray:
        way = np.minimum(samples / (FADE_S * self.rate_hz), abs(self.end - self.start))
        return (self.start + math.copysign(1.0, self.end - self.start) * way).astype(np.float32)
