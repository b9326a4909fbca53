"""What does the model of a fleet say of this machine? The sessions of `_real_sessions`, by the costs of one of them.

They speak whether or not they are answered: a recording, two seconds of silence, the next. Each frame is a step of the
lane; where the lane is behind, one step takes several; and so many voices are heard at once, the others wait. What an
answer took beside the lane when there was one session (the loop, the socket, the recogniser's own process) it takes
again, with its spread. So the model is exact for one session, and all that it says of more is predicted.
"""

import math
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

import load
from _fleet import Costs, Laptop, Told

from localvoice.app.served import FRAMES_AT_ONCE
from localvoice.engine import machine
from localvoice.events import FRAME_S

VOICES_A_CORE = 5  # heard at once, as `models.pocketsphinx` has it for programs
APART_S = 0.05  # between the beginnings of two programs
NORMAL_95 = 1.645  # standard deviations from the middle to where 95 of 100 lie below


@dataclass(frozen=True)
class Here:
    """Of one session, measured."""

    costs: Costs
    beside_ms: float  # of an answer, that the lane is not part of
    spread: float  # of that, as its logarithm's standard deviation


def here(one: dict[str, Any]) -> Here:
    """From what `_real_sessions` has measured of one session."""
    steps, cores = one["steps"], machine.read().cores
    hear_ms, sound_ms = steps["recognise"]["mean_ms"], steps["say"]["mean_ms"]
    middle_ms, late_ms = 1000 * one["answer_after_turn_p50_s"], 1000 * one["answer_after_turn_p95_s"]
    beside_ms = max(1.0, middle_ms - hear_ms - sound_ms)
    spread = math.log(max(late_ms, middle_ms) / middle_ms) / NORMAL_95
    lane = sum(steps[name]["count"] * steps[name]["mean_ms"] for name in ("recognise", "say")) / 1000 / one["took_s"]
    beside = max(0.0, one["cores"] - lane)
    costs = Costs("here", hear_ms, FRAME_S, hear_ms, sound_ms=sound_ms, cores=cores, beside=beside)
    return Here(costs, beside_ms, spread)


def predicted(one: Here, sessions: int, seconds: float = 60.0) -> Told:
    """What so many sessions would be like. Only one session stands for all its calibration; others share a laptop."""
    return Streams(one, sessions, seconds).run()


class Streams(Laptop):
    """A laptop that is spoken to without a pause."""

    def __init__(self, one: Here, sessions: int, seconds: float) -> None:
        self._one = one
        self._lengths_s = [len(sound) / 48_000 - load.GAP_S for sound in load.people()]
        self._most = round(VOICES_A_CORE * one.costs.cores)
        self._hearing: set[int] = set()
        self._waiting: deque[int] = deque()
        self._frames = [0] * sessions
        self._over_s = [math.inf] * sessions  # when what is being heard was over; math.inf: it is not
        self._queued = [False] * sessions
        self._next = list(range(sessions))
        super().__init__(replace(one.costs), sessions, seconds, 0)

    def _begins(self, number: int) -> None:
        self._at(APART_S * number, lambda: self._says(number))

    def _says(self, number: int) -> None:
        length_s = self._lengths_s[self._next[number] % len(self._lengths_s)]
        self._next[number] += 1
        begin_s = self._now_s
        self._waiting.append(number)
        for frame in range(1, int(length_s / FRAME_S) + 1):
            self._at(begin_s + frame * FRAME_S, lambda: self._frame(number))
        self._at(begin_s + length_s, lambda: self._ends(number))
        self._at(begin_s + length_s + load.GAP_S, lambda: self._says(number))

    def _frame(self, number: int) -> None:
        self._frames[number] += 1
        self._hear(number)

    def _ends(self, number: int) -> None:
        self._over_s[number] = self._now_s
        self._hear(number)

    def _hear(self, number: int) -> None:
        """One step for what there is of this voice, if it has a place and none is on its way."""
        while self._waiting and len(self._hearing) < self._most:
            self._hearing.add(self._waiting.popleft())
        if self._queued[number] or number not in self._hearing:
            return
        if self._frames[number]:
            self._queued[number] = True
            self._job("recognise", self._step(number))
        elif self._over_s[number] < math.inf:
            over_s, self._over_s[number] = self._over_s[number], math.inf
            self._hearing.discard(number)
            self._job("answer", self._answer(over_s))
            for other in list(self._waiting)[: self._most]:
                self._hear(other)

    def _step(self, number: int) -> Generator[None, None, None]:
        self._frames[number] -= min(self._frames[number], FRAMES_AT_ONCE)
        self._takes(self._costs.hear_ms)
        self._queued[number] = False
        self._hear(number)
        yield

    def _answer(self, over_s: float) -> Generator[None, None, None]:
        beside_ms = self._one.beside_ms * math.exp(self._random.gauss(0, self._one.spread))
        self._takes(self._costs.tail_ms)
        yield
        self._takes(self._costs.sound_ms)
        self.told.late_ms.append(1000 * (self._now_s - over_s) + beside_ms * max(1.0, self._slower))
        pieces = int((load.GAP_S - 0.2) / 0.1)
        yield
        yield from self._steps((self._costs.sound_ms,) * pieces)
