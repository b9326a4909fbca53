"""Any rate to any rate, with next to no delay while it streams and at soxr's best for whole sounds.

soxr's streaming filters work in blocks: measured with 10 ms pieces, its lowest quality without aliasing ("LQ")
holds back up to 20 ms at 48 → 16 kHz and at 24 → 48 kHz, and "QQ", which holds back nothing, lets everything above
8 kHz fold down (0 dB at 9.5 kHz). The windowed sinc below holds back 1.5 ms at 48 → 16 kHz for 70 dB.
"""

import math

import numpy as np
import soxr

# The filter reaches this many samples of the slower rate to each side: 1.5 ms at 16 kHz.
CROSSINGS = 24
# Kaiser's β for about 70 dB of stop band, and the cut-off as a share of the slower rate's Nyquist frequency: with 48
# samples of window the transition is 0.18 of Nyquist wide (Kaiser 1974: Δf = (A − 8) / (14.36 N)), here 0.85…1.03.
KAISER_BETA = 6.8
CUTOFF = 0.94


class Resampler:
    """A stream of mono samples at one rate → the same sound at another. Output sample j is at time j / to_hz."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        common = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // common, from_hz // common
        self._half = math.ceil(CROSSINGS * max(1.0, from_hz / to_hz)) if from_hz != to_hz else 0
        self._bank = sinc_bank(self._up, self._half, CUTOFF * min(1.0, to_hz / from_hz)) if self._half else None
        self.held_s = self._half / from_hz  # how much of the newest input has not come out yet
        self._fed = 0  # input samples so far
        self._made = 0  # output samples so far
        self._kept = np.zeros(
            max(0, self._half - 1), np.float32
        )  # input that is still needed; at first the silence before

    def feed(self, pcm: np.ndarray) -> np.ndarray:
        """Take (n,) float32, return the (m,) float32 that can be known by now."""
        self._fed += len(pcm)
        if self._bank is None:
            self._made = self._fed
            return np.array(pcm, np.float32)
        return self._make(pcm, max(self._made, ((self._fed - self._half) * self._up - 1) // self._down + 1))

    def finish(self) -> np.ndarray:
        """The rest, as if silence followed: in all ceil(n · to_hz / from_hz) samples. The stream is used up."""
        if self._bank is None:
            return np.zeros(0, np.float32)
        return self._make(np.zeros(self._half, np.float32), -(-self._fed * self._up // self._down))

    def _make(self, pcm: np.ndarray, until: int) -> np.ndarray:
        assert self._bank is not None
        first = self._made * self._down // self._up  # input sample at or before the next output sample
        self._kept = np.concatenate([self._kept, np.asarray(pcm, np.float32)])
        if until <= self._made:
            return np.zeros(0, np.float32)
        if not self._kept.any():  # most of the day nothing plays
            out = np.zeros(until - self._made, np.float32)
        else:
            out = self._filtered(first, until)
        self._made = until
        self._kept = self._kept[until * self._down // self._up - first :]
        return out

    def _filtered(self, first: int, until: int) -> np.ndarray:
        """The output up to sample `until`; `first`: the input sample at which what is kept begins."""
        assert self._bank is not None
        steps = np.arange(self._made, until, dtype=np.int64) * self._down
        windows = np.lib.stride_tricks.sliding_window_view(self._kept, 2 * self._half)[steps // self._up - first]
        return np.einsum("ij,ij->i", windows, self._bank[steps % self._up]).astype(np.float32, copy=False)


def sinc_bank(phases: int, half: int, cutoff: float) -> np.ndarray:
    """(phases, 2·half) float32: row p are the taps for an output sample p/phases after an input sample.

    Tap k weighs input sample k − half + 1 relative to that input sample; each row sums to 1, so that a constant stays
    the same constant. `cutoff` is a share of the input's Nyquist frequency.
    """
    at = np.arange(-half + 1, half + 1)[None, :] - np.arange(phases)[:, None] / phases
    window = np.i0(KAISER_BETA * np.sqrt(np.clip(1 - (at / half) ** 2, 0, 1)))
    taps = np.sinc(cutoff * at) * window
    return (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)


def resample(pcm: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    """A whole sound, (n,) float32, at another rate."""
    return pcm if from_hz == to_hz else soxr.resample(pcm, from_hz, to_hz, quality="HQ")
