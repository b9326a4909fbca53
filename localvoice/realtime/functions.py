"""Which functions of the client's may be called? JSON-schema tools and the choice among them, read from a client."""

from collections.abc import Sequence
from typing import Any

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields

Tool = dict[str, Any]  # {"type": "function", "name", "description"?, "parameters"?}
Choice = str | dict[str, Any]  # "auto", "none", "required" or {"type": "function", "name"}

TOOLS = 128  # the API's own limit
NAME_CHARACTERS = 64  # the API's own limit
DESCRIPTION_CHARACTERS = 8192
CHOICES = ("auto", "none", "required")


def read_tools(fields: Fields) -> tuple[Tool, ...] | None:
    """The list under `tools`. Raises errors.Refused."""
    every = fields.tables("tools", TOOLS)
    return None if every is None else tuple(read_tool(one) for one in every)


def read_tool(fields: Fields) -> Tool:
    """One of them. Raises errors.Refused."""
    _no_mcp(fields.must("type", lambda key: fields.choice(key, ("function", "mcp"))), fields.name("type"))
    tool = {"type": "function", "name": fields.must("name", lambda key: fields.text(key, NAME_CHARACTERS))}
    if not tool["name"]:
        raise errors.unfit(fields.name("name"), "a function needs a name.")
    if description := fields.text("description", DESCRIPTION_CHARACTERS):
        tool["description"] = description
    if parameters := fields.inside("parameters"):
        tool["parameters"] = fields.raw("parameters")
        kind = parameters.text("type")
        if kind not in (None, "object"):
            raise errors.wrong_value(parameters.name("type"), kind, ("object",))
    fields.end()
    return tool


def read_choice(fields: Fields) -> Choice | None:
    """What is under `tool_choice`. Raises errors.Refused."""
    found = fields.raw("tool_choice")
    if found is None or isinstance(found, str):
        return fields.choice("tool_choice", CHOICES)
    chosen = Fields(found, fields.name("tool_choice"))
    _no_mcp(chosen.must("type", lambda key: chosen.choice(key, ("function", "mcp"))), chosen.name("type"))
    choice = {"type": "function", "name": chosen.must("name", chosen.text)}
    chosen.end()
    return choice


def check(choice: Choice, tools: Sequence[Tool], param: str) -> None:
    """A function that must be called has to be there. Raises errors.Refused."""
    names = [tool["name"] for tool in tools]
    if isinstance(choice, dict) and choice["name"] not in names:
        raise errors.unfit(param, f"the function '{choice['name']}' is not among the tools.")


def _no_mcp(kind: str, param: str) -> None:
    if kind == "mcp":
        raise errors.unfit(param, "this server reaches no other machine, so it offers no MCP tools.")
