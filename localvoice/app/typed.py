"""Typed conversations of other programs: each with its own question and past, all with the person's data.

A conversation holds the models while it lasts, for the language model remembers it. One that is silent for long ends.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import anyio
from anyio.abc import TaskGroup

from localvoice.app.person import thinker, thinks, tools
from localvoice.app.resident import House
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput
from localvoice.understanding.mind import Told, Understood
from localvoice.understanding.written import Written

AT_ONCE = 8  # conversations; the one that was silent for longest makes room
FORGOTTEN_S = 300.0  # Home Assistant forgets its own after as long
CHARS = 2_000  # of one question


@asynccontextmanager
async def conversations(house: House, lane: Lane) -> AsyncIterator["Conversations"]:
    """All of them end with it."""
    async with anyio.create_task_group() as tasks:
        typed = Conversations(house, lane, tasks)
        try:
            yield typed
        finally:
            tasks.cancel_scope.cancel()
            await typed.end()


class Conversations:
    """Use it from the loop's thread."""

    def __init__(self, house: House, lane: Lane, tasks: TaskGroup) -> None:
        self._house, self._lane, self._tasks = house, lane, tasks
        self._known: dict[str, Typed] = {}  # by the program's name for it; the one that was used last is last

    async def end(self) -> None:
        """When what was asked is answered."""
        for name in list(self._known):
            await self._known.pop(name).end()

    async def answer(self, text: str, conversation: str, tell: Callable[[Told], None]) -> Understood:
        """Answer in a conversation, which begins when it is not known; `tell` gets the parts of the answer.

        Raises BadInput, StoreError, EngineError.
        """
        if len(text) > CHARS:
            raise BadInput(f"The text has more than {CHARS} characters: ask less at once.")
        typed = self._known.pop(conversation, None) or await self._begin()
        self._known[conversation] = typed
        while len(self._known) > AT_ONCE:
            await self._known.pop(next(iter(self._known))).end()
        self._tasks.start_soon(self._forget, conversation, typed, typed.used + 1)
        return await typed.ask(text, tell)

    async def _begin(self) -> "Typed":
        house = self._house
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(house.awake())
            toolbox = stack.enter_context(
                tools(house.settings, house.data, house.tell, offered=house.offered, engine=engine)
            )
            toolbox.world.thinks = thinks(engine) and not engine.plain()
            think = partial(thinker, engine, house.settings, toolbox, self._lane)
            return Typed(Written(toolbox, engine.clock, engine.costs, think), stack.pop_all())

    async def _forget(self, conversation: str, typed: "Typed", used: int) -> None:
        """End it unless it is used again before long."""
        await self._house.clock.until(self._house.clock.now_s() + FORGOTTEN_S)
        if typed.used == used and self._known.get(conversation) is typed:
            await self._known.pop(conversation).end()


class Typed:
    """One conversation."""

    def __init__(self, written: Written, ends: AsyncExitStack) -> None:
        self._written, self._ends = written, ends
        self._one = anyio.Lock()
        self.used = 0  # how often

    async def ask(self, text: str, tell: Callable[[Told], None]) -> Understood:
        """One question after the other."""
        self.used += 1
        async with self._one:
            return await self._written.ask(text, tell)

    async def end(self) -> None:
        """When the last question is answered, also where nobody waits for it any more."""
        with anyio.CancelScope(shield=True):
            async with self._one:
                await self._ends.aclose()
