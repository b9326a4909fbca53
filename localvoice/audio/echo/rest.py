"""Is there anything to cancel? While there is not, a canceller rests, and its last half second is kept for it.

A microphone listens all day, and most of the day nothing plays: then a frame takes 0.01 ms of processor in place of
0.4. Before the next sound reaches the microphone the canceller hears again what it has missed last, so that its memory
of the microphone is whole and its guard awake.
"""

from collections import deque
from typing import Protocol

import numpy as np

from localvoice.events import FRAME_SAMPLES, RATE_HZ

# Frames of digital silence from the loudspeaker, 2 s, after which nothing of it is in the canceller's memory.
QUIET_FRAMES = 64
MISSED = 16  # frames that are kept, 0.5 s: as long as it remembers the microphone


class Restful(Protocol):
    """A `canceller.Canceller` that can say whether it is needed."""

    delay_s: float
    only_echo: bool
    notice: str

    @property
    def still(self) -> bool:
        """Does it give the microphone's sound as it is, and would go on to until something plays?"""
        ...

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray: ...

    def miss(self, mic: np.ndarray) -> None:
        """A frame, (512,) float32, that it is not given because it is still: what changes by itself does."""
        ...


class Resting:
    """See `canceller.Canceller`."""

    def __init__(self, echo: Restful) -> None:
        self._echo = echo
        self.delay_s, self.notice, self.only_echo = echo.delay_s, echo.notice, False
        self._quiet = 0  # frames of digital silence in a row
        self._missed: deque[np.ndarray] | None = None  # while it rests: the last frames that it was not given
        self._late = np.zeros(round(self.delay_s * RATE_HZ), np.float32)  # of the microphone, still to be given

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        """(512,) float32 of each → (512,) without the echo, `delay_s` late."""
        self._quiet = 0 if reference.any() else self._quiet + 1
        late = np.concatenate([self._late, mic])
        self._late = late[FRAME_SAMPLES:]
        if self._missed is not None and self._quiet:
            self._missed.append(mic)
            if len(self._missed) > MISSED:
                self._echo.miss(self._missed.popleft())
            return late[:FRAME_SAMPLES]
        if self._missed is not None:
            silence = np.zeros(FRAME_SAMPLES, np.float32)
            for missed in self._missed:
                self._echo.clean(missed, silence)
            self._missed = None
        cleaned = self._echo.clean(mic, reference)
        self.only_echo = self._echo.only_echo
        if self._quiet >= QUIET_FRAMES and self._echo.still and not self.only_echo:
            self._missed = deque()
        return cleaned
