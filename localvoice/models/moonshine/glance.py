"""Which words can be shown while a person speaks? Those of the last look at the sound so far, a little at each frame.

Every look hears all of a window again, so it comes after half a second of new sound, or an eighth of the window where
that is longer, and only where the new sound is loud enough to hold words: that bounds what it costs. Each frame takes
one short step of it.
"""

from collections.abc import Callable, Generator

import numpy as np

from localvoice.events import FRAME_S, FRAME_SAMPLES
from localvoice.models.windows import windows

EVERY_S, EVERY_SHARE = 0.5, 0.125  # of new sound; and of the window's
STEPS = 2  # of a look for each frame of 32 ms: a token takes some 3 ms
LOUD = 0.02  # of the loudest frame's power (17 dB below it): quieter ones bring no new words

Read = Callable[[np.ndarray], Generator[str, None, str]]  # the words of a window, step by step


class Glance:
    """One utterance's words so far. The same for any chopping of the sound."""

    def __init__(self, read: Read, longest_s: float) -> None:
        self._read, self._longest_s = read, longest_s
        self._rest = np.zeros(0, np.float32)  # less than a frame
        self._frames: list[np.ndarray] = []  # of the window
        self._fresh = 0  # of these frames were not looked at yet
        self._loudest = 0.0
        self._loud = False  # one of the fresh frames
        self._before = ""  # the words of windows that are full
        self._now = ""  # of this one
        self._look: Generator[str, None, str] | None = None

    def feed(self, pcm: np.ndarray) -> str:
        """Take samples, (n,) float32 at 16 kHz; the words so far."""
        pcm = np.concatenate([self._rest, pcm])
        whole = len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES
        for start in range(0, whole, FRAME_SAMPLES):
            self._take(pcm[start : start + FRAME_SAMPLES])
        self._rest = pcm[whole:]
        return f"{self._before} {self._now}".strip()

    def _take(self, frame: np.ndarray) -> None:
        self._frames.append(frame)
        self._fresh += 1
        power = float(np.square(frame).sum())
        self._loudest = max(self._loudest, power)
        self._loud = self._loud or power > LOUD * self._loudest
        if self._look is None and self._due():
            self._look = self._looking()
            self._fresh, self._loud = 0, False
        for _ in range(STEPS if self._look else 0):
            if next(self._look or iter(()), None) is None:
                self._look = None
                break

    def _due(self) -> bool:
        every_s = max(EVERY_S, EVERY_SHARE * FRAME_S * len(self._frames))
        return self._loud and FRAME_S * self._fresh >= every_s

    def _looking(self) -> Generator[str, None, str]:
        """Read the window; when it is over-full, its first part for good, and go on with the rest."""
        sound = np.concatenate(self._frames)
        full, *rest = windows(sound, self._longest_s)
        now = yield from self._read(full)
        if rest:
            self._before = f"{self._before} {now}".strip()
            self._frames = self._split(self._frames, len(full))
            now = ""
        self._now = now
        return now

    @staticmethod
    def _split(frames: list[np.ndarray], samples: int) -> list[np.ndarray]:
        left = np.concatenate(frames)[samples:]
        return [left[start : start + FRAME_SAMPLES] for start in range(0, len(left), FRAME_SAMPLES)]
