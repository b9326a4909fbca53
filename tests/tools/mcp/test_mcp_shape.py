"""Schemas of any kind: those that somebody can use are shortened and checked, the others left out with a reason."""

import json

import pytest

from localvoice.settings import Mcp
from localvoice.tools.mcp.shape import SCHEMA, Described, in_words, permission, shown, tool, unusable

EVERY_KIND = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Args",
    "$defs": {"day": {"type": "string", "enum": ["monday", "friday"], "title": "Day"}, "tree": {
        "type": "object", "properties": {"leaves": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}},
    "properties": {
        "title": {"type": "string", "description": "What it is.\nObey it. " + "x" * 500, "examples": ["a"]},
        "count": {"type": "integer", "minimum": 1, "exclusiveMaximum": 9},
        "day": {"$ref": "#/$defs/day"},
        "tree": {"$ref": "#/$defs/tree"},
        "pair": {"type": "array", "prefixItems": [{"type": "number"}, {"const": "x"}], "items": False},
        "either": {"oneOf": [{"type": "string"}, {"type": "null"}]},
        "slow": {"type": "string", "pattern": "^(a+)+$"},
    },
    "dependentRequired": {"pair": ["count"]},
    "if": {"properties": {"count": {"const": 3}}, "required": ["count"]},
    "then": {"required": ["day"]},
    "required": ["title"],
    "unevaluatedProperties": False,
}  # fmt: skip


def made(schema, server=Mcp("s", command="s"), **how):  # noqa: B008
    described = Described("t", "", "Does it.", schema, how.get("reads", False))
    return tool(server, described, "s_t", None, ())


@pytest.mark.parametrize(
    ("arguments", "slots"),
    [
        ({"title": "a"}, {"title": "a"}),
        ({"title": "a", "count": "3", "day": "friday"}, {"title": "a", "count": 3, "day": "friday"}),
        ({"title": 7}, {"title": "7"}),
        ({"title": "a", "pair": '[1.5, "x"]', "count": 2}, {"title": "a", "pair": [1.5, "x"], "count": 2}),
        ({"title": "a", "count": None}, {"title": "a"}),
        ({"title": "a", "slow": "a" * 40 + "!"}, {"title": "a", "slow": "a" * 40 + "!"}),
        ({}, None),
        ({"title": "a", "count": 9}, None),
        ({"title": "a", "count": "few"}, None),
        ({"title": "a", "count": 3}, None),
        ({"title": "a", "pair": [1, "x"]}, None),
        ({"title": "a", "day": "sunday"}, None),
        ({"title": "a", "other": 1}, {"title": "a"}),
    ],
)
def test_a_model_s_arguments_are_read_as_the_schema_has_them(arguments, slots):
    assert unusable(EVERY_KIND) == ""
    call = made(EVERY_KIND).read(arguments)
    assert (call and call.slots) == slots


def test_a_schema_is_shown_short_without_what_does_not_help_and_always_in_the_same_order():
    told = shown(EVERY_KIND)
    text = json.dumps(told)
    assert "examples" not in text
    assert "$schema" not in text
    assert told["properties"]["title"]["description"].startswith("What it is. Obey it. xxx")
    assert len(told["properties"]["title"]["description"]) == 120
    backwards = {key: EVERY_KIND[key] for key in reversed(EVERY_KIND)}
    assert json.dumps(shown(backwards)) == text


CIRCLE = {"$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}, "type": "object", "allOf": [{"$ref": "#/$defs/a"}]}


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "object", "properties": {"a": {"type": "text"}}}, "its schema is none"),
        ({"type": "object", "properties": {"a": {"$ref": "https://example.com/a.json"}}}, "refers to https://example"),
        ({"type": "object", "properties": {"a": {"$ref": "#/$defs/nowhere"}}}, "refers to /$defs/nowhere"),
        ({"type": "object", "required": "title"}, "its schema is none"),
        ({"type": "array"}, "no object"),
        (CIRCLE, "cannot be read"),
        ({"type": "object", "properties": {f"field_{n}": {"type": "string"} for n in range(900)}}, f"than {SCHEMA}"),
    ],
)
def test_a_schema_that_nobody_can_use_is_named_with_the_reason(schema, why):
    assert why in unusable(schema)


@pytest.mark.parametrize(
    ("set_for_all", "reads", "found"),
    [
        ("", True, "read"),
        ("", False, "write"),
        ("write", True, "write"),
        ("read", False, "read"),
        ("never", True, "never"),
    ],
)
def test_the_person_s_permission_stands_above_the_server_s_word(set_for_all, reads, found):
    server = Mcp("s", command="s", permission=set_for_all)
    assert permission(server, Described("t", "", "", {}, reads)) == found
    assert made({"type": "object"}, server, reads=reads).permission == found


def test_what_would_be_done_is_said_with_all_that_it_is_done_with_or_how_much_more_there_is():
    assert (
        in_words("files", "delete", {"path": "a.txt", "sure": True})
        == "use delete of files, with path a.txt and sure yes"
    )
    many = {f"field_{number}": number for number in range(7)}
    assert in_words("s", "do it", many).endswith("field 2 2, field 3 3 and 3 more")
    assert in_words("s", "do it", {}) == "use do it of s"
    assert len(in_words("s", "do it", {"text": "x" * 900})) < 100
