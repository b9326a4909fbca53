"""A picture that a program or a page has sent, as pixels: PNG, JPEG or WebP, no larger than is looked at.

Its header has told how large it is; the rest may be anything. Pillow unpacks it, by nothing but these formats, and a
JPEG at the size that is wanted at once.
"""

from io import BytesIO

import numpy as np

from localvoice.errors import BadInput
from localvoice.vision import picture

FORMATS = ("PNG", "JPEG", "WEBP")
LONGEST = 1536  # pixels of a side: twice what a model here looks at, so that print stays legible for who reads it


def opened(data: bytes) -> np.ndarray:
    """(height, width, 3) uint8, RGB. Raises BadInput for what cannot be unpacked, DeviceError without Pillow."""
    pil = picture.library()
    try:
        with pil.Image.open(BytesIO(data), formats=FORMATS) as image:
            image.draft("RGB", (LONGEST, LONGEST))
            return picture.shrunk(picture.pixels(image, "The picture"), LONGEST)
    except (pil.UnidentifiedImageError, pil.Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise BadInput("The picture is damaged: send another one.") from error
