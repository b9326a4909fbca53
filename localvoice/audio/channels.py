"""Which of a recording's channels carry the voice? Those that are loud and pause, as a speaker does and noise does not.

Several that do (a stereo recording, two persons on a telephone line) are averaged, unless they cancel each other.
"""

import numpy as np

PIECE_S = 0.032
LOUD_SHARE, QUIET_SHARE = 95, 20  # percentiles of the pieces' levels: while speaking, and in the pauses
STEADY_DB = 30.0  # more difference between the two says nothing more
AS_LIVELY_DB = 6.0  # steady noise differs by 1 dB, speech by 20 or more
AS_LOUD_DB = 20.0  # a voice that only leaks into another channel is softer than that
CANCELLED = 0.1  # share of the loudest channel's power below which a mean is no mean any more
FLOOR_DB = -120.0


def mixed(pcm: np.ndarray, rate_hz: int) -> np.ndarray:
    """(n, channels) float32 → (n,) float32."""
    if pcm.shape[1] == 1 or not len(pcm):
        return pcm[:, 0]
    loud, lively = levels(pcm, rate_hz)
    speaks = lively >= lively[loud > loud.max() - AS_LOUD_DB].max() - AS_LIVELY_DB
    best = int(np.argmax(np.where(speaks, loud, -np.inf)))
    chosen = speaks & (loud > loud[best] - AS_LOUD_DB)
    mean = pcm[:, chosen].mean(axis=1, dtype=np.float32)
    cancelled = np.dot(mean, mean) < CANCELLED * np.dot(pcm[:, best], pcm[:, best])
    return np.ascontiguousarray(pcm[:, best]) if cancelled else mean


def levels(pcm: np.ndarray, rate_hz: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each channel: how loud it is at its loudest, in dB, and how much softer in its pauses, in dB."""
    size = min(len(pcm), max(1, round(PIECE_S * rate_hz)))
    pieces = pcm[: len(pcm) // size * size].reshape(-1, size, pcm.shape[1])
    power = np.mean(np.square(pieces - pieces.mean(axis=1, keepdims=True)), axis=1)
    db = 10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10)))
    loud, quiet = np.percentile(db, [LOUD_SHARE, QUIET_SHARE], axis=0)
    return loud, np.minimum(loud - quiet, STEADY_DB)
