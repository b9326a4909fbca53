"""Somebody watches while you talk: pictures are taken all the time, and what has changed in them becomes news.

What is news, and when, `vision.watching` decides; here are the camera and the screen, the models that name things and
read, and the conversation's clock. Nothing is stored: of a picture only its words outlive the next one.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial

import anyio
import numpy as np

from localvoice.app.engine import Engine
from localvoice.app.sight import Eyes
from localvoice.clock import Clock
from localvoice.errors import LocalvoiceError
from localvoice.events import Line, Picture, Thing
from localvoice.settings import Settings
from localvoice.tools.toolbox import Toolbox
from localvoice.vision.capture.camera import Camera
from localvoice.vision.capture.screen import Screen
from localvoice.vision.capture.source import Source
from localvoice.vision.changes import grid
from localvoice.vision.placed import Box
from localvoice.vision.watching import CAMERA, SCREEN, Rules, Watch
from localvoice.vision.wishes import ENDED, Wish

EVERY_S = {"camera": 0.25, "screen": 0.5}  # between two pictures
RULES: dict[str, Rules] = {"camera": CAMERA, "screen": SCREEN}
WHAT = {"camera": "what is in front of the camera", "screen": "your screen"}
BLIND = "I can only tell that something changes, not what, until {} was run."
NONE = "There is nothing here that I could watch."
NOT_WATCHING = "I'm not watching anything."
STOPPED = "I've stopped watching."
See = Callable[[np.ndarray, Box, str], Awaitable[tuple[Sequence[Thing], Sequence[Line]]]]


class Narrator:
    """Watches one source at a time, for `World.watching`, and gives news for `Unasked.news`. In the loop's thread."""

    def __init__(self, sources: Mapping[str, Source], see: See, clock: Clock, missing: Sequence[str] = ()) -> None:
        """`sources`: by "camera", "screen"; `missing`: models that were not pulled, without which it only sees that."""
        self._sources, self._see = sources, see
        self._clock, self._missing = clock, missing
        self._watch: Watch | None = None
        self._source, self._wish = "", Wish()
        self._wanted = anyio.Event()
        self._failed = ""

    def begin(self, source: str, wish: str) -> str:
        """See `World.watching`."""
        source = source or self._source or ("camera" if _open(self._sources.get("camera")) else "screen")
        if source not in self._sources:
            return NONE
        self._source, self._wish = source, Wish(wish)
        self._watch = Watch(RULES[source], self._wish.fits)
        self._wanted.set()
        pulls = " and ".join(f"`localvoice pull {name}`" for name in self._missing)
        blind = f" {BLIND.format(pulls)}" if pulls else ""
        until = "tell you when it comes" if wish == "person" else "tell you when it says so" if wish else ""
        return f"I'm watching {WHAT[source]}. I'll {until or 'say what changes, until you say stop watching'}.{blind}"

    def end(self) -> str:
        """See `World.watching`."""
        if self._watch is None:
            return NOT_WATCHING
        self._watch, self._wanted = None, anyio.Event()
        return STOPPED

    def status(self) -> str:
        """See `World.watching`."""
        if self._watch is None:
            return NOT_WATCHING
        return f"I'm watching {WHAT[self._source]}. Say stop watching when you have had enough."

    def news(self) -> str:
        """What is to be said now that nobody speaks, once; "" for nothing."""
        if self._failed:
            failed, self._failed = self._failed, ""
            return failed
        text = self._watch.due(self._clock.now_s()) if self._watch else ""
        if text and self._wish.once:
            self.end()
            return f"{text} {ENDED}"
        return text

    async def run(self) -> None:
        """Watch whenever it is wanted, until cancelled."""
        while True:
            await self._wanted.wait()
            try:
                with _kept_open(self._sources[self._source]):
                    async for picture, watch in self._pictures():
                        if look := watch.look(grid(picture.pixels), picture.at_s):
                            things, lines = await self._see(picture.pixels, look.box, self._source)
                            watch.seen(look, things, lines, self._clock.now_s())
            except LocalvoiceError as error:
                self.end()
                self._failed = f"{error} {STOPPED}"

    async def _pictures(self) -> AsyncIterator[tuple[Picture, Watch]]:
        """As long as the same source is watched."""
        source = self._source
        while self._watch and self._source == source:
            due_s, watch = self._clock.now_s() + EVERY_S[source], self._watch
            picture = await self._sources[source].take()
            if watch is self._watch:
                yield picture, watch
            await self._clock.until(due_s)


def _kept_open(source: Source) -> AbstractContextManager[object]:
    """A camera that is not open already is as long as it is watched."""
    return source if isinstance(source, AbstractContextManager) and not _open(source) else nullcontext()


def _open(source: Source | None) -> bool:
    """Is it a camera that is open?"""
    return bool(getattr(source, "open", False))


def seeing(engine: Engine) -> See:
    """The engine's models: what is in a whole picture, and what is written in a part of it."""

    async def see(pixels: np.ndarray, box: Box, source: str) -> tuple[list[Thing], list[Line]]:
        finder, reader = await engine.finder(), await engine.reader()
        things: list[Thing] = []
        if finder and source == "camera":
            async with engine.lane.stream("find", partial(finder.find, pixels), lambda: 0.0, upkeep=True) as steps:
                things = [step async for step in steps if step]
        lines: list[Line] = []
        if reader:
            left, top, right, bottom = (round(edge) for edge in box)
            part = np.ascontiguousarray(pixels[top:bottom, left:right])
            async with engine.lane.stream("read", partial(reader.read, part), lambda: 0.0, upkeep=True) as steps:
                lines = [_moved(step, left, top) async for step in steps if step]
        return things, lines

    return see


def _moved(line: Line, left: int, top: int) -> Line:
    box = line.box
    return replace(line, box=(box[0] + left, box[1] + top, box[2] + left, box[3] + top))


def missing(engine: Engine) -> list[str]:
    """The models that would see more and were not pulled."""
    return [name for role, name in (("finder", "nanodet"), ("reader", "ocr")) if not engine.has(role)]


@contextmanager
def narrating(
    engine: Engine, settings: Settings, toolbox: Toolbox, camera: bool = False, watch: bool = False
) -> Iterator[Narrator]:
    """Somebody whom the toolbox's skills may ask to watch, and whose news are the toolbox's.

    `camera`: it is open all the time, its newest picture at hand; `watch`: it is watched from the beginning.
    """
    now_s = engine.clock.now_s
    lens, eyes = Camera(settings.camera, now_s), toolbox.world.eyes
    if isinstance(eyes, Eyes):
        eyes.camera = lens  # open, so that a look costs no time
    sources = {"camera": lens, "screen": Screen(now_s)}
    narrator = Narrator(sources, seeing(engine), engine.clock, missing(engine))
    others, toolbox.world.watching = toolbox.news, narrator
    toolbox.news = lambda: others() or narrator.news()
    if watch:
        engine.tell(narrator.begin("camera", ""))
    with lens if camera or watch else nullcontext():
        yield narrator
