"""How late is the echo, and how fast do the two clocks part? The reference is re-read so that its echo stays in place.

Two things are tracked. A jump of the delay shows as a peak of the microphone's correlation with the reference at
another place (GCC-PHAT: cross-spectrum with all magnitudes set to one, Knapp & Carter 1976). Drift shows as an echo
estimate that is a fraction of a sample too early or late: the residual is then a multiple of the estimate's slope, a
loop of second order follows it. The reading position has fractions of a sample, by a windowed sinc.
A jump's peak is right within a few samples; then the path that is known is laid on its echo (`fit`). Two samples off,
the filter lowered the echo by less than 3 dB for 2 s; with it by 9 dB after 0.3 s.
"""

import numpy as np

BLOCK = 256  # samples that the linear filter takes at a time: 16 ms
AHEAD = 256  # where in the filter the direct sound is kept: what reflections came before it fits, too
LONG = 16384  # the window that finds the delay: 1 s; it sees ±0.5 s
SHORT = 4096  # the window that finds a jump
KEPT = 2 * LONG  # of the reference; the longest delay is what this leaves beside the window, 1 s
SHORTEST = 8.0  # the sinc looks this many samples ahead
TAPS, PHASES = 16, 512
EVERY = 16  # blocks between two looks: 0.25 s
FOUND = 8.0  # peak of a correlation over its root mean square; independent sounds stay below 6
OFF, AGAIN, SUSPECTS = 8.0, 3, 6  # the residual correlates elsewhere: this clearly, in so many of so many frames
FINE = 16  # steps in a sample when a path is fitted
NEAR = 6  # samples: peaks this close are the same
FASTEST = 4e-4  # drift in samples per sample; crystals differ by at most 2e-4
PULL, TURN = 0.02, 4e-4  # the loop's gains: share of the error taken at once, share that becomes drift
QUIET = 1e-6  # mean square below which the loudspeaker is silent


def correlation(cross: np.ndarray) -> tuple[float, int]:
    """Peak over root mean square of the whitened correlation, and its lag in samples; from a cross-spectrum, (n,)."""
    values = np.fft.irfft(whitened(cross))
    lag, mean = int(np.argmax(values)), float(np.sqrt(np.mean(values**2)))
    return float(values[lag]) / (mean + 1e-9), lag if lag < len(values) * 3 // 4 else lag - len(values)


