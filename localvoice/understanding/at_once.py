"""How does a model that hears and speaks at once run? One step of the lane for each frame that waits, in order."""

import math
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass

import anyio
import numpy as np

from localvoice.clock import Clock
from localvoice.engine.lane import Lane
from localvoice.engine.schedule import SLOW_S
from localvoice.engine.watchdog import CLOSE_S
from localvoice.models.duplex import Duplex, DuplexTalk, Uttered


@dataclass(frozen=True, eq=False)
class Heard:
    """One frame for the model."""

    pcm: np.ndarray  # (frame_samples,) float32 at the model's rate
    end_s: float  # of its last sample, on the sound's sample clock


@dataclass(frozen=True, eq=False)
class Said:
    """What it said to one frame."""

    to: Heard
    pcm: np.ndarray  # (frame_samples,) float32 at the model's rate
    text: str  # of this frame, with the space before a new word; "" in most


class AtOnce:
    """One conversation with it, while `run` runs."""

    def __init__(self, model: Duplex, lane: Lane, clock: Clock) -> None:
        self.rate_hz, self.frame_samples = model.rate_hz, model.frame_samples
        self._model, self._lane, self._clock = model, lane, clock
        self._waiting: deque[Heard] = deque()
        self.step_s = 0.0  # that the last step took

    def hear(self, frame: Heard) -> None:
        self._waiting.append(frame)
        self._lane.wake()

    def drop(self, too_late: Callable[[Heard], bool]) -> int:
        """Let it not hear the frames that are too late, while there is a newer one; how many those were."""
        dropped = 0
        while len(self._waiting) > 1 and too_late(self._waiting[0]):
            self._waiting.popleft()
            dropped += 1
        return dropped

    async def run(self, due_s: Callable[[], float], tell: Callable[[Said], None]) -> None:
        """Until it is cancelled; raises EngineError. `due_s`: in how many seconds what it says next is wanted."""
        talk = await self._lane.call("open a talk", self._model.open)
        try:
            async with self._lane.stream("duplex", lambda: self._steps(talk), lambda: self._begin_s(due_s)) as made:
                async for said in made:
                    tell(said)
        finally:
            with anyio.move_on_after(CLOSE_S, shield=True):
                await self._lane.call("close a talk", talk.close)

    def _steps(self, talk: DuplexTalk) -> Generator[Said, None, None]:
        while True:
            heard = self._waiting.popleft()
            begun_s = self._clock.now_s()
            uttered: Uttered = talk.step(heard.pcm)
            self.step_s = self._clock.now_s() - begun_s
            yield Said(heard, uttered.pcm, uttered.text)

    def _begin_s(self, due_s: Callable[[], float]) -> float:
        """In how many seconds the next step must begin, though somebody else's may have begun just before."""
        return due_s() - self.step_s - SLOW_S if self._waiting else math.inf
