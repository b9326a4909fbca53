"""The picture that was copied: on a Mac by the system's own script, on Linux by wl-paste or xclip, through Pillow."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from localvoice.errors import BadInput, DeviceError
from localvoice.events import Picture
from localvoice.vision import picture
from localvoice.vision.capture import files

if TYPE_CHECKING:  # it takes 0.1 s, and a typed question needs none
    import numpy as np

EMPTY = "There is no picture in the clipboard: copy one first."


class Clipboard:
    """See `capture.source.Source`."""

    name = "clipboard"

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s

    async def take(self) -> Picture:
        return Picture(await anyio.to_thread.run_sync(read), self.name, self._now_s())


def read() -> "np.ndarray":
    """(height, width, 3) uint8, RGB. Raises BadInput, DeviceError."""
    pil = picture.library()
    try:
        found = pil.ImageGrab.grabclipboard()
        if isinstance(found, list):
            return files.read(Path(found[0]))
        if found is None:
            raise BadInput(EMPTY)
        return picture.pixels(found, "The picture in the clipboard")
    except NotImplementedError as error:
        raise DeviceError("The clipboard cannot be read: install xclip, or wl-clipboard under Wayland.") from error
    except (OSError, ValueError, SyntaxError, subprocess.SubprocessError) as error:  # no display; damage
        raise BadInput(EMPTY) from error
