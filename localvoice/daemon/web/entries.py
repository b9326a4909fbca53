"""What a program's list of messages, calls and results is to a model: turns, with calls and results side by side."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from localvoice.app.served import SILENT, Entry, Picture, ToolCall
from localvoice.realtime.words import Call, Image, Item, Message, Result

UNHEARD = "(not understood)"  # said, and nobody knows what
ASIDE = "({text})"  # a system's message in the middle of a conversation, which few models' templates know


NO_PICTURES: Mapping[Image, Picture] = {}


def entries(items: Sequence[Item], pictures: Mapping[Image, Picture] = NO_PICTURES) -> tuple[Entry, ...]:
    """A call that has no result is left out: nobody can go on from it. `pictures`: as they were opened."""
    results = {item.call_id: item.output for item in items if isinstance(item, Result)}
    made: list[Entry] = []
    calls: list[Call] = []
    for item in items:
        if isinstance(item, Call):
            calls += [item] if item.call_id in results else []
        elif isinstance(item, Message):
            made += _called(made, calls, results)
            calls = []
            made.append(_message(item, pictures))
    made += _called(made, calls, results)
    return tuple(made)


def tools(functions: Iterable[dict[str, Any]], choice: str | dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Functions as models are told of them, those that may be chosen."""
    named = choice.get("name") or choice.get("function", {}).get("name") if isinstance(choice, dict) else ""
    known = ("name", "description", "parameters")
    wrapped = [
        {"type": "function", "function": {key: function[key] for key in known if key in function}}
        for function in functions
        if choice != "none" and (not named or function["name"] == named)
    ]
    return tuple(wrapped)


def must_call(choice: str | dict[str, Any]) -> bool:
    """Has one of the functions to be called?"""
    return choice == "required" or isinstance(choice, dict)


def _message(item: Message, pictures: Mapping[Image, Picture]) -> Entry:
    match item.role:
        case "assistant":
            return Entry("assistant", item.text)
        case "system":
            return Entry("user", ASIDE.format(text=item.text))
    if item.images:
        return Entry("user", item.text, pictures=tuple(pictures[image] for image in item.images if image in pictures))
    return Entry("user", item.text or (SILENT if item.silent else UNHEARD))


def _called(made: list[Entry], calls: list[Call], results: dict[str, str]) -> list[Entry]:
    """What the assistant said last and the calls that came with it are one entry; the results follow in their order."""
    if not calls:
        return []
    text = made.pop().text if made and made[-1].role == "assistant" and not made[-1].calls else ""
    wanted = tuple(ToolCall(call.name, _arguments(call.arguments)) for call in calls)
    told = [Entry("tool", results[call.call_id], name=call.name) for call in calls]
    return [Entry("assistant", text, wanted), *told]


def _arguments(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {"raw": text}
    return found if isinstance(found, dict) else {"value": found}
