"""What is kept for the person? Lists, notes and timers of the shelf: all of it, what has to do with words, less one."""

from typing import Any

import anyio.to_thread

from localvoice.app.person import MEMORY
from localvoice.app.resident import House
from localvoice.errors import BadInput
from localvoice.events import Item
from localvoice.memory.shelf import SqliteShelf


async def kept(house: House, words: str = "") -> dict[str, Any]:
    """Everything, oldest first; with words what they stand in. Raises StoreError."""
    wanted = words.casefold().split()

    def look() -> list[Item]:
        with SqliteShelf(house.data / MEMORY, tell=house.tell) as shelf:
            return shelf.all()

    items = await anyio.to_thread.run_sync(look)
    found = [item for item in items if all(word in f"{item.kind} {item.text}".casefold() for word in wanted)]
    return {"memory": [_shown(item) for item in found]}


async def forget(house: House, id: str) -> dict[str, Any]:
    """Delete one. Raises BadInput for one that is not there, StoreError."""

    def remove() -> int:
        with SqliteShelf(house.data / MEMORY, tell=house.tell) as shelf:
            gone = [item for item in shelf.all() if str(item.id) == id]
            for item in gone:
                shelf.remove(item)
            return len(gone)

    if not (deleted := await anyio.to_thread.run_sync(remove)):
        raise BadInput("That is not kept any more: look at the memory again.")
    return {"deleted": deleted}


def _shown(item: Item) -> dict[str, Any]:
    until = item.due.isoformat(timespec="seconds") if item.due else None
    at = item.made.astimezone().isoformat(timespec="seconds")
    return {"id": str(item.id), "kind": item.kind, "text": item.text, "at": at, "until": until}
