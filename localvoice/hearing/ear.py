"""From the sound's raw frames to clean frames with a voice probability.

One ear, two hosts: live sound is heard in a process of its own (`hearing.apart`) and waited for in a worker thread,
simulated sound is heard here, paced by a clock.
"""

from collections.abc import AsyncIterator
from typing import Protocol

import anyio.to_thread
import numpy as np

from localvoice.audio.echo.canceller import Canceller
from localvoice.audio.sound import Output, Sound
from localvoice.clock import Clock
from localvoice.events import FRAME_S, Frame
from localvoice.hearing.edge import Edge
from localvoice.hearing.vad import Vad


class Hearing(Protocol):
    """What both hosts offer: this ear in the same process, and `hearing.apart.process`."""

    @property
    def sound(self) -> Output: ...

    @property
    def read_s(self) -> float: ...

    def next(self) -> Frame | None: ...

    def notices(self) -> list[str]:
        """Sentences for the person since the last call."""
        ...


class Ear:
    """Reads one sound, removes the echo, judges each frame; one object for the whole session."""

    def __init__(self, sound: Sound, echo: Canceller, vad: Vad, sign_s: float = 0.0) -> None:
        """`sign_s`: as in `hearing.apart.wire.Order`."""
        self.sound, self._sign_s = sound, sign_s
        self._echo = echo
        self._vad = vad
        self._edge = Edge()
        self.read_s = 0.0  # end of the last frame that was read; what the ear gives is the canceller's delay older
        self._frames = 0
        self._notices = [echo.notice] if echo.notice else []

    def next(self) -> Frame | None:
        """The next frame, or None when the sound has ended. Blocks on live sound."""
        captured = self.sound.read()
        if captured is None:
            return None
        unlearnt = self.read_s < self._sign_s
        pcm = self._echo.clean(captured.mic, np.zeros_like(captured.mic) if unlearnt else captured.reference)
        late_s = self._echo.delay_s
        speech = self._vad.voice(pcm)  # also when it will not count: it remembers the frames before
        voice = self._edge.voice(pcm, 0.0 if self._echo.only_echo else speech)
        frame = Frame(pcm, voice, self._frames * FRAME_S - late_s, late_s)
        self._frames += 1
        self.read_s = self._frames * FRAME_S
        return frame

    def notices(self) -> list[str]:
        notices, self._notices = self._notices, []
        return [*notices, *self.sound.notices()]


async def frames(ear: Hearing, live: bool, clock: Clock) -> AsyncIterator[Frame]:
    """Every frame of the ear, when it is due: when the hardware has it, or when the clock has passed its end."""
    while True:
        if live:
            frame = await anyio.to_thread.run_sync(ear.next, abandon_on_cancel=True)
        else:
            await clock.until(ear.read_s + FRAME_S)
            frame = ear.next()
        if frame is None:
            return
        yield frame
