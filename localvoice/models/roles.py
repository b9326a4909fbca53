"""What a family must offer to fill a role. A family is a module of this room with `load(folder)`; no base classes."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, runtime_checkable

from localvoice.events import Line, Manner, Picture, Speech, Thing, Transcript
from localvoice.grammar import Grammar

if TYPE_CHECKING:  # numpy takes 0.1 s, and a typed question needs none
    import numpy as np


class Utterance(Protocol):
    """One utterance being recognised while it is spoken.

    Nobody knows at a pause whether it was the last one: so a transcript may be asked for at any time, and the utterance
    goes on as if it had not been, at the cost of what is new. It is the same for any chopping of the sound and whatever
    was asked before.
    """

    def feed(self, pcm: "np.ndarray") -> str:
        """Take any number of samples, (n,) float32 at 16 kHz; return the partial transcript so far. One short step."""
        ...

    def transcript(self) -> Transcript:
        """What was said, if nothing follows: decodes the tail, for now. One short step."""
        ...

    def close(self) -> None:
        """Throw the utterance away (also after `transcript`: harmless)."""
        ...


@runtime_checkable
class StepwiseUtterance(Utterance, Protocol):
    """An utterance whose tail takes too long for one step; `transcript` does all of them at once."""

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        """Each step yields the text so far; the transcript is what the generator returns. May be left at any step."""
        ...


@runtime_checkable
class Wavering(StepwiseUtterance, Protocol):
    """An utterance that can tell what else its sound may have been."""

    def others_steps(self, most: int) -> "Generator[str, None, list[Transcript]]":
        """After `transcript`: at most so many others that were nearly as likely, the likeliest first; often none."""
        ...


@runtime_checkable
class Warming(Protocol):
    """A family whose first use is slow: every model that MLX runs."""

    def warm(self) -> Generator[object, None, None]:
        """Go once through everything that is slow the first time, in short steps; leaves no trace."""
        ...


@runtime_checkable
class Freeing(Protocol):
    """A family that holds what is worth giving back: memory, as every model that MLX runs, or processes."""

    def close(self) -> None:
        """Give it back; it cannot be used any more."""
        ...


@runtime_checkable
class OneAtATime(Protocol):
    """A model that keeps inside what it is hearing or saying, so that two conversations need two of them."""

    def another(self) -> Self:
        """One more like it, for a second conversation; in the lane. It lives no longer than this one."""
        ...


class Recogniser(Protocol):
    def listen(self, grammar: Grammar | None) -> Utterance:
        """Begin an utterance. `grammar`: what may be said, None for open speech where the family can.

        A second `listen` while one is open closes the first.
        """
        ...

    def unknown_words(self, words: set[str]) -> set[str]:
        """Which of these lower-case words can it not hear? Grammars are checked with it."""
        ...


@runtime_checkable
class Patient(Protocol):
    """A recogniser that can take less of the machine, at the cost of words that come later."""

    def patient(self, patient: bool) -> None:
        """From the next utterance on: does whoever hears with it let others go first?"""
        ...

    @property
    def at_once(self) -> int:
        """So many utterances are heard patiently at once, with this and all that it is one of; others wait."""
        ...


@dataclass(frozen=True)
class Expected:
    """What is known of a turn before it is heard."""

    last: str = ""  # the conversation's, such as "de"; "" for none
    spoken: frozenset[str] = frozenset()  # that can be answered; empty: nobody says
    surely: str = ""  # somebody has said that it is this one; ""
    hint: str = ""  # words that are likely in it, or a text before it; see `Heeding`


@runtime_checkable
class Detecting(Protocol):
    """A recogniser that finds out which language is spoken; of a word or two it cannot be sure."""

    def listen_for(self, grammar: Grammar | None, expected: Expected) -> Utterance:
        """As `listen`; one in another language is still heard, when it is surely another, and nobody has said which it
        is."""
        ...


@runtime_checkable
class Heeding(Protocol):
    """A recogniser that takes a hint: it writes names and jargon as they stand there."""

    hint_tokens: int  # so much of its end, the rest is not read


@runtime_checkable
class Preparing(Protocol):
    """A recogniser that takes a while to learn a new grammar."""

    def prepare(self, grammar: Grammar) -> Generator[None, None, None]:
        """Learn it in short steps, even while an utterance is open; nothing is left to do when it is known."""
        ...


@runtime_checkable
class Spotting(Protocol):
    """A recogniser that can hear a sound again, for a few phrases that must not be missed."""

    def spot(self, phrases: tuple[str, ...], pcm: "np.ndarray") -> Generator[bool, None, None]:
        """Is (n,) float32 at 16 kHz, a whole short turn, one of these phrases and nothing else?

        Short steps; each yields what is known so far, the last value counts. A phrase is words in a row.
        """
        ...


@runtime_checkable
class Pronouncing(Protocol):
    """A recogniser with a pronouncing dictionary."""

    def pronunciations(self, words: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
        """How each word is said, in CMUdict's phones without stress; words that it does not know are missing."""
        ...


