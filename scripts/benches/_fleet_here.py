"""What does the model of a fleet say of this machine? The sessions of `_real_sessions`, by the costs of one of them.

They speak whether or not they are answered: a recording, two seconds of silence, the next. The starter's ears are
processes beside the lane, more patient than others, so the voices that are being heard share what everything else on
the machine leaves; so many are heard at once, the others wait, and a turn that is not heard in time is lost. What an
answer took when there was one session it takes again, with its spread, later by what its ears are behind and by what
the lane is doing: one session is what the model is set by, and the others are predicted.
"""

import math
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import load
from _fleet import Costs, Laptop, Told
from _real_sessions import LAST_S

from localvoice.dialogue.served import TOO_LATE_S, TOO_LATE_SHARE

VOICES_A_CORE = 5  # heard at once, as `models.pocketsphinx` has it for programs
APART_S = 0.05  # between the beginnings of two programs
TICK_S = 0.02  # in which the cores are shared out
SAID_S = 0.1  # of sound that one step of the voice makes
NORMAL_95 = 1.645  # standard deviations from the middle to where 95 of 100 lie below


@dataclass(frozen=True)
class Here:
    """Of one session, measured."""

    costs: Costs
    ear_cores: float  # that one voice takes while it speaks
    beside_ms: float  # of an answer, that the lane is not part of
    spread: float  # of that, as its logarithm's standard deviation


def lengths_s() -> list[float]:
    """Of the recordings, in the order in which the first program plays them."""
    return [len(sound) / 48_000 - load.GAP_S for sound in load.people()]


def here(one: dict[str, Any]) -> Here:
    """From what `_real_sessions` has measured of one session."""
    sound_ms = one["steps"]["say"]["mean_ms"]
    middle_ms, late_ms = 1000 * one["answer_after_turn_p50_s"], 1000 * one["answer_after_turn_p95_s"]
    spread = math.log(max(late_ms, middle_ms) / middle_ms) / NORMAL_95
    said_s = _spoken_s(one["seconds"])
    costs = Costs("here", 0.0, 1.0, 0.0, sound_ms=sound_ms, cores=one["left_cores"])
    return Here(costs, one["cores"] * one["took_s"] / said_s, max(1.0, middle_ms - sound_ms), spread)


def predicted(one: Here, sessions: int, seconds: float = 120.0) -> Told:
    """What so many sessions would be like that speak for so long."""
    return Streams(one, sessions, seconds + LAST_S).run()


def _spoken_s(seconds: float) -> float:
    """How much of so long a stream is speech."""
    spoken_s = at_s = 0.0
    for length_s in lengths_s():
        spoken_s += min(length_s, max(0.0, seconds - at_s))
        at_s += length_s + load.GAP_S
    return spoken_s


class Streams(Laptop):
    """A laptop that is spoken to without a pause."""

    def __init__(self, one: Here, sessions: int, seconds: float) -> None:
        self._one, self._lengths_s = one, lengths_s()
        self._places = round(VOICES_A_CORE * one.costs.cores)
        self._placed: list[int] = []  # that have a place
        self._waiting: deque[int] = deque()
        self._behind_s = [0.0] * sessions  # of speech that is not heard yet
        self._speaking = [False] * sessions
        self._over: list[deque[tuple[float, float]]] = [deque() for _ in range(sessions)]  # ends and lengths of turns
        self._next = list(range(sessions))
        super().__init__(one.costs, sessions, seconds, 0)
        self._at(TICK_S, self._tick)

    def _begins(self, number: int) -> None:
        self._at(APART_S * number, lambda: self._says(number))

    def _says(self, number: int) -> None:
        if self._now_s > self._until_s - LAST_S:
            return
        length_s = self._lengths_s[self._next[number] % len(self._lengths_s)]
        self._next[number] += 1
        self._speaking[number] = True
        if number not in self._placed and number not in self._waiting:
            self._waiting.append(number)
        self._at(self._now_s + length_s, lambda: self._ends(number, length_s))
        self._at(self._now_s + length_s + load.GAP_S, lambda: self._says(number))

    def _ends(self, number: int, length_s: float) -> None:
        self._speaking[number] = False
        self._over[number].append((self._now_s, length_s))

    def _tick(self) -> None:
        """The cores are shared out among the voices that are heard and are not heard to their end."""
        self._at(self._now_s + TICK_S, self._tick)
        self._behind_s = [one + TICK_S * spoken for one, spoken in zip(self._behind_s, self._speaking, strict=True)]
        while self._waiting and len(self._placed) < self._places:
            self._placed.append(self._waiting.popleft())
        busy = [one for one in self._placed if self._behind_s[one] > 0]
        wanted = len(busy) * self._one.ear_cores
        self._slower = max(1.0, wanted / self._costs.cores)
        for number in busy:
            most = TICK_S * min(1.0, self._costs.cores / len(busy)) / self._one.ear_cores
            self._behind_s[number] = max(0.0, self._behind_s[number] - most)
        for number in range(len(self._over)):
            self._lose(number)
        for number in list(self._placed):
            if not self._behind_s[number] and not self._speaking[number]:
                self._placed.remove(number)
                while self._over[number]:
                    self._job("answer", self._answer(self._over[number].popleft()[0]))

    def _lose(self, number: int) -> None:
        """A turn that is not heard to its end by then is given up, and the person told."""
        over = self._over[number]
        while over and self._now_s - over[0][0] > TOO_LATE_S + TOO_LATE_SHARE * over[0][1]:
            self._behind_s[number] = max(0.0, self._behind_s[number] - over.popleft()[1])
            self.told.lost += 1

    def _answer(self, over_s: float) -> Generator[None, None, None]:
        beside_ms = self._one.beside_ms * math.exp(self._random.gauss(0, self._one.spread))
        self._takes(self._costs.sound_ms)
        self.told.late_ms.append(1000 * (self._now_s - over_s) + beside_ms * self._slower)
        yield
        yield from self._steps((self._costs.sound_ms,) * round(load.GAP_S / SAID_S))
