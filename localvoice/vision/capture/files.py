"""A picture in a file: PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF; a Mac's own HEIC there. No PDF."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import anyio.to_thread

from localvoice.errors import BadInput
from localvoice.events import Picture
from localvoice.vision import picture

if TYPE_CHECKING:  # it takes 0.1 s, and a typed question needs none
    import numpy as np

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "PPM")  # Pillow has dozens of others, old ones
LARGEST = 100_000_000  # bytes
HEIC = (".heic", ".heif")
CONVERT_S = 20.0


class File:
    """One file; see `capture.source.Source`."""

    def __init__(self, path: Path, now_s: Callable[[], float]) -> None:
        self.name, self._path, self._now_s = path.name, path, now_s

    async def take(self) -> Picture:
        seen = await anyio.to_thread.run_sync(read, self._path)
        return Picture(seen, self.name, self._now_s())


def read(path: Path) -> "np.ndarray":
    """(height, width, 3) uint8, RGB. Raises BadInput."""
    pil = picture.library()
    if not path.is_file():
        raise BadInput(f"There is no file {path}: give one with a picture.")
    if path.suffix.lower() == ".pdf":
        raise BadInput(f"{path.name} is a PDF: give a picture of the page that you mean, such as a screenshot.")
    if path.suffix.lower() in HEIC:
        return _converted(path)
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} has more than {LARGEST // 1_000_000} MB: give a smaller picture.")
        with pil.Image.open(path, formats=FORMATS) as image:
            return picture.pixels(image, path.name)
    except pil.UnidentifiedImageError as error:
        raise BadInput(f"{path.name} is no picture that can be read: give a PNG, JPEG or WebP file.") from error
    except pil.Image.DecompressionBombError as error:
        raise BadInput(f"{path.name} has too many pixels to look at: make it smaller.") from error
    except (OSError, ValueError, SyntaxError) as error:  # how Pillow reports damage, SyntaxError in PNG
        why = (str(error) or type(error).__name__).rstrip(".")
        raise BadInput(f"The picture {path.name} cannot be read ({why}): give another file.") from error


def _converted(path: Path) -> "np.ndarray":
    """By the tool that comes with every Mac."""
    if sys.platform != "darwin":
        raise BadInput(f"{path.name} is a HEIC picture, which only a Mac reads here: save it as JPEG or PNG first.")
    with TemporaryDirectory(prefix="localvoice-") as folder:
        made = Path(folder) / "picture.png"
        order = ["sips", "-s", "format", "png", str(path.resolve()), "--out", str(made)]
        try:
            subprocess.run(order, capture_output=True, timeout=CONVERT_S, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise BadInput(f"The Mac cannot read {path.name}: save it as JPEG or PNG first.") from error
        return read(made)
