"""Which items does a client give to the back end? Messages of text, and results of functions that it was asked for."""

from typing import Any

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.live.words import Message, Result

TEXT_CHARACTERS = 200_000
ROLES = ("user", "assistant", "system", "developer")
KINDS = ("message", "function_call_output")
STATUSES = ("in_progress", "completed", "incomplete")
TEXTS = {"assistant": ("output_text", "input_text")}  # kinds of part; others: input_text alone


def read_item(fields: Fields, item_id: str) -> Message | Result:
    """`item_id`: where the client has given none. Raises errors.Refused."""
    kind = fields.choice("type", KINDS) or "message"
    item_id = fields.text("id", 512) or item_id
    fields.choice("status", STATUSES)
    if kind == "function_call_output":
        call_id = fields.must("call_id", lambda key: fields.text(key, 512))
        item: Message | Result = Result(item_id, call_id, _text(fields, "output", ("input_text",)))
    else:
        role: Any = fields.must("role", lambda key: fields.choice(key, ROLES))
        text = _text(fields, "content", TEXTS.get(role, ("input_text",)))
        item = Message(item_id, "system" if role == "developer" else role, text)
    fields.end()
    return item


def _text(fields: Fields, key: str, kinds: tuple[str, ...]) -> str:
    """A text, or parts of it."""
    if isinstance(fields.raw(key), str):
        return fields.must(key, lambda name: fields.text(name, TEXT_CHARACTERS))
    texts = []
    for part in fields.must(key, fields.tables):
        part.must("type", lambda name, part=part: part.choice(name, kinds))
        texts.append(part.must("text", lambda name, part=part: part.text(name, TEXT_CHARACTERS)))
        part.list("annotations")
        part.end()
    text = "".join(texts)
    if len(text) > TEXT_CHARACTERS:
        raise errors.too_long(fields.name(key), TEXT_CHARACTERS, len(text))
    return text
