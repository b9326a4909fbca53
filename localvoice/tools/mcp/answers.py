"""What did the person answer to a server's question? Its small forms, one field after the other, read from words.

A server asks with a flat schema: text, number, yes or no, one of several, some of several. The words are those of a
recogniser or a keyboard.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from localvoice.tools.mcp.assent import agreed
from localvoice.tools.mcp.names import one_line
from localvoice.tools.phrasing import joined
from localvoice.tools.reading.slots import DAY, MOMENT, NUMBER, spelled

SHOWN = 6  # options that are said
WORDS = "a few words"  # what is wanted where any text is
TITLE = 60  # characters of what a field or an option is called
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
COUNTED = {
    "half a dozen": 6,
    **dict.fromkeys(("a couple", "a couple of us", "a pair", "both of us", "the two of us"), 2),
    **dict.fromkeys(("just me", "only me", "me", "me alone", "myself", "just myself", "alone"), 1),
}
INTRODUCED = re.compile(
    r"(?:(?:well|um?|uh|let's|just|please|i'd|i would) )*(?:call|name|title|say|put)(?: (?:it|that))? (?=\S)", re.I
)

Value = str | int | float | bool | list[str]


@dataclass(frozen=True)
class Field:
    """One thing that is asked for."""

    name: str
    schema: Mapping[str, Any]
    title: str

    @property
    def kind(self) -> str:
        kind = self.schema.get("type", "string")
        return kind if kind in ("string", "number", "integer", "boolean", "array") else "string"

    @property
    def options(self) -> dict[str, str]:
        """What may be chosen, as it is said → the value; {} where anything may be."""
        schema = self.schema.get("items", {}) if self.kind == "array" else self.schema
        titled = schema.get("oneOf") or schema.get("anyOf")
        if isinstance(titled, list):
            pairs = [(str(one.get("title", one.get("const"))), str(one.get("const"))) for one in titled]
        else:
            values = [str(value) for value in schema.get("enum", ())]
            names = [str(name) for name in schema.get("enumNames", values)]
            pairs = [*zip(names if len(names) == len(values) else values, values, strict=True)]
        return {one_line(title, TITLE): value for title, value in pairs}

    @property
    def wanted(self) -> str:
        """What an answer must be: "a number from 1 to 8", "one of tea, coffee and milk"."""
        if self.options:
            some = [*self.options]
            shown = [*some[:SHOWN], *(["others"] if len(some) > SHOWN else [])]
            return f"some of {joined(shown)}" if self.kind == "array" else f"one of {joined(shown, 'or')}"
        if self.kind == "boolean":
            return "yes or no"
        if self.kind in ("number", "integer"):
            low, high = self.schema.get("minimum"), self.schema.get("maximum")
            return f"a {'whole ' if self.kind == 'integer' else ''}number{_bounds(low, high)}"
        formats = {"date": "a day", "date-time": "a day and a time", "email": "a mail address", "uri": "an address"}
        return formats.get(self.schema.get("format", ""), WORDS)

    def read(self, words: str, now: datetime) -> Value | None:
        """The words as the value that the server wants; None when they are none."""
        if self.options:
            return self._chosen(words)
        if self.kind == "boolean":
            return agreed(words)
        if self.kind in ("number", "integer"):
            return self._number(words)
        return self._text(words, now)

    def _chosen(self, words: str) -> Value | None:
        said = f" {spelled(words)} "
        there = {title: value for title, value in self.options.items() if f" {spelled(title)} " in said}
        longest = [one for one in there if not any(one != other and one.lower() in other.lower() for other in there)]
        found = [there[title] for title in longest]
        if not found:
            found = [[*self.options.values()][at] for at in _places(said, len(self.options))]
        if self.kind == "array":
            return found or None
        return found[0] if len(found) == 1 else None

    def _number(self, words: str) -> Value | None:
        value: int | float | None = COUNTED.get(spelled(words), NUMBER.parse(words))
        if value is None:  # "for four people", "about twelve"
            found = [each for each in map(NUMBER.parse, spelled(words).split()) if each is not None]
            value = found[0] if len(found) == 1 else None
        low: Any = self.schema.get("minimum")
        high: Any = self.schema.get("maximum")
        if value is None or (_is(low) and value < low) or (_is(high) and value > high):
            return None
        if self.kind == "integer":
            return int(value) if value == int(value) else None
        return value

    def _text(self, words: str, now: datetime) -> Value | None:
        text = " ".join(words.split()).strip(" .,;:!?")
        match self.schema.get("format"):
            case "date" | "date-time" as kind:
                return _dated(text, now, kind == "date")
            case "email":
                spoken = re.sub(r"\s+at\s+", "@", re.sub(r"\s+dot\s+", ".", text)).replace(" ", "").lower()
                return spoken if ADDRESS.fullmatch(spoken) else None
        text = text[found.end() :] if (found := INTRODUCED.match(text)) else text
        least, most = self.schema.get("minLength", 1), self.schema.get("maxLength")
        fits = len(text) >= max(1, least) and (most is None or len(text) <= most)
        return text if fits else None


def _places(said: str, count: int) -> list[int]:
    """Which of so many is pointed at: "the second one", "number two", "the last"."""
    places = [at for at, word in enumerate(ORDINALS[:count]) if f" {word} " in said]
    if numbered := re.search(r" (?:number|option) (\w+) ", said):
        value = NUMBER.parse(numbered[1])
        places += [value - 1] if isinstance(value, int) and 0 < value <= count else []
    places += [count - 1] if " last " in said else []
    places += [count // 2] if " middle " in said and count % 2 else []
    return sorted(set(places))


def fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """What has to be asked of a form: what it requires, or all of it where it requires nothing."""
    properties: dict[str, Any] = schema.get("properties") or {}
    needed = [name for name in schema.get("required") or () if name in properties] or [*properties]
    return tuple(Field(name, properties[name], _title(name, properties[name])) for name in needed)


def _title(name: str, schema: Mapping[str, Any]) -> str:
    return one_line(str(schema.get("title") or name.replace("_", " ")), TITLE)


def _bounds(low: Any, high: Any) -> str:
    if _is(low):
        return f" from {low:g} to {high:g}" if _is(high) else f", {low:g} or more"
    return f" up to {high:g}" if _is(high) else ""


def _is(bound: Any) -> bool:
    return isinstance(bound, int | float) and not isinstance(bound, bool)


def _dated(text: str, now: datetime, day_only: bool) -> str | None:
    """ISO 8601, as the server wants it."""
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat() if day_only else datetime.fromisoformat(text).isoformat()
    day = DAY.parse(text) if day_only else None
    moment = MOMENT.parse(text) if day is None else None
    when = day.on(now.date()) if day else moment.at(now) if moment else None
    if isinstance(when, datetime):
        return when.date().isoformat() if day_only else when.isoformat(timespec="seconds")
    return when.isoformat() if when else None
