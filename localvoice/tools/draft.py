"""What was begun and waits for one more answer? "Remind me to call mom." "When?" The draft is "call mom".

Drafts lie on the shelf, so that a skill needs no memory of its own; there is one of a kind.
"""

from typing import Any

from localvoice.events import Item
from localvoice.tools.skill import World


def keep(world: World, kind: str, text: str, data: dict[str, Any] | None = None) -> None:
    take(world, kind)
    world.shelf.put(f"draft {kind}", text, data=data)


def there(world: World, kind: str) -> Item | None:
    """The draft, which stays; None when there is none."""
    return next(reversed(world.shelf.all(f"draft {kind}")), None)


def take(world: World, kind: str) -> Item | None:
    """The draft, which is then gone; None when there is none."""
    drafts = world.shelf.all(f"draft {kind}")
    for item in drafts:
        world.shelf.remove(item)
    return drafts[-1] if drafts else None
