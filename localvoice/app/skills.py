"""What can be said to a persona, with examples; loads no engine."""

import random
from pathlib import Path
from typing import Any

from localvoice import wall
from localvoice.memory.shelf import SqliteShelf
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox


def skills(name: str) -> list[dict[str, Any]]:
    """Every intent: name, what it is for, sentences that it understands, its slots."""
    with SqliteShelf(Path(":memory:")) as shelf:
        toolbox = Toolbox(persona(name), World(shelf=shelf, now=wall.now, random=random.Random(0)))
    examples = toolbox.examples()
    return [
        {"name": intent.name, "about": intent.about, "examples": examples[intent.name], "slots": sorted(intent.slots)}
        for intent in persona(name).intents()
        if intent.name in examples  # some only answer a question
    ]


def skills_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    return "\n".join("\n    ".join([f"{intent['name']}: {intent['about']}", *intent["examples"]]) for intent in found)
