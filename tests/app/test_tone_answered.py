"""Does the starter answer as it was spoken to? Whole conversations in the simulated room: real ears, skills, voice."""

import random
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import numpy as np
import pytest

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.app.profile import family
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.events import RATE_HZ, Item, Manner
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.models import pocketsphinx
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn
from localvoice.understanding.manner import BRIEF_WORDS
from localvoice.understanding.mind import Saying

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
from _costed import SimulatedClock

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
QUESTION = "how much time is left on my timer"


class Shelf:
    """With two timers, which takes some words to say."""

    def all(self, kind=""):
        return [
            Item(number, "timer", name, NOW + timedelta(minutes=left), NOW, {"seconds": 60 * minutes})
            for number, (name, left, minutes) in enumerate([("pasta", 7, 10), ("egg", 3, 5)], 1)
            if kind == "timer"
        ]

    def mark(self): ...


@dataclass(frozen=True)
class Answer:
    """What was heard of one."""

    turn: Turn
    phrases: list[str]
    pcm: np.ndarray  # from its first to its last audible sample

    @property
    def level_db(self):
        return 10 * np.log10(np.mean(self.pcm**2))

    @property
    def seconds(self):
        return len(self.pcm) / RATE_HZ


@pytest.fixture(scope="module")
def models():
    return {"recogniser": pocketsphinx.load(), "voice": family("hibari").load()}


def said(models, manner):
    """By a person with the starter's own voice, which can whisper."""
    voice = models["voice"]
    pcm = np.concatenate([piece.pcm for piece in voice.say(QUESTION, manner)])
    return resample(pcm, voice.rate_hz, RATE_HZ)


def answer(models, manner, settings=Settings()):  # noqa: B008 (frozen)
    pcm = said(models, manner)

    async def converse():
        clock, shown = SimulatedClock(), []
        toolbox = Toolbox(replace(persona("assistant"), greeting=""), World(Shelf(), lambda: NOW, random.Random(1)))
        once = Engine(settings, Path(), clock, given=models)
        async with once as engine, client(engine, settings, toolbox=toolbox) as ready:
            with Room(Script([Line(pcm, at_s=1.0)], quiet_s=1.0, end_s=12.0), clock, ready.rate_hz) as room:
                ear = Ear(room, canceller("auto"), Vad())
                clock.restart()
                await ready.session(room.loudspeaker, shown.append, rings=list).run(frames(ear, False, clock))
                loud = np.flatnonzero(np.abs(room.assistant) > 0.003)
                (turn,) = [each for each in shown if isinstance(each, Turn)]
                phrases = [each.text for each in shown if isinstance(each, Saying)]
                return Answer(turn, phrases, room.assistant[loud[0] : loud[-1] + 1])

    return anyio.run(converse)


@pytest.fixture(scope="module")
def plain(models):
    return answer(models, Manner())


def test_a_whispered_question_is_answered_softly_and_slowly(models, plain):
    whispered = answer(models, Manner(whispered=True))
    assert whispered.turn.said == plain.turn.said
    assert whispered.level_db <= plain.level_db - 6
    assert whispered.seconds >= 1.1 * plain.seconds


def test_a_hurried_question_is_answered_with_a_shorter_first_phrase_no_later_and_faster(models, plain):
    hurried = answer(models, Manner(pace=1.5))
    assert hurried.turn.said == plain.turn.said
    assert len(hurried.phrases[0].split()) <= BRIEF_WORDS < len(plain.phrases[0].split())
    assert hurried.turn.latency_ms <= plain.turn.latency_ms + 1  # the answer was ready before the turn was over
    assert hurried.seconds < plain.seconds  # with one more pause between phrases


def test_a_tone_that_is_turned_off_changes_nothing(models, plain):
    whispered = answer(models, Manner(whispered=True), Settings(tone="-whispered"))
    assert whispered.level_db == pytest.approx(plain.level_db, abs=1)
    assert whispered.seconds == pytest.approx(plain.seconds, rel=0.02)
