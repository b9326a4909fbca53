"""Which piece of model work runs next? The one that is due first. Plain objects, no threads: tests step it by hand."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from localvoice.errors import EngineError, LocalvoiceError


@dataclass(eq=False)
class Job:
    """Model work as a generator; each `next()` is one short step."""

    name: str  # named when it fails or takes too long
    open: Callable[[], Generator[Any, None, None]]
    due: Callable[[], float]  # seconds until the next step is wanted; math.inf: parked
    emit: Callable[[Any], None]  # gets what each step yields
    done: Callable[[LocalvoiceError | None], None]  # called once: finished, failed (with the error) or cancelled
    cancelled: bool = False
    steps: Generator[Any, None, None] | None = None


class Schedule:
    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def step(self) -> bool:
        """Run one step of the job that is due first. False when nothing wants to run."""
        for job in [job for job in self.jobs if job.cancelled]:
            self._drop(job, None)
        due_s, job = min(((job.due(), job) for job in self.jobs), key=lambda pair: pair[0], default=(math.inf, None))
        if job is None or due_s == math.inf:
            return False
        try:
            job.steps = job.steps or job.open()
            job.emit(next(job.steps))
        except StopIteration:
            self._drop(job, None)
        except LocalvoiceError as error:
            self._drop(job, error)
        except Exception as error:  # a job ends here: one that fails must not take the lane with it
            self._drop(job, EngineError(f"{job.name} failed inside localvoice ({error!r}); please report it."))
        return True

    def close(self) -> None:
        """Drop every job."""
        for job in list(self.jobs):
            self._drop(job, None)

    def _drop(self, job: Job, error: LocalvoiceError | None) -> None:
        self.jobs.remove(job)
        if job.steps is not None:
            job.steps.close()
        job.done(error)
