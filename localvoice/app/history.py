"""What was said to each other? Turns as they were heard, from disk: the last ones, some that are searched for, deleted.

They are the journal's (`traces.journal`), which keeps the last thousand or so; what a language model is told again
after a start (`memory.past`) forgets what is deleted here.
"""

from pathlib import Path
from typing import Any

from localvoice.app.assistant import PAST, TRACE
from localvoice.errors import BadInput, StoreError
from localvoice.memory.past import Past
from localvoice.trace import Turn
from localvoice.traces import journal
from localvoice.traces.erase import erase

EVERY = 1_000_000  # turns: more than the journal's files can hold


def last(data: Path, count: int, before: str = "") -> dict[str, Any]:
    """The last turns, older than the one with the id `before`. Raises StoreError, BadInput for an unknown one."""
    turns = _turns(data)
    if before:
        turns = turns[: turns.index(_one(turns, before))]
    return {"turns": [_shown(turn) for turn in turns[-count:]], "more": len(turns) > count}


def search(data: Path, text: str, count: int) -> dict[str, Any]:
    """The last turns with all these words. Raises StoreError."""
    words = text.casefold().split()
    found = [turn for turn in _turns(data) if all(word in f"{turn.heard} {turn.said}".casefold() for word in words)]
    return {"turns": [_shown(turn) for turn in found[-count:]], "more": len(found) > count}


def said(data: Path, id: str) -> str:
    """What the turn with that id answered. Raises StoreError, BadInput where there is nothing to say."""
    text = _one(_turns(data), id).said
    if not text:
        raise BadInput("Nothing was heard of this answer, so there is nothing to say again: choose another.")
    return text


def delete(data: Path, id: str, conversation: str, everything: bool) -> int:
    """Turns, from all files; how many. Raises StoreError, BadInput where nothing is named."""
    if not (id or conversation or everything):
        raise BadInput("It is not said what to delete: give the id of a turn, a conversation, or everything as true.")
    gone = [
        turn
        for turn in _turns(data)
        if everything or (id and _id(turn) == id) or (conversation and turn.conversation == conversation)
    ]
    if not gone and not everything:
        raise BadInput("There is no such turn any more: look at the history again.")
    ids, words = {_id(turn) for turn in gone}, {turn.heard for turn in gone}
    try:
        erase(data / TRACE, lambda turn: everything or _id(turn) in ids)
        Past(data / PAST, lambda text: None).forget(lambda heard: everything or heard in words)
    except OSError as error:
        raise StoreError(f"What was said cannot be deleted ({error.strerror}): make {data} writable.") from error
    return len(gone)


def _turns(data: Path) -> list[Turn]:
    """Those in which something was said."""
    try:
        found = journal.read(data / TRACE, EVERY).turns
    except OSError as error:
        raise StoreError(f"What was said cannot be read ({error.strerror}): make {data / TRACE} readable.") from error
    return [turn for turn in found if turn.heard or turn.said]


def _one(turns: list[Turn], id: str) -> Turn:
    for turn in turns:
        if _id(turn) == id:
            return turn
    raise BadInput("There is no such turn any more: look at the history again.")


def _id(turn: Turn) -> str:
    return turn.ended_at.isoformat() if turn.ended_at else f"{turn.conversation} {turn.number}"


def _shown(turn: Turn) -> dict[str, Any]:
    return {
        "id": _id(turn),
        "at": turn.ended_at.isoformat(timespec="seconds") if turn.ended_at else turn.conversation,
        "conversation": turn.conversation,
        "heard": turn.heard,
        "said": turn.said,
        "unasked": turn.unasked,
    }
