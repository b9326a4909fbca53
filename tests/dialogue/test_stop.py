"""Does "stop" cut the answer for good? A whole conversation in the simulated room: real ears, skills and engines.

The two voices are those whose "stop" the grammar alone takes for "add soap" and "slower".
"""

import random
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import anyio
import numpy as np
import pytest

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.events import RATE_HZ, Manner
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.models import espeak, pocketsphinx
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
from _costed import SimulatedClock

TALK = "A kilometre is a thousand metres, and a mile is a little more than half as much again. " * 4
AT_S = 6.0  # the canceller knows its room by then
SOFT_DB = -12.0  # against the other one


class Paper:
    """A shelf with nothing on it."""

    def all(self, kind=""):
        return []

    def mark(self): ...


@pytest.fixture(scope="module")
def recogniser():
    return pocketsphinx.load()


def stop(voice, gain_db):
    speaker = espeak.load(voice=voice)
    pcm = resample(np.concatenate([p.pcm for p in speaker.say("stop", Manner())]), speaker.rate_hz, RATE_HZ)
    return (10 ** (gain_db / 20) * 0.3 * pcm / np.abs(pcm).max()).astype(np.float32)


async def converse(recogniser, said, acoustics):
    """The turns, and when the loudspeaker was last heard."""
    clock, turns, unsaid = SimulatedClock(), [], [TALK]
    script = Script([Line(said, at_s=AT_S)], quiet_s=2.0, end_s=9.5)
    toolbox = Toolbox(replace(persona("assistant"), greeting=""), World(Paper(), datetime.now, random.Random(1)))
    models = {"recogniser": recogniser, "voice": espeak.load()}
    rings = lambda: [unsaid.pop()] if unsaid else []  # noqa: E731
    keep = lambda told: turns.append(told) if isinstance(told, Turn) else None  # noqa: E731
    once = Engine(Settings(), Path(), clock, given=models)
    async with once as engine, client(engine, Settings(), toolbox=toolbox) as ready:
        with Room(script, clock, ready.rate_hz, acoustics) as room:
            ear = Ear(room, canceller("auto"), Vad())
            clock.restart()
            await ready.session(room.loudspeaker, keep, rings=rings).run(frames(ear, False, clock))
            return turns, np.flatnonzero(np.abs(room.assistant) > 0.003)[-1] / RATE_HZ


@pytest.mark.parametrize(
    ("voice", "gain_db", "acoustics"),
    [
        ("en-gb+m5", 0.0, Acoustics()),
        ("en-us+f2", SOFT_DB, Acoustics()),
    ],
    ids=["aloud", "softly"],
)
def test_stop_cuts_the_answer_for_good(recogniser, voice, gain_db, acoustics):
    turns, last_s = anyio.run(converse, recogniser, stop(voice, gain_db), acoustics)
    cut = [turn for turn in turns if turn.barged_in]
    assert len(cut) == 1
    assert [turn.intent for turn in turns if turn.heard] == ["stop"]
    assert AT_S < last_s < AT_S + 0.6  # nothing more was heard, to the end of the scene
