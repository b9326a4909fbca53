"""Is it as still as it has been? Then nobody can have begun to speak, and nobody need look closely.

A room's own noise stays within a decibel of itself; speech that can be understood is louder than it. Whoever spares
work by this keeps the last frames, and looks at them when it is still no more: a first sound may be soft.
"""

from collections import deque

import numpy as np

from localvoice.hearing.edge import level

ABOVE_DB = 3.0  # over the softest frame of late: no still room any more. 512 samples of noise vary by 0.3 dB (1 sigma)
LOUDEST_DB = -45.0  # of full scale: noise that is louder than this may hide a soft voice, so it counts for none
LATE = 94  # frames, three seconds: how long the softest one counts
SETTLED = 47  # frames in a row, a second and a half: a pause between words is no stillness


class Stillness:
    """Follows the noise of a room; use it on every frame, in order."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=LATE)
        self._still = 0  # frames in a row

    def still(self, pcm: np.ndarray) -> bool:
        """Of (512,) float32 at 16 kHz: is it, and has it been for SETTLED frames?"""
        now_db = level(pcm)
        self._levels.append(now_db)
        calm = now_db < LOUDEST_DB and now_db < min(self._levels) + ABOVE_DB
        self._still = self._still + 1 if calm else 0
        return self._still > SETTLED
