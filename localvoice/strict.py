"""A table from TOML or JSON becomes a dataclass, or one clause says which key is wrong and what it may be.

The dataclass is the schema: its fields are the keys, their annotations the kinds, `Within` and `Form` the limits. What
has no default must be there, and nothing else may. msgspec reads the values; it is imported with the first of them,
because it takes 30 ms and `--help` needs the tables of this program's options, but no values.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints, is_typeddict

T = TypeVar("T")
Place = tuple[str | int, ...]  # keys and places in lists, from the top to a value

KINDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    dict: "table",
    list: "list",
    datetime: "time",
}


@dataclass(frozen=True)
class Within:
    """Limits of a number, in its annotation; both count as allowed."""

    low: float
    high: float = math.inf


@dataclass(frozen=True)
class Form:
    """How a text must look, in its annotation."""

    pattern: str  # of the whole text
    called: str  # the same for a person: "tag such as de"


class Unfit(ValueError):
    """A clause that wants its subject: `sets patience to nan; it must be a number from 0 to 10`."""


class Missing(Unfit):
    """There is no such file."""


def toml(file: Path) -> dict[str, Any]:
    """What a TOML file holds. Raises Missing, Unfit."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Missing("does not exist") from error
    except OSError as error:
        raise Unfit(f"cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unfit(f"cannot be read as TOML ({error})") from error


def json(text: bytes) -> Any:
    """What a JSON text holds; NaN and the like are no JSON. Raises Unfit."""
    import msgspec

    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unfit(f"is no JSON ({error})") from error


def made(kind: type[T], table: Any, where: Place = ()) -> T:
    """The dataclass (or TypedDict) `kind` made of a table, with all tables inside it. Raises Unfit.

    `where`: keys that lead to this table, to be named in the clause.
    """
    if not isinstance(table, dict):
        raise _wrong(kind, table, where)
    known = _hints(kind)
    if extra := sorted(set(table) - set(known)):
        meant = f"{_inside(where)}{_nearest(extra, known)}"
        raise Unfit(f"has unknown {', '.join(extra)}{meant}; allowed are {', '.join(sorted(known))}")
    if lacking := sorted(_needed(kind) - set(table)):
        raise Unfit(f"lacks {', '.join(lacking)}{_inside(where)}")
    return kind(**{name: value(known[name], one, (*where, name)) for name, one in table.items()})


def value(hint: Any, found: Any, where: Place) -> Any:
    """One value of the kind that the annotation `hint` tells. Raises Unfit."""
    kind, notes, optional = plain(hint)
    if found is None and optional:
        return None
    if _is_table(kind):
        return made(kind, found, where)
    inside = get_args(kind)
    if inside and isinstance(found, list) and get_origin(kind) in (list, tuple) and _is_table(inside[0]):
        every = [made(inside[0], one, (*where, number)) for number, one in enumerate(found)]
        return every if get_origin(kind) is list else tuple(every)
    if len(inside) == 2 and isinstance(found, dict) and _is_table(inside[1]):
        return {name: made(inside[1], one, (*where, name)) for name, one in found.items()}
    return _leaf(hint, _limited(kind, notes), found, where)


def _leaf(hint: Any, limited: Any, found: Any, where: Place) -> Any:
    import msgspec

    if isinstance(found, float) and not math.isfinite(found):
        raise _wrong(hint, found, where)
    try:
        return msgspec.convert(found, limited)
    except msgspec.ValidationError as error:
        raise _wrong(hint, found, where) from error


def _limited(kind: Any, notes: tuple[Any, ...]) -> Any:
    """The annotation as msgspec has it."""
    import msgspec

    for note in notes:
        if isinstance(note, Within):
            low = note.low if math.isfinite(note.low) else None
            high = note.high if math.isfinite(note.high) else None
            return Annotated[kind, msgspec.Meta(ge=low, le=high)]
        if isinstance(note, Form):
            return Annotated[kind, msgspec.Meta(pattern=rf"\A(?:{note.pattern})\Z")]
    return kind


def plain(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """Kind, notes, and whether it may be null, of `Annotated[kind, *notes] | None`."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    kinds = [part for part in parts if part is not NoneType]
    one = kinds[0] if len(kinds) == 1 else Union[tuple(kinds)]  # noqa: UP007
    notes = getattr(one, "__metadata__", ())
    kind = get_args(one)[0] if notes else one
    return kind, notes, len(kinds) < len(parts)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _needed(kind: type) -> frozenset[str]:
    if is_typeddict(kind):
        return kind.__required_keys__
    return frozenset(one.name for one in fields(kind) if one.default is one.default_factory is MISSING)


def _is_table(kind: Any) -> bool:
    return is_dataclass(kind) or is_typeddict(kind)


def _wrong(hint: Any, found: Any, where: Place) -> Unfit:
    if not where:
        return Unfit(f"must be {_called(hint)}, and is {found!r}")
    name, place = where[-1], where[:-1]
    if isinstance(name, int):
        return Unfit(f"has {found!r}{_inside(where)}; it must be {_called(hint)}")
    return Unfit(f"sets {name}{_inside(place)} to {found!r}; it must be {_called(hint)}")


def _nearest(unknown: Iterable[str], known: Iterable[str]) -> str:
    """What may have been meant; "" where nothing is alike."""
    from difflib import get_close_matches

    near = [match for name in unknown for match in get_close_matches(str(name), list(known), n=1)]
    return f" (is it {', '.join(near)}?)" if near else ""


def _inside(where: Place) -> str:
    """Where a key stands, as TOML writes it."""
    if not where:
        return ""
    table = ".".join(str(one) for one in where if isinstance(one, str))
    return f" in [[{table}]] {where[-1] + 1}" if isinstance(where[-1], int) else f" in [{table}]"


def _called(hint: Any) -> str:
    """What a value of this kind is called."""
    return "true or false" if plain(hint)[0] is bool else f"a {_noun(hint)}"


def _noun(hint: Any) -> str:
    kind, notes, _ = plain(hint)
    origin = get_origin(kind)
    if origin is Literal:
        return f"text, one of {', '.join(map(str, get_args(kind)))}"
    for note in notes:
        if isinstance(note, Form):
            return note.called
        if isinstance(note, Within):
            low, high = f"{note.low:.15g}", f"{note.high:.15g}"  # 2, not 2.0
            limits = f"from {low} to {high}" if math.isfinite(note.high) else f"of at least {low}"
            return f"{KINDS[kind]} {limits}"
    if origin in (list, tuple):
        return f"list of {_noun(get_args(kind)[0])}s"
    return "table" if _is_table(kind) or origin else KINDS.get(kind, "value of another kind")
