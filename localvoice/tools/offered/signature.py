"""What does a Python function take and give back? A JSON schema of it for a language model, and its arguments read.

msgspec knows what annotations mean: text, numbers, lists, tables, `Literal`, `Enum`, `Optional`, dataclasses, dates.
This is imported only in the process that runs a person's functions.
"""

import inspect
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

ABOUT_CHARS = 1000  # of a docstring; what is longer costs a language model more than it tells
JSON = "text, numbers, truth values, lists, tables, dates, Literal, Enum and dataclasses can be"


class Unfit(ValueError):
    """A clause that wants its function as subject: `takes **options: name each argument`."""


class Signature:
    """What one function takes and gives back. Raises Unfit."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name, self._function = name, function
        plain = inspect.unwrap(function)
        if inspect.isgeneratorfunction(plain) or inspect.isasyncgenfunction(plain):
            raise Unfit("yields: return a list instead")
        self._parameters = inspect.signature(function).parameters
        try:
            hints = get_type_hints(function, include_extras=True)
        except NameError as error:
            raise Unfit(f"has an annotation that nobody knows ({error})") from error
        except TypeError as error:
            raise Unfit(f"has an annotation that is no type ({error})") from error
        fields = [self._field(each, hints) for each in self._parameters.values()]
        self._gives = hints.get("return", Any)
        self._check(self._gives, "gives back")
        try:
            self._takes = msgspec.defstruct("arguments", fields, kw_only=True, forbid_unknown_fields=True)
        except (TypeError, ValueError) as error:
            raise Unfit(f"cannot be described ({error})") from error

    def schema(self) -> dict[str, Any]:
        """OpenAI-style; without references, which small models do not follow."""
        schema = msgspec.json.schema(self._takes, schema_hook=_path_schema)
        parts = schema["$defs"]
        try:
            table = _whole(parts.pop("arguments"), parts)
        except RecursionError as error:
            raise Unfit("takes a table that contains itself") from error
        function: dict[str, Any] = {"name": self.name, "description": self.about()}
        if table["properties"]:
            function["parameters"] = {key: table[key] for key in ("type", "properties", "required") if table.get(key)}
        return {"type": "function", "function": function}

    def about(self) -> str:
        """Its docstring; where it has none, its name as words."""
        return (inspect.getdoc(self._function) or "")[:ABOUT_CHARS].strip() or self.name.replace("_", " ")

    def call(self, arguments: dict[str, Any]) -> Any:
        """What the function gives back for a language model's arguments. Raises Unfit, and what the function raises."""
        try:
            read = msgspec.convert(arguments, self._takes, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            raise Unfit(f"does not take these arguments: {error}") from error
        given = {name: getattr(read, name) for name in self._parameters}
        given = {name: value for name, value in given.items() if value is not msgspec.UNSET}
        first = [name for name, one in self._parameters.items() if one.kind is one.POSITIONAL_ONLY]
        return self._function(*[given.pop(name) for name in first if name in given], **given)

    def told(self, value: Any) -> str:
        """What it has given back, as text. Raises Unfit where that is no JSON, or not what its annotation says."""
        try:
            plain = msgspec.to_builtins(value, str_keys=True, enc_hook=_plain)
            if self._gives is not Any:
                msgspec.convert(plain, self._gives, dec_hook=_path, str_keys=True)
        except msgspec.ValidationError as error:
            raise Unfit(f"gave back something else than its annotation says: {error}") from error
        except (TypeError, ValueError, RecursionError, OverflowError) as error:
            raise Unfit(f"gave back what is no JSON ({error}); {JSON}") from error
        if plain is None:
            return "Done."
        return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()

    def _field(self, parameter: inspect.Parameter, hints: dict[str, Any]) -> tuple[Any, ...]:
        name = parameter.name
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            stars = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
            raise Unfit(f"takes {stars}{name}: name each argument")
        if name not in hints:
            raise Unfit(f"does not say what {name} is: write {name}: str, or another type")
        kind = self._check(_described(hints[name]), f"takes {name} as")
        if parameter.default is parameter.empty:
            return name, kind
        return name, kind | msgspec.UnsetType, msgspec.UNSET  # left out, so that the function's own default holds

    def _check(self, kind: Any, how: str) -> Any:
        try:
            msgspec.json.schema(kind, schema_hook=_path_schema)
        except (TypeError, ValueError, NameError, RecursionError) as error:
            called = getattr(kind, "__name__", str(kind))
            raise Unfit(f"{how} {called}, which is no JSON; {JSON}") from error
        return kind


def _described(kind: Any) -> Any:
    """`Annotated[int, "in degrees"]`, with the text where msgspec looks for it."""
    if get_origin(kind) is not Annotated:
        return kind
    inner, *notes = get_args(kind)
    texts = [note for note in notes if isinstance(note, str)]
    return Annotated[inner, msgspec.Meta(description=" ".join(texts))] if texts else kind


def _whole(part: Any, parts: dict[str, Any]) -> Any:
    """The schema with what references stand for in their place, and without titles, which are names of classes."""
    if isinstance(part, list):
        return [_whole(each, parts) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _whole(parts[part["$ref"].rpartition("/")[2]], parts)
    kept = {key: each for key, each in part.items() if key != "title" or not isinstance(each, str)}
    return {key: _whole(each, parts) for key, each in kept.items()}


def _path_schema(kind: type) -> dict[str, Any]:
    if isinstance(kind, type) and issubclass(kind, PurePath):
        return {"type": "string"}
    raise NotImplementedError(kind)


def _path(kind: type, value: Any) -> Any:
    if issubclass(kind, PurePath) and isinstance(value, str):
        return Path(value).expanduser()
    raise NotImplementedError(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return value.tolist()
    raise TypeError(f"a thing of the type {type(value).__name__}")
