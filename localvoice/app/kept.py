"""What is kept for the person? Facts, lists, notes and timers: all of it, what has to do with words, less one thing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread

from localvoice.app.memory import forget as forget_facts
from localvoice.app.memory import forget_everything
from localvoice.app.person import MEMORY
from localvoice.app.resident import House
from localvoice.errors import BadInput
from localvoice.events import FACT, Item
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.memory.facts import FACTS, Facts
from localvoice.memory.shelf import SqliteShelf

MOST = 50  # facts that a search finds
Result = TypeVar("Result")


async def kept(house: House) -> dict[str, Any]:
    """Everything, oldest first, facts before lists. Raises StoreError."""

    def look(facts: Facts, shelf: SqliteShelf, conversations: Conversations) -> dict[str, Any]:
        return {"memory": [_shown(item) for item in (*facts.known(), *shelf.all())], "turns": conversations.count()}

    return await _with(house, look)


async def search(house: House, words: str) -> dict[str, Any]:
    """The facts that speak of it, the nearest first, and whatever has these words or parts of words in it.

    Raises StoreError, BadInput where nothing is asked.
    """
    wanted = words.casefold().split()
    if not wanted:
        raise BadInput("There is nothing to search for: say some words.")

    def look(facts: Facts, shelf: SqliteShelf, conversations: Conversations) -> dict[str, Any]:
        near = [item for item, _ in facts.near(words, MOST)]
        every = [*near, *(item for item in (*facts.known(), *shelf.all()) if item not in near)]
        inside = [item for item in every if item in near or all(word in _text(item) for word in wanted)]
        return {"memory": [_shown(item) for item in inside], "turns": conversations.count()}

    return await _with(house, look)


async def forget(house: House, id: str, everything: bool) -> dict[str, Any]:
    """Delete one thing, or all facts and conversations. Raises BadInput for what is not there, StoreError."""

    def remove(facts: Facts, shelf: SqliteShelf, conversations: Conversations) -> int:
        if everything:
            count = len(facts.known()) + conversations.count()
            forget_everything(house.data, facts, conversations)
            return count
        fact = next((item for item in facts.known() if _id(item) == id), None)
        item = next((item for item in shelf.all() if _id(item) == id), None)
        if fact:
            forget_facts(house.data, facts, conversations, [fact])
        elif item:
            shelf.remove(item)
        else:
            raise BadInput("That is not kept any more: look at the memory again.")
        return 1

    return {"deleted": await _with(house, remove)}


async def _with(house: House, work: Callable[[Facts, SqliteShelf, Conversations], Result]) -> Result:
    def do() -> Result:
        with _open(house.data, house.tell) as opened:
            return work(*opened)

    return await anyio.to_thread.run_sync(do)


@contextmanager
def _open(data: Path, tell: Callable[[str], None]) -> Iterator[tuple[Facts, SqliteShelf, Conversations]]:
    with (
        Facts(data / FACTS, tell=tell) as facts,
        SqliteShelf(data / MEMORY, tell=tell) as shelf,
        Conversations(data / CONVERSATIONS, tell) as conversations,
    ):
        yield facts, shelf, conversations


def _text(item: Item) -> str:
    return f"{item.kind} {item.text}".casefold()


def _id(item: Item) -> str:
    return f"{FACT if item.kind == FACT else 'item'}-{item.id}"


def _shown(item: Item) -> dict[str, Any]:
    return {
        "id": _id(item),
        "kind": item.kind,
        "text": item.text,
        "at": item.made.astimezone().isoformat(timespec="seconds"),
        "until": item.due.astimezone().isoformat(timespec="seconds") if item.due else None,
        "always": bool(item.data.get("always")),
    }
