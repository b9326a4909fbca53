"""What does another program want answered, and what comes back? A whole conversation that it keeps; pieces as made."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from localvoice.events import Note
from localvoice.models.roles import Entry, ToolCall
from localvoice.understanding.mind import Out, Saying, Told

__all__ = ["Asked", "Elsewhere", "Entry", "Finished", "Piece", "ToolCall", "Wanted", "Wrote"]


SILENT = "(says nothing)"  # in place of the person's words, when they were waited for in vain


@dataclass(frozen=True)
class Asked:
    """A conversation that waits for the assistant's next words."""

    entries: tuple[Entry, ...]
    system: str = ""  # what the program tells the model about itself
    tools: tuple[dict[str, Any], ...] = ()  # {"type": "function", "function": {"name", …}}: the program's own
    aloud: bool = True  # False: as text
    unasked: str = ""  # what is to be said, as it is, in place of an answer: a timer that rings
    language: str = ""  # that was spoken last, such as "de"; "" when nobody can tell
    note: Note = Note()  # noqa: RUF009 (frozen)  # how the person said their last words
    voice: str = ""  # "": the settings' own
    pace: float = 1.0  # factor on the voice's speed
    max_tokens: int | None = None  # None: as long as the settings allow
    temperature: float | None = None  # None: the settings'
    stop: tuple[str, ...] = ()  # the answer ends before the first of these
    must_call: bool = False  # one of the tools

    def after(self, said: str, language: str) -> "Asked":
        """The same when the person has said this, too."""
        return replace(self, entries=(*self.entries, Entry("user", said)), language=language)


@dataclass(frozen=True)
class Wrote:
    """An answer that nobody hears grew by this."""

    text: str


@dataclass(frozen=True)
class Wanted:
    """The model wants one of the program's tools used."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Finished:
    """The last thing that an answer tells."""

    reason: Literal["done", "length"] = "done"
    prompt: int = 0  # tokens that were read for it, and those of them that had been read before
    kept: int = 0
    tokens: int = 0  # that were made


Piece = Told | Saying | Wrote | Wanted | Finished


@dataclass(frozen=True, eq=False)
class Elsewhere(Out):
    """An answer that is played by another program: made as fast as the lane can, but later speech is wanted later."""

    def due_s(self) -> float:
        return self.ahead_s()
