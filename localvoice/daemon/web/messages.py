"""What a chat's messages are: the system prompt, then what was said, called and answered; what is amiss is told."""

from typing import Any

from localvoice.daemon.web.refusals import Refused, missing, unfit
from localvoice.realtime import errors, pictures
from localvoice.realtime.fields import Fields
from localvoice.realtime.words import Call, Image, Item, Message, Result

MOST = 2000
ROLES = ("system", "developer", "user", "assistant", "tool", "function")


def items(messages: list[Any]) -> tuple[str, tuple[Item, ...]]:
    """The system prompt, which stands before everything else, and the rest. Raises Refused."""
    if not messages:
        raise missing("messages")
    if len(messages) > MOST:
        raise unfit("messages", f"at most {MOST} of them.", "array_above_max_length")
    system: list[str] = []
    found: list[Item] = []
    for place, message in enumerate(messages):
        where = f"messages[{place}]"
        if not isinstance(message, dict):
            raise unfit(where, "it must be an object.", "invalid_type")
        role = message.get("role")
        if role not in ROLES:
            raise unfit(f"{where}.role", f"supported are {', '.join(ROLES)}.")
        text, images = _content(message.get("content"), f"{where}.content", role == "user")
        if role in ("system", "developer") and not found:
            system.append(text)
        else:
            found += [Message("", "user", text, images=images)] if images else _items(role, text, message, where)
    return "\n\n".join(system), tuple(found)


def _items(role: str, text: str, message: dict[str, Any], where: str) -> list[Item]:
    if role in ("tool", "function"):
        return [Result("", str(message.get("tool_call_id") or message.get("name") or ""), text)]
    calls = [_call(call, f"{where}.tool_calls") for call in message.get("tool_calls") or ()]
    if role == "assistant":
        return [*([Message("", "assistant", text)] if text or not calls else []), *calls]
    return [Message("", "user" if role == "user" else "system", text)]


def _call(call: Any, where: str) -> Call:
    try:
        return Call("", str(call["id"]), str(call["function"]["name"]), str(call["function"]["arguments"]))
    except (KeyError, TypeError) as error:
        raise unfit(where, "a call has an id and a function with a name and arguments.", "invalid_type") from error


def _content(content: Any, where: str, persons: bool) -> tuple[str, tuple[Image, ...]]:
    """Text, or the texts and the pictures of a list of parts; only a person shows pictures."""
    if content is None or isinstance(content, str):
        return content or "", ()
    if not isinstance(content, list):
        raise unfit(where, "it must be a string or an array of parts.", "invalid_type")
    parts = [_part(part, f"{where}[{place}]", persons) for place, part in enumerate(content)]
    images = tuple(part for part in parts if isinstance(part, Image))
    return "\n".join(part for part in parts if isinstance(part, str)), images


def _part(part: Any, where: str, persons: bool) -> str | Image:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in ("text", "refusal") and isinstance(part.get(kind), str):
        return part[kind]
    if kind == "image_url" and persons:
        try:
            return pictures.read(Fields(part.get(kind), f"{where}.{kind}"), "url")
        except errors.Refused as error:
            raise Refused(400, error.message, error.code, error.param) from error
    if kind in ("image_url", "input_audio", "file"):
        raise Refused(400, f"Invalid '{where}': {kind} cannot be read here.", "unsupported_value", where)
    raise unfit(where, 'it must be {"type": "text", "text": …}.', "invalid_type")
