"""The camera as the conversation has it: open while wanted, with its newest picture at once; else for one picture.

What opens it is a process of its own (`filming`), so nothing here waits for a driver but `take`, which is awaited.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Self

import anyio.to_thread

from localvoice.errors import DeviceError
from localvoice.events import Picture
from localvoice.vision.capture.filming import Given

if TYPE_CHECKING:  # it takes 0.1 s, and a typed question needs none
    import numpy as np

FILMING = "localvoice.vision.capture.filming"
DEFAULT = "default"  # the first camera
START_S = 20.0  # a person may be asked for permission meanwhile
END_S = 2.0
STILL_S = 1.0  # a picture older than this is not "now": a newer one is waited for


class Camera:
    """One camera; `with` keeps it open. A `Source` (see this room's other sources): `take` may be called anywhere."""

    name = "camera"

    def __init__(self, which: str, now_s: Callable[[], float]) -> None:
        """`which`: "default", a camera's number, or a video file that stands in for one; `now_s`: of the conversation.

        Nothing is opened yet.
        """
        self._which, self._now_s = "0" if which == DEFAULT else which, now_s
        self._film: Film | None = None
        self._asking = threading.Lock()  # one question at a time

    def __enter__(self) -> Self:
        """Begin to film. Raises DeviceError when no process can be started; what is wrong with it `take` says."""
        self._film = self._film or Film(self._which)
        return self

    def __exit__(self, *_: object) -> None:
        film, self._film = self._film, None
        if film:
            film.close()

    @property
    def open(self) -> bool:
        """Is it filming?"""
        return self._film is not None

    async def take(self) -> Picture:
        """The newest picture, at once where it is filming, which it else does as long as this takes. DeviceError."""
        return await anyio.to_thread.run_sync(self._take, abandon_on_cancel=True)

    def _take(self) -> Picture:
        with self._asking:
            film = self._film or Film(self._which)
            try:
                pixels, at_s = film.newest(time.monotonic() - STILL_S)
            finally:
                if film is not self._film:
                    film.close()
        return Picture(pixels, self.name, self._now_s() - (time.monotonic() - at_s))


class Film:
    """The process that films, and our end of its pipe."""

    def __init__(self, which: str) -> None:
        """Raises DeviceError."""
        self._pipe, theirs = Pipe()
        with theirs:
            try:
                self._process = _started(theirs, which)
            except OSError as error:
                self._pipe.close()
                raise DeviceError(
                    f"The system starts no process for the camera ({error.strerror}): close some programs."
                ) from error

    def newest(self, after_s: float) -> "tuple[np.ndarray, float]":
        """Its newest picture, (height, width, 3) uint8 RGB, and when that was taken, of `time.monotonic`. DeviceError.

        `after_s`: no older one; a newer one is waited for.
        """
        try:
            self._pipe.send(after_s)
            if not self._pipe.poll(START_S):
                raise DeviceError(f"The camera gave no picture within {START_S:g} seconds: look whether it is in use.")
            given = Given(*self._pipe.recv())
            if given.why:
                raise DeviceError(given.why)
            import numpy as np

            pixels = np.frombuffer(self._pipe.recv_bytes(), np.uint8).reshape(given.shape)
        except (EOFError, OSError) as error:
            raise DeviceError("The camera's process stopped by itself: ask again, which starts it anew.") from error
        return pixels, given.at_s

    def close(self) -> None:
        """The camera is shut when this returns."""
        self._pipe.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _started(theirs: Connection, which: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", FILMING, str(theirs.fileno()), which],
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
    )
