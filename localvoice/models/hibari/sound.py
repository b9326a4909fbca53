"""How does a spectrum become sound? Pulses at the pitch, noise, and a part with its own phase, added frame by frame.

The formula is in hibari's README ("ONNX interface"); here it works forward in blocks, so that the first sound does not
wait for the last one, and a whisper leaves the pulses out.
"""

from collections.abc import Iterator

import numpy as np

from localvoice.models.hibari.network import HOP, Spectrum

RATE_HZ = 24_000
SIZE = 4 * HOP  # samples of a frame's window
HIGHEST_HZ = 11_000.0  # of the pulses' harmonics
LOWEST_HZ = 40.0  # below it there is no voice
LOUDEST = 7.0  # of a log magnitude
BACK, AHEAD = 2, 1  # hops that a frame looks back at, and ahead beside its own
# A whisper has no pulses and little below the first formant; at 500 Hz `hearing.tone` hears a pitch in half of the
# sentences. It is 6 dB softer than the voice, and Moonshine misheard none of 99 whispered words.
WHISPER_HZ, WHISPER_LEVEL = 1000.0, 1.2

_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SIZE) / SIZE)).astype(np.float32)  # Hann
_BACK_WINDOW = _WINDOW / 1.5  # four squared windows add up to 1.5 everywhere
_BINS_HZ = np.arange(SIZE // 2 + 1, dtype=np.float32)[:, None] * (RATE_HZ / SIZE)
_WHISPER = (WHISPER_LEVEL * np.minimum(1, _BINS_HZ / WHISPER_HZ) ** 2).astype(np.float32)


def sound(spectrum: Spectrum, ends: list[int], whispered: bool) -> Iterator[np.ndarray]:
    """The sound up to each of these frames, ascending; the first starts with the first frame, the last one is the last.

    Each (samples,) float32; the same every time. The first and last 25 ms of all are faded, as no frame lies beyond.
    """
    dice = np.random.default_rng(0)
    pulses = _Pulses(spectrum.pitch_hz)
    begin, frames = 0, len(spectrum.pitch_hz)
    unfinished = np.zeros(SIZE, np.float32)  # of the output, from the frame `begin` - BACK on
    for end in ends:
        count = end - begin
        drawn = dice.standard_normal((SIZE // 2 + 1, 2 * count), np.float32).view(np.complex64)
        if whispered:
            source = _hiss(spectrum.pitch_hz[begin:end], dice)
        else:
            source = _analysed(pulses.between(begin - BACK, end + AHEAD))
        mixed = _mixed(spectrum, slice(begin, end), source, drawn, dice if whispered else None)
        added = np.zeros((count + 3) * HOP, np.float32)
        added[: len(unfinished)] = unfinished[: len(added)]
        _overlap(added, mixed * _WHISPER if whispered else mixed)
        done = (count if end < frames else count + BACK) * HOP
        yield added[max(0, BACK - begin) * HOP : done]
        unfinished, begin = np.append(added[done:], np.zeros(SIZE, np.float32))[:SIZE], end


def _mixed(
    spectrum: Spectrum, part: slice, source: np.ndarray, drawn: np.ndarray, dice: np.random.Generator | None
) -> np.ndarray:
    """(601, frames) complex64: the spectrum of these frames; with `dice` the free part has a phase by chance."""
    turn = np.tanh(spectrum.turned[:, part])
    turn *= np.float32(np.pi)
    source *= _polar(spectrum.harmonic[:, part], turn)
    drawn *= _magnitude(spectrum.noise[:, part])
    source += drawn
    phase = spectrum.phase[:, part]
    if dice:
        phase = dice.uniform(-np.pi, np.pi, phase.shape).astype(np.float32)
    source += _polar(spectrum.free[:, part], phase)
    return source


def _magnitude(log: np.ndarray) -> np.ndarray:
    return np.exp(np.minimum(log, LOUDEST))


def _polar(log: np.ndarray, angle: np.ndarray) -> np.ndarray:
    made = np.empty(log.shape, np.complex64)
    magnitude = _magnitude(log)
    np.multiply(np.cos(angle), magnitude, out=made.real)
    np.multiply(np.sin(angle), magnitude, out=made.imag)
    return made


def _analysed(pcm: np.ndarray) -> np.ndarray:
    """(601, frames) complex64: pulses as frames see them; a frame's window begins each hop. A cosine peaks at 1."""
    framed = np.lib.stride_tricks.sliding_window_view(pcm, SIZE)[::HOP] * (_WINDOW / HOP)
    return np.fft.rfft(framed, axis=1).T.astype(np.complex64)


def _overlap(into: np.ndarray, mixed: np.ndarray) -> None:
    framed = np.fft.irfft(mixed.T, SIZE, axis=1).astype(np.float32)
    framed *= _BACK_WINDOW
    hops = framed.reshape(len(framed), SIZE // HOP, HOP)
    blocks = into[: (len(framed) + 3) * HOP].reshape(-1, HOP)
    for nth in range(SIZE // HOP):
        blocks[nth : nth + len(framed)] += hops[:, nth]


def _hiss(pitch_hz: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """(601, frames) complex64: noise as strong as the pulses of this pitch would be on average."""
    noise = dice.standard_normal((SIZE // 2 + 1, 2 * len(pitch_hz)), np.float32).view(np.complex64)
    voiced = pitch_hz > LOWEST_HZ
    # Hann is 1.5 bins wide, a harmonic comes every pitch / 20 Hz bins, noise of unit parts has twice the power
    return noise * np.where(voiced, np.sqrt(0.75 * RATE_HZ / SIZE / np.maximum(pitch_hz, LOWEST_HZ)), 0).astype(
        np.float32
    )


class _Pulses:
    """A train of pulses at a pitch that glides between frames; made once, front to back."""

    def __init__(self, pitch_hz: np.ndarray) -> None:
        self._pitch_hz = np.pad(pitch_hz.astype(np.float32), 1, mode="edge")
        self._frames = len(pitch_hz)
        self._turns = 0.0  # of the phase so far
        self._made = 0  # hops
        self._kept = np.zeros(0, np.float32)

    def between(self, begin: int, end: int) -> np.ndarray:
        """Of hops begin … end, silence outside the sound; `begin` never goes back."""
        until = min(end, self._frames)
        if until > self._made:
            self._kept = np.append(self._kept, self._train(self._made, until))
            self._made = until
        held = self._made - len(self._kept) // HOP  # the first hop that is kept
        self._kept = self._kept[max(0, begin - held) * HOP :]
        before, after = max(0, -begin), max(0, end - self._frames)
        return np.pad(self._kept, (before * HOP, after * HOP))

    def _train(self, begin: int, end: int) -> np.ndarray:
        """Every harmonic below HIGHEST_HZ at amplitude 1: the sum of their cosines, in closed form."""
        at = np.arange(begin * HOP, end * HOP) / HOP + (0.5 / HOP + 0.5)  # frames' centres, shifted by the padding
        hz = np.interp(at, np.arange(self._frames + 2), self._pitch_hz).astype(np.float32)
        voiced = hz > LOWEST_HZ
        hz = np.maximum(hz, LOWEST_HZ)
        turns = self._turns + np.cumsum(hz, dtype=np.float64) / RATE_HZ
        self._turns = float(turns[-1]) % 1
        phase = (2 * np.pi * (turns % 1)).astype(np.float32)
        count = np.floor(HIGHEST_HZ / hz) + np.float32(0.5)
        half = 2 * np.sin(phase / 2)
        near = np.abs(half) <= 2e-3  # there the quotient is its limit
        half[near] = 1
        train = np.sin(count * phase) / half
        train[near] = count[near]
        return np.where(voiced, train - 0.5, 0).astype(np.float32)
