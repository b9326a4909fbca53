"""Why was an event refused? In the API's own kinds of error: a type, a code, the parameter at fault, one sentence.

Nothing of a refused event has any effect. The codes are those that the API's users have seen and that clients look for;
the sentences name what was wrong and what is allowed, as the API's do.
"""

from collections.abc import Iterable, Sequence
from typing import Any

ENDLESS = 1 << 62  # no upper limit


class Refused(Exception):
    """What the client sent cannot be done, for a reason that goes back to it as an `error` event."""

    def __init__(self, message: str, code: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param  # such as "session.audio.input.format"; None: the event as a whole

    def shown(self, event_id: str | None) -> dict[str, Any]:
        """The `error` of an error event; `event_id` is the refused event's own, if it had one."""
        return {
            "type": "invalid_request_error",
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "event_id": event_id,
        }


def unknown(param: str) -> Refused:
    return Refused(f"Unknown parameter: '{param}'.", "unknown_parameter", param)


def missing(param: str) -> Refused:
    return Refused(f"Missing required parameter: '{param}'.", "missing_required_parameter", param)


def wrong_type(param: str, wanted: str, found: Any) -> Refused:
    return Refused(
        f"Invalid type for '{param}': expected {wanted}, but got {_kind(found)} instead.", "invalid_type", param
    )


def wrong_value(param: str, found: str, allowed: Iterable[str]) -> Refused:
    choice = [f"'{one}'" for one in allowed]
    said = " and ".join(filter(None, [", ".join(choice[:-1]), choice[-1]]))
    return Refused(f"Invalid value: '{_short(found)}'. Supported values are: {said}.", "invalid_value", param)


def unfit(param: str, sentence: str) -> Refused:
    """A value of the right type that cannot be used; `sentence` says why."""
    return Refused(f"Invalid '{param}': {sentence}", "invalid_value", param)


def too_long(param: str, most: int, found: int) -> Refused:
    sentence = f"string too long. Expected at most {most} characters, but got {found} instead."
    return Refused(f"Invalid '{param}': {sentence}", "string_above_max_length", param)


def too_many(param: str, most: int, found: int) -> Refused:
    sentence = f"too many of them. Expected at most {most}, but got {found} instead."
    return Refused(f"Invalid '{param}': {sentence}", "array_above_max_length", param)


def out_of_range(param: str, found: float, low: float, high: float) -> Refused:
    kind = "integer" if isinstance(low, int) else "decimal"
    below = found < low
    sentence = f"{kind} {'below minimum' if below else 'above maximum'} value. Expected {_range(low, high)}"
    code = f"{kind}_{'below_min' if below else 'above_max'}_value"
    return Refused(f"Invalid '{param}': {sentence}, but got {_short(str(found))} instead.", code, param)


def no_such_item(doing: str, code: str, item_id: str, param: str) -> Refused:
    return Refused(f"Error {doing} item: the item with id '{_short(item_id)}' does not exist.", code, param)


def no_such(what: str, found: str, param: str) -> Refused:
    return Refused(f"Invalid '{param}': there is no {what} with the id '{_short(found)}'.", "invalid_value", param)


def path(*parts: str | int) -> str:
    """Keys and places in lists as the API writes them: `session.tools[0].name`."""
    written = ""
    for part in parts:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
    return written


def _kind(found: Any) -> str:
    if found is None:
        return "null"
    kinds = ((bool, "a boolean"), (int, "an integer"), (float, "a decimal"), (str, "a string"), (Sequence, "an array"))
    return next((name for kind, name in kinds if isinstance(found, kind)), "an object")


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"


def _range(low: float, high: float) -> str:
    if low == high:
        return f"{low:g}"
    return f"a value of at least {low:g}" if high >= ENDLESS else f"a value from {low:g} to {high:g}"
