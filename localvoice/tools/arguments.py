"""Which words did a model mean by an argument? Lists, numbers, "null" and small objects, as small models write them."""

import json
from typing import Any

from localvoice.tools.reading.numbers import digits

NOTHING = {"", "null", "none", "nil", "undefined", "n/a", "na", "nan", "unknown", "empty", "[]", "{}"}


def said(value: Any) -> tuple[str, ...]:
    """The argument as one would say it, one text for each thing of a list; () for none, and for what says nothing."""
    match value:
        case None | bool():
            return ()
        case int():
            return (str(value),)
        case float():
            return (digits(value),) if value - value == 0 else ()  # not an infinity
        case str():
            return _text(value.strip())
        case list() | tuple():
            return tuple(words for each in value for words in said(each))
        case dict():
            return _object(value)
    return ()


def _text(text: str) -> tuple[str, ...]:
    if text.lower() in NOTHING:
        return ()
    if text[0] in "[{":  # JSON within JSON
        try:
            return said(json.loads(text))
        except (ValueError, RecursionError):
            return (text,)
    return (text,)


def _object(value: dict[Any, Any]) -> tuple[str, ...]:
    """{"item": "milk"} → milk, {"minutes": 10} and {"amount": 10, "unit": "minutes"} → 10 minutes; () for others."""
    counted = {key: each for key, each in value.items() if isinstance(each, int | float) and not isinstance(each, bool)}
    named = [each for each in value.values() if isinstance(each, str)]
    if len(counted) == 1 and len(named) == len(value) - 1 == 1:
        return (" ".join([*said(next(iter(counted.values()))), *named]),)
    if counted and len(counted) == len(value):
        return (" ".join(f"{said(each)[0]} {key}" for key, each in counted.items() if said(each)),)
    return said(next(iter(value.values()))) if len(value) == 1 else ()
