"""What is heard in 16 ms? Whether it has a pitch and which, how loud it is, where its syllables are, and its colour.

Pitch: normalised cross-correlation of 25 ms with itself 2 to 14 ms later (Talkin, A robust algorithm for pitch
tracking, 1995), the shortest lag that is nearly as good as the best one. Syllables: peaks of loudness that stand out
(Mermelstein, JASA 58, 1975), here of what is below 1 kHz and of 0.3 to 2.5 kHz, where vowels are and hissing is not.
"""

import numpy as np

from localvoice.events import FRAME_SAMPLES, RATE_HZ

HOP = 256  # samples between two measures, 16 ms
HOP_S = HOP / RATE_HZ
WINDOW = 400  # 25 ms
LOW_HZ, HIGH_HZ = 70, 500
SHORTEST, LONGEST = RATE_HZ // HIGH_HZ, RATE_HZ // LOW_HZ  # lags
SEEN = WINDOW + LONGEST  # samples that a hop is measured from
SPOKEN = 0.5  # probability of speech of what belongs to it
PERIODIC = 0.6  # correlation from which a hop is voiced: vowels 0.8 to 1, fricatives and noise below 0.5
AS_GOOD = 0.88  # a shorter lag wins when it is so nearly as good: half the true pitch correlates as well
SIZE = 512  # of the Fourier transform: bins of 31 Hz
BANDS_HZ = (60, 310, 1000, 2500, 4000)  # of the colour: the first harmonics, and about a formant each
DIP_DB = 3.0  # between two syllables loudness falls at least so far

_EDGES = [round(hz * SIZE / RATE_HZ) for hz in BANDS_HZ]
_HANN = np.hanning(WINDOW).astype(np.float32)


# One hop as a row of a table.
HOP_KIND = np.dtype(
    [
        ("voice", np.float32),  # probability of speech, 0..1
        ("level_db", np.float32),  # of full scale
        ("vowel_db", np.float32, 2),  # the same of what is below 1 kHz, and of 0.3 to 2.5 kHz
        ("colour_db", np.float32, 4),  # of the bands, against their mean
        ("pitch_hz", np.float32),  # LOW_HZ to HIGH_HZ; 0: none
    ]
)


def measure(window: np.ndarray, voice: float, into: np.ndarray) -> None:
    """(SEEN,) float32 at 16 kHz, the latest last, and its probability of speech, into one row of HOP_KIND."""
    power = np.square(np.abs(np.fft.rfft(window[-WINDOW:] * _HANN, SIZE)))
    bands = np.add.reduceat(power[: _EDGES[-1]], _EDGES[:-1]) + 1e-12
    bands_db = 10 * np.log10(np.maximum(bands, 1e-5 * bands.max()))  # what is 50 dB softer nobody hears
    into["voice"] = voice
    into["level_db"] = 10 * np.log10(np.mean(np.square(window[-HOP:])) + 1e-12)
    into["vowel_db"] = 10 * np.log10(bands[:2] + bands[1:3])
    into["colour_db"] = bands_db - bands_db.mean()
    into["pitch_hz"] = pitch(window) if voice >= SPOKEN else 0.0  # what is no speech has none


def pitch(window: np.ndarray) -> float:
    """The pitch in Hz of (SEEN,) float32 at 16 kHz, 70 to 500; 0 when it has none."""
    window = window - window.mean()
    energy = np.concatenate([[0.0], np.cumsum(np.square(window, dtype=np.float64))])
    lags = np.arange(LONGEST + 1)
    shifted = energy[lags + WINDOW] - energy[lags]
    if shifted[0] < 1e-7 * WINDOW:  # −70 dBFS
        return 0.0
    likeness = np.correlate(window, window[:WINDOW]) / np.sqrt(shifted * shifted[0] + 1e-12)
    inner = likeness[SHORTEST:-1]
    peaks = SHORTEST + np.flatnonzero((inner >= likeness[SHORTEST - 1 : -2]) & (inner > likeness[SHORTEST + 1 :]))
    if not len(peaks) or likeness[peaks].max() < PERIODIC:
        return 0.0
    lag = int(peaks[likeness[peaks] >= AS_GOOD * likeness[peaks].max()][0])
    left, top, right = likeness[lag - 1 : lag + 2]
    return float(RATE_HZ / (lag + 0.5 * (left - right) / (left - 2 * top + right - 1e-12)))  # top of the parabola


def syllables(level_db: np.ndarray) -> int:
    """How many syllables has speech of (n,) levels, one each hop? Peaks with a dip of DIP_DB between them."""
    if len(level_db) < 3:
        return 0
    smooth = ((level_db[1:] + level_db[:-1]) / 2).tolist()
    count, top, bottom = 0, -np.inf, smooth[0]
    for level in smooth[1:]:
        if top == -np.inf:  # in a dip
            bottom = min(bottom, level)
            top = level if level - bottom >= DIP_DB else top
        elif top - level >= DIP_DB:
            count, top, bottom = count + 1, -np.inf, level
        else:
            top = max(top, level)
    return count + int(top > -np.inf)


assert FRAME_SAMPLES % HOP == 0
