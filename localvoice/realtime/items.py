"""What is one item of a conversation? A message of parts, a function's call or its result: read, shown, remembered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from localvoice.realtime import errors, pictures, sound, words
from localvoice.realtime.fields import Fields
from localvoice.realtime.truncation import Told

ID_CHARACTERS = 32  # the API's longest id of a client's own
PARTS = 100  # of one message
TEXT_CHARACTERS = 1_000_000  # of one part, of a call's arguments or a result: many times what any model here can read

GONE = "(A picture was shown here that can no longer be seen.)"

Status = Literal["in_progress", "completed", "incomplete"]
PART_KINDS = {
    "system": ("input_text",),
    "user": ("input_text", "input_audio", "input_image"),
    "assistant": ("output_text", "output_audio"),
}


@dataclass
class Part:
    """A piece of a message."""

    kind: str  # "input_text", "input_audio", "input_image", "output_text", "output_audio"
    told: Told = field(default_factory=Told)
    heard_ms: float = float("inf")  # of its sound, by the client's word
    sound: bytes = b""  # that is still to be recognised, of one that a client made
    image: words.Image | None = None

    @property
    def text(self) -> str:
        return self.told.heard(self.heard_ms)

    def shown(self) -> dict[str, Any]:
        """A transcript that nobody has yet is "": null is against the API's schema, and none stops its client in JS.

        A picture is not sent back, as sound is not.
        """
        if self.kind == "input_image":
            return {"type": self.kind, "detail": "auto"}
        return {"type": self.kind, "transcript" if self.kind.endswith("audio") else "text": self.text}


@dataclass
class Said:
    """A message."""

    id: str
    role: Literal["system", "user", "assistant"]
    parts: list[Part]
    status: Status = "completed"
    heard: bool = True  # False: sound of it is still being recognised
    silent: bool = False  # it is what was waited for in vain

    def shown(self) -> dict[str, Any]:
        return {
            **_head(self.id, "message", self.status),
            "role": self.role,
            "content": [part.shown() for part in self.parts],
        }

    def read(self) -> words.Item:
        texts = [part.text for part in self.parts if part.text]
        gone = [GONE for part in self.parts if part.kind == "input_image" and not part.image]
        images = tuple(part.image for part in self.parts if part.image)
        return words.Message(self.id, self.role, " ".join([*gone, *texts]), self.silent, images)


@dataclass
class Called:
    """A call of one of the client's functions."""

    id: str
    call_id: str
    name: str
    arguments: str
    status: Status = "completed"
    heard: bool = True

    def shown(self) -> dict[str, Any]:
        rest = {"call_id": self.call_id, "name": self.name, "arguments": self.arguments}
        return {**_head(self.id, "function_call", self.status), **rest}

    def read(self) -> words.Item:
        return words.Call(self.id, self.call_id, self.name, self.arguments)


@dataclass
class GaveBack:
    """What the client's function gave back."""

    id: str
    call_id: str
    output: str
    status: Status = "completed"
    heard: bool = True

    def shown(self) -> dict[str, Any]:
        return {
            **_head(self.id, "function_call_output", self.status),
            "call_id": self.call_id,
            "output": self.output,
        }

    def read(self) -> words.Item:
        return words.Result(self.id, self.call_id, self.output)


Item = Said | Called | GaveBack


def read_item(fields: Fields, new_id: str, heard_as: words.Format) -> Item:
    """An item that a client made; `new_id` is its id when it brings none. Raises errors.Refused."""
    kind = fields.must("type", lambda key: fields.choice(key, ("message", "function_call", "function_call_output")))
    item_id = fields.text("id", ID_CHARACTERS) or new_id
    fields.choice("object", ("realtime.item",))
    fields.choice("status", ("completed", "incomplete", "in_progress"))  # has no effect, says the API
    item = {"message": _message, "function_call": _call}.get(kind, _result)(fields, item_id, heard_as)
    fields.end()
    return item


def _message(fields: Fields, item_id: str, heard_as: words.Format) -> Said:
    role: Any = fields.must("role", lambda key: fields.choice(key, tuple(PART_KINDS)))
    parts = [
        _part(one, PART_KINDS[role], heard_as) for one in fields.must("content", lambda key: fields.tables(key, PARTS))
    ]
    return Said(item_id, role, parts, heard=not any(part.sound for part in parts))


def _part(fields: Fields, kinds: tuple[str, ...], heard_as: words.Format) -> Part:
    kind = fields.must("type", lambda key: fields.choice(key, kinds))
    part = Part(kind)
    if kind == "input_image":
        part.image = pictures.read(fields)
    elif kind.endswith("text"):
        part.told.text = fields.must("text", _text(fields))
    else:
        part.told.text = _text(fields)("transcript") or ""
        audio = fields.text("audio")
        if kind == "input_audio" and not part.told.text:
            part.sound = sound.decoded(fields.must("audio", fields.text), fields.name("audio"), heard_as)
        elif kind == "output_audio" and audio:
            raise errors.unfit(fields.name("audio"), "an assistant's audio cannot be given; give its transcript.")
    fields.end()
    return part


def _call(fields: Fields, item_id: str, heard_as: words.Format) -> Called:
    return Called(
        item_id,
        fields.text("call_id", ID_CHARACTERS) or item_id,
        fields.must("name", fields.text),
        fields.must("arguments", _text(fields)),
    )


def _result(fields: Fields, item_id: str, heard_as: words.Format) -> GaveBack:
    return GaveBack(item_id, fields.must("call_id", fields.text), fields.must("output", _text(fields)))


def _text(fields: Fields) -> Callable[[str], str | None]:
    return lambda key: fields.text(key, TEXT_CHARACTERS)


def _head(item_id: str, kind: str, status: Status) -> dict[str, Any]:
    return {"id": item_id, "object": "realtime.item", "type": kind, "status": status}
