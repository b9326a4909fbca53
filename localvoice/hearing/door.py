"""Who is let in to the conversation? Frames after the wake word; before it silence, whatever is said.

Asleep, the last half second is kept in memory only, so that nothing is lost of what follows the word in one breath. The
conversation gets its frames so much later then, and silent; when the word is noticed it gets at once what it has not
had, and from there on each frame as it comes.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from localvoice.events import FRAME_S, Frame

KEPT_S = 0.5
# The word is noticed so long after its end, at the longest: what is newer belongs to the command. See `scripts/bench
# wake`.
BEHIND_S = 0.2
FIRST_S = 6.0  # somebody who said the word has so long to begin; chosen


class Listener(Protocol):
    """`hearing.wake.Wake`, or a fake of it."""

    def hear(self, pcm: np.ndarray) -> str: ...


class Door:
    """`hear` each frame; `told` is called with True when it opens and with False when it closes."""

    def __init__(self, wake: Listener, follow_up_s: float, told: Callable[[bool], None] = lambda awake: None) -> None:
        self._wake, self._follow_up_s, self._told = wake, follow_up_s, told
        self._kept: deque[Frame] = deque()
        self._until_s = 0.0  # open until then at least
        self.awake = False

    def hear(self, frame: Frame, busy: bool) -> list[Frame]:
        """The frames that the conversation gets now. `busy`: a turn or an answer is going on, which keeps it open."""
        noticed = self._wake.hear(frame.pcm)
        if busy:
            self._open(frame.end_s + self._follow_up_s)
        if self.awake and frame.end_s > self._until_s:
            self.awake = False
            self._told(False)
        self._kept.append(frame)
        if self.awake or noticed:
            return self._let_in(frame, BEHIND_S if noticed and not self.awake else 0.0)
        return [silent(self._kept.popleft())] if len(self._kept) * FRAME_S > KEPT_S else []

    def open(self, now_s: float) -> None:
        """Somebody asked for it in another way: a key, a command."""
        self._open(now_s + max(FIRST_S, self._follow_up_s))

    def _open(self, until_s: float) -> None:
        self._until_s = max(self._until_s, until_s)
        if not self.awake:
            self.awake = True
            self._told(True)

    def _let_in(self, last: Frame, before_s: float) -> list[Frame]:
        """What was kept, silent but for what is newer than `before_s`, and the last frame itself."""
        self._open(last.end_s + (max(FIRST_S, self._follow_up_s) if before_s else 0.0))
        since_s = last.start_s - before_s
        frames = [frame if frame.start_s >= since_s else silent(frame) for frame in self._kept]
        self._kept.clear()
        return frames


def silent(frame: Frame) -> Frame:
    """The same time, with nothing in it."""
    return replace(frame, pcm=np.zeros_like(frame.pcm), voice=0.0)
