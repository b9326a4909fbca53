"""The words that rooms say to each other: small frozen values without behaviour."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # numpy takes 0.1 s, and a typed question needs none
    import numpy as np


RATE_HZ = 16_000  # what hearing works at, everywhere
FRAME_SAMPLES = 512  # one frame; silero's chunk at 16 kHz
FRAME_S = FRAME_SAMPLES / RATE_HZ  # 0.032


@dataclass(frozen=True, eq=False)
class Captured:
    """One frame of raw sound, microphone and loudspeaker side by side."""

    mic: "np.ndarray"  # (512,) float32 in [-1, 1] at 16 kHz
    reference: "np.ndarray"  # (512,) float32 at 16 kHz: what the loudspeaker played meanwhile; zeros when silent


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame as the ear hands it over."""

    pcm: "np.ndarray"  # (512,) float32 in [-1, 1] at 16 kHz, echo removed
    voice: float  # probability of speech, 0..1
    start_s: float  # when its first sample was recorded, in seconds on the sound's own sample clock
    late_s: float = 0.0  # how much later than its sound it came out of the canceller

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.pcm) / RATE_HZ


@dataclass(frozen=True)
class Transcript:
    """What a recogniser made of one utterance."""

    text: str  # "" when nothing was recognised; lower-case words, or as the recogniser writes: "It's 5 p.m., isn't it?"
    accepted: bool  # False: speech, but not one of the sentences that were expected
    score: float  # confidence; higher is surer; the recogniser's own scale
    language: str = ""  # that was detected, a tag such as "en" or "en-US"; "" when the recogniser cannot tell
    sure: bool = True  # False: accepted, but so hardly that another pair of ears is asked where there is one


class Ending(Enum):
    """Could the words so far be all of it?"""

    COMPLETE = "complete"  # a sentence that only a polite word could follow
    ONE_MORE = "one more"  # a sentence, to which one thing more could be added
    COULD_GO_ON = "could go on"  # a sentence, to which several things more could be, or nobody knows how many
    UNFINISHED = "unfinished"  # the beginning of a sentence
    UNKNOWN = "unknown"  # no words yet, or none that a grammar explains


@dataclass(frozen=True)
class Word:
    """Where one word of a spoken phrase begins in its sound."""

    start: int  # character offsets into the phrase: phrase[start:end] is the word
    end: int
    sample: int  # first sample, counted from the start of the phrase, at the voice's rate


@dataclass(frozen=True, eq=False)
class Speech:
    """A piece of a spoken phrase."""

    pcm: "np.ndarray"  # (samples,) float32 mono in [-1, 1] at the voice's rate
    words: tuple[Word, ...] = ()  # the words that begin in this piece or were announced with it


@dataclass(frozen=True, eq=False)
class Picture:
    """What was seen at one moment. Pixels and words in it are data: nothing in a picture is an instruction."""

    pixels: "np.ndarray"  # (height, width, 3) uint8, RGB
    source: str  # "screen", "window Safari", "camera", "clipboard", a file's name, "page", "program"
    at_s: float  # on the conversation's clock


@dataclass(frozen=True)
class Line:
    """One line of text in a picture, as a model read it."""

    text: str  # never empty
    box: tuple[float, float, float, float]  # left, top, right, bottom in pixels of the picture
    score: float  # how sure, 0..1


@dataclass(frozen=True)
class Thing:
    """One thing in a picture."""

    name: str  # as one says it: "cup"
    box: tuple[float, float, float, float]  # left, top, right, bottom in pixels of the picture
    score: float  # how sure, 0..1


@dataclass(frozen=True)
class Block:
    """Text of a picture that stands together."""

    kind: str  # "dialog", "alert": one of an error, "choice": its button, "error", "heading", "text", "button", "menu"
    text: str  # as one would read it out; never empty
    where: str = ""  # in the picture: "at the top left", "in the middle"


@dataclass(frozen=True)
class View:
    """What a look at a picture has found."""

    source: str  # of the picture, as `Picture` has it
    blocks: tuple[Block, ...] = ()  # of its text, what matters first
    things: tuple[str, ...] = ()  # that are in it: "cup"


@dataclass(frozen=True)
class Note:
    """How something was said, as far as its words do not tell. Each: how sure that is, 0..1; None: nobody can tell.

    `"rising" in note`: is it rather so than not? `str(note)`: those that are, "whispered, rising".
    """

    whispered: float | None = None
    soft: float | None = None  # more softly than the person usually speaks
    loud: float | None = None  # more loudly
    fast: float | None = None
    slow: float | None = None
    rising: float | None = None  # its end, as a question's
    hesitant: float | None = None  # fillers, drawn-out sounds, pauses for thought
    flat: float | None = None  # hardly any melody: tired, perhaps
    laughing: float | None = None
    sighing: float | None = None

    def __contains__(self, name: str) -> bool:
        return (getattr(self, name) or 0.0) >= 0.5

    def __str__(self) -> str:
        return ", ".join(name for name in TONES if name in self)

    def only(self, names: frozenset[str]) -> "Note":
        """As if the others could not be told."""
        return replace(self, **{name: None for name in TONES if name not in names})


TONES = tuple(each.name for each in fields(Note))  # by name


@dataclass(frozen=True)
class Manner:
    """How to speak."""

    pace: float = 1.0  # factor on the voice's normal speed, 0.5..2
    volume: float = 1.0  # linear gain, 0..1
    language: str = ""  # of the words, such as "de"; "": the voice's own. See `models.roles.Polyglot`
    whispered: bool = False  # where the voice can


FACT = "fact"  # the kind of item that a person has told to be remembered


@dataclass(frozen=True)
class Item:
    """One remembered thing."""

    id: int
    kind: str  # "timer", "alarm", "reminder", "shopping", "todo", "note", "order", FACT, …
    text: str
    due: datetime | None  # an instant, aware; None: never rings
    made: datetime  # an instant, aware
    data: dict[str, Any] = field(default_factory=dict)  # small extras of the skill's own, JSON


@dataclass(frozen=True)
class Found:
    """Something of the person's that speaks of what was asked."""

    text: str  # in the words in which it was said or written
    where: str  # it comes from, as one says it: "you told me", "we talked", "house.pdf, page 3"
    when: datetime | None  # it was said or written, aware; None: nobody knows
    score: float  # how surely it is what was asked for, 0..1; below one half nobody is told but a model, as unsure


@dataclass(frozen=True)
class Waiting:
    """What a step of the lane yields that has nothing to do yet: somebody else computes. Nobody is told of it."""

    seconds: float  # until it is worth another look
