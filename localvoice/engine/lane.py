"""The one place where models run: loaded, stepped and freed by one owner, in the order of the schedule.

With real time the owner is a thread. On a virtual clock the clock steps the same schedule between two frames of
simulated sound, so nothing runs beside it and its time is counted.
"""

import asyncio
import math
import queue
import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream

from localvoice.clock import Clock, VirtualClock
from localvoice.engine.schedule import Job, Schedule
from localvoice.errors import LocalvoiceError

T = TypeVar("T")

# A parked job becomes due when playback drains or sound arrives, which cannot wake the lane, so it looks again.
PARKED_POLL_S = 0.005


class Lane:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._schedule = Schedule()
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = None if isinstance(clock, VirtualClock) else threading.Thread(target=self._serve, name="lane")

    def __enter__(self) -> Self:
        if isinstance(self._clock, VirtualClock):
            self._clock.work.append(self._step)
        elif self._thread:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if isinstance(self._clock, VirtualClock):
            self._clock.work.remove(self._step)
            self._schedule.close()
        elif self._thread:
            self._inbox.put(None)
            self._thread.join()

    def submit(self, job: Job) -> None:
        self._inbox.put(job)

    @asynccontextmanager
    async def stream(
        self, name: str, steps: Callable[[], Generator[T, None, None]], due: Callable[[], float]
    ) -> AsyncIterator[AsyncIterator[T]]:
        """Run `steps()` in the lane and iterate here over what it yields; leaving the block cancels it.

        `due` says in how many seconds the next step is wanted (math.inf: not now). A failed step raises here.
        """
        loop = asyncio.get_running_loop()
        send, receive = anyio.create_memory_object_stream[Any](math.inf)

        def done(error: LocalvoiceError | None) -> None:
            if error:
                send.send_nowait(error)
            send.close()

        def here(call: Callable[[Any], None]) -> Callable[[Any], None]:
            if self._thread is None:
                return lambda value: _deliver(call, value)
            return lambda value: _post(loop, call, value)

        job = Job(name, steps, due, here(send.send_nowait), here(done))
        self.submit(job)
        try:
            yield _values(receive)
        finally:
            job.cancelled = True
            receive.close()

    async def call(self, name: str, work: Callable[[], T]) -> T:
        """Do one piece of work in the lane, at once, and return its result."""

        def once() -> Generator[T, None, None]:
            yield work()

        if self._thread is None:  # nobody steps a virtual lane while its caller waits for it
            return work()
        async with self.stream(name, once, lambda: 0.0) as values:
            async for value in values:
                return value
        raise LocalvoiceError(f"{name} was cancelled.")

    def _step(self) -> bool:
        while not self._inbox.empty():
            if job := self._inbox.get():
                self._schedule.jobs.append(job)
        return self._schedule.step()

    def _serve(self) -> None:
        while True:
            ran = self._schedule.step()
            try:
                if ran:
                    job = self._inbox.get_nowait()
                else:
                    job = self._inbox.get(timeout=PARKED_POLL_S if self._schedule.jobs else None)
            except queue.Empty:
                continue
            if job is None:
                self._schedule.close()
                return
            self._schedule.jobs.append(job)


def _post(loop: asyncio.AbstractEventLoop, call: Callable[[Any], None], value: Any) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(_deliver, call, value)


def _deliver(call: Callable[[Any], None], value: Any) -> None:
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):  # whoever wanted it has gone
        call(value)


async def _values(receive: MemoryObjectReceiveStream[Any]) -> AsyncIterator[Any]:
    async for value in receive:
        if isinstance(value, LocalvoiceError):
            raise value
        yield value
