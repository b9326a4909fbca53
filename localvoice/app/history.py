"""What was said to each other? Turns as they were heard, from disk: the last ones, some that are searched for, deleted.

They are `memory.conversations`'; what is deleted there is taken out of the journal of traces, too, and with everything
the traces and logs are.
"""

from pathlib import Path
from typing import Any

from localvoice.app.assistant import TRACE
from localvoice.app.memory import forget_conversations
from localvoice.errors import BadInput, StoreError
from localvoice.memory.conversations import CONVERSATIONS, Conversations, Past
from localvoice.memory.facts import FACTS, Facts
from localvoice.memory.recall import SURE
from localvoice.traces.erase import erase

EVERY = 100_000  # turns, in which a part of a word is looked for; years of talk
GONE = "There is no such turn any more: look at the history again."


def last(data: Path, count: int, before: str = "") -> dict[str, Any]:
    """The last turns, older than the one with the id `before`. Raises StoreError, BadInput where that is no id."""
    with _kept(data) as kept:
        found = kept.last(count + 1, _number(before) if before else None)
    return _told(found, count)


def search(data: Path, text: str, count: int) -> dict[str, Any]:
    """The last turns with all these words, or parts of words, and those that speak of them. Raises StoreError."""
    words = text.casefold().split()
    if not words:
        raise BadInput("There is nothing to search for: say some words.")
    with _kept(data) as kept:
        near = kept.search(text, SURE, count)
        inside = [past for past in kept.last(EVERY) if all(word in _text(past) for word in words)]
    found = {past.id: past for past in (*near, *inside)}
    return _told([found[id] for id in sorted(found)], count)


def said(data: Path, id: str) -> str:
    """What the turn with that id answered. Raises StoreError, BadInput where there is nothing to say."""
    with _kept(data) as kept:
        found = kept.last(1, _number(id) + 1)
    if not found or str(found[0].id) != id:
        raise BadInput(GONE)
    if not found[0].said:
        raise BadInput("Nothing was heard of this answer, so there is nothing to say again: choose another.")
    return found[0].said


def delete(data: Path, id: str, conversation: str, everything: bool) -> int:
    """Turns, from all files; how many. Raises StoreError, BadInput where nothing is named."""
    if not (id or conversation or everything):
        raise BadInput("It is not said what to delete: give the id of a turn, a conversation, or everything as true.")
    with _kept(data) as kept, Facts(data / FACTS) as facts:
        facts.erase([])  # whoever talks with a language model now sees by that to forget it, too
        if everything:
            return forget_conversations(data, kept)
        gone = [past for past in kept.last(EVERY) if str(past.id) == id or _talk(past) == conversation]
        if not gone:
            raise BadInput(GONE)
        kept.forget([past.id for past in gone])
    words = {(past.heard, past.said) for past in gone}
    try:
        erase(data / TRACE, lambda turn: (turn.heard, turn.said) in words)
    except OSError as error:
        raise StoreError(f"The traces cannot be deleted ({error.strerror}): make {data / TRACE} writable.") from error
    return len(gone)


def _kept(data: Path) -> Conversations:
    return Conversations(data / CONVERSATIONS)


def _number(id: str) -> int:
    if not id.isdecimal() or len(id) > 15:
        raise BadInput(GONE)
    return int(id)


def _text(past: Past) -> str:
    return f"{past.heard} {past.said}".casefold()


def _talk(past: Past) -> str:
    return past.talk.isoformat(timespec="microseconds")


def _told(found: list[Past], count: int) -> dict[str, Any]:
    turns = [
        {
            "id": str(past.id),
            "at": past.when.isoformat(timespec="seconds"),
            "conversation": _talk(past),
            "heard": past.heard,
            "said": past.said,
        }
        for past in found[-count:]
    ]
    return {"turns": turns, "more": len(found) > count}
