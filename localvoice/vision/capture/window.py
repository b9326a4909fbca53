"""One window as it is now: the one in front, or the one whose title or program is named."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread

from localvoice.errors import BadInput, DeviceError
from localvoice.events import Picture
from localvoice.vision.capture import screen

if TYPE_CHECKING:  # it takes 0.1 s, and a typed question needs none
    import numpy as np

ONLY_SCREEN = "This desktop shows no program single windows: ask for the whole screen."
LEAST_PX = 40  # smaller ones are no windows of a person's
TOLD = 5  # windows that are named where another one was asked for


@dataclass(frozen=True)
class Open:
    """A window that is open."""

    title: str
    program: str
    box: tuple[int, int, int, int]  # left, top, right, bottom on the screen, in its pixels; a Mac has points
    number: int  # the system's


class Window:
    """See `capture.source.Source`. Its name is "window" until it was taken once."""

    def __init__(self, wanted: str, now_s: Callable[[], float], display: str | None = None) -> None:
        """`wanted`: part of a title or of a program's name; "": the one in front. `display`: as `screen.Screen`."""
        self.name = f"window {wanted}".strip()
        self._wanted, self._now_s, self._display = wanted, now_s, display

    async def take(self) -> Picture:
        at_s = self._now_s()
        found, seen = await anyio.to_thread.run_sync(self._take)
        self.name = f"window {found.program or found.title}".strip()
        return Picture(seen, self.name, at_s)

    def _take(self) -> "tuple[Open, np.ndarray]":
        if sys.platform == "darwin":
            if not screen.allowed():
                raise DeviceError(screen.ALLOW)
            one = chosen(_of_mac(), self._wanted)
            return one, screen.grab(window=one.number)
        whole = screen.grab(self._display)  # first: where there is no screen, Xlib leaves a socket open
        one = chosen(_of_x11(self._display), self._wanted)
        left, top, right, bottom = one.box
        seen = whole[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        if not seen.size:
            raise DeviceError(f"The window {one.title} is not on the screen: bring it to the front.")
        return one, seen


def chosen(windows: Sequence[Open], wanted: str) -> Open:
    """The front one of those that fit; `windows` from the front to the back. Raises BadInput, DeviceError."""
    if not windows:
        raise DeviceError("No window is open on this screen: open one, or ask for the whole screen.")
    if not wanted:
        return windows[0]
    plain = wanted.casefold()
    for said in (lambda one: one.program, lambda one: one.title):
        if fit := next((one for one in windows if plain in said(one).casefold()), None):
            return fit
    names = ", ".join(dict.fromkeys(one.program or one.title for one in windows[:TOLD]))
    raise BadInput(f"There is no window {wanted}: there are {names}.")


def _of_mac() -> list[Open]:
    quartz = screen.macos()
    options = quartz.kCGWindowListOptionOnScreenOnly | quartz.kCGWindowListExcludeDesktopElements
    found = []
    for one in quartz.CGWindowListCopyWindowInfo(options, quartz.kCGNullWindowID) or ():
        bounds = one["kCGWindowBounds"]
        if one.get("kCGWindowLayer") or min(bounds["Width"], bounds["Height"]) < LEAST_PX:
            continue  # menus, the dock, what floats
        left, top = int(bounds["X"]), int(bounds["Y"])
        box = left, top, left + int(bounds["Width"]), top + int(bounds["Height"])
        program = str(one.get("kCGWindowOwnerName") or "")
        found.append(Open(str(one.get("kCGWindowName") or ""), program, box, int(one["kCGWindowNumber"])))
    return found


def _of_x11(display: str | None) -> list[Open]:
    """As its window manager lists them, which all of the common ones do (EWMH)."""
    try:
        from Xlib import display as x11
        from Xlib.error import DisplayError, XError
    except ImportError as error:
        raise DeviceError("Looking needs more packages: install localvoice with its extra `sight`.") from error
    try:
        server = x11.Display(display)
    except (DisplayError, OSError) as error:
        raise DeviceError(screen.NO_SCREEN if display else ONLY_SCREEN) from error
    try:
        root = server.screen().root
        stacked = _property(server, root, "_NET_CLIENT_LIST_STACKING")
        if stacked is None:
            raise DeviceError(ONLY_SCREEN)
        front = list(_property(server, root, "_NET_ACTIVE_WINDOW") or ())
        order = [number for number in [*front, *reversed(stacked)] if number]
        opened = (_open(server, root, number) for number in dict.fromkeys(order))
        return [one for one in opened if one]
    except XError as error:
        raise DeviceError(ONLY_SCREEN) from error
    finally:
        server.close()


def _property(server, window, name: str):
    found = window.get_full_property(server.intern_atom(name), 0)
    return None if found is None else found.value


def _open(server, root, number: int) -> Open | None:
    """None for one that is closed meanwhile, or not to be seen."""
    from Xlib import X
    from Xlib.error import XError

    try:
        window = server.create_resource_object("window", number)
        size, at = window.get_geometry(), window.translate_coords(root, 0, 0)
        if window.get_attributes().map_state != X.IsViewable or min(size.width, size.height) < LEAST_PX:
            return None
        title = _property(server, window, "_NET_WM_NAME") or window.get_wm_name() or ""
        title = title.decode("utf-8", "replace") if isinstance(title, bytes) else str(title)
        program = (window.get_wm_class() or ("", ""))[1]
    except XError:
        return None
    left, top = -at.x, -at.y
    return Open(title, program, (left, top, left + size.width, top + size.height), number)
