"""A picture from whatever decodes one: red, green and blue, upright, and no larger than can be looked at."""

from typing import TYPE_CHECKING, Any

from localvoice.errors import BadInput, DeviceError

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

HUGE_PX = 60_000_000  # an 8K screen has 33 million


def library() -> Any:
    """Pillow, which is installed with the extra `sight`. Raises DeviceError."""
    try:
        import PIL.Image
        import PIL.ImageGrab
        import PIL.ImageOps
    except ImportError as error:
        raise DeviceError("Looking needs more packages: install localvoice with its extra `sight`.") from error
    return PIL


def pixels(image: "Image.Image", what: str) -> "np.ndarray":
    """(height, width, 3) uint8, RGB, turned as the camera was held, what is transparent on white.

    `what` is it, for the sentence of BadInput, which is raised for a picture that is too large.
    """
    pil = library()
    if image.width * image.height > HUGE_PX:
        raise BadInput(f"{what} has {image.width} × {image.height} pixels, too many to look at: make it smaller.")
    upright = pil.ImageOps.exif_transpose(image) or image
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = pil.Image.new("RGBA", clear.size, "white")
        upright.alpha_composite(clear)
    import numpy as np

    return np.asarray(upright.convert("RGB"))


def shrunk(given: "np.ndarray", longest: int) -> "np.ndarray":
    """The picture with no side longer than so many pixels."""
    height, width = given.shape[:2]
    factor = longest / max(height, width)
    if factor >= 1:
        return given
    size = max(1, round(width * factor)), max(1, round(height * factor))
    image = library().Image
    import numpy as np

    return np.asarray(image.fromarray(given).resize(size, image.Resampling.LANCZOS))
