"""How much sound is in some bytes, and how do they come? Base64 in JSON; 48 or 8 bytes a millisecond."""

import base64
import binascii

from localvoice.realtime import errors
from localvoice.realtime.words import Format

BYTES_A_MS: dict[Format, int] = {"audio/pcm": 48, "audio/pcmu": 8, "audio/pcma": 8}  # 24 kHz of 16 bits, 8 kHz of 8
BYTES_A_SAMPLE: dict[Format, int] = {"audio/pcm": 2, "audio/pcmu": 1, "audio/pcma": 1}


def ms(size: int, form: Format) -> float:
    """How long so many bytes last."""
    return size / BYTES_A_MS[form]


def encoded(sound: bytes) -> str:
    return base64.b64encode(sound).decode("ascii")


def decoded(text: str, param: str, form: Format) -> bytes:
    """The bytes of base64. Raises errors.Refused."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise errors.unfit(param, f"expected base64-encoded bytes of {form}, but got something else.") from error
