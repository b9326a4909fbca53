"""What do the protocol and its host say to each other? Orders to the host, reports from it, all frozen, sound as bytes.

One `Protocol` (in `realtime.protocol`) a session. `opened(now_s)`, `receive(text_or_bytes, now_s)`, `report(report,
now_s)` and `tick(now_s)` each return a list of `Send` and of orders, to be carried out in that order; `due_s` is when
`tick` is wanted next (None: not at all). Time: any clock that only goes forward, in seconds. The protocol alone decides
the order of events, ids, the list of items, truncation, errors and their codes; the host decides nothing of that, and
reports only what is certain. A report about a response or an item that is gone does nothing.

A turn: `SpeechStarted`, then `TurnOver` (`SpeechStopped` alone takes a start back: it was a cough). `TurnOver` is
answered by `Commit(item_id, …)`, and that by `Heard` or `HearingFailed`, at once where it is known already: an
automatic answer is ordered (`Respond`) as soon as everything that it is to answer has been heard. `Commit` without a
turn is the client's own; like `Clear` and a change to no turns it ends the turn that is being spoken. `Recognise` wants
the same as `Commit` for sound that a client put into an item.

An answer: `Respond` → any number of `Phrase`, `Sound`, `Called` → `Answered` or `Failed`. A `Phrase` comes before its
`Sound`; what is asked as text has no `Sound`. `Rings` brings one that nobody asked for, when nothing else is said.
After `Cancel` nothing of this response is sent, whatever is reported.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Format = Literal["audio/pcm", "audio/pcmu", "audio/pcma"]  # 16 bit little-endian at 24 kHz; G.711 at 8 kHz


# what the model is to see


@dataclass(frozen=True, eq=False)
class Image:
    """A picture as it came in: PNG, JPEG or WebP."""

    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Message:
    """Something said, written or shown."""

    item_id: str
    role: Literal["system", "user", "assistant"]
    text: str  # of an assistant: cut to what was heard; "" when hearing failed
    silent: bool = False  # nobody has said anything, for so long that the client wanted to know
    images: tuple[Image, ...] = ()  # before the text


@dataclass(frozen=True)
class Call:
    """The model wanted one of the client's functions used."""

    item_id: str
    call_id: str
    name: str
    arguments: str  # a JSON text, of an object as a rule


@dataclass(frozen=True)
class Result:
    """What the client's function gave back."""

    item_id: str
    call_id: str
    output: str


Item = Message | Call | Result


@dataclass(frozen=True)
class Turns:
    """How the host finds out that a turn is over."""

    kind: Literal["server_vad", "semantic_vad"]
    threshold: float = 0.5  # of a voice's probability, 0..1; server_vad
    prefix_ms: int = 300  # of sound before the start that belong to it; server_vad
    silence_ms: int = 500  # that end a turn; server_vad
    patience: float = 1.0  # factor on the gate's waits; semantic_vad


# orders


@dataclass(frozen=True)
class Send:
    """An event for the client, as a JSON object; not to be changed."""

    event: dict[str, Any]


@dataclass(frozen=True)
class Configure:
    """How the session is from now on; sent when it opens and after each change."""

    model: str
    transcribing_only: bool  # nothing is ever answered
    instructions: str
    tools: tuple[dict[str, Any], ...]  # {"type": "function", "name", "description"?, "parameters"?}
    turns: Turns | None  # None: the client commits
    heard_as: Format
    spoken_as: Format
    language: str  # that is spoken to it, such as "de"; "" when nobody says
    hint: str  # words to expect, or a text before this one; ""
    deltas: bool  # the client wants transcripts: `HeardPart` is worth its while
    voice: str
    speed: float  # 0.25..1.5


@dataclass(frozen=True)
class Hear:
    """Sound that came in, of any length, whole samples; `at_ms` in reports counts it from the session's first byte."""

    sound: bytes


@dataclass(frozen=True)
class Commit:
    """Sound from `from_ms` to `until_ms` is the item's: recognise it. What came before `until_ms` can be forgotten."""

    item_id: str
    from_ms: int
    until_ms: int


@dataclass(frozen=True)
class Clear:
    """Forget all sound that came in, and the turn that was being spoken."""


@dataclass(frozen=True)
class Recognise:
    """A whole utterance inside an item, in the format of the session's input."""

    item_id: str
    sound: bytes


@dataclass(frozen=True)
class Read:
    """The conversation changed while nothing is being answered; its prompt may be read in advance."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Respond:
    """Answer the items."""

    response_id: str
    instructions: str
    tools: tuple[dict[str, Any], ...]
    tool_choice: str | dict[str, Any]  # "auto", "none", "required" or {"type": "function", "name"}
    spoken: bool  # False: text alone
    spoken_as: Format
    voice: str
    max_tokens: int | None
    items: tuple[Item, ...]
    conversation: bool = True  # False: beside the conversation, perhaps beside another response
    unasked: str = ""  # to be said, as it is, in place of an answer


@dataclass(frozen=True)
class Cancel:
    """This response is over; its reports do nothing any more."""

    response_id: str


Order = Send | Configure | Hear | Commit | Clear | Recognise | Read | Respond | Cancel


# reports


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody speaks to it, for sure enough to stop what is being said; since when, padding included."""

    at_ms: int


@dataclass(frozen=True)
class SpeechStopped:
    """It was no turn: nothing will come of it."""

    at_ms: int


@dataclass(frozen=True)
class TurnOver:
    """The turn is over; `at_ms` is where its sound ends."""

    at_ms: int


@dataclass(frozen=True)
class HeardPart:
    """The transcript of a committed item grew by this."""

    item_id: str
    delta: str


@dataclass(frozen=True)
class Heard:
    """All that was said in a committed item; "" when it was no speech."""

    item_id: str
    text: str
    language: str = ""  # that was detected, such as "de"; "" when unknown
    seconds: float = 0.0  # of sound that were recognised


@dataclass(frozen=True)
class HearingFailed:
    """A committed item could not be recognised; one sentence why."""

    item_id: str
    sentence: str


@dataclass(frozen=True)
class Phrase:
    """Text that is about to be spoken, or written; phrases are joined with nothing between them."""

    response_id: str
    text: str


@dataclass(frozen=True)
class Word:
    """Where a word begins."""

    start: int  # character offset into all the text of the response
    at_ms: int  # from the beginning of all the sound of the response


@dataclass(frozen=True)
class Sound:
    """A piece of the spoken answer, whole samples in the format that `Respond` asked for."""

    response_id: str
    sound: bytes
    words: tuple[Word, ...] = ()  # that begin in it or were announced with it, in order


@dataclass(frozen=True)
class Called:
    """The model wants a function of the client's used."""

    response_id: str
    name: str
    arguments: str  # a JSON text


@dataclass(frozen=True)
class Answered:
    """The answer is whole, or as long as it may be."""

    response_id: str
    reason: Literal["done", "length"] = "done"
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0  # of the input's


@dataclass(frozen=True)
class Rings:
    """A timer, an alarm: this is to be said, though nobody has asked for it."""

    text: str


@dataclass(frozen=True)
class Failed:
    """There will be no (more) answer; one sentence why."""

    response_id: str
    sentence: str


Report = (
    SpeechStarted
    | SpeechStopped
    | TurnOver
    | HeardPart
    | Heard
    | HearingFailed
    | Phrase
    | Sound
    | Called
    | Answered
    | Failed
    | Rings
)
