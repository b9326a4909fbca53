"""Which objects stand in a text? JSON, or Python's notation of it, even with a bracket too many or too few."""

import ast
import json
from collections.abc import Iterator
from typing import Any

MISSING = ("", "}", "}}", "}}}")
_NO_OBJECT = (ValueError, SyntaxError, TypeError, RecursionError, MemoryError)


def objects(text: str) -> Iterator[dict[str, Any]]:
    """Each outermost object that can be read, from left to right."""
    at = text.find("{")
    while at >= 0:
        end = closed(text, at) or len(text)
        found = _read(text[at:end])
        if found is None:
            at = text.find("{", at + 1)  # "{{…}}": the one within
            continue
        yield found
        at = text.find("{", end)


def closed(text: str, start: int) -> int | None:
    """The place behind the bracket that closes the one at `start`; None while there is none."""
    depth, quote, escaped = 0, "", False
    for at in range(start, len(text)):
        sign = text[at]
        if quote:
            quote = quote if escaped or sign != quote else ""
            escaped = sign == "\\" and not escaped
        elif sign == '"' or (sign == "'" and text[at - 1] in "{[:, "):
            quote = sign
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            if depth == 0:
                return at + 1
    return None


def _read(text: str) -> dict[str, Any] | None:
    for missing in MISSING:
        for parse in (json.loads, ast.literal_eval):
            try:
                found = parse(text.rstrip(" ,") + missing)
            except _NO_OBJECT:
                continue
            if isinstance(found, dict):
                return found
    return None
