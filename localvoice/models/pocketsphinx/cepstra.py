"""What does speech look like to PocketSphinx's acoustic model? Its own cepstra, in numpy, evened out for every speaker.

The library's front end subtracts a mean that it carries from one utterance to the next. This one listens for a moment
first, so each utterance is normalised by itself, whatever was said before and however loud. Mel cepstra as in Davis and
Mermelstein, IEEE Trans. ASSP 28 (1980), with the numbers of the model's own `feat.params`.
"""

from functools import cache

import numpy as np

from localvoice.events import RATE_HZ

HOP = 160  # 10 ms
WINDOW = 410  # 25.6 ms
FFT = 512
BANDS = 25  # nfilt
LOW_HZ, HIGH_HZ = 130.0, 6800.0  # lowerf, upperf
CEPSTRA = 13
LIFTER = 22
PREEMPHASIS = 0.97
FULL_SCALE = 32767  # the model was trained on 16-bit numbers
# White noise of one 16-bit step, so that digital silence looks like a quiet room and does not pull the mean away.
FLOOR = 1.0

BLOCK = 10  # frames that are normalised alike
# So many frames are heard before the first goes out, to learn mean and spread from; later blocks learn from all before
# them. Little is then left to decode when the turn ends; knowing 0.6 s more about each block brought 0.5 points.
RUN_UP = 80
# A frame is speech when its loudness is above this share of the way from the 5th to the 95th percentile.
SPEECH_SHARE = 0.4
SPEECH_WEIGHT = 0.8  # of speech in the mean; the rest is the silence around it, however long that is
# Spread of the cepstra in speech of over 90 people (LibriSpeech and coffee orders); wider speech is narrowed to it,
# narrower speech widened by at most WIDEN. Synthetic voices are up to 1.9 times as wide.
SPREAD = np.array([9.0, 19.8, 14.5, 19.0, 18.2, 15.0, 17.4, 15.5, 15.4, 15.5, 13.7, 12.8, 12.4])
WIDEN = 1.2
PRIOR = 30  # SPREAD counts as so many frames of speech: "stop" has 30 of its own


class Cepstra:
    """Sound in, normalised cepstra out; the same for any chopping of the sound.

    `warp`: how many times higher the voice's formants lie than those the model expects, up to 1.17, where the highest
    filter reaches the end of the spectrum (Lee and Rose, ICASSP 1996).
    """

    def __init__(self, warp: float = 1.0) -> None:
        self._tables = _tables(warp)
        self._sound = np.zeros(0)  # pre-emphasised, not yet all used
        self._last = 0.0
        self._raw: list[np.ndarray] = []  # (13,) each
        self._out = 0  # frames given away

    def push(self, pcm: np.ndarray) -> np.ndarray:
        """(frames, 13) float32, as many as are ready after (n,) float32 more at 16 kHz."""
        samples = pcm.astype(np.float64) * FULL_SCALE
        if len(samples):
            before = np.concatenate([[self._last], samples[:-1]])
            self._sound = np.concatenate([self._sound, samples - PREEMPHASIS * before])
            self._last = samples[-1]
            self._analyse()
        blocks = []
        while len(self._raw) >= max(RUN_UP, self._out + BLOCK):
            end = self._out + BLOCK
            blocks.append(self._block(self._out, end, max(RUN_UP, end)))
            self._out = end
        return _joined(blocks)

    def rest(self) -> np.ndarray:
        """The frames that are still held back, as they are if no more come; they stay."""
        count = len(self._raw)
        return _joined([self._block(at, min(at + BLOCK, count), count) for at in range(self._out, count, BLOCK)])

    def speech(self) -> np.ndarray:
        """(frames,) bool: which frames so far are loud enough for speech."""
        return _speech(np.array(self._raw)) if self._raw else np.zeros(0, bool)

    def _analyse(self) -> None:
        count = 1 + (len(self._sound) - WINDOW) // HOP
        if count < 1:
            return
        windows = np.lib.stride_tricks.sliding_window_view(self._sound, WINDOW)[: count * HOP : HOP]
        power = np.abs(np.fft.rfft(windows * np.hamming(WINDOW), FFT)) ** 2
        bands, turn = self._tables
        self._raw.extend(np.log(power @ bands.T + FLOOR) @ turn.T)
        self._sound = self._sound[count * HOP :]

    def _block(self, start: int, end: int, seen: int) -> np.ndarray:
        mean, scale = _norm(np.array(self._raw[:seen]))
        return (np.array(self._raw[start:end]) - mean) * scale


def _joined(blocks: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros((0, CEPSTRA)), *blocks]).astype(np.float32)


def _speech(raw: np.ndarray) -> np.ndarray:
    loud = raw[:, 0]
    low, high = np.percentile(loud, [5, 95])
    return loud > low + SPEECH_SHARE * (high - low)


def _norm(raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What to subtract from and to multiply (frames, 13) with."""
    speech = _speech(raw)
    if speech.all() or not speech.any():
        return raw.mean(0), np.ones(CEPSTRA)
    mean = SPEECH_WEIGHT * raw[speech].mean(0) + (1 - SPEECH_WEIGHT) * raw[~speech].mean(0)
    count = speech.sum()
    spread = np.sqrt((count * raw[speech].var(0) + PRIOR * SPREAD**2) / (count + PRIOR))
    scale = np.minimum(WIDEN, SPREAD / spread)
    scale[0] = 1.0  # loudness keeps its range
    return mean, scale


@cache
def _tables(warp: float) -> tuple[np.ndarray, np.ndarray]:
    """Mel filters of unit area (25, 257), and the liftered orthonormal cosine transform (13, 25)."""

    def mel(hz: float) -> float:
        return 2595 * np.log10(1 + hz / 700)

    step = RATE_HZ / FFT
    edges = 700 * (10 ** (np.linspace(mel(LOW_HZ), mel(HIGH_HZ), BANDS + 2) / 2595) - 1)
    edges = step * np.round(warp * edges / step)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    hz = step * np.arange(FFT // 2 + 1)
    rising, falling = (hz - left) / (centre - left), (right - hz) / (right - centre)
    bands = np.clip(np.minimum(rising, falling), 0, None) * 2 / (right - left)
    order = np.arange(CEPSTRA)[:, None]
    turn = np.sqrt(2 / BANDS) * np.cos(np.pi * order * (np.arange(BANDS) + 0.5) / BANDS)
    turn[0] *= np.sqrt(0.5)
    return bands, turn * (1 + LIFTER / 2 * np.sin(np.pi * order / LIFTER))
