"""One person's data and tools, which need no model; and who thinks for them, where the profile has a language model."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from localvoice import wall
from localvoice.app.memory import memory, recall
from localvoice.memory.names import FILE as WORDS
from localvoice.memory.names import KeptNames
from localvoice.memory.shelf import SqliteShelf
from localvoice.settings import Settings
from localvoice.tools.persona import Persona, persona
from localvoice.tools.skill import World
from localvoice.tools.tool import Tool
from localvoice.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from localvoice.app.engine import Engine
    from localvoice.app.tools import Offered
    from localvoice.engine.lane import Lane
    from localvoice.memory.recall import Source
    from localvoice.models.roles import Chat
    from localvoice.understanding.thinking import Thinker

PROCEDURES = "procedures"  # in the data folder: files of the person's own, each a task in steps
SIGHTED = {"looking", "describing", "technician"}  # a persona with one of these skills has eyes
MEMORY = "memory.sqlite"  # in the data folder: timers, lists, notes


@contextmanager
def tools(
    settings: Settings,
    data: Path,
    tell: Callable[[str], None],
    more: Sequence[Tool] = (),
    offered: "Offered | None" = None,
    engine: "Engine | None" = None,
) -> Iterator[Toolbox]:
    """What the settings' persona can do with what is kept in the data folder, `more`, and what else is offered; `tell`
    hears notices. `engine`: its model of meanings finds documents, where one was pulled.

    Raises BadInput, StoreError.
    """
    chosen, names = with_procedures(persona(settings.persona), data), KeptNames(data / WORDS)
    others, news = offered.conversation([intent.name for intent in chosen.intents()]) if offered else ((), str)
    with (
        SqliteShelf(data / MEMORY, tell=tell) as shelf,
        _documents(settings, data, engine) as documents,
        memory(data, tell, documents) as known,
    ):
        world = World(shelf=shelf, now=wall.now, random=random.Random(), memory=known, names=names)
        sighted = SIGHTED & {module.__name__.rpartition(".")[2] for module in chosen.modules()}
        seeing = _eyes(engine, settings, data, world) if engine and sighted else ()
        toolbox = Toolbox(chosen, world, (recall(known), *seeing, *more, *others))
        toolbox.news = news
        try:
            yield toolbox
        finally:
            world.memory = None  # upkeep that the lane still does has nobody to ask any more


def with_procedures(chosen: Persona, data: Path) -> Persona:
    """A technician knows those in the person's own folder, too."""
    own = str((data / PROCEDURES).resolve())
    return replace(chosen, procedures=(*chosen.procedures, own)) if "technician" in chosen.skills else chosen


def _documents(settings: Settings, data: Path, engine: "Engine | None") -> AbstractContextManager["tuple[Source, ...]"]:
    if not settings.documents:
        return nullcontext(())
    from localvoice.app.documents import meaning, sources

    return sources(settings, data, meaning(engine)) if engine else sources(settings, data)


def _eyes(engine: "Engine", settings: Settings, data: Path, world: World) -> "tuple[Tool, ...]":
    """The person's, and the tool by which a language model looks with them."""
    from localvoice.app.sight import Eyes, look

    world.eyes = eyes = Eyes(engine, settings, data)
    return (look(eyes),)


def thinks(engine: "Engine") -> bool:
    """Is there a language model that uses tools which it was not made with?"""
    if engine.has("lm") and engine.takes_tools() and not engine.plain():
        return True
    return engine.has("native") and engine.takes_tools("native")


async def chat(engine: "Engine", toolbox: Toolbox) -> "Chat | None":
    """A conversation of the toolbox's persona with the language model; None where the profile has none."""
    lm = await engine.lm()
    if lm is None:
        return None
    from localvoice.app.fit import CONTEXT_TOKENS
    from localvoice.models.roles import Personal
    from localvoice.understanding.prompt import system
    from localvoice.understanding.upkeep import always

    schemas = toolbox.schemas() if engine.takes_tools() else []
    words = system(toolbox.persona, bool(schemas), toolbox.fetching)

    def opened() -> "Chat":
        chat = lm.open(words, schemas, CONTEXT_TOKENS)
        if isinstance(chat, Personal):
            chat.remind(always(toolbox.world.memory))
        return chat

    return await engine.lane.call("open a conversation", opened)


async def thinker(
    engine: "Engine", settings: Settings, toolbox: Toolbox, lane: "Lane | None" = None
) -> "Thinker | None":
    """Who answers what no skill explains. `lane`: the engine's, unless another program asks (`Lane.guest`)."""
    opened = await chat(engine, toolbox)
    if opened is None:
        return None
    from localvoice.models.roles import Sampling
    from localvoice.understanding.thinking import Thinker

    how = Sampling(**settings.sampling)
    return Thinker(lane or engine.lane, engine.clock, opened, toolbox, how, engine.tell, engine.plain())
