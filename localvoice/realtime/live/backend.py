"""How is the back end set that a Live session delegates to? By a table that the client changes key by key."""

from collections.abc import Mapping
from typing import Any

from localvoice.realtime import errors, functions
from localvoice.realtime.fields import Fields
from localvoice.realtime.live.words import Backend

INSTRUCTIONS_CHARACTERS = 200_000
LEAST_TOKENS = 16  # the API's own
MOST_TOKENS = 1 << 20
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
TIERS = ("auto", "default", "fast_tier_temp_pilot", "flex", "priority", "ultrafast")
HOSTED = "this server reaches no other machine and runs no hosted tools; it offers the client's own functions."


def read_backend(before: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """What it is with the client's changes; it needs a model at first. Raises errors.Refused."""
    found: dict[str, Any] = {
        "model": fields.text("model", 256) if before else fields.must("model", lambda key: fields.text(key, 256)),
        "instructions": fields.text("instructions", INSTRUCTIONS_CHARACTERS),
        "max_output_tokens": fields.whole("max_output_tokens", LEAST_TOKENS, MOST_TOKENS),
        "parallel_tool_calls": fields.truth("parallel_tool_calls"),
        "reasoning": _reasoning(fields),
        "service_tier": fields.choice("service_tier", TIERS),
        "text": _text(fields),
        "tool_choice": functions.read_choice(fields),
        "tools": _tools(fields),
    }
    fields.end()
    after = {**before, **{key: value for key, value in found.items() if value is not None}}
    functions.check(after.get("tool_choice", "auto"), after.get("tools", ()), fields.name("tool_choice"))
    return after


def shown_backend(backend: Mapping[str, Any]) -> dict[str, Any]:
    """As the API shows it."""
    return {**backend, "tools": list(backend.get("tools", ())), "tool_choice": backend.get("tool_choice", "auto")}


def read_setting(backend: Mapping[str, Any]) -> Backend:
    """The same for the host."""
    return Backend(
        backend.get("instructions", ""),
        tuple(backend.get("tools", ())),
        backend.get("tool_choice", "auto"),
        backend.get("max_output_tokens"),
    )


def _tools(fields: Fields) -> tuple[functions.Tool, ...] | None:
    every = fields.tables("tools", functions.TOOLS)
    if every is None:
        return None
    for one in every:
        if one.must("type", one.text) != "function":
            raise errors.unfit(one.name("type"), HOSTED)
        one.truth("strict")
    return tuple(functions.read_tool(one) for one in every)


def _reasoning(fields: Fields) -> dict[str, Any] | None:
    inside = fields.inside("reasoning")
    if inside is None:
        return None
    found = {
        "effort": inside.choice("effort", EFFORTS),
        "summary": inside.choice("summary", ("concise", "detailed", "auto")),
    }
    inside.end()
    return {key: value for key, value in found.items() if value is not None}


def _text(fields: Fields) -> dict[str, Any] | None:
    inside = fields.inside("text")
    if inside is None:
        return None
    verbosity = inside.choice("verbosity", ("low", "medium", "high"))
    inside.end()
    return {} if verbosity is None else {"verbosity": verbosity}
