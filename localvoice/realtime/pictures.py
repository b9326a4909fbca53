"""May this picture come in? A data URL of a PNG, JPEG or WebP, small enough, also when it is unpacked.

How large it is when unpacked, and which of them, stands in its first bytes, whatever the URL says: in PNG's IHDR, in a
frame header of JPEG (ITU T.81, B.2.2), in the first chunk of WebP (RFC 9649). Who unpacks it still has to do so with
care: the rest may be anything.
"""

import base64
import binascii
from urllib.parse import unquote_to_bytes

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.words import Image

MOST_BYTES = 8 << 20  # a telephone's photograph takes 2 to 6 MB
MOST_PIXELS = 50_000_000  # the largest of them has 48 million
LONGEST_URL = MOST_BYTES * 4 // 3 + 100  # characters of base64
DETAILS = ("auto", "low", "high")
PNG, WEBP = b"\x89PNG\r\n\x1a\n", b"WEBP"
FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}  # markers with a size
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length


def read(fields: Fields, key: str = "image_url") -> Image:
    """Of a part of a message, or what is in it. Raises errors.Refused."""
    param, url = fields.name(key), fields.must(key, fields.text)
    fields.choice("detail", DETAILS)  # every picture is seen as well as the model can
    if url[:5].lower() != "data:":
        raise errors.unfit(param, "only data URLs are read here: nothing is fetched from anywhere.")
    if len(url) > LONGEST_URL:
        raise errors.too_long(param, LONGEST_URL, len(url))
    head, _, body = url.partition(",")
    if not head.lower().endswith(";base64"):
        raise errors.unfit(param, "expected a data URL of base64, such as data:image/png;base64,….")
    data = _decoded(body, param)
    found = size(data)
    if found is None or not all(found):
        raise errors.unfit(param, "this is no PNG, JPEG or WebP picture.")
    width, height = found
    if width * height > MOST_PIXELS:
        raise errors.unfit(param, f"a picture of {width} × {height} pixels; at most {MOST_PIXELS:,} are unpacked.")
    return Image(data)


def _decoded(body: str, param: str) -> bytes:
    """As programs write it: percent signs as any URL may have them (RFC 2397), lines, both alphabets, padded or not."""
    plain = b"".join(unquote_to_bytes(body).split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise errors.unfit(param, "expected base64-encoded bytes, but got something else.") from error


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height that it has by its own word; None for what is no such picture."""
    if data.startswith(PNG) and data[12:16] == b"IHDR" and len(data) >= 33:
        return _big(data, 16, 4), _big(data, 20, 4)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == WEBP and len(data) >= 30:
        return _webp(data)
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in FRAMES:
            return _big(data, at + 7, 2), _big(data, at + 5, 2)
        if marker == 0xFF:  # any number of them may fill up
            at += 1
        else:
            at += 2 if marker in ALONE else 2 + max(2, _big(data, at + 2, 2))
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + _little(data, 24, 3), 1 + _little(data, 27, 3)
    if chunk == b"VP8L" and data[20] == 0x2F:
        bits = _little(data, 21, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return None


def _big(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "big")


def _little(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "little")
