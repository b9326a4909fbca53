"""What a process has once: the lane, the models that somebody asked for, and what their steps cost here.

Nothing is loaded before it is wanted, and nothing twice: all conversations of a process share it. A model that can
serve only one conversation at a time is lent, and made once more for a second one.
"""

import gc
import os
import platform
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import anyio

from localvoice.app.fit import refuse
from localvoice.app.profile import family, loader
from localvoice.clock import Clock, RealClock
from localvoice.engine import machine
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.engine.schedule import Watch
from localvoice.errors import BadInput, EngineError, StoreError
from localvoice.models.duplex import Duplex
from localvoice.models.native import Native, Reading
from localvoice.models.roles import (
    Embedder,
    Finder,
    Freeing,
    LanguageModel,
    OneAtATime,
    Reader,
    Recogniser,
    TurnJudge,
    Voice,
    Warming,
)
from localvoice.settings import Settings
from localvoice.store.catalogue import RING, chosen
from localvoice.trace import Step
from localvoice.understanding.cold import COLD

# A smaller language model gets no tools: of a 0.5B one 17 of 29 answers kept the manners with the assistant's forty in
# its prompt, 30 of 30 without; it called them for "I can't sleep"; of 40 requests it served 13. What the skills' own
# sentences explain is answered without it anyway.
SMALL_PARAMS = 1_500_000_000


