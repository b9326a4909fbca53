"""What of the microphone is linear echo? A partitioned Kalman filter in the frequency domain.

Enzner & Vary 2006, in the diagonal form of Kuech et al. 2014: state = the echo path's taps in each partition, its
uncertainty per bin decides how much of the residual is believed to be echo, so nobody has to detect double talk.
A second, shorter branch takes x·|x| of the reference: it stands for a loudspeaker that saturates. Measured on a clipped
loudspeaker (tanh, three times its knee) it raises the echo's attenuation from 11-17 dB to 20-31 dB; x³ gives 19-28 dB.
512 ms of path against 320 ms: 25 instead of 20 dB in a room that rings for 300 ms to −30 dB, the same in a dry one.
Blocks of 512 samples instead of 256 converge more slowly: 8.7 instead of 15.5 dB between the second and fifth second.
"""

import numpy as np

from localvoice.audio.echo.delay import BLOCK, Alignment, silent

PARTITIONS = 32  # 512 ms
BENT = 8  # partitions of the second branch: 128 ms
STAY = 0.9995  # share of the path that survives one block; the rest is its random walk
SLOWLY = 0.8  # smoothing of the residual's power per block
KNOWN = np.float32(0.1)  # of that doubt is left once the delay is found: with all of it 1.5 dB more echo at 3 s
TURNS = 2  # blocks until every partition was cut to its 256 taps
DOUBT = 10.0  # the first guess of the path's power in its first partition; with 1 two rooms of four learn more slowly
FALLS_DB = 0.5  # by which it falls per partition


class Linear:
    """Blocks of 256 samples; sees the echo where the alignment puts it."""

    def __init__(self) -> None:
        shape = (PARTITIONS + BENT, BLOCK + 1)
        order = np.concatenate([np.arange(PARTITIONS), np.arange(BENT)])
        self._doubt_at_first = np.broadcast_to((DOUBT * 10 ** (-FALLS_DB / 10 * order))[:, None], shape).astype(
            np.float32
        )
        self.alignment = Alignment()
        self._path = np.zeros(shape, np.complex64)
        self._doubt = self._doubt_at_first.copy()  # the path's uncertainty, as power per bin
        self._played = np.zeros(shape, np.complex64)  # spectra of the reference, the newest partition first
        self._turn = 0
        self._power = np.full(BLOCK + 1, 1e-6, np.float32)  # of the residual
        self._kept = [self._path.copy()]  # paths of 0.25 and 0.5 s ago, from while the delay was right

    def block(self, mic: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(256,) float32 each → what is left of the microphone, the echo's estimate; (256,) float32 each."""
        alignment = self.alignment
        alignment.feed(mic, reference)
        far = alignment.reference[-(PARTITIONS + 1) * BLOCK :]
        if not np.dot(far, far):
            self._played[:] = 0
            return mic, np.zeros(BLOCK, np.float32)
        self._played[1:PARTITIONS] = self._played[: PARTITIONS - 1].copy()
        self._played[PARTITIONS + 1 :] = self._played[PARTITIONS:-1].copy()
        latest = far[-2 * BLOCK :]
        self._played[[0, PARTITIONS]] = np.fft.rfft(np.stack([latest, bent(latest)]))
        if silent(far):
            return mic, np.zeros(BLOCK, np.float32)
        whole = np.fft.irfft(np.einsum("pk,pk->k", self._path, self._played))
        estimate = whole[BLOCK:]
        residual = mic - estimate
        self._learn(residual)
        alignment.follow(residual[:-1], whole[BLOCK - 1 :])
        self._look()
        return residual, estimate

    def _learn(self, residual: np.ndarray) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK, np.float32), residual]))
        self._power = SLOWLY * self._power + (1 - SLOWLY) * square(error)
        loud = square(self._played)
        step = self._doubt / (np.sum(self._doubt * loud, axis=0) + 2 * self._power + np.float32(1e-7))
        self._path += step * self._played.conj() * error
        turn = slice(self._turn, None, TURNS)
        taps = np.fft.irfft(self._path[turn], axis=1)
        taps[:, BLOCK:] = 0
        self._path[turn] = np.fft.rfft(taps, axis=1)
        self._turn = (self._turn + 1) % TURNS
        stay = np.float32(STAY**2)
        self._doubt = stay * (1 - step * loud / 2) * self._doubt + (1 - stay) * square(self._path) + np.float32(1e-9)

    def _look(self) -> None:
        before = self.alignment.delay
        match self.alignment.look():
            case "same":
                self._kept = [self._path.copy(), *self._kept][:2]
            case "found":
                self._path = earlier(self._path, round(self.alignment.delay - before))
                self._doubt = KNOWN * self._doubt_at_first
                self._hear_again()
            case "jumped":
                self.jumped()

    def jumped(self) -> None:
        """The delay was corrected: the path is what it was before it was trained on the wrong one."""
        self._path = self._kept[-1].copy()
        self._doubt = np.maximum(self._doubt, 0.01 * square(self._path))
        self.alignment.fit(np.fft.irfft(self._path[:PARTITIONS], axis=1)[:, :BLOCK].ravel())
        self._hear_again()

    def _hear_again(self) -> None:
        far = self.alignment.reference
        for order in range(PARTITIONS):
            end = len(far) - order * BLOCK
            piece = far[end - 2 * BLOCK : end]
            self._played[order] = np.fft.rfft(piece)
            if order < BENT:
                self._played[PARTITIONS + order] = np.fft.rfft(bent(piece))


def earlier(path: np.ndarray, samples: int) -> np.ndarray:
    """The spectra of a path's partitions, of both branches, when the reference is read so many samples later.

    What was learnt before the delay was found is kept so: in the second half second of a first answer the echo is 4 dB
    lower than after beginning anew (three voices, four rooms and none), and three rooms of four are learnt after 1.5
    instead of 2.0 s.
    """
    moved = np.zeros((PARTITIONS + BENT, 2 * BLOCK), np.float32)
    for part in (slice(0, PARTITIONS), slice(PARTITIONS, None)):
        taps = np.fft.irfft(path[part], axis=1)[:, :BLOCK].ravel()
        stays = np.zeros_like(taps)
        kept = max(0, len(taps) - abs(samples))
        stays[max(0, -samples) :][:kept] = taps[max(0, samples) :][:kept]
        moved[part, :BLOCK] = stays.reshape(-1, BLOCK)
    return np.fft.rfft(moved, axis=1).astype(np.complex64)


def bent(pcm: np.ndarray) -> np.ndarray:
    """What a loudspeaker that saturates plays less of; scaled to be as loud as speech that peaks at 0.5."""
    return 2 * pcm * np.abs(pcm)


def square(spectrum: np.ndarray) -> np.ndarray:
    return np.real(spectrum) ** 2 + np.imag(spectrum) ** 2
