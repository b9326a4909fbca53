"""What does a timer sound like? Two soft struck notes, made from sines."""

import numpy as np

NOTES_HZ = (880.0, 1174.7)  # A5, D6: a rising fourth
NOTE_S = 0.28
FADE_S = 0.09  # time constant of the decay
LEVEL = 0.35


def chime(rate_hz: int, volume: float = 1.0) -> np.ndarray:
    """(samples,) float32 at `rate_hz`, 0.7 s; `volume` is the linear gain of everything that is said, 0..1."""
    out = np.zeros(round((NOTE_S * len(NOTES_HZ) + 0.14) * rate_hz))
    for number, pitch_hz in enumerate(NOTES_HZ):
        start = round(number * NOTE_S * rate_hz)
        time_s = np.arange(len(out) - start) / rate_hz
        attack = np.minimum(1.0, time_s / 0.004)  # 4 ms, so that it does not click
        out[start:] += volume * LEVEL * attack * np.exp(-time_s / FADE_S) * np.sin(2 * np.pi * pitch_hz * time_s)
    return out.astype(np.float32)
