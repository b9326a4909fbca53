"""How does an assistant that stays hear? Its sound is opened and closed as needed, and frames wait until wanted."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import inf

import anyio
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from localvoice.audio.echo.canceller import canceller
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.open import is_live, open_sound, opened
from localvoice.clock import Clock
from localvoice.errors import ungrouped
from localvoice.events import Frame
from localvoice.hearing.apart.child import Child
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Order
from localvoice.hearing.ear import Ear, Hearing, frames
from localvoice.hearing.vad import Vad


@dataclass(frozen=True, eq=False)
class Ears:
    """An open sound."""

    microphone: bool  # is one heard?
    frames: MemoryObjectReceiveStream[Frame]  # every one since it was opened, however late they are asked for
    loudspeaker: Loudspeaker


Hear = Callable[[Order, Clock], Hearing]


def hearing(order: Order, clock: Clock, start: Callable[[Order], Child] = Child) -> Hearing:
    """Live sound is heard in a process of its own, files in this one. Raises what `open_sound` does."""
    if is_live(order.mic, order.speaker):
        return EarProcess(order, start)
    return Ear(open_sound(order.mic, order.speaker, order.voice_rate_hz, clock), canceller("off"), Vad())


@asynccontextmanager
async def ears(
    order: Order, microphone: bool, tell: Callable[[str], None], clock: Clock, hear: Hear = hearing
) -> AsyncIterator[Ears]:
    """Open while the block runs; `tell` gets notices. Raises DeviceError, also while it runs."""
    ear = await anyio.to_thread.run_sync(hear, order, clock)
    with ungrouped():
        async with opened(ear.sound) as sound, anyio.create_task_group() as tasks:
            put, get = anyio.create_memory_object_stream[Frame](inf)
            tasks.start_soon(_pump, ear, put, tell, clock)
            with get:
                yield Ears(microphone, get, sound.loudspeaker)
                tasks.cancel_scope.cancel()


async def _pump(ear: Hearing, put: MemoryObjectSendStream[Frame], tell: Callable[[str], None], clock: Clock) -> None:
    with put:
        async for frame in frames(ear, ear.sound.live, Since(clock)):
            for text in ear.notices():
                tell(text)
            put.send_nowait(frame)


class Since:
    """A clock whose zero is when it was made, beside another one that goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.stepper = clock.stepper
        self.restart()

    def now_s(self) -> float:
        return self._clock.now_s() - self._zero_s

    def restart(self) -> None:
        self._zero_s = self._clock.now_s()

    async def until(self, due_s: float) -> None:
        await self._clock.until(self._zero_s + due_s)