class Voice(Protocol):
    rate_hz: int

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        """Speak one phrase of speakable text piece by piece; each `next` is one short step, `close()` stops it."""
        ...


@runtime_checkable
class Polyglot(Voice, Protocol):
    """A voice that speaks the language that the manner names."""

    languages: frozenset[str]  # ISO 639-1, English among them


class TurnJudge(Protocol):
    def judge(self, pcm: "np.ndarray") -> float:
        """Probability that the turn is over, 0..1, from all of its sound, (n,) float32 at 16 kHz. One short step."""
        ...


class Embedder(Protocol):
    """A model that turns texts into vectors: the more alike what they mean, the nearer to 1 is their product."""

    dimensions: int

    def embed(self, texts: Sequence[str]) -> "Generator[np.ndarray | None, None, None]":
        """For each text, in this order, (dimensions,) float32 of length 1; None after each short step before it."""
        ...


class Reader(Protocol):
    """A model that reads the text in a picture."""

    def read(self, pixels: "np.ndarray") -> Generator[Line | None, None, None]:
        """Each line of text in (height, width, 3) uint8, RGB, in no promised order; None after each short step before.

        Raises BadInput when the picture is one that cannot be read: empty, or far too large.
        """
        ...


class Finder(Protocol):
    """A model that finds things in a picture."""

    def find(self, pixels: "np.ndarray") -> Generator[Thing | None, None, None]:
        """Each thing in (height, width, 3) uint8, RGB, the surest first; None after each short step before.

        Raises BadInput as `Reader.read` does.
        """
        ...


@dataclass(frozen=True)
class Sampling:
    """How a language model chooses its words, and where an answer ends at the latest."""

    temperature: float = 0.7  # 0: always the likeliest token
    top_p: float = 0.9  # choose among the likeliest tokens that together have this probability; 1: among all
    top_k: int = 0  # and among so many at most; 0: any number
    min_p: float = 0.05  # and never one with less than this share of the likeliest one's probability
    repetition_penalty: float = 1.05  # 1: none
    max_tokens: int = 256
    stop: tuple[str, ...] = ()  # an answer ends before the first of these
    must_call: bool = False  # it begins with a call of a tool, where the model has a way to begin one
    opening: str = ""  # of that call, which the model goes on with
    seed: int | None = None  # None: another answer every time


@dataclass(frozen=True)
class Text:
    """The answer grew by this much; "" when a step's token cannot be shown yet."""

    text: str


