"""How do so many sessions fare on one laptop? Its own schedule on a virtual clock, with the costs of its steps.

A session waits, speaks, and hears the answer, over and over. While somebody speaks, each piece of sound is a step of
the lane; at the end come the rest of it, what is new of the prompt, the tokens of the first phrase and the first sound,
which are wanted at once; then tokens and sound by turns, each wanted when playback would run dry. The steps are real
jobs of `engine.schedule`, whose order is earliest deadline first; only their time is computed. What a session takes of
the processor beside the lane (its ear, its socket) makes every step slower, as soon as there is not a whole core left.
"""

import heapq
import math
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from localvoice.engine.schedule import Job, Schedule

GATE_S = 0.2  # what a turn waits for at least after its last voiced sample, as the README's table has it at p50
PAUSE_S = 0.096  # until the lane begins with what is left
AHEAD_S = 0.3  # of sound that is kept ahead of the loudspeaker
MANY = 20  # lost turns, after which nothing more is learnt
LOST_S = 10.0  # who has no answer by then has gone
FRAME_S, WORDS_A_S, TOKENS_A_WORD = 0.08, 2.5, 1.3  # of an answer's sound; a voice says 150 words a minute
# Lengths in seconds, log-normal: median and spread. Speech and answers as in the recorded orders and readings that
# `load` streams; what lies between an answer and the next words is what its person thinks.
SPEECH, ANSWER, THINKS = (2.2, 0.5), (2.5, 0.5), (4.0, 0.6)
WARM_S = 10.0  # of simulated time before anything is counted


@dataclass(frozen=True)
class Costs:
    """Of one laptop, in milliseconds of its lane."""

    name: str
    hear_ms: float  # of each piece of sound
    hear_s: float  # that a piece lasts
    tail_ms: float  # when the speech is over
    read_ms: tuple[float, ...] = ()  # steps that take in the words
    think_ms: float = 0.0  # a token; 0: skills answer
    first_tokens: int = 0  # until the first phrase
    sound_ms: float = 0.0  # a piece of sound
    sound_s: float = FRAME_S  # that it lasts
    cores: float = 8.0  # of the laptop
    lane_cores: float = 1.0  # that the lane takes while it computes; 0 where the GPU does
    beside: float = 0.0  # cores that one session takes beside the lane


@dataclass
class Told:
    """What the turns of one laptop were like."""

    late_ms: list[float] = field(default_factory=list)  # from the last voiced sample to the first sound
    lost: int = 0
    gaps: int = 0  # answers that stuttered
    busy: float = 0.0  # share of the time that the lane computed


