"""What a family must offer that hears and speaks at once, frame by frame; the rest of the roles is in `roles`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # numpy takes 0.1 s, and a typed question needs none
    import numpy as np


@dataclass(frozen=True, eq=False)
class Uttered:
    """What a duplex model said while it heard one frame."""

    pcm: "np.ndarray"  # (frame_samples,) float32 in [-1, 1] at the model's rate; near silence where it only listens
    text: str = ""  # that began in this frame, as written, with the space before a new word; "" in most frames


class DuplexTalk(Protocol):
    """One conversation with a model that hears and speaks at once. All of it runs in the lane."""

    def step(self, pcm: "np.ndarray") -> Uttered:
        """Hear one frame, (frame_samples,) float32 in [-1, 1] at the model's rate, and say one. One step of the lane.

        Time passes for it only so: whoever leaves a frame out makes its clock stand still. It goes on for any time, and
        what it remembers is bounded.
        """
        ...

    def close(self) -> None:
        """Throw the conversation away (twice: harmless)."""
        ...


class Duplex(Protocol):
    """A model with one step for each frame of sound. It holds the state of one conversation at a time."""

    rate_hz: int  # of what it hears and of what it says
    frame_samples: int  # of one step: 1920 at 24 kHz are 80 ms

    def open(self, system: str = "") -> DuplexTalk:
        """Begin a conversation; one that is open is closed. `system`: who it is, where the model can be told."""
        ...
