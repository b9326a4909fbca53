"""What is one message of a client's? A JSON object that is read key by key, or a refusal that says why not."""

from typing import Any

from localvoice import strict
from localvoice.realtime import errors
from localvoice.realtime.fields import Fields

MESSAGE_BYTES = 32 << 20  # base64 of the longest append, and some; the host refuses longer ones before they come in
EVENT_ID_CHARACTERS = 512


def event(message: str | bytes) -> Fields:
    """Raises errors.Refused."""
    try:
        found: Any = strict.json(message.encode() if isinstance(message, str) else message)
    except (strict.Unfit, UnicodeEncodeError) as error:
        raise errors.Refused(f"The message {error}."[:300], "invalid_json") from error
    if not isinstance(found, dict):
        raise errors.Refused("The message must be a JSON object.", "invalid_event")
    return Fields(found)
