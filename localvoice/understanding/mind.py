"""What every mind looks like: it listens while the person speaks and tells what it makes of it, piece by piece.

A mind gets the frames of one turn as they are recorded (the stream ends at the person's first pause that may be their
last) and calls `tell` with each thing as it comes: partial words, what was understood, phrases, their sound. If the
person goes on, the conversation takes all of that back and asks again with every frame so far. A coroutine with a
callback, not an async generator: a reply is a cancel scope, and a generator dropped in mid-yield cleans up too late.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import anyio

from localvoice.engine.budget import Plan
from localvoice.events import Ending, Frame, Speech

if TYPE_CHECKING:  # numpy takes 0.1 s, and a typed question needs none
    import numpy as np


@dataclass(frozen=True)
class Partial:
    """The words so far, while the person still speaks."""

    text: str
    ending: Ending = Ending.UNKNOWN  # whether they could be all


@dataclass(frozen=True)
class Understood:
    """What the person said, what it was taken for, and what was done about it."""

    text: str  # "" when there were no words
    accepted: bool  # False: not among the things that can be understood
    intent: str = ""
    answer: str = ""  # the whole answer as written; "" for silence
    ending: Ending = Ending.UNKNOWN  # whether the words can be all
    backchannel: bool = False  # "mm-hm": the person listens and wants no answer
    take_back: Callable[[], None] = lambda: None  # undo what was done; the latest one only


@dataclass(frozen=True)
class Occasion:
    """How a turn came about."""

    interrupting: bool = False  # the assistant was speaking
    heard: Callable[[], str] = str  # of that answer, until it was held, as far as is known by now
    instead_of: Understood | None = None  # these frames contain those of an answered turn, and take its place
    # When the gate will let the answer be heard, and now: milliseconds since the last voiced sample
    times_ms: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0)
    note: Callable[[], str] = str  # how it was said, as far as words do not tell: "whispered", "rising, loud", ""
    over: anyio.Event | None = None  # with `instead_of`: nothing may be done before the turn is over


@dataclass(frozen=True)
class Saying:
    """A phrase begins; the `Speech` that follows belongs to it."""

    text: str  # as written
    spoken: str  # as said; Word offsets count in this


@dataclass(frozen=True, eq=False)
class Jingle:
    """Sound that is not speech: a chime, a pause."""

    pcm: "np.ndarray"  # (samples,) float32 mono in [-1, 1] at the mind's rate


@dataclass(frozen=True)
class Planned:
    """What is given up so that the answer comes in time."""

    plan: Plan


Told = Partial | Understood | Planned | Saying | Speech | Jingle
Tell = Callable[[Told], None]


class Mind(Protocol):
    rate_hz: int  # of all Speech that it tells

    async def understand(
        self, heard: AsyncIterator[Frame], ahead_s: Callable[[], float], tell: Tell, occasion: Occasion
    ) -> None:
        """Listen to one turn and answer it. `ahead_s`: how much speech is queued and not yet played.

        An interruption that is not understood gets no answer, and changes nothing.
        """
        ...

    async def announce(self, text: str, ahead_s: Callable[[], float], tell: Tell) -> None:
        """Say something unasked."""
        ...
