"""What is a live session's history to a model? Turns: what was said in pieces is one, calls belong to what was said."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from localvoice.dialogue.live.speech import Speech
from localvoice.understanding.asked import Entry

Kind = Literal["talk", "work", "text"]  # an answer to the person; to the results of the program's functions; a text


@dataclass(eq=False)
class Answer:
    """What is being thought, and said as it comes."""

    id: str
    kind: Kind
    speech: Speech = field(default_factory=Speech)
    calls: list[tuple[str, str]] = field(default_factory=list)  # of functions, with arguments as a JSON text

    @property
    def text(self) -> str:
        """What was said and will be, when nobody interrupts it."""
        return self.speech.text.strip()


Line = Entry | Answer


def told(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """The assistant's pieces that follow each other as one; what it said last and its calls as one."""
    made: list[Entry] = []
    for line in lines:
        entry = Entry("assistant", line.text) if isinstance(line, Answer) else line
        last = made[-1] if made else None
        if entry.role != "assistant":
            made.append(entry)
        elif last and last.role == "assistant" and not last.calls:
            made[-1] = replace(last, text=" ".join(filter(None, (last.text, entry.text))), calls=entry.calls)
        elif entry.text or entry.calls:
            made.append(entry)
    return tuple(made)
