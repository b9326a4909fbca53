"""Which settings are kept and shown, and change nothing here? Those of a service that keeps traces and bills tokens."""

from typing import Any

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields

EFFORTS = ("minimal", "low", "medium", "high", "xhigh")
LOGPROBS = "item.input_audio_transcription.logprobs"


def read_noted(fields: Fields) -> dict[str, Any]:
    """What a client sets of them, by their names. Raises errors.Refused."""
    if fields.raw("prompt") is not None:
        raise errors.unfit(fields.name("prompt"), "this server keeps no prompt templates; send instructions.")
    found: dict[str, Any] = {
        "truncation": _truncation(fields),
        "reasoning": read_reasoning(fields),
        "parallel_tool_calls": fields.truth("parallel_tool_calls"),
    }
    found = {key: value for key, value in found.items() if value is not None}
    return found | ({"tracing": _tracing(fields)} if fields.given("tracing") else {})


def read_include(fields: Fields) -> dict[str, Any]:
    """Raises errors.Refused."""
    include = fields.list("include")
    for place, one in enumerate(include or ()):
        if one != LOGPROBS:
            raise errors.wrong_value(errors.path(fields.name("include"), place), str(one), (LOGPROBS,))
    return {} if include is None else {"include": include}


def read_noise(fields: Fields) -> dict[str, Any]:
    """Raises errors.Refused."""
    if not fields.given("noise_reduction"):
        return {}
    inside = fields.inside("noise_reduction")
    if inside is None:
        return {"noise_reduction": None}
    return {
        "noise_reduction": _kept(
            inside,
            type=inside.choice("type", ("near_field", "far_field")),
            strength=inside.number("strength", 0.0, 1.0),
        )
    }


def read_reasoning(fields: Fields) -> dict[str, Any] | None:
    """Raises errors.Refused."""
    inside = fields.inside("reasoning")
    return inside and _kept(inside, effort=inside.choice("effort", EFFORTS))


def _tracing(fields: Fields) -> str | dict[str, Any] | None:
    if isinstance(fields.raw("tracing"), str):
        return fields.choice("tracing", ("auto",))
    inside = fields.inside("tracing")
    return inside and _kept(
        inside,
        workflow_name=inside.text("workflow_name"),
        group_id=inside.text("group_id"),
        metadata=inside.table("metadata"),
    )


def _truncation(fields: Fields) -> str | dict[str, Any] | None:
    if isinstance(fields.raw("truncation"), str):
        return fields.choice("truncation", ("auto", "disabled"))
    inside = fields.inside("truncation")
    if inside is None:
        return None
    limits = inside.inside("token_limits")
    return _kept(
        inside,
        type=inside.must("type", lambda key: inside.choice(key, ("retention_ratio",))),
        retention_ratio=inside.must("retention_ratio", lambda key: inside.number(key, 0.0, 1.0)),
        token_limits=limits and _kept(limits, post_instructions=limits.whole("post_instructions")),
    )


def _kept(fields: Fields, **found: Any) -> dict[str, Any]:
    """The fields that were given; there may be no others."""
    fields.end()
    return {key: value for key, value in found.items() if value is not None}
