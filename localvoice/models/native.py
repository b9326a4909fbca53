"""What a family must offer that hears the sound itself, turn by turn; the rest of the roles is in `roles`."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from localvoice.models.roles import Ended, Read, Sampling, Text, ToolCall, Voice

if TYPE_CHECKING:  # numpy takes 0.1 s, and a typed question needs none
    import numpy as np


@dataclass(frozen=True, eq=False)
class Sound:
    """The answer sounds on by this much."""

    pcm: "np.ndarray"  # (n,) float32 in [-1, 1] at the model's rate


NativeTold = Read | Text | Sound | ToolCall | Ended


class NativeChat(Protocol):
    """One conversation with a model that hears the sound itself. All of it runs in the lane; names are `Chat`'s.

    What a person says is given whole each time: all the sound of their turn so far, (n,) float32 at 16 kHz. So it is
    the same for any chopping and whatever was asked before; what has been taken in is not taken in again. Only the
    newest of its generators works: an older one ends at its next step, an answer with the reason "outdated".
    """

    def prefill(self, heard: "np.ndarray") -> Generator[Read, None, None]:
        """Take in what is certain of the sound so far of a person who still speaks; (0,): the prompt alone."""
        ...

    def reply(self, heard: "np.ndarray | str | None", how: Sampling) -> Generator[NativeTold, None, None]:
        """Answer what was said, or typed; None: go on after `tool_result`. Closing it keeps what was told so far.

        Text and sound come interleaved, text first; what is written of a call is neither told nor sounds. One that only
        hears tells no `Sound`. Raises BadInput when what was said alone is more than the model can take in.
        """
        ...

    def tool_result(self, name: str, text: str) -> None:
        """What a tool answered to the oldest call that has no answer yet."""
        ...

    def note(self, said: "np.ndarray | str", answered: str) -> None:
        """What was said and answered without the model; "" for `said`: the assistant alone goes on. Nothing is read."""
        ...

    def cut(self, heard: str, samples: int) -> None:
        """Cut the last answer (all since the person's last words) to the text and to the sound that were heard of it.

        A frame of which a part was heard is kept.
        """
        ...

    def retract(self) -> None:
        """The person had not finished: forget their last words and the answer to them."""
        ...

    def settle(self) -> Generator[Read, None, None]:
        """Upkeep between turns: read the last answer as later turns will see it; drop old turns when space runs low."""
        ...

    def warm(self) -> Generator[NativeTold, None, None]:
        """Go once through everything that is slow the first time; leaves no trace in the conversation."""
        ...


class Native(Protocol):
    """A model that hears, and perhaps speaks, itself; turn by turn."""

    rate_hz: int  # of what it says; 0: it only hears, and its text wants a voice
    frame_samples: int  # of one frame of its speech

    def close(self) -> None:
        """Free its memory; its conversations cannot go on."""
        ...

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> NativeChat:
        """Begin a conversation; as `LanguageModel.open`."""
        ...


@runtime_checkable
class Reading(Protocol):
    """A native model that reads a given text aloud in its own voice."""

    def voice(self) -> Voice:
        """It, as a voice, beside all of its conversations."""
        ...
