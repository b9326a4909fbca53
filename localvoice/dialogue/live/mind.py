"""What does a live session want of a mind? One piece of sound for each that it hears; what else it does it reports."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from localvoice.understanding.asked import Entry

Manner = Literal["instructions", "thinking", "commentary"]  # a rule from now on; never said; to be said
# How a mind that takes turns is told what is no turn of the person's, in the middle of a conversation: few models'
# templates know a system's message there.
ASIDE = "({text})"
SAY = "(Say or do this now, aloud: {text})"


@dataclass(frozen=True, eq=False)
class Spoken:
    """What a mind said while it heard one frame."""

    pcm: np.ndarray  # (frame_samples,) float32 in [-1, 1] at the mind's rate; silence where it only listens
    text: str = ""  # that begins to be said in it, with the space before a new word


@dataclass(frozen=True)
class Setting:
    """How a session began, or goes on."""

    system: str  # what the mind is told about itself
    voice: str
    tools: tuple[dict[str, Any], ...]  # the program's functions, as models are told of them
    hands_over: bool  # the program does itself what the mind cannot
    max_tokens: int | None = None


class Reports(Protocol):
    """The program's side of a live session; none of these waits."""

    def heard(self, text: str, start_s: float, end_s: float) -> None:
        """The person said so, at these places in what was heard."""
        ...

    def delegated(self) -> None:
        """The program is to do what the conversation asks for."""
        ...

    def wanted(self, calls: tuple[tuple[str, str], ...], prompt: int, tokens: int) -> None:
        """The program's functions are to be used, each with its arguments as a JSON text; both counts are tokens."""
        ...

    def answered(self, text: str, prompt: int, tokens: int) -> None:
        """What `Mind.work` asked for was answered so."""
        ...

    def failed(self, why: str) -> None:
        """There is no (more) answer."""
        ...

    def note(self, code: str, sentence: str) -> None:
        """Something that the program should know."""
        ...


class Mind(Protocol):
    rate_hz: int
    frame_samples: int  # of one step

    async def step(self, pcm: np.ndarray | None) -> Spoken:
        """Hear a frame, (frame_samples,) float32 in [-1, 1], and say one; the next one is not asked for before.

        None: nothing has come. It may be silence, or on its way.
        """
        ...

    def stop(self) -> None:
        """Say no more of what is being said."""
        ...

    def tell(self, manner: Manner, text: str) -> None:
        """The program says something to the mind alone."""
        ...

    def acknowledge(self) -> None:
        """Say that something is being done about it, unless something is being said anyway."""
        ...

    def work(self, entries: tuple[Entry, ...]) -> None:
        """Go on with the results of the program's functions, or what else it gives; then report, once."""
        ...

    def arrange(self, setting: Setting) -> None:
        """How it goes on."""
        ...
