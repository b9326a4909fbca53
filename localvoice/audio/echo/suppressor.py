"""What echo is left behind the linear filter? A share of it in every band, taken away where no voice is louder.

The loudspeaker's distortion and an imperfect filter leave a share of the estimated echo in every band; a room that
rings for longer than the filter leaves a share of what the estimate was in the last second, which is the larger in the
assistant's pauses. Both are learnt as the fourth lowest of eight half seconds, so a person who speaks for two of the
last four does not count as echo; then the bins that hold no more than it are attenuated, as in spectral subtraction.
The gains are applied by a short filter of linear phase, which costs 4 ms, not by windowed frames, which would cost 16.
"""

import numpy as np

from localvoice.audio.echo.delay import BLOCK, silent
from localvoice.audio.echo.kalman import square

DELAY = 64  # samples by which the gains' filter delays the sound
BINS = BLOCK + 1
EDGES = np.unique(np.round(np.concatenate([np.linspace(0, 12, 7), np.geomspace(16, BINS, 18)])).astype(int))
WIDTHS = np.diff(EDGES)
BANDS = np.repeat(np.arange(len(WIDTHS)), WIDTHS)  # of each bin
RINGS = 0.75  # share of an echo's power that may still be there one block later: 1 s of reverberation
PERIODS, PERIOD, ORDER = 8, 31, 3  # half seconds that are remembered, blocks in each, which of them counts
LINGERS = 0.98  # share of the mean over the last second that the blocks before this one make
PAUSE = 0.7  # echo by RINGS over echo by LINGERS, below which late reverberation is the larger
SURE = 8.0  # the echo left behind comes and goes with the filter: it is often this much louder than usual
SURE_LATE = 1.2  # the same of what lingers; with 2 a person at −10 dB is heard 0.1 to 0.2 s later
TAKEN = 2.0  # this many times the expected power is taken away
FLOOR = 0.05  # lowest gain
OPEN = 0.98  # 0.2 dB: what a higher gain takes away nobody can tell
SPEECH = slice(5, 110)  # bins of 150 Hz to 3.4 kHz


class Residual:
    """Blocks of 256 samples."""

    def __init__(self) -> None:
        self._window = np.hanning(2 * BLOCK + 1)[:-1].astype(np.float32)
        self._taper = np.hanning(2 * DELAY + 1).astype(np.float32)
        self._fade = np.linspace(0, 1, BLOCK, endpoint=False, dtype=np.float32)
        self._last = np.zeros((2, 2 * BLOCK), np.float32)  # two blocks of what is left and of the estimate
        self._echo = np.zeros(BINS, np.float32)  # power of the estimate, ringing
        self._late = np.zeros(BINS, np.float32)  # its mean over the last second
        self._left, self._lingering = Share(SURE, 1.0), Share(SURE_LATE, 0.0)
        self._gain = np.ones(BINS, np.float32)
        self._filter = self._short(self._gain)

    def block(self, left: np.ndarray, estimate: np.ndarray) -> tuple[np.ndarray, float]:
        """(256,) float32 each → (256,) float32 without residual echo, 64 samples late; mean gain of speech, 0…1."""
        self._last[:, :BLOCK] = self._last[:, BLOCK:]
        self._last[:, BLOCK:] = left, estimate
        power, echo = square(np.fft.rfft(self._last * self._window))
        self._echo = np.maximum(echo, RINGS * self._echo)
        self._late = LINGERS * self._late + (1 - LINGERS) * echo
        if not silent(self._last[1]):
            if self._echo[SPEECH].sum() > PAUSE * self._late[SPEECH].sum():
                self._left.learn(power, self._echo)
            else:
                self._lingering.learn(power, self._late)
        expected = np.maximum(self._left.of(self._echo), self._lingering.of(self._late))
        gain = np.maximum(FLOOR, 1 - TAKEN * expected / (power + 1e-9))
        opens = np.where(gain > self._gain, 0.5, 0.3).astype(np.float32)
        self._gain = opens * self._gain + (1 - opens) * gain
        before, self._filter = self._filter, self._short(self._gain)
        sound = np.fft.rfft(self._last[0])
        old, new = np.fft.irfft(np.stack([sound * before, sound * self._filter]))[:, BLOCK:]
        return old + self._fade * (new - old), float(self._gain[SPEECH].mean())

    @property
    def open(self) -> bool:
        """Does the sound pass as it is?"""
        return bool(self._gain.min() > OPEN)

    def fade(self, blocks: int) -> None:
        """The echo dies away as it does in so many blocks of silence."""
        self._echo *= np.float32(RINGS**blocks)
        self._late *= np.float32(LINGERS**blocks)

    def _short(self, gain: np.ndarray) -> np.ndarray:
        """Spectrum of the gains' filter, cut to 129 taps around its middle."""
        taps = np.fft.irfft(gain)
        return np.fft.rfft(np.concatenate([taps[-DELAY:], taps[: DELAY + 1]]) * self._taper, 2 * BLOCK)


class Share:
    """Of an echo's power in each band, what is left."""

    def __init__(self, sure: float, at_first: float) -> None:
        self._sure = sure  # times the usual share is expected
        self._sums = np.zeros((2, len(WIDTHS)))
        self._blocks = 0
        self._shares: list[np.ndarray] = []  # of each half second, per band
        self._share = np.full(len(WIDTHS), at_first, np.float32)

    def of(self, echo: np.ndarray) -> np.ndarray:
        return self._share[BANDS] * echo

    def learn(self, power: np.ndarray, echo: np.ndarray) -> None:
        self._sums += np.add.reduceat(power, EDGES[:-1]), np.add.reduceat(echo, EDGES[:-1])
        self._blocks += 1
        if self._blocks % PERIOD == 0:
            self._shares = [*self._shares, self._sums[0] / (self._sums[1] + 1e-9)][-PERIODS:]
            usual = np.sort(self._shares, axis=0)[min(ORDER, len(self._shares) // 2)]  # the first are too high
            self._share = np.minimum(1, self._sure * usual).astype(np.float32)
            self._sums[:] = 0
