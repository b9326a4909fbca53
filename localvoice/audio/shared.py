"""Sound that two processes share: the voice one way, frames the other way, in one block of shared memory.

What is new in it is told through a pipe: that is also what makes one processor core see what another one wrote.
"""

import sys
from dataclasses import fields
from enum import IntEnum
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

import numpy as np

from localvoice.audio.ring import Ring
from localvoice.errors import DeviceError
from localvoice.events import FRAME_SAMPLES, Frame

VOICE_S = 4.0  # of the voice on its way to the ear process; it takes all at once, so this is seldom full
SLOTS = 64  # frames on their way back: 2 s
BESIDE = [field.name for field in fields(Frame) if field.name != "pcm"]  # the figures of a frame


class Figure(IntEnum):
    """Whole numbers that one side alone changes and the other reads at any time."""

    TAKEN = 0  # samples of the voice that the ear process has taken out of the ring
    OVERRUNS = 1
    UNDERRUNS = 2
    READ = 3  # frames that the main process has taken out


class Shared:
    """One block. With a `name` it is another process's, which also deletes it."""

    def __init__(self, voice_rate_hz: int, name: str = "") -> None:
        voice = round(VOICE_S * voice_rate_hz)
        parts = [
            ((len(Figure),), np.int64),
            ((SLOTS, len(BESIDE)), np.float64),
            ((SLOTS, FRAME_SAMPLES), np.float32),
            ((voice,), np.float32),
        ]
        sizes = [int(np.prod(shape)) * np.dtype(kind).itemsize for shape, kind in parts]
        self._memory = attached(name) if name else created(sum(sizes))
        self._mine = not name
        self._frames = 0  # put
        starts = np.cumsum([0, *sizes])
        arrays = [
            np.ndarray(shape, kind, self._memory.buf, start)
            for (shape, kind), start in zip(parts, starts, strict=False)
        ]
        self._figures, self._beside, self._pcm = arrays[:3]
        self._voice = Ring(voice, arrays[3])

    @property
    def name(self) -> str:
        return self._memory.name

    def figure(self, figure: Figure) -> int:
        return int(self._figures[figure])

    def publish(self, figure: Figure, value: int) -> None:
        self._figures[figure] = value

    def room(self) -> int:
        """For the main process: how many samples of the voice fit in."""
        self._voice.taken = self.figure(Figure.TAKEN)
        return self._voice.free

    def put_voice(self, pcm: np.ndarray) -> int:
        """For the main process: (n,) samples, no more than there is room for; returns how many were ever put."""
        self._voice.put(pcm)
        return self._voice.written

    def take_voice(self, written: int) -> np.ndarray:
        """For the ear process: all that was put until `written` were there."""
        self._voice.written = written
        pcm = np.empty(self._voice.waiting, np.float32)
        self._voice.take(pcm)
        self.publish(Figure.TAKEN, self._voice.taken)
        return pcm

    @property
    def full(self) -> bool:
        """For the ear process: must the next frame wait?"""
        return self._frames - self.figure(Figure.READ) >= SLOTS

    def put(self, frame: Frame) -> int:
        """For the ear process, unless it is `full`; returns the frame's number."""
        number, self._frames = self._frames, self._frames + 1
        self._pcm[number % SLOTS] = frame.pcm
        self._beside[number % SLOTS] = [getattr(frame, name) for name in BESIDE]
        return number

    def take(self, number: int) -> Frame:
        """For the main process, in the order of the numbers."""
        beside = dict(zip(BESIDE, self._beside[number % SLOTS].tolist(), strict=True))
        frame = Frame(self._pcm[number % SLOTS].copy(), **beside)
        self.publish(Figure.READ, number + 1)
        return frame

    def close(self) -> None:
        """The arrays must not be used any more."""
        del self._figures, self._beside, self._pcm, self._voice
        self._memory.close()
        if self._mine:
            self._memory.unlink()


def created(size: int) -> SharedMemory:
    """Of so many bytes."""
    try:
        return SharedMemory(create=True, size=size)
    except OSError as error:
        raise DeviceError(
            f"This system gives no shared memory ({error.strerror}), which live sound needs: mount /dev/shm."
        ) from error


def attached(name: str) -> SharedMemory:
    """Another process's block. Before Python 3.13, whoever attaches to one deletes it at its own end, unless told."""
    if sys.version_info >= (3, 13):
        return SharedMemory(name, track=False)
    register, resource_tracker.register = resource_tracker.register, lambda *_: None
    try:
        return SharedMemory(name)
    finally:
        resource_tracker.register = register
