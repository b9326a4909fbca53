"""What does a timer sound like, and the sign that it listens? Soft struck notes, made from sines."""

import numpy as np

NOTES_HZ = (880.0, 1174.7)  # A5, D6: a rising fourth
NOTE_S = 0.28
FADE_S = 0.09  # time constant of the decay
LEVEL = 0.35
LISTENING_HZ, LISTENING_S = 880.0, 0.12  # short, so that the first word is not covered


def chime(rate_hz: int, volume: float = 1.0) -> np.ndarray:
    """(samples,) float32 at `rate_hz`, 0.7 s; `volume` is the linear gain of everything that is said, 0..1."""
    out = np.zeros(round((NOTE_S * len(NOTES_HZ) + 0.14) * rate_hz))
    for number, pitch_hz in enumerate(NOTES_HZ):
        start = round(number * NOTE_S * rate_hz)
        out[start:] += volume * _note(pitch_hz, len(out) - start, rate_hz)
    return out.astype(np.float32)


def listening(rate_hz: int, volume: float = 1.0) -> np.ndarray:
    """(samples,) float32 at `rate_hz`, 0.12 s, much softer: from now on it listens. `volume` as above."""
    samples = round(LISTENING_S * rate_hz)
    falling = np.minimum(1.0, np.arange(samples, 0, -1) / (0.02 * rate_hz))  # 20 ms: it ends without a click, too
    return (0.5 * volume * falling * _note(LISTENING_HZ, samples, rate_hz)).astype(np.float32)


def _note(pitch_hz: float, samples: int, rate_hz: int) -> np.ndarray:
    time_s = np.arange(samples) / rate_hz
    attack = np.minimum(1.0, time_s / 0.004)  # 4 ms, so that it does not click
    return LEVEL * attack * np.exp(-time_s / FADE_S) * np.sin(2 * np.pi * pitch_hz * time_s)
