"""What each client has of its own: a person's data and tools, ears, a voice, a mind, and the sessions that talk.

Several clients may share an engine (`app.engine`): the models are common to them, and nothing else is.
"""

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from localvoice import wall
from localvoice.app.engine import Engine
from localvoice.app.mind import mind as made
from localvoice.app.person import thinks, tools
from localvoice.app.tools import offered
from localvoice.audio.chime import chime
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.dialogue.commanded import Commanded
from localvoice.dialogue.session import Ends, Tell, Unasked
from localvoice.events import RATE_HZ
from localvoice.grammar import Grammar
from localvoice.hearing import gate
from localvoice.hearing.gate import Evidence
from localvoice.hearing.tone_told import heeded
from localvoice.hearing.turns import Rules
from localvoice.memory.conversations import Exchanged
from localvoice.models.roles import Preparing, Recogniser, TurnJudge
from localvoice.settings import Settings
from localvoice.tools import due as ringing
from localvoice.tools.tool import Tool
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.mind import ClientMind

TURN_END_SAMPLES = 8 * RATE_HZ  # what Smart Turn listens to at most


@dataclass(frozen=True, eq=False)
class Client:
    """One person's side of an engine, warm: make a session of it as soon as there is a sound."""

    engine: Engine
    settings: Settings
    toolbox: Toolbox
    mind: ClientMind
    judge: TurnJudge | None
    steps: wall.Steps = field(default_factory=wall.Steps)  # of the clock, while somebody may wait for a timer

    @property
    def rate_hz(self) -> int:
        """Of everything that it says."""
        return self.mind.rate_hz

    def session(
        self,
        loudspeaker: Loudspeaker,
        tell: Tell,
        rings: Callable[[], list[str]] | None = None,
        rules: Rules = Rules(),  # noqa: B008 (frozen)
        decide: Callable[[Evidence], gate.Decision] = gate.decide,
        offer: Callable[[], str] = str,
        news: Callable[[], str] = str,
        greets: bool = True,
    ) -> Commanded:
        """A session that talks with the person.

        `rings` gives what is to be said unasked, in place of their timers and without a chime; `offer` and `news` as
        for `Unasked`.
        """
        greeting = self.toolbox.persona.greeting if greets else ""
        judge = self._turn_end if self.judge else None
        by_word = bool(self.settings.end_word) and not self.engine.has("native")
        return Commanded(
            loudspeaker,
            self.mind,
            self.engine.clock,
            tell,
            Ends(rules, decide, judge, self.settings.patience, heeded(self.settings.tone), by_word),
            Unasked(
                rings or self._due, None if rings else self._chime, greeting, offer, lambda: news() or self._late()
            ),
            live=partial(self.engine.live, self),
        )

    def _late(self) -> str:
        """What a tool has found after all; the model knows that it is said."""
        text = self.toolbox.news()
        if text:
            self.mind.remember([("", text)])
        return text

    def _chime(self) -> np.ndarray:
        return chime(self.rate_hz, self.toolbox.world.volume)

    def _due(self) -> list[str]:
        shelf = self.toolbox.world.shelf
        if step := self.steps.since():
            ringing.go_with(shelf, step)
        return [ring.text for ring in ringing.due(shelf, wall.now())]

    async def _turn_end(self, pcm: np.ndarray) -> float:
        judge = self.judge
        assert judge
        return await self.engine.lane.call("turn end", lambda: judge.judge(pcm[-TURN_END_SAMPLES:]), long=False)


@asynccontextmanager
async def client(
    engine: Engine,
    settings: Settings,
    data: Path | None = None,
    toolbox: Toolbox | None = None,
    more: Sequence[Tool] = (),
    steps: wall.Steps | None = None,
    past: Sequence[Exchanged] = (),
) -> AsyncIterator[Client]:
    """A person with their data in a folder, or with tools that are at hand. Raises BadInput, StoreError, EngineError.

    `more`: tools besides those of the persona's skills, where the tools are not at hand; `steps`: of the clock, where
    somebody has counted them; `past`: what was said before, which the language model is told.
    Of the settings, the profile's models are the engine's; everything else is this client's.
    """
    async with (
        _toolbox(engine, settings, data or engine.data, toolbox, more) as mine,
        engine.recogniser(settings.language) as recogniser,
        AsyncExitStack() as rest,
    ):
        mine.world.thinks = thinks(engine) and not engine.plain()
        mine.world.hears_all = engine.has("open_ear") or not isinstance(recogniser, Preparing)
        await engine.lane.call("learn", partial(_learn, recogniser, mine.grammar()))
        judge, mind = await engine.turn(), await made(engine, settings, mine, recogniser, rest)
        await mind.warm()
        mind.remember(past)
        if not gc.get_freeze_count():
            gc.freeze()  # what a process has loaded stays: looking for garbage in it stopped a turn for 58 ms
        ready = Client(engine, settings, mine, mind, judge, steps or wall.Steps())
        try:
            yield ready
        finally:
            engine.live(ready, False)


@asynccontextmanager
async def _toolbox(
    engine: Engine, settings: Settings, data: Path, toolbox: Toolbox | None, more: Sequence[Tool]
) -> AsyncIterator[Toolbox]:
    """The one at hand, or one with everything that the settings offer."""
    if toolbox:
        yield toolbox
        return
    async with offered(settings, data, engine.tell, engine.clock, thinks(engine)) as others:
        with tools(settings, data, engine.tell, more, others, engine) as made:
            yield made


def _learn(recogniser: Recogniser, grammar: Grammar) -> None:
    """Let it begin with that, which takes as long as loading the rest; `Cascade.warm` waits for the end."""
    if isinstance(recogniser, Preparing):
        next(recogniser.prepare(grammar), None)
