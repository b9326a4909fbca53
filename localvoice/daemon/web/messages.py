"""What a chat's messages are: the system prompt, then what was said, called and answered; what is amiss is told."""

from typing import Any

from localvoice.daemon.web.refusals import Refused, missing, unfit
from localvoice.realtime.words import Call, Item, Message, Result

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
        text = _text(message.get("content"), f"{where}.content")
        if role in ("system", "developer") and not found:
            system.append(text)
        else:
            found += _items(role, text, message, where)
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


def _text(content: Any, where: str) -> str:
    """Text, or the texts of a list of parts."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise unfit(where, "it must be a string or an array of parts.", "invalid_type")
    return "\n".join(_part(part, f"{where}[{place}]") for place, part in enumerate(content))


def _part(part: Any, where: str) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in ("text", "refusal") and isinstance(part.get(kind), str):
        return part[kind]
    if kind in ("image_url", "input_audio", "file"):
        raise Refused(400, f"Invalid '{where}': only text can be read here, not {kind}.", "unsupported_value", where)
    raise unfit(where, 'it must be {"type": "text", "text": …}.', "invalid_type")
