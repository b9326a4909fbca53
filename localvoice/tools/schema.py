"""How does a language model see the skills? One JSON-schema function for each intent, and its call read back."""

from collections.abc import Iterable
from typing import Any

from localvoice.tools.skill import Call, Intent
from localvoice.tools.templates import Node, Take, read, walk


def schemas(intents: Iterable[Intent]) -> list[dict[str, Any]]:
    """OpenAI-style tool definitions; every parameter is a string in the speaker's words."""
    return [{"type": "function", "function": _function(intent)} for intent in intents]


def _function(intent: Intent) -> dict[str, Any]:
    properties = {name: {"type": "string", "description": slot.about or name} for name, slot in intent.slots.items()}
    return {
        "name": intent.name,
        "description": intent.about,
        "parameters": {
            "type": "object",
            "properties": properties,
            "required": _required(intent),
            "additionalProperties": False,
        },
    }


def _required(intent: Intent) -> list[str]:
    """The slots that occur in every template."""
    used = [_slots(read(template, intent.slots)) for template in intent.templates]
    return [name for name in intent.slots if all(name in names for names in used)]


def _slots(node: Node) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, Take)}


def call(intent: Intent, arguments: dict[str, Any]) -> Call | None:
    """A model's arguments as a call; None when a required one is missing or one makes no sense."""
    words = {name: str(value) for name, value in arguments.items() if name in intent.slots and value not in (None, "")}
    values = {name: intent.slots[name].parse(text) for name, text in words.items()}
    if None in values.values() or any(name not in values for name in _required(intent)):
        return None
    return Call(intent.name, values, words)
