"""What every mind looks like: it makes one exchange a turn, which tells what it makes of it, piece by piece.

An exchange gets what the person says as they say it (frames end at the first pause that may be their last) and
tells each thing as it comes: partial words, what was understood, phrases, their sound. All that belongs to one turn is
the exchange's own: two may be alive at once, an answer that is held and what the person says meanwhile. If the person
goes on, the conversation takes the exchange back and begins another with every frame so far. A coroutine with a
callback, not an async generator: a reply is a cancel scope, and a generator dropped in mid-yield cleans up too late.
"""

import math
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import anyio

from localvoice.engine.budget import Plan
from localvoice.events import Ending, Frame, Note, Picture, Speech, Transcript

if TYPE_CHECKING:  # numpy takes 0.1 s, and a typed question needs none
    import numpy as np

# Speech is made at most this far ahead of playback: an interruption throws little away.
AHEAD_S = 3.0


@dataclass(frozen=True)
class Partial:
    """The words so far, while the person still speaks."""

    text: str
    ending: Ending = Ending.UNKNOWN  # whether they could be all
    over: bool = False  # the person's end word came after them


@dataclass(frozen=True)
class Understood:
    """What the person said, what it was taken for, and what was done about it."""

    text: str  # "" when there were no words
    accepted: bool  # False: not among the things that can be understood
    intent: str = ""
    answer: str = ""  # the whole answer as written; "" for silence
    ending: Ending = Ending.UNKNOWN  # whether the words can be all
    backchannel: bool = False  # "mm-hm": the person listens and wants no answer
    unclear: bool = False  # nobody knows what the person says, but they clearly speak, and are asked back


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


@dataclass(frozen=True)
class Stage:
    """One stage of the work for an answer is over, and the next one begins."""

    name: str  # "read"


Told = Partial | Understood | Planned | Stage | Saying | Speech | Jingle
Tell = Callable[[Told], None]


@dataclass(eq=False)
class Known:
    """What a language model knows of a turn."""

    words: bool = False  # those of the person
    waited: tuple[str, ...] = ()  # the questions that waited when it began
    behind: "list[Known]" = field(default_factory=list)  # what one knows that questions of this turn were handed to


@dataclass(frozen=True, eq=False)
class Said:
    """What the person gives in one turn: sound or typed text, and perhaps a picture with it."""

    frames: AsyncIterator[Frame] | None = None  # as they are recorded; None: it is typed
    text: str = ""  # typed
    picture: Picture | None = None


@dataclass(frozen=True, eq=False)
class Out:
    """Where an answer goes."""

    tell: Tell
    ahead_s: Callable[[], float] = lambda: 0.0  # how much of its speech is made and not yet played
    aloud: bool = True  # False: nobody listens, so its phrases are told without their sound

    def due_s(self) -> float:
        """Later speech is wanted when playback would run dry; far ahead of it, not at all for now."""
        ahead_s = self.ahead_s()
        return math.inf if ahead_s > AHEAD_S else ahead_s


class Exchange(Protocol):
    """One turn: what was said, what it is answered, and what was done for it."""

    async def run(self, out: Out) -> None:
        """Listen, and answer. An interruption that is not understood gets no answer, and changes nothing."""
        ...

    def take_back(self) -> None:
        """Undo what was done for it, which only the latest exchange still can; a second time nothing."""
        ...

    def cut(self, heard: str, samples: int | None = None) -> None:
        """The person interrupted its answer, and has really heard so much of it; `samples`: of its speech, if known."""
        ...


@dataclass(frozen=True, eq=False)
class Occasion:
    """How a turn came about."""

    interrupting: bool = False  # the assistant was speaking
    interrupted: Exchange | None = None  # whose answer that was; None: it was said unasked
    heard: Callable[[], str] = str  # of that answer, until it was held, as far as is known by now
    samples: Callable[[], int | None] = lambda: None  # of it that were heard until then
    instead_of: Exchange | None = None  # these frames contain those of an answered turn, and take its place
    # When the gate will let the answer be heard, and now: milliseconds since the last voiced sample
    times_ms: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0)
    near: Callable[[], bool] = lambda: True  # is it about as loud as the person usually is? A television is not
    note: Callable[[str], Note] = lambda words: Note()  # how it was said, with the words that were heard
    over: anyio.Event | None = None  # with `instead_of`: nothing may be done before the turn is over


class Mind(Protocol):
    """What thinks and speaks for one client, turn after turn."""

    rate_hz: int  # of all Speech that it tells

    def begin(self, said: Said, occasion: Occasion) -> Exchange:
        """The exchange of a turn that begins."""
        ...

    async def announce(self, text: str, out: Out) -> None:
        """Say something unasked."""
        ...


class ClientMind(Mind, Protocol):
    """A mind as whoever builds one uses it, beside the conversation."""

    async def recognise(self, frames: AsyncIterator[Frame]) -> Transcript:
        """The transcript of one turn; nothing is done about it."""
        ...

    def remember(self, past: Sequence[tuple[str, str]]) -> None:
        """What was heard and said before, oldest first."""
        ...

    async def warm(self) -> None:
        """Go once through everything that is slow the first time."""
        ...
