"""Guests book in whole sessions: their sentences are sound in a simulated room, and only the ear knows the words.

Voice detection, turns, echo, interruptions, the form and the voice that answers are real, on a clock that skips the
waiting. The ear tells the words of every clause of which it was given the sound.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from _costed import SimulatedClock

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.events import RATE_HZ, Manner, Transcript
from localvoice.grammar import Grammar
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.memory.shelf import SqliteShelf
from localvoice.models import espeak
from localvoice.models.roles import Voice
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn

GUEST_VOICE = "en-us+m7"
PACE = Manner(pace=0.85)  # at its own, a lone word is too quick to be believed
PAUSES_S = {",": 0.2, ".": 0.4, "?": 0.4, "!": 0.4}  # behind a clause, as people make them; assumed
INTO_S = 1.5  # of an answer, until somebody speaks into it
FIRST_S = 0.5  # until the first sentence where no greeting is heard
CLAUSE = re.compile(r"[^,.?!]+[,.?!]*")
HEARD = 0.5  # of a clause's sound, so that its words are told


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, and where its sound lies in it."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class Sentence:
    """What a guest says, as sound."""

    clauses: tuple[Clause, ...]
    pcm: np.ndarray  # (n,) float32 at 16 kHz


@dataclass(frozen=True)
class Held:
    """What came of a session."""

    kept: list[dict[str, Any]]  # forms, without what there is none of
    turns: list[Turn]

    @property
    def said(self) -> list[str]:
        """All that was said aloud."""
        return [turn.said for turn in self.turns if turn.said]


@cache
def _voice(name: str) -> Voice:
    return espeak.load(voice=name)


@cache
def sentence(text: str) -> Sentence:
    """Its clauses spoken one after the other, with pauses between them."""
    voice, clauses, sounds, at_s = _voice(GUEST_VOICE), list[Clause](), list[np.ndarray](), 0.0
    for part in (each.group().strip() for each in CLAUSE.finditer(text)):
        pcm = np.concatenate([piece.pcm for piece in voice.say(part, PACE)])
        pcm = resample(pcm, voice.rate_hz, RATE_HZ)
        pause_s = PAUSES_S.get(part[-1], 0.0)
        clauses.append(Clause(part, at_s, at_s + len(pcm) / RATE_HZ))
        sounds += [pcm, np.zeros(round(pause_s * RATE_HZ), np.float32)]
        at_s += sum(map(len, sounds[-2:])) / RATE_HZ
    return Sentence(tuple(clauses), np.concatenate(sounds))


class Knowing:
    """An ear that knows what is spoken in its room."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.room: Room | None = None
        self._clock = clock

    def listen(self, grammar: Grammar | None) -> "Known":
        return Known(self)

    def unknown_words(self, words: set[str]) -> set[str]:
        return set()

    def between(self, first_s: float, last_s: float) -> str:
        """The words whose sound lies there, seconds of the room."""
        told = []
        for line in self.room.spoken if self.room else ():
            for clause in sentence(line.text).clauses:
                start_s, end_s = line.start_s + clause.start_s, line.start_s + clause.end_s
                inside_s = min(end_s, last_s) - max(start_s, first_s)
                told += [clause.text] if inside_s > HEARD * (end_s - start_s) else []
        return " ".join(told)

    def now_s(self) -> float:
        return self._clock.now_s()


class Known:
    """One utterance: its sound came until now."""

    def __init__(self, ear: Knowing) -> None:
        self._ear, self._samples, self._last_s = ear, 0, 0.0

    def feed(self, pcm: np.ndarray) -> str:
        self._samples += len(pcm)
        self._last_s = self._ear.now_s()
        return self._text()

    def transcript(self) -> Transcript:
        return Transcript(self._text(), True, 0.0)

    def _text(self) -> str:
        return self._ear.between(self._last_s - self._samples / RATE_HZ, self._last_s)

    def close(self) -> None: ...


async def book(says: Sequence[str], interrupts: Sequence[str], now: datetime, data: Path) -> Held:
    """One guest's session; sentences in `interrupts` are said into the answer before them."""
    clock, turns = SimulatedClock(), list[Turn]()
    ear = Knowing(clock)
    given = {"recogniser": ear, "voice": _voice("en-us"), "open_ear": None, "lm": None, "turn": None}
    settings = Settings(persona="receptionist")
    with SqliteShelf(Path(":memory:"), lambda: now) as shelf:
        toolbox = Toolbox(persona("receptionist"), World(shelf, lambda: now, Random(1)))
        async with (
            Engine(settings, data, clock, given=given) as engine,
            client(engine, settings, toolbox=toolbox) as ready,
        ):
            with Room(Script(_lines(says, interrupts)), clock, ready.rate_hz) as ear.room:
                hears = Ear(ear.room, canceller("auto"), Vad())
                clock.restart()
                session = ready.session(
                    ear.room.loudspeaker, lambda told: turns.append(told) if isinstance(told, Turn) else None
                )
                await session.run(frames(hears, False, clock))
        return Held([there(item.data["known"]) for item in shelf.all("booking")], turns)


def _lines(says: Sequence[str], interrupts: Sequence[str]) -> list[Line]:
    lines = [Line(sentence(text).pcm, text) for text in says]
    return [
        replace(line, after="answer_start", delay_s=INTO_S, name="interruption") if line.text in interrupts else line
        for line in lines
    ]


def there(known: dict[str, Any]) -> dict[str, Any]:
    """A form without what there is none of."""
    return {name: value for name, value in known.items() if value not in ("", [])}
