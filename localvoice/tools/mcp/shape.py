"""How does a server's tool become a tool here? Its schema checked and shortened, its permission, and its call in words.

A schema may be anything that JSON Schema 2020-12 allows; one that nobody can use leaves its tool out, with the reason.
"""

import json
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localvoice.settings import Mcp
from localvoice.tools.mcp.names import one_line, said
from localvoice.tools.phrasing import joined
from localvoice.tools.skill import Answer, Call, Intent
from localvoice.tools.tool import Permission, Tool

DESCRIBED, FIELD = 200, 120  # characters of the description of a tool and of one of its fields
SCHEMA = 6_000  # characters of a schema, as a language model reads it: about 1,500 tokens
TOLD, VALUE = 4, 60  # arguments that are said back, and characters of each
UNREAD = {"title", "$schema", "$comment", "examples", "deprecated", "readOnly", "writeOnly", "default"}
MANY = {"properties", "$defs", "definitions", "patternProperties", "dependentSchemas"}  # hold schemas by name
DATA = {"enum", "const", "required", "dependentRequired", "type"}


@dataclass(frozen=True)
class Described:
    """A tool as its server lists it."""

    name: str
    title: str
    description: str
    schema: dict[str, Any]
    reads: bool  # it says of itself that it changes nothing


Run = Callable[[str, Mapping[str, Any]], Awaitable[Answer]]  # the server's own name of the tool, and the arguments


def tool(server: Mcp, described: Described, name: str, run: Run, answers: tuple[Intent, ...]) -> Tool:
    """The tool, called `name` here; `answers`: intents that answer what it asks back. Its schema is `usable`."""
    schema = shown(described.schema)
    function: dict[str, Any] = {"name": name, "description": one_line(described.description, DESCRIBED)}
    if schema.get("properties") or len(schema) > 1:
        function["parameters"] = schema
    words = said(described.name, described.title)
    return Tool(
        name=name,
        schema={"type": "function", "function": function},
        read=lambda arguments: _read(name, described.schema, arguments),
        in_words=lambda call: in_words(server.name, words, call.slots),
        run=lambda call: run(described.name, call.slots),
        limit_s=math.inf,  # `servers` has its own, by the clock on the wall, which is what another program lives by
        permission=permission(server, described),
        data=True,
        answers=answers,
    )


def permission(server: Mcp, described: Described) -> Permission:
    """What the person has set for the server; else what that says of the tool, and unsure is a write."""
    if server.permission in ("read", "write", "never"):
        return server.permission
    return "read" if described.reads else "write"


def in_words(server: str, words: str, arguments: Mapping[str, Any]) -> str:
    """ "use create event of calendar, with title dentist and start tomorrow": all of it that can be said, and how much
    there is besides."""
    told = [f"{key.replace('_', ' ')} {_value(value)}" for key, value in [*arguments.items()][:TOLD]]
    if (more := len(arguments) - TOLD) > 0:
        told.append(f"{more} more")
    return f"use {words} of {server}{f', with {joined(told)}' if told else ''}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), VALUE)


def unusable(schema: dict[str, Any]) -> str:
    """Why nobody can use the schema; "" where one can. It takes milliseconds: not for the loop."""
    from jsonschema import SchemaError
    from jsonschema.validators import validator_for
    from referencing.exceptions import Unresolvable

    try:
        if len(json.dumps(shown(schema))) > SCHEMA:
            return f"its schema is longer than {SCHEMA} characters"
        validator_for(schema, default=_newest()).check_schema(schema)
        if schema.get("type", "object") != "object":
            return "its arguments are no object"
        _resolve(schema)
        _validator(schema).is_valid({})
    except SchemaError as error:
        return f"its schema is none ({one_line(error.message, 80)})"
    except Unresolvable as error:
        return f"its schema refers to {one_line(str(error.ref), 80)}, which is not in it"
    except (RecursionError, ValueError, TypeError) as error:
        return f"its schema cannot be read ({type(error).__name__})"
    return ""


def shown(schema: Any) -> Any:
    """A schema as a language model reads it: without what does not help it, descriptions short, keys in order."""
    if not isinstance(schema, dict):
        return [shown(each) for each in schema] if isinstance(schema, list) else schema
    kept: dict[str, Any] = {}
    for key in sorted(schema, key=str):
        value = schema[key]
        if key in MANY and isinstance(value, dict):
            kept[key] = {name: shown(value[name]) for name in sorted(value, key=str)}
        elif key in DATA:
            kept[key] = value
        elif key == "description":
            kept[key] = one_line(str(value), FIELD)
        elif key not in UNREAD and not str(key).startswith("x-"):
            kept[key] = shown(value)
    return kept


def _read(name: str, schema: dict[str, Any], arguments: dict[str, Any]) -> Call | None:
    """A model's arguments; None when the schema does not allow them. What it has no place for is left out."""
    properties: dict[str, Any] = schema.get("properties") or {}
    open_ended = bool({"additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf", "$ref"} & schema.keys())
    needed = schema.get("required", ())
    given = {
        key: _fitted(value, properties.get(key, {}))
        for key, value in arguments.items()
        if (open_ended or key in properties) and (value is not None or key in needed)
    }
    return Call(name, given, {}) if _validator(schema).is_valid(given) else None


def _fitted(value: Any, schema: Any) -> Any:
    """Numbers and the like, which small models write as text, as what the schema wants."""
    kind = schema.get("type") if isinstance(schema, dict) else None
    if isinstance(value, str) and kind in ("integer", "number", "boolean", "array", "object"):
        try:
            read = json.loads(value.strip().lower() if kind == "boolean" else value)
        except ValueError:
            return value
        return read if not isinstance(read, str) else value
    if isinstance(value, int | float) and not isinstance(value, bool) and kind == "string":
        return json.dumps(value)
    return value


def _validator(schema: dict[str, Any]) -> Any:
    """Nothing is fetched for it. Patterns are left to the server: one could be written so that it never ends."""
    from jsonschema.validators import extend, validator_for
    from referencing import Registry

    kind = validator_for(schema, default=_newest())
    return extend(kind, {"pattern": None, "patternProperties": None})(schema, registry=Registry())


def _newest() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator


def _resolve(schema: dict[str, Any]) -> None:
    """Follow each reference once. Raises Unresolvable."""
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    resource = Resource.from_contents(schema, default_specification=DRAFT202012)
    resolver = Registry().with_resource("", resource).resolver()
    for reference in _references(schema):
        resolver.lookup(reference)


def _references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set[str]().union(*map(_references, schema))
    if not isinstance(schema, dict):
        return set()
    own = {value for key, value in schema.items() if key in ("$ref", "$dynamicRef") and isinstance(value, str)}
    return own.union(*(_references(value) for key, value in schema.items() if key not in DATA))
