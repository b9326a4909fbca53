"""What a live session is made of: a model that hears and speaks at once where there is one, else a mind of turns.

The turn-based mind is there in both: behind a duplex model it writes down what is said, and says what it is told to.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from localvoice.app.served import Programs
from localvoice.audio.wire import Format
from localvoice.dialogue.live.mind import Mind, Reports, Setting
from localvoice.dialogue.live.pace import Pace, Told
from localvoice.dialogue.live.turns import TurnMind
from localvoice.dialogue.served import Served
from localvoice.models.roles import Entry

__all__ = ["Mind", "Opening", "Pace", "Setting", "live"]


class Program(Reports, Told, Protocol):
    """Who hears of everything in a session, and gets its sound."""


@asynccontextmanager
async def live(programs: Programs, program: Program) -> AsyncIterator["Opening"]:
    """The means of a session that may begin. Raises BadInput, StoreError, EngineError."""
    turns = TurnMind(program)
    async with programs.session(turns) as served:
        yield Opening(programs, program, turns, served)


class Opening:
    duplex = False

    def __init__(self, programs: Programs, program: Program, turns: TurnMind, served: Served) -> None:
        self._programs, self._program = programs, program
        self._turns, self._served = turns, served

    def begin(
        self, setting: Setting, history: tuple[Entry, ...], form: Format, form_hz: int, told: Told
    ) -> tuple[Mind, Pace]:
        """The session's mind, and what lets its sound go both ways."""
        self._turns.begin(self._served, setting, history)
        return self._turns, Pace(self._turns, form, form_hz, self._programs.engine.clock, told)
