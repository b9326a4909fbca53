"""What runs in the camera's process: it films, keeps the newest picture, and gives it to whoever asks.

A process of its own, because on a Mac OpenCV can only ask for permission from a process's main thread, a driver that
hangs must not hang a conversation, and decoding must not delay one. Pictures that nobody asks for are dropped, so that
none is ever waited for in a queue. It ends when the other end of its pipe is closed, or its owner dies.
"""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

WIDEST = 1280  # pixels: what is larger is made smaller here, once; text that a lens resolves stays legible
DARK_S = 0.4  # in which a camera finds its exposure; pictures before that are not given
MISSING = "The camera needs OpenCV: install localvoice with its extra “sight”."
LOST = "The camera gives no more pictures: look whether it is still connected."


class Given(NamedTuple):
    """What is told of a picture, whose bytes follow. `why` is a sentence in place of one."""

    at_s: float  # of `time.monotonic`, when it was taken
    shape: tuple[int, int, int]
    why: str = ""


class Newest:
    """The newest picture, between the thread that films and the one that answers."""

    def __init__(self) -> None:
        self._there = threading.Condition()
        self._picture: Any = None
        self._at_s = float("-inf")
        self._why = ""

    def put(self, picture: Any, at_s: float) -> None:
        with self._there:
            self._picture, self._at_s = picture, at_s
            self._there.notify_all()

    def fail(self, why: str) -> None:
        with self._there:
            self._why = why
            self._there.notify_all()

    def after(self, at_s: float) -> tuple[Any, float, str]:
        """The newest one that is newer than that; waits for it. In its place a sentence, when there will be none."""
        with self._there:
            self._there.wait_for(lambda: self._at_s > at_s or self._why)
            return self._picture, self._at_s, self._why


def main() -> None:
    """Arguments: the number of the pipe, and which camera: its number, or a video file in its place."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they reach both processes; the main one closes in order
    pipe, newest, over = Connection(int(sys.argv[1])), Newest(), threading.Event()
    threading.Thread(target=answer, args=(pipe, newest, over), name="answer", daemon=True).start()
    try:
        for picture, at_s in filmed(sys.argv[2], over):
            newest.put(picture, at_s)
        newest.fail(LOST)
    except OSError as error:
        newest.fail(str(error))
    over.wait()


def answer(pipe: Connection, newest: Newest, over: threading.Event) -> None:
    """Give pictures until nobody asks any more: who does sends the time after which it is to be taken."""
    with suppress(EOFError, OSError):
        while True:
            picture, at_s, why = newest.after(pipe.recv())
            pipe.send((at_s, (0, 0, 0) if why else picture.shape, why))
            if not why:
                pipe.send_bytes(memoryview(picture).cast("B"))
    over.set()


def filmed(which: str, over: threading.Event) -> Iterator[tuple[Any, float]]:
    """Pictures, (height, width, 3) uint8 RGB and contiguous, with the time when each was taken, until `over`.

    A file is played once, in real time, and its last picture stays. Raises OSError with a sentence.
    """
    try:
        import cv2
    except ImportError as error:
        raise OSError(MISSING) from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # what it would write is told as a sentence
    cv2.setNumThreads(1)
    file = not which.isdigit()
    film = cv2.VideoCapture(which if file else int(which))
    if not film.isOpened():
        raise OSError(absent(which))
    step_s, begin_s, count = 1 / (film.get(cv2.CAP_PROP_FPS) or 30.0), time.monotonic(), 0
    try:
        while not over.is_set() and film.grab():
            count, at_s = count + 1, time.monotonic()
            late = file and at_s > begin_s + (count + 1) * step_s
            if late or (not file and at_s < begin_s + DARK_S):
                continue  # dropped: a newer one is there
            found, picture = film.retrieve()
            if found:
                yield _small(cv2, picture), at_s
            if file:
                over.wait(max(0.0, begin_s + count * step_s - time.monotonic()))
        if file:
            over.wait()
    finally:
        film.release()


def absent(which: str) -> str:
    """Why a camera does not open, and what to do, in one sentence."""
    if not which.isdigit():
        return f"{Path(which).name} is no video that can be read: name another file, or a camera's number."
    if sys.platform == "darwin":
        return (
            f"There is no camera {which}, or the system does not let this program use it: allow that in System "
            "Settings, under Privacy & Security, Camera, for the program that you started localvoice in."
        )
    device = Path(f"/dev/video{which}")
    if not device.exists():
        return f"This machine has no camera {which}: connect one, or name another in the settings (camera)."
    return f"{device} cannot be opened: another program uses it, or you are not in the group video."


def _small(cv2: Any, picture: Any) -> Any:
    height, width = picture.shape[:2]
    if width > WIDEST:
        picture = cv2.resize(picture, (WIDEST, round(height * WIDEST / width)), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


if __name__ == "__main__":
    main()