class Engine:
    """`async with Engine(settings, data) as engine:`, and build conversations on it (`app.conversation`).

    The models are those of the settings' profile, from the store in the data folder. Use it from the loop's thread.
    Every way to a model may raise BadInput, StoreError and EngineError.
    """

    def __init__(
        self,
        settings: Settings,
        data: Path,
        clock: Clock | None = None,
        tell: Callable[[str], None] = lambda text: None,
        lane: Lane | None = None,
        given: Mapping[str, Any] | None = None,
        weights: Path | None = None,
    ) -> None:
        """`tell` hears notices; `given` are models at hand, by role, in place of the profile's (None: none).

        `weights`: the data folder that holds the weights, when it is another one.
        """
        self.clock = clock or RealClock()
        self.lane = lane or Lane(self.clock)
        self.costs = Costs(COLD)
        self.data, self._weights = data, weights or data
        self.tell, self._settings, self._given = tell, settings, dict(given or {})
        self._loading = anyio.Lock()
        self._loaded: dict[tuple[str, ...], Any] = {}
        self._idle: dict[tuple[str, ...], list[Any]] = {}  # of models that serve one at a time: those that serve nobody
        self._ends = AsyncExitStack()
        self._measured = False  # steps of the profile's own models were
        self._limited = False  # MLX knows how much memory it may take
        self._live: set[object] = set()  # clients with a turn that is going on
        self._watches: list[Watch] = []

    async def __aenter__(self) -> Self:
        chosen(self._settings, self._weights).profile(
            self._settings.profile
        )  # what cannot be is said before anything is done
        self.lane.__enter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Free what was loaded, and keep what steps cost: a disk that refuses that takes nobody's answer away."""
        try:
            with anyio.CancelScope(shield=True):
                await self.free()
        finally:
            self.lane.__exit__(kind, error, tb)

    async def free(self) -> None:
        """Give back every model that was loaded, when nobody holds one; who asks again has it loaded again."""
        async with self._loading:
            ends, self._ends = self._ends, AsyncExitStack()
            self._loaded.clear()
            self._idle.clear()
            self._limited = False
            self.lane.drop_started()
            gc.unfreeze()  # or what is in circles would stay (`app.conversation`)
            await ends.aclose()
        if self._measured:
            self._measured = False
            try:
                self.costs.save(self._costs_file(), _here())
            except StoreError as refused:
                self.tell(str(refused))

    @property
    def loaded(self) -> bool:
        """Is any model in memory?"""
        return bool(self._loaded)

    def live(self, who: object, live: bool) -> None:
        """Is a turn of this client going on? While one of anybody's is, upkeep is parked."""
        (self._live.add if live else self._live.discard)(who)
        if self.lane.live != bool(self._live):  # setting it wakes the lane
            self.lane.live = bool(self._live)

    @contextmanager
    def watched(self, *watches: Watch) -> Iterator[None]:
        """Meanwhile these are told about every step of the lane, too."""
        self._watch([*self._watches, *watches])
        try:
            yield
        finally:
            self._watch([watch for watch in self._watches if watch not in watches])

    def _watch(self, watches: list[Watch]) -> None:
        self._watches = watches
        self.lane.watch = partial(_tell_all, tuple(watches)) if watches else None

    @asynccontextmanager
    async def recogniser(self, language: str = "") -> AsyncIterator[Recogniser]:
        """One for a conversation whose person speaks `language`; "": as heard."""
        async with self._lent("recogniser", language) as lent:
            yield lent

    @asynccontextmanager
    async def open_ear(self) -> AsyncIterator[Recogniser | None]:
        """One for a conversation; None where the profile has none."""
        if await self._model("open_ear") is None:
            yield None
            return
        async with self._lent("open_ear", "") as lent:
            yield lent

    @asynccontextmanager
    async def voice(self, name: str = "") -> AsyncIterator[Voice]:
        """One for a conversation; "": the profile's own choice. A native model's own, where there is no other."""
        named = "voice" in self._given or chosen(self._settings, self._weights).profile(self._settings.profile).voice
        native = None if named else await self.native()
        if isinstance(native, Reading) and native.rate_hz:
            yield native.voice()
            return
        async with self._lent("voice", name) as lent:
            yield lent

    def takes_tools(self, role: str = "lm") -> bool:
        """Does the profile's language model get tools? See `SMALL_PARAMS`; one that is given, or comes with this
        package and was made with these very tools, does."""
        known = chosen(self._settings, self._weights)
        name = getattr(known.profile(self._settings.profile), role)
        if role in self._given or not name or known.models[name].family == RING:
            return True
        return (role == "lm" and self.plain()) or not 0 < known.models[name].params < SMALL_PARAMS

    def plain(self) -> bool:
        """Was the profile's language model taught words alone, as the one is that comes with this package?"""
        known = chosen(self._settings, self._weights)
        name = known.profile(self._settings.profile).lm
        return "lm" not in self._given and bool(name and known.models[name].folder)

    def has(self, role: str) -> bool:
        """Has the profile a model for this?"""
        if role in self._given:
            return self._given[role] is not None
        return bool(getattr(chosen(self._settings, self._weights).profile(self._settings.profile), role))

    async def lm(self) -> LanguageModel | None:
        """Conversations are opened in it."""
        return await self._model("lm")

    async def native(self) -> Native | None:
        """The model that hears itself, where the profile has one; conversations are opened in it."""
        return await self._model("native")

    async def turn(self) -> TurnJudge | None:
        return await self._model("turn")

    async def embedder(self) -> Embedder | None:
        """What tells what texts mean; None where none was pulled."""
        return await self._model("embedder")

    async def reader(self) -> Reader | None:
        """What reads the text in pictures; None where none was pulled."""
        return await self._model("reader")

    async def finder(self) -> Finder | None:
        """What names the things in pictures; None where none was pulled."""
        return await self._model("finder")

    async def duplex(self) -> Duplex | None:
        """It serves one conversation at a time."""
        return await self._model("duplex")

    @asynccontextmanager
    async def _lent(self, role: str, option: str) -> AsyncIterator[Any]:
        """The model of a role for one conversation alone; when that has ended it is kept for the next one."""
        model = await self._model(role, option)
        if model is None:
            profile = self._settings.profile
            refuse(profile, machine.read(), chosen(self._settings, self._weights))
            raise BadInput(f"The profile {profile} has no {role}: choose another with --profile, such as starter.")
        if not isinstance(model, OneAtATime):
            yield model
            return
        idle = self._idle.setdefault((role, option), [])
        mine = idle.pop() if idle else await self.lane.call(f"one more {role}", model.another)
        try:
            yield mine
        finally:
            idle.append(mine)

    async def _model(self, role: str, option: str = "") -> Any:
        """The loaded model of a role, warm; None where the profile has none."""
        if role in self._given:
            return self._given[role]
        async with self._loading:
            key = role, option
            if key not in self._loaded:
                self._loaded[key] = await self._load(role, option)
                if isinstance(self._loaded[key], OneAtATime):
                    self._idle.setdefault(key, []).append(self._loaded[key])
            return self._loaded[key]

    async def _load(self, role: str, option: str) -> Any:
        known = chosen(self._settings, self._weights)
        name = getattr(known.profile(self._settings.profile), role)
        if not name:
            return None
        if not self._measured:
            self._measured = True
            self.costs.read(self._costs_file(), _here(), self.tell)
        if known.models[name].memory_gb:
            await self._limit()
        make = await loader(self._settings, self._weights, role, option)
        if known.models[name].family == RING:
            return await self._in_ring(name, make)
        try:
            made = await self._ends.enter_async_context(self.lane.loaded(name, make, _free))
        except EngineError as error:
            if not (instead := known.models[name].instead):
                raise
            self.tell(f"{error} Meanwhile {instead} does its work.")
            make = family(known.models[instead].family).load
            made = await self._ends.enter_async_context(self.lane.loaded(instead, make, _free))
        if isinstance(made, Warming):
            await self.lane.call(f"warm up {name}", lambda: _all(made))
        return made

    async def _in_ring(self, name: str, make: Callable[[], Any]) -> Any:
        """A model in several machines, and beside it the profile's own, which goes on where they cannot."""
        small = await self._load("small_lm", "")
        try:
            large = await self._ends.enter_async_context(self.lane.loaded(name, make, _free))
        except EngineError as error:
            if small is None:
                raise
            self.tell(f"{error} Meanwhile the profile's own language model answers.")
            return small
        return family("lm_ring.instead").Spread(large, small, self.takes_tools("small_lm"))

    async def _limit(self) -> None:
        """Before the first model that MLX runs: does the profile fit, and how much may it take?"""
        if self._limited:
            return
        here = machine.read()
        refuse(self._settings.profile, here, chosen(self._settings, self._weights))
        family("blas")  # before MLX itself
        memory = import_module("localvoice.engine.memory")
        held = self.lane.loaded("MLX", lambda: memory.limit(here.working_set_gb), lambda _: memory.release())
        await self._ends.enter_async_context(held)
        self._limited = True

    def _costs_file(self) -> Path:
        one = self._settings
        used = (one.profile, one.recogniser, one.lm, one.voice_model)
        return self.data / f"costs-{re.sub(r'[^-.A-Za-z0-9]+', '_', '-'.join(filter(None, used)))}.json"


def _tell_all(watches: tuple[Watch, ...], step: Step) -> None:
    for watch in watches:
        watch(step)


def _here() -> str:
    """A name for this machine: a data folder may be shared or moved, speed is not."""
    return f"{platform.node()}, {platform.machine()}, {os.cpu_count()} cores"


def _all(made: Warming) -> None:
    for _ in made.warm():
        pass


def _free(made: object) -> None:
    if isinstance(made, Freeing):
        made.close()
