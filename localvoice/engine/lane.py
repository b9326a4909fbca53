"""The one place where models run: loaded, stepped and freed by one owner, in the order of the schedule.

With real time the owner is a thread. A virtual clock steps the same schedule itself between two frames of simulated
sound, so nothing runs beside it and its time is counted. Models are loaded, warmed, stepped and freed here.
"""

import asyncio
import copy
import math
import queue
import sys
import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import WeakSet

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream

from localvoice.clock import Clock
from localvoice.engine.schedule import Job, Schedule, Watch
from localvoice.engine.watchdog import CLOSE_S, Watchdog, end_process
from localvoice.errors import LocalvoiceError

T = TypeVar("T")
# The loop gets the interpreter back from the lane after this at most. Each call of the ear that lets it go waits so
# long; with the default of 5 ms a frame took up to 127 ms beside a thread of plain Python, with this up to 12 ms.
SWITCH_S = 0.0005

# A parked job becomes due when playback drains, which cannot wake the lane, so it looks again. Playback is seconds
# ahead of it then; at 5 ms the looks took a quarter of the lane's processor time in a conversation.
PARKED_POLL_S = 0.02


class Lane:
    """`watch` is told about every step, by whoever steps the lane: the clock's stepper, or a thread of its own.

    `end` ends the process, with a report, when a step does not come back.
    """

    def __init__(self, clock: Clock, watch: Watch | None = None, end: Callable[[str], None] | None = None) -> None:
        self._stepper = clock.stepper
        self._schedule = Schedule(clock.now_s, watch)
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()  # None: look again
        self._started: WeakSet[Job] = WeakSet()  # nobody waits for them
        self._open = True
        self._guest = False
        self._thread = threading.Thread(target=self._serve, name="lane")  # only where nobody else steps it
        end = end or partial(end_process, self._thread)
        self._watchdog = Watchdog(lambda: self._schedule.running, clock.now_s, end)

    def __enter__(self) -> Self:
        if self._stepper:
            self._stepper.begin(self._step)
        else:
            sys.setswitchinterval(SWITCH_S)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._stepper:
            self._stepper.end(self._step)
            self._close()
        else:
            self._open = False
            self.wake()
            self._watchdog.join(self._thread)

    def guest(self) -> "Lane":
        """The same lane for another program: what is asked of it comes after the person here (`engine.schedule`)."""
        guest = copy.copy(self)
        guest._guest = True
        return guest

    @property
    def live(self) -> bool:
        """Is a turn live? The conversation says so; meanwhile upkeep is parked."""
        return self._schedule.live

    @live.setter
    def live(self, live: bool) -> None:
        self._schedule.live = live
        self.wake()

    @property
    def watch(self) -> Watch | None:
        return self._schedule.watch

    @watch.setter
    def watch(self, watch: Watch | None) -> None:
        self._schedule.watch = watch

    def submit(self, job: Job) -> None:
        self._inbox.put(job)

    def wake(self) -> None:
        """Something that was parked may be due now: look at once instead of within PARKED_POLL_S."""
        self._inbox.put(None)

    @asynccontextmanager
    async def stream(
        self,
        name: str,
        steps: Callable[[], Generator[T, None, None]],
        due: Callable[[], float],
        upkeep: bool = False,
        long: bool = False,
    ) -> AsyncIterator[AsyncIterator[T]]:
        """Run `steps()` in the lane and iterate here over what it yields; leaving the block cancels it.

        `due` says in how many seconds the next step is wanted (below 0: late already; math.inf: not now). `upkeep`
        runs only while no turn is live. A step may be `long` where nobody talks yet. A failed step raises here, and an
        EngineError when the lane hangs.
        """
        send, receive = anyio.create_memory_object_stream[Any](math.inf)

        def done(error: LocalvoiceError | None) -> None:
            if error:
                send.send_nowait(error)
            send.close()

        job = Job(name, steps, due, self._here(send.send_nowait), self._here(done), upkeep, long, self._guest)
        self.submit(job)
        hangs = nullcontext() if self._stepper else self._watchdog.waiting(partial(_deliver, send.send_nowait))
        try:
            with hangs:
                yield _values(receive)
        finally:
            job.cancelled = True
            receive.close()
            send.close()  # what the lane still says is for nobody
            self.wake()

    def start(
        self,
        name: str,
        steps: Callable[[], Generator[Any, None, None]],
        due: Callable[[], float],
        failed: Callable[[LocalvoiceError], None],
        upkeep: bool = False,
    ) -> None:
        """Run `steps()` in the lane though nobody waits for it; `failed` gets its error here. The rest as for `stream`.

        What was started first runs first, where it is wanted as soon.
        """

        def done(error: LocalvoiceError | None) -> None:
            if error:
                failed(error)

        job = Job(name, steps, due, _nothing, self._here(done), upkeep, guest=self._guest)
        self._started.add(job)
        self.submit(job)

    def drop_started(self) -> None:
        """What `start` began and is not done is not wanted any more: what it works with is about to be freed."""
        for job in list(self._started):
            job.cancelled = True
        self.wake()

    def _here(self, call: Callable[[Any], None]) -> Callable[[Any], None]:
        """`call`, for whoever steps the lane: it runs in the loop of the one who asks for this now."""
        if self._stepper:
            return partial(self._stepper.deliver, partial(_deliver, call))
        return partial(_post, asyncio.get_running_loop(), call)

    async def call(self, name: str, work: Callable[[], T], long: bool = True) -> T:
        """Do one piece of work in the lane, at once, and return its result. `long`: it may take minutes."""

        def once() -> Generator[T, None, None]:
            yield work()

        if self._stepper:  # it does not step while the caller waits for it
            return work()
        async with self.stream(name, once, lambda: 0.0, long=long) as values:
            async for value in values:
                return value
        raise LocalvoiceError(f"{name} was cancelled.")

    @asynccontextmanager
    async def loaded(self, name: str, load: Callable[[], T], free: Callable[[T], None]) -> AsyncIterator[T]:
        """A model that is loaded in the lane, and freed in the lane when the block is left, unless the lane hangs."""
        model = await self.call(f"load {name}", load)
        try:
            yield model
        finally:
            with anyio.move_on_after(CLOSE_S, shield=True):
                await self.call(f"free {name}", partial(free, model))

    def _step(self) -> bool:
        while not self._inbox.empty():
            self._take(self._inbox.get())
        return self._schedule.step()

    def _take(self, job: Job | None) -> None:
        if job:
            self._schedule.jobs.append(job)

    def _serve(self) -> None:
        while self._open:
            if not self._step():
                with suppress(queue.Empty):
                    self._take(self._inbox.get(timeout=self._look_again_s()))
        self._close()
        if mlx := sys.modules.get("mlx.core"):
            mlx.clear_streams()  # or MLX does it while Python ends, and the process aborts (ml-explore/mlx#4110)

    def _look_again_s(self) -> float | None:
        """When something may be due that nobody tells the lane of; None: never."""
        return min(PARKED_POLL_S, self._schedule.rest_s()) if self._schedule.jobs else None

    def _close(self) -> None:
        while not self._inbox.empty():
            self._take(self._inbox.get())
        self._schedule.close()


def _nothing(value: object) -> None:
    """Nobody wants what a step of `start` yields."""


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
