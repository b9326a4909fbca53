"""What every mind looks like: it listens while the person speaks and tells what it makes of it, piece by piece.

A mind gets the frames of one turn as they are recorded (the stream ends when the turn ends) and calls `tell` with
each thing as it comes: partial words, what was understood, phrases, their sound. A coroutine with a callback, not an
async generator: a reply is a cancel scope, and a generator that is dropped in mid-yield cleans up too late.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from localvoice.events import Frame, Speech


@dataclass(frozen=True)
class Partial:
    """The words so far, while the person still speaks."""

    text: str


@dataclass(frozen=True)
class Understood:
    """What the person said, and what it was taken for."""

    text: str  # "" when there were no words
    accepted: bool  # False: not among the things that can be understood
    intent: str = ""
    answer: str = ""  # the whole answer as written; "" for silence


@dataclass(frozen=True)
class Saying:
    """A phrase begins; the `Speech` that follows belongs to it."""

    text: str  # as written
    spoken: str  # as said; Word offsets count in this


@dataclass(frozen=True, eq=False)
class Jingle:
    """Sound that is not speech: a chime, a pause."""

    pcm: np.ndarray  # (samples,) float32 mono in [-1, 1] at the mind's rate


Told = Partial | Understood | Saying | Speech | Jingle
Tell = Callable[[Told], None]


class Mind(Protocol):
    rate_hz: int  # of all Speech that it tells

    async def understand(self, heard: AsyncIterator[Frame], ahead_s: Callable[[], float], tell: Tell) -> None:
        """Listen to one turn and answer it. `ahead_s`: how much speech is queued and not yet played."""
        ...

    async def announce(self, text: str, ahead_s: Callable[[], float], tell: Tell) -> None:
        """Say something unasked."""
        ...
