"""Which tools does a language model see? A few whole; of many the names, one line each, and it asks for the rest.

What stands in the prompt is the same all through a conversation, so it is read once: a schema that was asked for comes
as a tool's answer, and the tool is then called by its own name, or through `use_tool` by a model that calls only what
it was told of from the start.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool

SCHEMA, USE = "tool_schema", "use_tool"
LINE_CHARS = 60  # of what a tool does, behind its name
SCHEMA_CHARS = 3000  # of one schema; what is longer is cut


def shown(tools: Sequence[Tool], most: int) -> tuple[Tool, ...]:
    """The tools as they are, or, where a model would see more than `most` of them, their names in two tools more."""
    seen = {tool.name: tool for tool in tools if tool.schema and tool.permission != "never"}
    if len(seen) <= most:
        return tuple(tools)
    hidden = tuple(replace(tool, schema={}, usage=_usage(tool)) if tool.name in seen else tool for tool in tools)
    return (*hidden, _asking(seen), _using({tool.name: tool for tool in hidden if tool.name in seen}))


def line(tool: Tool) -> str:
    """ "weather: Tell the weather of a city." """
    said = " ".join(str(tool.schema["function"].get("description", "")).split())
    first = re.split(r"(?<=[.!?])\s", said, maxsplit=1)[0]
    short = first if len(first) <= LINE_CHARS else f"{first[:LINE_CHARS].rsplit(' ', 1)[0]}…"
    return f"{tool.name}: {short}" if short else tool.name


def _usage(tool: Tool) -> str:
    return json.dumps(tool.schema["function"], ensure_ascii=False)[:SCHEMA_CHARS]


def _asking(seen: Mapping[str, Tool]) -> Tool:
    """`tool_schema`: how one of them is called."""
    names = "\n".join(map(line, seen.values()))
    about = f"Tell how one of these tools is called; ask before you use one:\n{names}"

    def read(arguments: dict[str, Any]) -> Call | None:
        name = arguments.get("name")
        return Call(SCHEMA, {"name": name}, {}) if name in seen else None

    return Tool(
        SCHEMA,
        _function(SCHEMA, about, {"name": {"type": "string"}}, ["name"]),
        read,
        lambda call: f"look up {call.slots['name']}",
        lambda call: Answer(_usage(seen[call.slots["name"]])),
        permission="read",
        size_limit=SCHEMA_CHARS,
        data=True,
    )


def _using(hidden: Mapping[str, Tool]) -> Tool:
    """`use_tool`: its call is a call of the tool that it names, with that one's permission and limits."""

    def read(arguments: dict[str, Any]) -> Call | None:
        tool, flat = hidden.get(str(arguments.get("name"))), {key: arguments[key] for key in arguments if key != "name"}
        given = arguments.get("arguments", flat) or {}  # small models write them beside the name
        if isinstance(given, str):
            try:
                given = json.loads(given)
            except ValueError:
                return None
        return tool.read(given) if tool and isinstance(given, dict) else None

    properties = {"name": {"type": "string"}, "arguments": {"type": "object"}}
    about = f"Use a tool that {SCHEMA} has told of."
    return Tool(
        USE,
        _function(USE, about, properties, ["name", "arguments"]),
        read,
        lambda call: "use a tool",
        lambda call: Answer("There is no such tool.", failed=True),  # a call that was read is the other tool's
        data=True,
    )


def _function(name: str, about: str, properties: dict[str, Any], needed: list[str]) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": needed}
    return {"type": "function", "function": {"name": name, "description": about, "parameters": parameters}}
