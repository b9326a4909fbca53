"""What becomes of a picture that a person shows with their words? A model that sees gets it; else that is admitted.

One without pixels is a picture that nobody could open.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from localvoice.events import Picture
from localvoice.models.roles import Entry

if TYPE_CHECKING:
    from localvoice.understanding.thinking import Thinker

BLIND, SHUT = "I cannot see pictures.", "I cannot open that picture."
UNSEEN, UNOPENED = "with a picture that you cannot see", "with a picture that cannot be opened"
LOOK = "What is in this picture?"  # what is meant by one without a word


def admission(picture: Picture | None, thinker: "Thinker | None") -> str:
    """What has to be said first; "" for nothing."""
    return _admission(picture, thinker is not None and thinker.sees)


def show(picture: Picture | None, thinker: "Thinker") -> str:
    """Show it to the model, before it reads the words; what has to stand beside them where it cannot see."""
    if picture is None:
        return ""
    if not picture.pixels.size:
        return UNOPENED
    if not thinker.sees:
        return UNSEEN
    thinker.see(picture)
    return ""


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
