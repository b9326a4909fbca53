"""Is there speech in this frame? Silero (`silero`) is asked, but not about digital silence."""

import numpy as np

from localvoice.events import FRAME_SAMPLES
from localvoice.hearing.silero import Silero

SILENT = 2.0**-16  # half a step of 16 bits: a microphone that is switched off
# Frames of digital silence that it hears before it hears no more of them: with 31, a second, the voice after five
# seconds of silence is noticed in the same frame in 12 of 12 readers, with 10 in 11, with none in 5.
SETTLED = 31


class Vad:
    """Probability of speech per frame; it remembers the frames before."""

    def __init__(self) -> None:
        self._silero = Silero()
        self._silent = 0  # frames of digital silence in a row

    def voice(self, pcm: np.ndarray) -> float:
        """Probability of speech, 0..1, in (512,) float32 at 16 kHz."""
        if len(pcm) != FRAME_SAMPLES:
            raise ValueError(f"a frame has {FRAME_SAMPLES} samples, this has {len(pcm)}")
        self._silent = self._silent + 1 if np.abs(pcm).max() < SILENT else 0
        return 0.0 if self._silent > SETTLED else self._silero.hear(pcm)
