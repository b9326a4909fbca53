"""How does a language model see the skills? One short JSON-schema function for each intent, and its call read back.

Every word of it is read before the first turn and stands in the model's memory, so nothing is said twice: a slot is
described where it first occurs, and what only helps the ear (a second name for a slot, an intent for another wording)
is left out. `call` still reads all of it.
"""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Any

from localvoice.tools.arguments import said
from localvoice.tools.reading.templates import Alt, Node, Seq, Take, read
from localvoice.tools.skill import Call, Intent, Slot


def schemas(intents: Iterable[Intent]) -> list[dict[str, Any]]:
    """OpenAI-style tool definitions; every parameter is a string in the speaker's words."""
    told: set[tuple[str, str]] = set()
    return [{"type": "function", "function": _function(intent, told)} for intent in intents]


def _function(intent: Intent, told: set[tuple[str, str]]) -> dict[str, Any]:
    """`told`: slots that need no description any more."""
    properties: dict[str, dict[str, str]] = {}
    for name, slot in intent.slots.items():
        if slot.about:
            properties[name] = {"type": "string"}
            if (name, slot.about) not in told:
                properties[name]["description"] = slot.about
                told.add((name, slot.about))
    function: dict[str, Any] = {"name": intent.name, "description": intent.about}
    if properties:  # a function without parameters takes none
        function["parameters"] = {"type": "object", "properties": properties}
    if needed := _needed(intent, frozenset(properties)):
        function["parameters"]["required"] = needed
    return function


def _needed(intent: Intent, shown: frozenset[str]) -> list[str]:
    """The slots that every sentence has, of those that can be said with the shown ones."""
    ways = [way for way in _ways(intent) if way <= shown]
    return [name for name in intent.slots if ways and all(name in way for way in ways)]


def _ways(intent: Intent) -> frozenset[frozenset[str]]:
    """The sets of slots that a sentence can have."""
    return frozenset[frozenset[str]]().union(*(_taken(read(each, intent.slots)) for each in intent.templates))


@cache
def _taken(node: Node) -> frozenset[frozenset[str]]:
    """The sets of slots that one reading of the node can have."""
    if isinstance(node, Take):
        return frozenset({frozenset({node.name})})
    if isinstance(node, Alt):
        return frozenset[frozenset[str]]().union(*map(_taken, node.items))
    sets = frozenset({frozenset[str]()})
    for item in node.items if isinstance(node, Seq) else ():
        sets = frozenset(one | more for one in sets for more in _taken(item))
    return sets


def call(intent: Intent, arguments: dict[str, Any]) -> Call | None:
    """A model's arguments as a call, with the slots of some sentence of the intent: what no sentence has beside the
    others is dropped. None when one makes no sense or too few are there."""
    texts = {name: said(value) for name, value in arguments.items() if name in intent.slots}
    given = {name: each for name, each in texts.items() if each}
    values = {name: _read(intent.slots[name], each) for name, each in given.items()}
    ways = [way for way in _ways(intent) if way <= values.keys()]
    if None in values.values() or not ways:
        return None
    kept = max(ways, key=lambda way: (len(way), sorted(way)))
    return Call(intent.name, {name: values[name] for name in kept}, {name: " and ".join(given[name]) for name in kept})


def _read(slot: Slot, texts: tuple[str, ...]) -> Any:
    """What the slot makes of them: one value, or the things of several, when it holds things; else None."""
    values = [slot.parse(text) for text in texts]
    if len(values) == 1:
        return values[0]
    return tuple(chain.from_iterable(values)) if all(isinstance(each, tuple) for each in values) else None
