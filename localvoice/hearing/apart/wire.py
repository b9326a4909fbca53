"""What do the main process and the ear process say to each other? A few words; samples go through shared memory."""

from dataclasses import dataclass

from localvoice import errors
from localvoice.audio.card.streams import LATENCY_S
from localvoice.audio.echo.canceller import Aec
from localvoice.audio.files import TAIL_S
from localvoice.audio.loudspeaker import Report
from localvoice.errors import LocalvoiceError


@dataclass(frozen=True)
class Order:
    """The first word: what is to be heard with (see `audio.open`)."""

    mic: str
    speaker: str
    voice_rate_hz: int
    aec: Aec = "auto"
    tail_s: float = TAIL_S
    latency_s: float = LATENCY_S
    # So long at the beginning the canceller is not shown what is played: a short tone teaches it nothing, and on its
    # guard it would spoil the words of somebody who speaks at once
    sign_s: float = 0.0
    goes_on: bool = False  # what is played never ends: silence is written, too
    block: str = ""  # name of the shared memory


# From the main process. Nothing is answered but `Flush`, by `Told(Reached(…))`.


@dataclass(frozen=True)
class Voice:
    """The voice's ring was filled up to here."""

    written: int
    index: int  # of the first of these samples, as the main process's `Loudspeaker` counts


@dataclass(frozen=True)
class Fade:
    gain: float


@dataclass(frozen=True)
class Flush:
    pass


# From the ear process.


@dataclass(frozen=True)
class Ready:
    """The sound is open."""


@dataclass(frozen=True)
class Heard:
    """This frame is in its slot."""

    number: int


@dataclass(frozen=True)
class Told:
    """How far the loudspeaker has come; times are on this process's own sample clock."""

    report: Report


@dataclass(frozen=True)
class Notice:
    """For the person."""

    text: str


@dataclass(frozen=True)
class Failed:
    """It cannot go on."""

    kind: str  # a class of `errors`
    text: str

    def error(self) -> LocalvoiceError:
        return getattr(errors, self.kind)(self.text)


@dataclass(frozen=True)
class Ended:
    """The microphone's file is over."""


@dataclass(frozen=True)
class Gone:
    """Said in its place when the process has ended."""

    why: str  # signal or exit code

    def __str__(self) -> str:
        return self.why


Word = Ready | Heard | Told | Notice | Failed | Ended | Gone
