"""What a live session is made of: a model that hears and speaks at once where there is one, else a mind of turns.

The turn-based mind is there in both: behind a duplex model it writes down what is said, and says what it is told to.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Protocol

import anyio
import numpy as np

from localvoice.app.served import Programs
from localvoice.audio.wire import Format
from localvoice.dialogue.live.duplex import DuplexMind
from localvoice.dialogue.live.mind import Mind, Reports, Setting, Spoken
from localvoice.dialogue.live.pace import Pace, Told
from localvoice.dialogue.live.turns import TurnMind
from localvoice.dialogue.served import Served
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput
from localvoice.models.duplex import Duplex, DuplexTalk, Uttered
from localvoice.models.roles import Entry

__all__ = ["Mind", "Opening", "Pace", "Setting", "live"]

TAKEN = "The model that hears and speaks at once is in a conversation already; end that one first."


class Program(Reports, Told, Protocol):
    """Who hears of everything in a session, and gets its sound."""


@asynccontextmanager
async def live(programs: Programs, program: Program) -> AsyncIterator["Opening"]:
    """The means of a session that may begin. Raises BadInput, StoreError, EngineError."""
    model = await programs.engine.duplex()
    if model is None:
        turns = TurnMind(program)
        async with programs.session(turns) as served:
            yield Opening(programs, program, turns, served, None)
        return
    turns = TurnMind(program, answers=False, frame_samples=model.frame_samples)
    async with programs.session(turns) as served, _talk(programs, model) as talk:
        yield Opening(programs, program, turns, served, talk)


class Opening:
    """`turns` and `served`: the mind of turns and what it hears with; `talk`: None where that is all there is."""

    def __init__(
        self, programs: Programs, program: Program, turns: TurnMind, served: Served, talk: "Talk | None"
    ) -> None:
        self._programs, self._program = programs, program
        self._turns, self._served = turns, served
        self._talk = talk

    @property
    def duplex(self) -> bool:
        """Does a model hear and speak at once?"""
        return self._talk is not None

    @property
    def calls(self) -> bool:
        """Does a language model answer the person, which may want functions used?"""
        return self._talk is None and self._served.thinks

    def begin(
        self, setting: Setting, history: tuple[Entry, ...], form: Format, form_hz: int, told: Told
    ) -> tuple[Mind, Pace]:
        """The session's mind, and what lets its sound go both ways."""
        self._turns.begin(self._served, setting, history)
        mind: Mind = self._turns
        if talk := self._talk:
            talk.system = setting.system
            alike = talk.model.rate_hz == self._turns.rate_hz
            behind = self._turns if alike else None
            mind = DuplexMind(talk.step, talk.model.rate_hz, talk.model.frame_samples, self._program, behind)
        return mind, Pace(mind, form, form_hz, self._programs.engine.clock, told)


class Talk:
    """One conversation with a duplex model, in the lane; it begins with its first step."""

    def __init__(self, lane: Lane, model: Duplex) -> None:
        self.model = model
        self.system = ""
        self._lane = lane
        self._talk: DuplexTalk | None = None

    async def step(self, pcm: np.ndarray) -> Spoken:
        """See `models.duplex.DuplexTalk.step`."""
        uttered = await self._lane.call("hear and speak", partial(self._step, pcm), long=False)
        return Spoken(uttered.pcm, uttered.text)

    def close(self) -> None:
        """In the lane."""
        if self._talk:
            self._talk.close()

    def _step(self, pcm: np.ndarray) -> Uttered:
        if self._talk is None:
            self._talk = self.model.open(self.system)
        return self._talk.step(pcm)


@asynccontextmanager
async def _talk(programs: Programs, model: Duplex) -> AsyncIterator[Talk]:
    """The model, for this session alone."""
    if programs.talking:
        raise BadInput(TAKEN)
    programs.talking = True
    talk = Talk(programs.engine.lane, model)
    try:
        yield talk
    finally:
        programs.talking = False
        with anyio.CancelScope(shield=True):
            await programs.engine.lane.call("end a conversation", talk.close)
