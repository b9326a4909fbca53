"""What every sound looks like from inside: one microphone and one loudspeaker on one sample clock.

PortAudio devices, files and the simulated room all offer this; the ear and the session know nothing else.
"""

from typing import Protocol, Self

import numpy as np

from localvoice.events import Captured


class Output(Protocol):
    """An open sound without its microphone: what a conversation speaks with."""

    rate_hz: int  # of everything written to the loudspeaker (the voice's rate)
    live: bool  # True: `read` blocks until the hardware has a frame (call it from a thread); False: it never blocks

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def write(self, pcm: np.ndarray) -> int:
        """Queue (n,) float32 mono samples for playback; never blocks, callable from any thread.

        Returns the index of the first of them in the stream of played samples (see `played`).
        """
        ...

    def flush(self) -> int:
        """Drop all that has not been played yet, within one device block; return how many samples were dropped.

        Dropped samples were never played: their indices are given again to what is written next.
        """
        ...

    def fade(self, gain: float) -> None:
        """Bring the loudspeaker to `gain` (0..1) within about 20 ms of the next block; from any thread.

        At 0 everything is held: silence plays, nothing is consumed, `played` stands still, until `fade(1.0)` goes on
        with the very next sample. A `flush` brings the gain back to 1 at once.
        """
        ...

    @property
    def played(self) -> int:
        """How many written samples the device has taken, to the sample (silence between them does not count).

        They cannot be recalled and leave the loudspeaker within its latency; `heard_at_s` says when. So right after
        a `flush` this is exactly what is heard of everything written.
        """
        ...

    @property
    def queued(self) -> int:
        """How many written samples are still to be played."""
        ...

    def heard_at_s(self, index: int) -> float | None:
        """When played sample `index` left the loudspeaker, in seconds on the microphone's sample clock (0 = first
        sample that `read` gave); None while it has not been played or when it is older than the last minute."""
        ...

    def notices(self) -> list[str]:
        """Sentences for the person since the last call: device lost, re-opened, silent microphone, xruns."""
        ...

    def xruns(self) -> dict[str, int]:
        """`{"overruns": n, "underruns": n}` since the start."""
        ...


class Sound(Output, Protocol):
    def read(self) -> Captured | None:
        """The next 32 ms, both sides; None when the input has ended or was closed.

        Raises DeviceError when the device is gone for good.
        """
        ...
