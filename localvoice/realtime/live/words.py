"""What do the Live protocol and its host say to each other? Orders to the host, reports from it, all frozen.

One `Protocol` (in `realtime.live.protocol`) a session. `receive(text_or_bytes)` and `report(report)` each return a list
of `Send` and of orders, to be carried out in that order. There is one clock, the session's: it counts the milliseconds
of sound that went out, silence included, and stands still before the session has started. So time passes by `Frame`
alone, and the host makes one for every piece of real time, whether anybody speaks or not.

The mind behind the host alone decides when to speak and when to delegate. What it delegates is the client's
(`Delegated`), or the calls of a back end whose tools the client has (`Wanted`); when all calls of a session have their
results and the client wants it to go on, that is `Work`, answered once by `Wanted`, `Answered` or `Failed`. Nothing
that is said meanwhile ends it.
"""

from dataclasses import dataclass
from typing import Any, Literal

from localvoice.realtime.words import Call, Item, Message, Result, Send

__all__ = ["Call", "Item", "Message", "Result", "Send"]

Kind = Literal["audio/pcm", "audio/pcmu", "audio/pcma"]  # 16 bit little-endian; G.711
Target = Literal["client", "responses"]
Manner = Literal["instructions", "thinking", "commentary"]  # a rule from now on; never said; to be said


@dataclass(frozen=True)
class Form:
    """How sound comes and goes."""

    kind: Kind = "audio/pcm"
    rate_hz: int = 24_000  # 16_000 or 24_000; 8_000 where it is G.711

    @property
    def bytes_a_sample(self) -> int:
        return 2 if self.kind == "audio/pcm" else 1

    def ms(self, size: int) -> float:
        """How long so many bytes last."""
        return 1000 * size / (self.rate_hz * self.bytes_a_sample)


@dataclass(frozen=True)
class Backend:
    """Whom the mind asks with the client's tools."""

    instructions: str = ""
    tools: tuple[dict[str, Any], ...] = ()  # {"type": "function", "name", "description"?, "parameters"?}
    tool_choice: str | dict[str, Any] = "auto"
    max_tokens: int | None = None


# orders


@dataclass(frozen=True)
class Open:
    """The session begins, and with it its clock."""

    model: str
    instructions: str
    voice: str
    form: Form
    history: tuple[Message, ...]  # role "system": the developer's
    target: Target  # whose tasks those are that the mind cannot do
    backend: Backend | None  # where the target is "responses"


@dataclass(frozen=True)
class Rearrange:
    """The back end is another from now on."""

    backend: Backend


@dataclass(frozen=True)
class Hear:
    """Sound that came in, of any length, whole samples. It is heard in its turn, at the pace of the clock."""

    sound: bytes


@dataclass(frozen=True)
class Mute:
    """From now on the mind hears silence, or again what comes in."""

    muted: bool


@dataclass(frozen=True)
class Play:
    """Say this in place of the mind, which stops and hears nothing meanwhile; then report `Played`."""

    sound: bytes  # 16 bit little-endian at 24 kHz, whatever the session's form


@dataclass(frozen=True)
class Tell:
    """The mind is told something."""

    manner: Manner
    text: str


@dataclass(frozen=True)
class Acknowledge:
    """Somebody waits for what was delegated: say that it is being done, unless something is being said."""


@dataclass(frozen=True)
class Work:
    """The back end goes on with these, calls before their results, and what it answers is said."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Close:
    """The session is over; the connection can go."""


Order = Send | Open | Rearrange | Hear | Mute | Play | Tell | Acknowledge | Work | Close


# reports


@dataclass(frozen=True)
class Frame:
    """The next piece of what goes out, in the session's form; the clock goes on by as much."""

    sound: bytes
    text: str = ""  # that begins to be said in it; such pieces are joined with nothing between them
    waiting_ms: float = 0.0  # of sound that came in and has not been heard yet


@dataclass(frozen=True)
class Heard:
    """The person said this, from when to when on the clock; such pieces are joined with nothing between them."""

    text: str
    start_ms: float
    end_ms: float


@dataclass(frozen=True)
class Played:
    """What was to be played is over."""


@dataclass(frozen=True)
class Delegated:
    """The client is to do what the conversation asks for."""


@dataclass(frozen=True)
class Wanted:
    """The back end wants some of the client's functions used, and waits for their results."""

    calls: tuple[tuple[str, str], ...]  # (name, arguments as a JSON text)
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Answered:
    """The back end has done its work; its words are being said or were."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Failed:
    """The mind could not answer; one sentence why. The session goes on."""

    sentence: str


@dataclass(frozen=True)
class Note:
    """Something that the client should know about this session; one sentence."""

    code: str
    sentence: str


Report = Frame | Heard | Played | Delegated | Wanted | Answered | Failed | Note
