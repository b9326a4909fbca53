"""Which piece of model work runs next? The one that is due first. Plain objects, no threads: tests step it by hand.

A step is due at a moment, and that moment stays: a job that keeps saying "in half a second" has waited half a second
after half a second. So nothing starves: whatever may run gets a step at the latest PATIENCE_S after it first could,
plus one step of every other job. Jobs that are due at the same moment take turns.

The person at this machine comes first: while a turn of theirs is live, a step of another program is wanted LATER_S
after it could run, and all of those together get no more than GUESTS of the time, even when the lane has nothing else
to do, for nobody can stop a step that has begun.
"""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from localvoice.errors import EngineError, LocalvoiceError, sentence
from localvoice.events import Waiting
from localvoice.trace import Step

T = TypeVar("T")
Watch = Callable[[Step], None]

PATIENCE_S = 1.0  # nobody who may run waits longer, however far off its step is wanted
GUESTS, LATER_S = 0.25, 0.25  # while a turn of the person here is live; set by hand, see `scripts/bench load`
SLOW_S = 0.050  # a longer step keeps the ears waiting for more than a frame, so it is named


@dataclass(eq=False)
class Job:
    """Model work as a generator; each `next()` is one short step."""

    name: str  # named when it fails or takes too long
    open: Callable[[], Generator[Any, None, None]]
    due: Callable[[], float]  # seconds until the next step is wanted; below 0: late already; math.inf: parked
    emit: Callable[[Any], None]  # gets what each step yields
    done: Callable[[LocalvoiceError | None], None]  # called once: finished, failed (with the error) or cancelled
    upkeep: bool = False  # runs only while no turn is live
    long: bool = False  # one step may take minutes: loading, warming up
    guest: bool = False  # another program's
    cancelled: bool = False
    steps: Generator[Any, None, None] | None = None
    since_s: float = math.inf  # since when it may run its next step; math.inf: it may not
    wanted_s: float = math.inf  # when that step is wanted
    rests_s: float = -math.inf  # until then its last step found nothing to do (`events.Waiting`)
    turn: int = 0  # number of the schedule's step that was its last


@dataclass(frozen=True, eq=False)
class Running:
    """A step that has begun and not ended."""

    job: str
    since_s: float
    long: bool


class Schedule:
    """Jobs, stepped one at a time. `now_s`: a clock in seconds; `watch` is told about every step."""

    def __init__(self, now_s: Callable[[], float], watch: Watch | None = None) -> None:
        self.jobs: list[Job] = []
        self.live = False  # a turn is live: upkeep is parked
        self.watch = watch
        self.running: Running | None = None  # now; another thread may look
        self._now_s = now_s
        self._turn = 0
        self._guests_s = 0.0  # when guests may run again while a turn is live

    def step(self) -> bool:
        """Run one step of the job that is due first. False when nothing wants to run."""
        for job in [job for job in self.jobs if job.cancelled]:
            self._drop(job, None)
        now_s = self._now_s()
        ready = [job for job in list(self.jobs) if self._guard(job, lambda job: self._look(job, now_s))]
        if not ready:
            return False
        job = min(ready, key=lambda job: (min(job.wanted_s, job.since_s + PATIENCE_S), job.wanted_s, job.turn))
        self._guard(job, self._run)
        return True

    def rest_s(self) -> float:
        """Where nothing wants to run now, in how many seconds guests may again; math.inf: no guest waits for that."""
        if not self.live or not any(job.guest for job in self.jobs):
            return math.inf
        return max(0.0, self._guests_s - self._now_s()) or math.inf

    def close(self) -> None:
        """Drop every job."""
        for job in list(self.jobs):
            self._drop(job, None)

    def _look(self, job: Job, now_s: float) -> bool:
        """May it run? Notes since when, and when it is wanted."""
        waits = self.live and (job.upkeep or (job.guest and now_s < self._guests_s))
        waits = waits or now_s < job.rests_s
        due_s = math.inf if waits else job.due()
        due_s = max(0.0, due_s) + LATER_S if job.guest and self.live else due_s
        parked = due_s == math.inf
        job.since_s = math.inf if parked else min(job.since_s, now_s)
        job.wanted_s = math.inf if parked else min(job.wanted_s, now_s + due_s)
        return not parked

    def _run(self, job: Job) -> None:
        self._turn += 1
        start_s, wanted_s = self._now_s(), job.wanted_s
        job.turn, job.since_s, job.wanted_s = self._turn, math.inf, math.inf
        self.running = Running(job.name, start_s, job.long)
        value = None
        try:
            job.steps = job.steps or job.open()
            value = next(job.steps)
        finally:
            self.running = None
            end_s = self._now_s()
            if job.guest:
                self._guests_s = end_s + (end_s - start_s) * (1 / GUESTS - 1)
            if self.watch and not isinstance(value, Waiting):
                self.watch(Step(job.name, start_s, end_s, max(0.0, start_s - wanted_s)))
        if isinstance(value, Waiting):
            job.rests_s = end_s + value.seconds
        else:
            job.emit(value)

    def _guard(self, job: Job, work: Callable[[Job], T]) -> T | None:
        """`work(job)`; a failure ends its job and nothing else."""
        try:
            return work(job)
        except StopIteration:
            self._drop(job, None)
        except Exception as error:  # a job ends here: one that fails must not take the lane with it
            self._drop(job, _reported(job, error))
        return None

    def _drop(self, job: Job, error: LocalvoiceError | None) -> None:
        self.jobs.remove(job)
        self.running = Running(job.name, self._now_s(), job.long)
        try:
            if job.steps is not None:
                job.steps.close()
        except Exception as failure:  # the job's last words
            error = error or _reported(job, failure)
        finally:
            self.running = None
        job.done(error)


def slow_steps(tell: Callable[[str], None]) -> Watch:
    """A watch that names each job once whose step took longer than SLOW_S; make one for each conversation."""
    named: set[str] = set()

    def watch(step: Step) -> None:
        took_s = step.end_s - step.start_s
        if took_s > SLOW_S and step.job not in named:
            named.add(step.job)
            tell(f"A step of “{step.job}” took {1000 * took_s:.0f} ms, and everything else waited; report it if often.")

    return watch


def _reported(job: Job, error: Exception) -> LocalvoiceError:
    if isinstance(error, LocalvoiceError):
        return error
    return EngineError(sentence(error, job.name))
