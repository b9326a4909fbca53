"""Which tools are there besides the skills, and what does one answer? For the person, who needs no model for it."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from localvoice.app.tools import LOG, Offered, offered
from localvoice.clock import RealClock
from localvoice.errors import BadInput
from localvoice.settings import Settings
from localvoice.tools.offered.log import calls
from localvoice.tools.offered.shown import line
from localvoice.tools.persona import persona
from localvoice.tools.tool import Tool, bounded

NONE = (
    "There are no tools besides the skills: name files with functions under functions in the table [tools] of "
    "settings.toml, or a server in a table [[mcp]]."
)
YES_NO = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
UNASKED = {"read": "done at once", "write": "asked about first", "never": "not used"}

Tell = Callable[[str], None]


async def listed(settings: Settings, data: Path, tell: Tell) -> list[dict[str, Any]]:
    """All of them; `tell` hears of what cannot be used. Raises BadInput."""
    async with _ready(settings, data, tell) as there:
        found = await _every(there, settings)
    return [
        {"name": tool.name, "about": line(tool), "permission": tool.permission, "schema": tool.schema["function"]}
        for tool in found
    ]


def listed_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    return "\n".join(f"{one['about']} ({UNASKED[one['permission']]})" for one in found) or NONE


async def tried(name: str, values: list[str], settings: Settings, data: Path, tell: Tell) -> dict[str, Any]:
    """What a tool answers to arguments like "room=kitchen"; what it prints is on standard error. Raises BadInput."""
    async with _ready(settings, data, tell, prints=True) as there:
        found = {tool.name: tool for tool in await _every(there, settings)}
        tool = found.get(name)
        if tool is None:
            raise BadInput(f"There is no tool {name}; there are {', '.join(found) or 'none'}.")
        if tool.permission == "never":
            raise BadInput(f"The settings say that {name} is never used: take it out of never in [tools].")
        call = tool.read(_arguments(tool, values))
        if call is None:
            raise BadInput(f"{name} does not take that; it takes {json.dumps(_parameters(tool))}.")
        answer = await bounded(tool, call, RealClock())
    return {"tool": name, "arguments": call.slots, "answer": answer.text, "failed": answer.failed}


def log(data: Path, last: int) -> list[dict[str, Any]]:
    """The newest calls that a model made, oldest first."""
    return calls(data / LOG, last)


def log_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    return "\n".join(map(_logged, found)) or "No tool has been called yet."


def _logged(one: dict[str, Any]) -> str:
    arguments = ", ".join(f"{key}={value}" for key, value in dict(one.get("arguments") or {}).items())
    answer = " ".join(str(one.get("answer", "")).split())
    head = f"{one.get('at')} {one.get('tool')}({arguments})"
    return f"{head} {one.get('outcome')} in {one.get('seconds')} s: {answer}"


def _ready(
    settings: Settings, data: Path, tell: Tell, prints: bool = False
) -> AbstractAsyncContextManager[Offered | None]:
    return offered(settings, data, tell, prints=prints)


async def _every(there: Offered | None, settings: Settings) -> tuple[Tool, ...]:
    if there is None:
        return ()
    await there.heard()
    return there.every([intent.name for intent in persona(settings.persona).intents()])


def _parameters(tool: Tool) -> dict[str, Any]:
    return tool.schema["function"].get("parameters", {}).get("properties", {})


def _arguments(tool: Tool, values: list[str]) -> dict[str, Any]:
    """Words as the schema wants them: what is no text is read as JSON. Raises BadInput."""
    read: dict[str, Any] = {}
    for each in values:
        key, is_, value = each.partition("=")
        if not is_:
            raise BadInput(f"{each!r} is no argument: write it as name=value.")
        wanted = _parameters(tool).get(key, {})
        if wanted.get("type") == "boolean":
            value = YES_NO.get(value.lower(), value)
        try:
            read[key] = value if wanted.get("type") == "string" else json.loads(value)
        except ValueError:
            read[key] = value
    return read
