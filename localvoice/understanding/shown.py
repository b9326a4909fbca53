"""What becomes of a picture that a person shows with their words? A model that sees gets it; else that is admitted.

One without pixels is a picture that nobody could open.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from localvoice.errors import LocalvoiceError
from localvoice.events import Picture
from localvoice.models.roles import Entry
from localvoice.tools.skill import Answer, Call, Eyes
from localvoice.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from localvoice.understanding.thinking import Thinker

BLIND, SHUT = "I cannot see pictures.", "I cannot open that picture."
LOOKS, ASKS = "look_", "look_ask"  # how the intents of looking begin, and the one that asks
SEEN = "with a picture, of which somebody says: {text}"
UNSEEN, UNOPENED = "with a picture that you cannot see", "with a picture that cannot be opened"
LOOK = "what is in this picture"  # what is meant by one without a word


class Shown:
    """The picture of one turn, if there is one. It is what "it" and "the picture" mean from now on."""

    def __init__(self, picture: Picture | None, thinker: "Thinker | None", eyes: Eyes | None) -> None:
        self._picture = picture
        self._visible = picture is not None and bool(picture.pixels.size)
        self._sees = thinker is not None and thinker.sees
        self._thinks = thinker is not None and not thinker.plain
        self._eyes = eyes if self._visible else None
        self.admission = _admission(picture, self._sees)  # what has to be said first; "" for nothing
        if eyes and picture and self._visible:
            eyes.given(picture)

    def call(self, call: Call | None, toolbox: Toolbox, words: str) -> Call | None:
        """What a skill does about the words, `call` where it is known: a model that sees looks by itself, and where
        nobody thinks about the words they ask about the picture."""
        if not self._visible or (call and not call.intent.startswith(LOOKS)):
            return call
        if self._sees or not self._eyes:
            return None
        if call or self._thinks or not (look := toolbox.match(LOOK)):
            return call
        return replace(look, intent=ASKS, slots={"question": words}, words={"question": words})

    async def note(self, thinker: "Thinker") -> str:
        """Show it to the model, before it reads the words; what has to stand beside them where it cannot see."""
        if self._picture is None:
            return ""
        if not self._visible:
            return UNOPENED
        if thinker.sees:
            thinker.see(self._picture)
            return ""
        if self._eyes:
            with suppress(LocalvoiceError):  # nobody can look: that is admitted
                text = await self._eyes.look("again")
                self.admission = ""
                return SEEN.format(text=text)
        return UNSEEN

    def beside(self, answer: Answer) -> Answer:
        """With what has to be said first."""
        return replace(answer, text=f"{self.admission} {answer.text}".strip()) if self.admission else answer


def newest(entries: Sequence[Entry]) -> Picture | None:
    """The last picture that the person has shown since the last answer."""
    shown = [picture for entry in _latest(entries) for picture in entry.pictures]
    return shown[-1] if shown else None


def admitted(entries: Sequence[Entry], sees: bool) -> str:
    """What has to be said first in an answer to these, by a model that sees or not; "" for nothing."""
    return _admission(newest(entries), sees)


def as_seen(entries: Sequence[Entry], sees: bool) -> list[Entry]:
    """What a model reads of them: only one that sees gets pictures; else the words tell that they were there."""
    return [_as_seen(entry, sees) if entry.pictures else entry for entry in entries]


def _as_seen(entry: Entry, sees: bool) -> Entry:
    visible = tuple(picture for picture in entry.pictures if sees and picture.pixels.size)
    notes = {UNSEEN if picture.pixels.size else UNOPENED: None for picture in entry.pictures if picture not in visible}
    told = " ".join([entry.text, *(f"({note})" for note in notes)]).strip()
    return replace(entry, text=told, pictures=visible)


def _admission(picture: Picture | None, sees: bool) -> str:
    if picture is None:
        return ""
    if not picture.pixels.size:
        return SHUT
    return "" if sees else BLIND


def _latest(entries: Sequence[Entry]) -> list[Entry]:
    """Those of the person since anybody else."""
    latest: list[Entry] = []
    for entry in reversed(entries):
        if entry.role != "user":
            break
        latest.insert(0, entry)
    return latest
