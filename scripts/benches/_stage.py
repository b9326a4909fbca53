"""The floor bench's whole conversations: the assistant talks on and on, and is it held, and does it then go on?

The real session, skills, recogniser and voice on a simulated clock: what is held plays no echo, as in a room.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import anyio
import numpy as np
from _costed import SimulatedClock
from _ears import Paper, sound_of, voice_of
from _room import Forgetful
from _scenes import (
    ASKED_S,
    FIRST_S,
    NEAR_DB,
    ROOM_NOISE_DB,
    SAID,
    Kind,
    Moving,
    intruders,
    level_db,
    synthetic,
)

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.audio.echo.canceller import Canceller
from localvoice.audio.reporter import Reporter
from localvoice.audio.simulated.room import Acoustics
from localvoice.audio.simulated.script import Line, Script
from localvoice.audio.timeline import Timeline
from localvoice.events import FRAME_SAMPLES, RATE_HZ
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.models import pocketsphinx
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn

STRANGERS = ("readers", "televisions", "babble", "coughs")  # alone: nobody is asked back for ever
GAP_S = 2.0  # from the end of one who comes in between to the next at the least


@dataclass
class Told:
    """What became of one conversation."""

    spans: list[tuple[float, float]]  # onset and end of everyone who came in between, seconds
    seconds: float
    holds: list[float] = field(default_factory=list)  # when the loudspeaker was held, seconds
    # the holds after which it did not go on; its last words then
    cuts: list[tuple[float, str]] = field(default_factory=list)


class Stage(Forgetful):
    """A room with a difficult echo; it notes when it is held."""

    def __init__(self, kind: Kind, script: Script, clock: SimulatedClock, held: Callable[[], None]) -> None:
        rate_hz = voice_of(kind.far).rate_hz
        super().__init__(script, clock, rate_hz, Acoustics(noise_db=ROOM_NOISE_DB))
        self._echo = Moving(kind, echo_gain(kind), loudest(kind.far))
        self.reporter = Holding(self._timeline, rate_hz, held)


class Holding(Reporter):
    """Notes when the loudspeaker is held."""

    def __init__(self, timeline: Timeline, rate_hz: int, held: Callable[[], None]) -> None:
        super().__init__(timeline, rate_hz, timeline.heard_at_s)
        self._gain, self._noted = 1.0, held

    def fade(self, gain: float) -> None:
        if gain == 0.0 and self._gain != 0.0:
            self._noted()
        self._gain = gain
        super().fade(gain)

    def flush(self) -> None:
        self._gain = 1.0
        super().flush()


@cache
def speech(voice: str) -> np.ndarray:
    """Some of what it says, as the loudspeaker plays it, (n,) float32 at 16 kHz."""
    pcm = np.concatenate([sound_of(voice_of(voice), text) for text in SAID[:3]])
    return pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES]


def loudest(voice: str) -> float:
    return float(np.abs(speech(voice)).max())


@cache
def echo_gain(kind: Kind) -> float:
    """Makes the echo `ratio_db` softer than a person."""
    path = Moving(kind, 1.0, loudest(kind.far))
    echo = np.concatenate([path.step(frame) for frame in speech(kind.far).reshape(-1, FRAME_SAMPLES)])
    return 10 ** ((NEAR_DB - kind.ratio_db - level_db(echo)) / 20)


def converse(kind: Kind, who: str, seconds: float, echo: Canceller) -> Told:
    """The assistant, whose voice is the kind's, talks for `seconds`, or until everyone has come in between.

    Some do so in a conversation each.
    """
    pieces = intruders(who)
    groups = [[piece] for piece in pieces] if who in STRANGERS else [pieces]
    whole = Told([], 0.0)
    for near in groups:
        told = _one(kind, near, seconds, echo, asks=who in STRANGERS)
        late_s = whole.seconds
        whole.spans += [(start + late_s, end + late_s) for start, end in told.spans]
        whole.holds += [at_s + late_s for at_s in told.holds]
        whole.cuts += [(at_s + late_s, words) for at_s, words in told.cuts]
        whole.seconds += told.seconds
    return whole


def _one(kind: Kind, near: list[np.ndarray], seconds: float, echo: Canceller, asks: bool) -> Told:
    """`asks`: before, the person asks something, which tells how loud they are; it is not counted."""
    question = synthetic()[0] if asks else np.zeros(0, np.float32)
    lines = [Line(question, at_s=ASKED_S)] if asks else []
    spans = []
    at_s = first_s = ASKED_S + len(question) / RATE_HZ + GAP_S if asks else FIRST_S
    for piece in near:
        lines.append(Line(piece, at_s=at_s))
        spans.append((at_s + 0.05, at_s + len(piece) / RATE_HZ))
        at_s += len(piece) / RATE_HZ + GAP_S
    end_s = seconds or at_s
    told = Told(spans, end_s)
    anyio.run(partial(_converse, kind, Script(lines, quiet_s=end_s, end_s=end_s), echo, told))
    if asks:
        told.holds = [at_s for at_s in told.holds if at_s > first_s]
        told.cuts = [(at_s, words) for at_s, words in told.cuts if at_s > first_s]
    return told


async def _converse(kind: Kind, script: Script, echo: Canceller, told: Told) -> None:
    clock = SimulatedClock()
    stage = Stage(kind, script, clock, lambda: told.holds.append(ear.read_s))

    def keep(what: object) -> None:
        if isinstance(what, Turn) and what.barged_in:
            told.cuts.append((told.holds[-1] if told.holds else 0.0, what.said[-40:]))

    world = World(Paper(), lambda: datetime(2026, 3, 4, 10, 0, tzinfo=UTC), random.Random(1))
    toolbox = Toolbox(replace(persona("assistant"), greeting=""), world)
    once = Engine(Settings(), Path(), clock, given={"recogniser": pocketsphinx.load(), "voice": voice_of(kind.far)})
    async with once as engine, client(engine, Settings(), toolbox=toolbox) as ready:
        with stage:
            ear = Ear(stage, echo, Vad())
            clock.restart()
            session = ready.session(stage.loudspeaker, keep, rings=lambda: [" ".join(SAID)])
            await session.run(frames(ear, False, clock))
