"""What `localvoice memory` does: list, search, forget and export what is known of the person, each kind by itself.

It works on the files, beside a localvoice that runs as well, whose language model forgets the conversation then, too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localvoice.app import memory
from localvoice.errors import BadInput
from localvoice.events import Item
from localvoice.memory.conversations import CONVERSATIONS, Conversations, Past
from localvoice.memory.facts import FACTS, Facts
from localvoice.memory.recall import Source

FOUND = 10  # of each kind
EVERYTHING, ALL_FACTS, TALKS = "everything", "facts", "conversations"
NOTHING = "Nothing is remembered."


@dataclass(frozen=True)
class Going:
    """What would be forgotten."""

    said: str  # as one asks about it
    forget: Callable[[], dict[str, Any]]  # do it; raises StoreError


@contextmanager
def _open(data: Path) -> Iterator[tuple[Facts, Conversations]]:
    with Facts(data / FACTS) as facts, Conversations(data / CONVERSATIONS) as conversations:
        yield facts, conversations


def listed(data: Path) -> dict[str, Any]:
    """The facts, and how much there is of the rest. Raises StoreError."""
    with _open(data) as (facts, conversations):
        return {"facts": [_fact(item) for item in facts.known()], "turns": conversations.count()}


def searched(data: Path, words: str, sources: Sequence[Source] = ()) -> dict[str, Any]:
    """What speaks of it, in all of it, and in `sources`. Raises StoreError, BadInput where nothing is asked."""
    if not words.strip():
        raise BadInput("It is not said what to search for: add some words.")
    with memory.memory(data, lambda text: None, sources) as known:
        found = known.search(words, FOUND)
    return {
        "found": [
            {
                "text": each.text,
                "where": each.where,
                "when": each.when and each.when.isoformat(timespec="seconds"),
                "score": round(each.score, 3),
            }
            for each in found
        ]
    }


def exported(data: Path) -> dict[str, Any]:
    """All facts and all that was ever said. Raises StoreError."""
    with _open(data) as (facts, conversations):
        turns = conversations.last(conversations.count())
        return {"facts": [_fact(item) for item in facts.known()], "conversations": [_turn(each) for each in turns]}


@contextmanager
def going(data: Path, what: str) -> Iterator[Going]:
    """What `what` names: everything, facts, conversations, the number of a fact, or words that facts speak of.

    Raises StoreError, BadInput where there is no such thing.
    """
    with _open(data) as (facts, conversations):
        turns, known = conversations.count(), facts.known()
        match what.strip().lower():
            case "":
                raise BadInput(f"It is not said what to forget: {EVERYTHING}, {ALL_FACTS}, {TALKS}, a number or words.")
            case "everything":
                said = f"everything: {len(known)} facts, {turns} turns of conversations, traces and logs"
                yield Going(said, lambda: _everything(data, facts, conversations))
            case "facts":
                yield Going(f"all {len(known)} facts", lambda: _facts(data, facts, conversations, known))
            case "conversations":
                said = f"all {turns} turns of conversations, their traces and logs"
                yield Going(said, lambda: _conversations(data, conversations))
            case words:
                items = [item for item in known if str(item.id) == words]
                items = items or [item for item, _ in facts.near(words, FOUND)]
                if not items:
                    raise BadInput(f"Nothing is remembered about “{what}”: see `localvoice memory list`.")
                said = "; ".join(f"“{item.text}”" for item in items)
                yield Going(said, lambda: _facts(data, facts, conversations, items))


def _everything(data: Path, facts: Facts, conversations: Conversations) -> dict[str, Any]:
    gone = {"facts": len(facts.known()), "turns": conversations.count()}
    memory.forget_everything(data, facts, conversations)
    return gone


def _facts(data: Path, facts: Facts, conversations: Conversations, items: Sequence[Item]) -> dict[str, Any]:
    before = conversations.count()
    memory.forget(data, facts, conversations, items)
    return {"facts": len(items), "turns": before - conversations.count()}


def _conversations(data: Path, conversations: Conversations) -> dict[str, Any]:
    return {"facts": 0, "turns": memory.forget_conversations(data, conversations)}


def _fact(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": item.text,
        "told": item.made.astimezone().isoformat(timespec="seconds"),
        "until": item.due.astimezone().isoformat(timespec="seconds") if item.due else None,
        "always": bool(item.data.get("always")),
    }


def _turn(past: Past) -> dict[str, Any]:
    when, talk = (each.isoformat(timespec="seconds") for each in (past.when, past.talk))
    return {"id": past.id, "when": when, "conversation": talk, "heard": past.heard, "said": past.said}


def listed_text(found: dict[str, Any]) -> str:
    """For a person."""
    lines = [f"{each['id']:4}  {each['text']}{_more(each)}" for each in found["facts"]]
    lines += [f"      and {found['turns']} turns of conversations"] if found["turns"] else []
    return "\n".join(lines) or NOTHING


def _more(fact: dict[str, Any]) -> str:
    until = f" (until {fact['until'][:16].replace('T', ' ')})" if fact["until"] else ""
    return until + (" (always in mind)" if fact["always"] else "")


def searched_text(found: dict[str, Any]) -> str:
    """For a person."""
    lines = [f"{(each['when'] or '')[:10]}  {each['where']}: {each['text']}" for each in found["found"]]
    return "\n".join(lines) or "Nothing was found."


def forgotten_text(gone: dict[str, Any]) -> str:
    """For a person."""
    return f"Forgotten: {gone['facts']} facts and {gone['turns']} turns of conversations; no file holds them any more."