class Laptop:
    """So many sessions for so long."""

    def __init__(self, costs: Costs, sessions: int, seconds: float, seed: int) -> None:
        self._costs, self._until_s = costs, seconds
        self._random = random.Random(f"{costs.name} {sessions} {seed}")
        self._now_s = 0.0
        self._busy_s = 0.0
        self._schedule = Schedule(lambda: self._now_s)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._slower = _slower(costs, sessions)
        self.told = Told()
        for number in range(sessions):
            self._begins(number)

    def _begins(self, number: int) -> None:
        self._at(self._random.uniform(0, THINKS[0] + SPEECH[0]), self._speaks)

    def run(self) -> Told:
        while (self._events or self._schedule.jobs) and self._now_s < self._until_s and self.told.lost < MANY:
            while self._events and self._events[0][0] <= self._now_s:
                heapq.heappop(self._events)[2]()
            if not self._schedule.step():
                self._now_s = max(self._now_s, self._next_s())
        self.told.busy = self._busy_s / max(self._now_s, 1e-9)
        return self.told

    def _next_s(self) -> float:
        """When something may be due: an event, or sound that is parked."""
        event_s = self._events[0][0] if self._events else self._until_s
        return min(event_s, self._now_s + FRAME_S) if self._schedule.jobs else event_s

    def _at(self, when_s: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when_s, next(self._order), do))

    def _drawn(self, length: tuple[float, float]) -> float:
        return self._random.lognormvariate(math.log(length[0]), length[1])

    def _speaks(self) -> None:
        begin_s, costs = self._now_s, self._costs
        end_s = begin_s + self._drawn(SPEECH)
        if costs.hear_ms:
            for piece in range(1, int((end_s - begin_s) / costs.hear_s) + 1):
                self._at(begin_s + piece * costs.hear_s, lambda: self._job("hear", self._steps((costs.hear_ms,))))
        self._at(end_s + PAUSE_S, lambda: self._answers(end_s))

    def _answers(self, end_s: float) -> None:
        costs = self._costs
        first = (costs.tail_ms, *costs.read_ms, *(costs.think_ms,) * costs.first_tokens, costs.sound_ms)

        def steps() -> Generator[None, None, None]:
            yield from self._steps(first[:-1])
            self._takes(first[-1])
            self._heard(end_s)
            yield

        self._job("answer", steps())

    def _heard(self, end_s: float) -> None:
        """The first sound is there."""
        heard_s = max(end_s + GATE_S, self._now_s)
        if heard_s - end_s > LOST_S:
            self.told.lost += end_s > WARM_S
            self._at(heard_s + self._drawn(THINKS), self._speaks)
            return
        if end_s > WARM_S:
            self.told.late_ms.append(1000 * (heard_s - end_s))
        self._goes_on(heard_s)

    def _goes_on(self, heard_s: float) -> None:
        """The rest of the answer, ahead of what is played; then the person thinks, and speaks again."""
        length_s, costs = self._drawn(ANSWER), self._costs
        made_s, thought = costs.sound_s, float(costs.first_tokens)

        def due() -> float:
            late_s = heard_s + made_s - AHEAD_S - self._now_s
            return late_s if late_s < AHEAD_S else math.inf

        def steps() -> Generator[None, None, None]:
            nonlocal made_s, thought, heard_s
            stuttered = False
            while made_s < length_s:
                wanted = WORDS_A_S * TOKENS_A_WORD * (made_s + costs.sound_s + 1.0)  # a phrase ahead
                while costs.think_ms and thought < wanted:
                    thought += 1
                    yield from self._steps((costs.think_ms,))
                yield from self._steps((costs.sound_ms,))
                if self._now_s > heard_s + made_s:
                    stuttered, heard_s = True, self._now_s - made_s
                made_s += costs.sound_s
            self.told.gaps += stuttered
            self._at(max(self._now_s, heard_s + length_s) + self._drawn(THINKS), self._speaks)

        self._job("go on", steps(), due)

    def _steps(self, every_ms: tuple[float, ...]) -> Generator[None, None, None]:
        for ms in every_ms:
            if ms:
                self._takes(ms)
                yield

    def _takes(self, ms: float) -> None:
        self._now_s += ms * self._slower / 1000
        self._busy_s += ms * self._slower / 1000

    def _job(self, name: str, steps: Generator[None, None, None], due: Callable[[], float] = lambda: 0.0) -> None:
        self._schedule.jobs.append(Job(name, lambda: steps, due, lambda value: None, lambda error: None))


def _slower(costs: Costs, sessions: int) -> float:
    """How much longer a step takes because others want the same cores."""
    left = costs.cores - sessions * costs.beside
    return costs.lane_cores / max(left, 0.01) if costs.lane_cores > left else 1.0


def percentile(values: list[float], percent: float) -> float:
    """math.nan of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(percent / 100 * len(ordered)))] if ordered else math.nan


@cache
def simulated(costs: Costs, sessions: int, seed: int = 0) -> Told:
    """A laptop that serves so many sessions: ten minutes of one, half a minute of a hundred; where many were lost it
    has broken, and that is all."""
    return Laptop(costs, sessions, max(30.0, min(600.0, 3_000.0 / sessions)), seed).run()


def in_time(told: Told, budget_ms: float = 400.0) -> bool:
    """Are 95 of 100 turns in time, none lost, and at most 1 of 100 answers broken?"""
    turns = len(told.late_ms)
    return bool(turns) and not told.lost and told.gaps <= turns / 100 and percentile(told.late_ms, 95) <= budget_ms


def most(costs: Costs, limit: int = 4096) -> int:
    """So many sessions one laptop serves in time: doubled until it breaks, then halved between; 0: not even one."""
    good, bad = 0, 1
    while bad <= limit and in_time(simulated(costs, bad)):
        good, bad = bad, 2 * bad
    while bad - good > max(1, good // 32):
        middle = (good + bad) // 2
        good, bad = (middle, bad) if in_time(simulated(costs, middle)) else (good, middle)
    return good


def shares(sessions: int, laptops: int, by_hash: bool, seed: int = 0) -> list[int]:
    """How many sessions each laptop gets: evenly (to whom has fewest), or by a hash of the session's id."""
    if not by_hash:
        return [sessions // laptops + (at < sessions % laptops) for at in range(laptops)]
    drawn, found = random.Random(seed), [0] * laptops
    for _ in range(sessions):
        found[drawn.randrange(laptops)] += 1
    return found