def whitened(cross: np.ndarray) -> np.ndarray:
    """The phases alone, of 100 Hz to 6 kHz; (n,) each."""
    white = cross / (np.abs(cross) + 1e-9)
    white[: len(white) // 80] = 0
    white[len(white) * 3 // 4 :] = 0
    return white


def kernels() -> np.ndarray:
    """(phases + 1, taps) float32: sinc between two samples, under a Kaiser window with β 7."""
    x = np.arange(TAPS) - TAPS // 2 + 1 - np.arange(PHASES + 1)[:, None] / PHASES
    window = np.i0(7 * np.sqrt(np.clip(1 - (2 * x / TAPS) ** 2, 0, 1)))
    taps = np.sinc(x) * window
    return (taps / taps.sum(1, keepdims=True)).astype(np.float32)


class Recent:
    """The last samples of a stream. They stay where they are until the room behind them is full."""

    def __init__(self, count: int) -> None:
        self._count, self._end = count, count
        self.room = np.zeros(2 * count, np.float32)

    @property
    def begin(self) -> int:
        """Where in the room the oldest of them is."""
        return self._end - self._count

    @property
    def samples(self) -> np.ndarray:
        """(count,) float32, the newest last; changing it changes them."""
        return self.room[self.begin : self._end]

    def push(self, new: np.ndarray) -> None:
        """(n,) float32 more, at most as many as are kept."""
        if self._end + len(new) > len(self.room):
            self.room[: self._count] = self.samples
            self._end = self._count
        self.room[self._end : self._end + len(new)] = new
        self._end += len(new)


class Alignment:
    """Reads the reference as much later as its echo arrives."""

    _kernels = kernels()

    def __init__(self) -> None:
        self._raw, self._heard, self._aligned = Recent(KEPT), Recent(LONG // 2), Recent(LONG)
        self._around = np.lib.stride_tricks.sliding_window_view(self._raw.room, TAPS)
        self.delay = 2 * SHORTEST  # samples
        self.drift = 0.0  # samples per sample by which the delay grows
        self._cross = np.zeros(LONG // 2 + 1, np.complex64)
        self._place: int | None = None  # where the direct sound is, once it was found
        self._seen: int | None = None  # where the last look found it elsewhere
        self._suspects: list[int | None] = []  # where the last frames' residual correlates, if elsewhere
        self._blocks = 0

    def feed(self, mic: np.ndarray, reference: np.ndarray) -> None:
        """(256,) float32 each: move on by one block."""
        self._raw.push(reference)
        self._heard.push(mic)
        self.drift_on(BLOCK)
        self._aligned.push(self._read(BLOCK))

    @property
    def reference(self) -> np.ndarray:
        """(LONG,) float32: what was played, aligned, the newest last."""
        return self._aligned.samples

    def drift_on(self, samples: int) -> None:
        """The delay grows as it has grown."""
        self.delay = max(SHORTEST, self.delay + self.drift * samples)

    def _read(self, count: int) -> np.ndarray:
        at = np.arange(KEPT - count, KEPT) - (self.delay - self.drift * np.arange(count - 1, -1, -1))
        whole = np.floor(at).astype(np.int64)
        phase = ((at - whole) * PHASES + 0.5).astype(np.int64)
        return np.einsum("ij,ij->i", self._around[self._raw.begin + whole - TAPS // 2 + 1], self._kernels[phase])

    def follow(self, residual: np.ndarray, estimate: np.ndarray) -> None:
        """(n,) float32 of what is left and (n + 2,) of the echo's estimate, from one sample before to one after."""
        slope = (estimate[2:] - estimate[:-2]) / 2
        power = float(np.dot(slope, slope))
        if power < QUIET:
            return
        late = -float(np.dot(residual, slope)) / power
        late *= power / (power + 0.02 * float(np.dot(residual, residual)))  # a person speaks: believe it less
        late = min(0.5, max(-0.5, late))
        self.delay += PULL * late
        self.drift = min(FASTEST, max(-FASTEST, self.drift + TURN * late / BLOCK))

    def look(self) -> str:
        """Every 0.25 s: has the delay changed? "found" for the first time, "jumped", "same", or "" when unknown."""
        self._blocks += 1
        if self._blocks % EVERY or np.dot(self.reference, self.reference) < LONG * QUIET:
            return ""
        mic = np.fft.rfft(np.concatenate([np.zeros(LONG // 2, np.float32), self._heard.samples]))
        self._cross = 0.6 * self._cross + 0.4 * mic * np.fft.rfft(self.reference).conj()
        clear, lag = correlation(self._cross)
        if clear < FOUND:
            self._seen = None
            return ""
        if self._place is not None and abs(lag - self._place) <= NEAR:
            self._seen = None
            return "same"
        again = self._seen is not None and abs(lag - self._seen) < NEAR
        self._seen = lag
        if not again:
            return ""
        return self._to(lag)

    def suspect(self, clear: float, lag: int) -> bool:
        """Whether the residual's correlation with the reference has shown a jump; it is followed at once.

        The microphone's own must agree: behind a filter that fits badly a reflection can be the clearest.
        """
        off = self._place is not None and clear > OFF and abs(lag - self._place) > NEAR
        self._suspects = [*self._suspects, lag if off else None][-SUSPECTS:]
        if not off or sum(was is not None and abs(was - lag) < NEAR for was in self._suspects) < AGAIN:
            return False
        mic, played = np.fft.rfft(np.stack([self._heard.samples[-SHORT:], self.reference[-SHORT:]]) * np.hanning(SHORT))
        _, found = correlation(mic * played.conj())
        return abs(found - lag) < NEAR and self._to(lag) == "jumped"

    def _to(self, lag: int) -> str:
        if self._place is not None:
            self._move(lag - self._place)
            return "jumped"
        before = self.delay
        self._move(lag - AHEAD)
        self._place = lag - round(self.delay - before)
        return "found"

    def fit(self, path: np.ndarray) -> None:
        """Move by a few samples and fractions to where the echo of a path, (n,) taps, is likest the microphone.

        A path of zeros, which is what the filter knows until 0.5 s after the delay was found, has no such place.
        """
        if not path.any():
            return
        echo = np.fft.irfft(np.fft.rfft(self.reference) * np.fft.rfft(path, LONG))[-SHORT:]
        mic, echo = np.fft.rfft(np.stack([self._heard.samples[-SHORT:], echo]) * np.hanning(SHORT))
        likeness = np.fft.irfft(whitened(mic * echo.conj()), FINE * SHORT)
        steps = np.arange(-FINE * NEAR, FINE * NEAR + 1)
        self._move(float(steps[np.argmax(likeness[steps])]) / FINE)

    def _move(self, samples: float) -> None:
        self.delay = min(max(self.delay + samples, SHORTEST), KEPT - LONG - TAPS)
        self.reference[:] = self._read(LONG)
        self._cross[:] = 0
        self._seen = None
        self._suspects = []


def silent(reference: np.ndarray) -> bool:
    """Whether the loudspeaker has been silent through this piece of reference."""
    return float(np.dot(reference, reference)) < len(reference) * QUIET
