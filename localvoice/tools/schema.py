"""How does a language model see the skills? One JSON-schema function for each intent, and its call read back."""

from collections.abc import Iterable
from typing import Any

from localvoice.tools.skill import Call, Intent
from localvoice.tools.templates import Alt, Node, Seq, Take, read


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
    """The slots that every sentence has."""
    always = [_always(read(template, intent.slots)) for template in intent.templates]
    return [name for name in intent.slots if all(name in names for names in always)]


def _always(node: Node) -> set[str]:
    """The slots without which no sentence of the node can be said."""
    if isinstance(node, Take):
        return {node.name}
    if isinstance(node, Seq):
        return set[str]().union(*map(_always, node.items))
    if isinstance(node, Alt):
        return set.intersection(*map(_always, node.items))
    return set()


def call(intent: Intent, arguments: dict[str, Any]) -> Call | None:
    """A model's arguments as a call; None when a required one is missing or one makes no sense."""
    words = {name: str(value) for name, value in arguments.items() if name in intent.slots and value not in (None, "")}
    values = {name: intent.slots[name].parse(text) for name, text in words.items()}
    if None in values.values() or any(name not in values for name in _required(intent)):
        return None
    return Call(intent.name, values, words)
