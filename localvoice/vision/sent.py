"""A picture that a program or a page has sent, as pixels: upright, opaque, no larger than is looked at.

PNG, JPEG or WebP. Its header has told how large it is; the rest may be anything. Pillow unpacks it, by nothing but
these formats, and a JPEG at the size that is wanted at once.
"""

from io import BytesIO

import numpy as np

from localvoice.errors import BadInput, DeviceError

FORMATS = ("PNG", "JPEG", "WEBP")
LONGEST = 1536  # pixels of a side: twice what a model here looks at, so that print stays legible for who reads it
MOST_PIXELS = 50_000_000


def opened(data: bytes) -> np.ndarray:
    """(height, width, 3) uint8, RGB. Raises BadInput for what cannot be unpacked, DeviceError without Pillow."""
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError
    except ImportError as error:
        raise DeviceError("Pictures need more packages: install localvoice with its extra `sight`.") from error
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadInput("The picture has too many pixels to look at: make it smaller.")
            image.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST, LONGEST))
            clear = upright.convert("RGBA")
            opaque = Image.new("RGBA", clear.size, "white")
            opaque.alpha_composite(clear)
            return np.asarray(opaque.convert("RGB"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise BadInput("The picture is damaged: send another one.") from error