@dataclass(frozen=True)
class ToolCall:
    """The model wants a tool used. An unreadable call has the name "" and what was written as arguments["raw"]."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Handover:
    """Another model answers from here on; this is to be said of it, in English, and is no part of the answer."""

    text: str


@dataclass(frozen=True)
class Read:
    """A step took in this much of what is new in the prompt."""

    tokens: int


@dataclass(frozen=True)
class Ended:
    """The last thing an answer tells."""

    reason: Literal[
        "done", "stop", "length", "outdated"
    ]  # the model's own end, a stop string, max_tokens, another call
    tokens: int  # made for this answer
    prompt: int = field(default=0, compare=False)  # tokens that it was made from
    kept: int = field(default=0, compare=False)  # those of them that had been read before


@dataclass(frozen=True)
class Entry:
    """One thing in a conversation that somebody else keeps."""

    role: Literal["user", "assistant", "tool"]
    text: str
    calls: tuple[ToolCall, ...] = ()  # the assistant's
    name: str = ""  # the tool's
    pictures: tuple[Picture, ...] = ()  # that stand before the text


class Chat(Protocol):
    """One conversation with a language model. All of it runs in the lane, calls that compute nothing too.

    Only the newest of its generators works: an older one ends at its next step, an answer with the reason "outdated".
    """

    def prefill(self, said: str) -> Generator[Read, None, None]:
        """Read the words so far of a person who is still speaking; they may change. "": the prompt alone."""
        ...

    def reply(self, said: str | None, how: Sampling) -> Generator[Read | Text | ToolCall | Ended, None, None]:
        """Answer what was said; None: go on after `tool_result`. Closing it keeps what was told so far as the answer.

        Raises BadInput when `said` alone is more than the model can take in.
        """
        ...

    def become(self, system: str, tools: list[dict[str, Any]], entries: Sequence[Entry]) -> None:
        """The conversation is this from now on, for a `prefill` or `reply(None, …)`; what it begins with as before is
        not read again. Nothing is read. Raises EngineError as `LanguageModel.open` does.
        """
        ...

    def tool_result(self, name: str, text: str) -> None:
        """What a tool answered to the oldest call that has no answer yet."""
        ...

    def note(self, said: str, answered: str) -> None:
        """What was said and answered without the model; "" for `said`: the assistant alone goes on. Nothing is read."""
        ...

    def cut(self, heard: str) -> None:
        """Cut the last answer (everything since the person's last words) to what was heard of it."""
        ...

    def retract(self) -> None:
        """The person had not finished: forget their last words and the answer to them."""
        ...

    def settle(self) -> Generator[Read, None, None]:
        """Upkeep between turns: read the last answer as later turns will see it; drop old turns when space runs low.

        Nothing is done while an answer is on its way.
        """
        ...

    def warm(self) -> Generator[Read | Text | ToolCall | Ended, None, None]:
        """Go once through everything that is slow the first time; leaves no trace in the conversation."""
        ...


@runtime_checkable
class Seeing(Protocol):
    """A conversation whose model sees."""

    def see(self, pixels: "np.ndarray") -> None:
        """This picture, (height, width, 3) uint8, RGB, stands before the next words said. Nothing is read.

        The next `prefill` or `reply` reads it. Raises BadInput as `Reader.read` does.
        """
        ...


@runtime_checkable
class Calling(Protocol):
    """A conversation that can be told of calls which its model did not make."""

    def called(self, said: str, calls: Sequence[ToolCall]) -> None:
        """The person said this, for which somebody called these tools; a `tool_result` for each follows. Nothing is
        read."""
        ...


@runtime_checkable
class Personal(Protocol):
    """A conversation that knows the person beyond what was said in it."""

    def remind(self, facts: str) -> None:
        """This stands behind the system prompt from now on; "" for nothing. What was said stays. Nothing is read."""
        ...

    def forget(self) -> bool:
        """Forget all that was said; False, and nothing is, while an answer is on its way."""
        ...


@runtime_checkable
class Compacting(Protocol):
    """A conversation that can sum up what it would have to drop."""

    def compact(self, faithful: Callable[[str, str], bool]) -> Generator[Read | Text, None, None]:
        """Upkeep: where space runs low, put a summary in the place of the oldest turns, if it is `faithful` to what was
        said in them, and drop them else. Left at any step nothing has changed."""
        ...


class LanguageModel(Protocol):
    def close(self) -> None:
        """Free its memory; its conversations cannot go on."""
        ...

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> Chat:
        """Begin a conversation. `tools`: OpenAI-style JSON-schema functions; `budget_tokens`: the longest prompt.

        More tools than it has room for make it longer, within what the model was made for; then the last ones are left
        out. Raises EngineError when the system prompt alone leaves too little of it for talk.
        """
        ...
