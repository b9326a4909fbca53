"""What every sound looks like from inside: one microphone and one loudspeaker on one sample clock.

PortAudio devices, files and the simulated room all offer this; the ear and the session know nothing else.
"""

from typing import Protocol, Self

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.reporter import Reporter
from localvoice.events import Captured


class Output(Protocol):
    """An open sound without its microphone: what a conversation speaks with."""

    live: bool  # True: `read` blocks until the hardware has a frame (call it from a thread); False: it never blocks

    @property
    def loudspeaker(self) -> Loudspeaker: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def notices(self) -> list[str]:
        """Sentences for the person since the last call: device lost, re-opened, silent microphone, xruns."""
        ...

    def xruns(self) -> dict[str, int]:
        """`{"overruns": n, "underruns": n}` since the start."""
        ...


class Sound(Output, Protocol):
    @property
    def reporter(self) -> Reporter:
        """Looks at the loudspeaker in every `read`; while nobody reads, call its `look`."""
        ...

    def read(self) -> Captured | None:
        """The next 32 ms, both sides; None when the input has ended or was closed.

        Raises DeviceError when the device is gone for good.
        """
        ...
