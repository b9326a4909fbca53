"""What lives in a process that is always there: one engine that sleeps when nobody uses it, and who talks and listens.

Everything that serves other programs (`daemon`) gets this one `House`, and so does the assistant that talks here.
"""

import contextlib
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import anyio
from anyio.abc import TaskGroup

from localvoice.app import documents
from localvoice.app.assistant import Assistant
from localvoice.app.ears import Hear
from localvoice.app.engine import Engine
from localvoice.app.person import thinks
from localvoice.app.tools import Offered, offered
from localvoice.app.watching import Watchers
from localvoice.clock import Clock, RealClock
from localvoice.dialogue.shown import Notice, Shown
from localvoice.errors import ungrouped
from localvoice.memory.instance import only_one
from localvoice.settings import Settings
from localvoice.tools.toolbox import Toolbox


class House:
    """`async with House(settings, data, log) as house`: the data folder is this process's, and the lane runs.

    Nothing is loaded before it is wanted: `async with house.awake() as engine` says that somebody wants it. Use it from
    the loop's thread. Entering may raise StoreError (another localvoice uses the folder) and BadInput.
    """

    def __init__(
        self,
        settings: Settings,
        data: Path,
        log: Callable[[str], None] = lambda text: None,
        clock: Clock | None = None,
        given: Mapping[str, Any] | None = None,
        hear: Hear | None = None,
    ) -> None:
        """`log` gets each sentence that is worth keeping; `given` as for `Engine`; `hear` opens the
        sound in place of real devices.
        """
        self.settings, self.data = settings, data
        self.clock = clock or RealClock()
        self.engine = Engine(settings, data, self.clock, self.tell, given=given)
        self.watchers = Watchers()
        self.services: dict[str, str] = {}  # name → where it listens, or why not; "" while it begins
        self.typed: dict[str, Any] = {}  # settings that were given to the command that started it
        self.offered: Offered | None = None  # tools besides the skills, for every conversation of the person
        self.page: Callable[[], str] | None = None  # an address that opens the page in a browser, once; None: no port
        self.toolboxes: list[Toolbox] = []  # of the person's conversations that go on now
        self.since = time.time()
        self.ending = anyio.Event()  # somebody asked for it
        self.restarts = False  # and wants it to begin again
        self.assistant = Assistant(self, hear)
        self._log = log
        self._changing = anyio.Lock()  # models are being freed
        self._users = 0
        self._left_s = 0.0  # when the last user left
        self._left = anyio.Event()
        self._ends = contextlib.AsyncExitStack()
        self._tasks: TaskGroup

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            stack.enter_context(only_one(self.data))
            await stack.enter_async_context(self.engine)
            others = offered(self.settings, self.data, self.tell, self.clock, thinks(self.engine))
            self.offered = await stack.enter_async_context(others)
            self._tasks = await stack.enter_async_context(anyio.create_task_group())
            self._tasks.start_soon(self._free_when_idle)
            if documents.wanted(self.settings, self.data):
                used = partial(self.awake, lambda: math.inf)  # it keeps no model in memory beyond its own use
                self._tasks.start_soon(documents.keep, used, self.settings, self.data, self.tell)
            self._ends = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._tasks.cancel_scope.cancel()
        with ungrouped():
            await self._ends.__aexit__(kind, error, tb)

    def tell(self, text: str) -> None:
        """One sentence for the person: into the log, and to everyone who watches."""
        self.show(Notice(text))

    def show(self, event: Shown) -> None:
        """Something happened: to everyone who watches, and what is a sentence of its own into the log."""
        if isinstance(text := getattr(event, "text", None), str) and type(event).__name__ in ("Notice", "Failed"):
            self._log(text)
        self.watchers.tell(event)

    @contextlib.contextmanager
    def opened(self, toolbox: Toolbox) -> Iterator[None]:
        """A conversation of the person's goes on meanwhile."""
        self.toolboxes.append(toolbox)
        try:
            yield
        finally:
            self.toolboxes.remove(toolbox)

    @contextlib.asynccontextmanager
    async def awake(self, unused_s: Callable[[], float] = lambda: 0.0) -> AsyncIterator[Engine]:
        """The engine, whose models stay in memory meanwhile, and for `idle_free_min` after the last user has left.

        `unused_s`: when this user leaves, how long it had nothing to do already.
        """
        self._users += 1
        try:
            async with self._changing:
                pass
            yield self.engine
        finally:
            self._users -= 1
            self._left_s = max(self._left_s, self.clock.now_s() - unused_s())
            self._left.set()

    async def _free_when_idle(self) -> None:
        idle_s = 60 * self.settings.idle_free_min
        while idle_s:
            await self._left.wait()
            self._left = anyio.Event()
            while not self._users and self.engine.loaded:
                left_s = self._left_s
                await self.clock.until(left_s + idle_s)
                async with self._changing:
                    if not self._users and left_s == self._left_s:
                        with anyio.CancelScope(shield=True):
                            await self.assistant.let_go()
                            await self.engine.free()
