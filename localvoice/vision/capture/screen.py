"""The screen as it is now: by `screencapture` on a Mac, by X11 or the desktop's own program on Linux, by Pillow."""

import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio.to_thread

from localvoice.errors import DeviceError
from localvoice.events import Picture
from localvoice.vision import picture

if TYPE_CHECKING:  # it takes 0.1 s, and a typed question needs none
    import numpy as np

ALLOW = (
    "Looking at the screen is not allowed: allow it for localvoice, or for your terminal, in System Settings, Privacy "
    "& Security, Screen & System Audio Recording, then start it again."
)
NO_SCREEN = (
    "No screen can be looked at from here: start localvoice in the desktop's own session; under Wayland it also needs "
    "gnome-screenshot, grim or spectacle."
)


class Screen:
    """All of it; see `capture.source.Source`."""

    name = "screen"

    def __init__(self, now_s: Callable[[], float], display: str | None = None) -> None:
        """`display`: of X11, such as ":1"; None: where this program runs."""
        self._now_s, self._display = now_s, display

    async def take(self) -> Picture:
        at_s = self._now_s()
        return Picture(await anyio.to_thread.run_sync(grab, self._display), self.name, at_s)


def grab(display: str | None = None, window: int | None = None) -> "np.ndarray":
    """(height, width, 3) uint8, RGB, of the screen, or on a Mac of a window by its number. Raises DeviceError."""
    pil = picture.library()
    if sys.platform == "darwin" and not allowed():
        raise DeviceError(ALLOW)
    try:
        return picture.pixels(pil.ImageGrab.grab(xdisplay=display, window=window), "The screen")
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise DeviceError(ALLOW if sys.platform == "darwin" else NO_SCREEN) from error


def allowed() -> bool:
    """Does this Mac let us look? It asks the person the first time. Without the permission a picture shows an empty
    desktop, so this is looked at before."""
    quartz = macos()
    return bool(quartz.CGPreflightScreenCaptureAccess() or quartz.CGRequestScreenCaptureAccess())


def macos():
    """The Mac's own library of windows. Raises DeviceError."""
    try:
        import Quartz  # type: ignore[import-not-found]
    except ImportError as error:
        raise DeviceError("Looking needs more packages: install localvoice with its extra `sight`.") from error
    return Quartz
