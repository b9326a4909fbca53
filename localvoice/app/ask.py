"""Typed sentences, answered one after the other; no ears and no voice are loaded, a language model only when needed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from localvoice.app.engine import Engine
from localvoice.app.person import thinker, thinks, tools
from localvoice.app.tools import Offered, offered
from localvoice.settings import Settings
from localvoice.understanding.mind import Understood
from localvoice.understanding.written import Written


async def ask(texts: list[str], settings: Settings, data: Path, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """Answer as the conversation would; what a skill does is really done. `tell` hears notices."""
    async with (
        Engine(settings, data, tell=tell) as engine,
        offered(settings, data, tell, engine.clock, thinks(engine)) as others,
    ):
        return await ask_on(engine, texts, settings, tell, others)


async def ask_on(
    engine: Engine, texts: list[str], settings: Settings, tell: Callable[[str], None], others: Offered | None = None
) -> list[dict[str, Any]]:
    """The same on an engine that is there."""
    with tools(settings, engine.data, tell, offered=others, engine=engine) as toolbox:
        toolbox.world.thinks = thinks(engine) and not engine.plain()
        written = Written(toolbox, engine.clock, engine.costs, partial(thinker, engine, settings, toolbox))
        turns = [(text, await _answered(engine, written, text)) for text in texts]
    return [
        {"asked": text, **{name: getattr(understood, name) for name in ("accepted", "intent", "answer")}}
        for text, understood in turns
    ]


async def _answered(engine: Engine, written: Written, text: str) -> Understood:
    """Meanwhile upkeep is parked, as it is while somebody speaks."""
    engine.live(written, True)
    try:
        return await written.ask(text)
    finally:
        engine.live(written, False)
