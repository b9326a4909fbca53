"""Which mind does a client get? The profile's: a native model that hears, with a mind behind it or not; else a cascade.

A profile with a native model and a language model is delegation: the native model answers at once what it can, and
hands the rest on. With `--lm NAME` any native profile becomes that.
"""

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from localvoice.app.engine import Engine
from localvoice.app.person import chat
from localvoice.errors import BadInput
from localvoice.models.roles import Preparing, Recogniser, Sampling
from localvoice.settings import Settings
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.mind import ClientMind
from localvoice.understanding.prompt import native as native_system

if TYPE_CHECKING:
    from localvoice.models.native import Native


async def mind(
    engine: Engine, settings: Settings, toolbox: Toolbox, recogniser: Recogniser, stack: AsyncExitStack
) -> ClientMind:
    """Of models that are lent until the stack ends. Raises BadInput, StoreError, EngineError."""
    from localvoice.understanding.cascade import Cascade, Models

    how, budget_ms = Sampling(**settings.sampling), settings.budget_ms
    native = await engine.native()
    if native:
        return await _native(engine, settings, toolbox, recogniser, stack, native)
    open_ear = await stack.enter_async_context(engine.open_ear())
    voice = await stack.enter_async_context(engine.voice(settings.voice))
    models = Models(recogniser, voice, await chat(engine, toolbox), how, open_ear, engine.plain())
    models = replace(models, end_word=_end_word(settings, recogniser))
    return Cascade(engine.lane, engine.clock, models, toolbox, engine.costs, budget_ms, engine.tell)


def _end_word(settings: Settings, recogniser: Recogniser) -> str:
    """The person's. Raises BadInput where their ears cannot hear it."""
    unknown = recogniser.unknown_words(set(settings.end_word.split())) if isinstance(recogniser, Preparing) else ()
    if unknown:
        raise BadInput(f"The recogniser does not know the end word {settings.end_word}: set end_word to another one.")
    return settings.end_word


async def _native(
    engine: Engine,
    settings: Settings,
    toolbox: Toolbox,
    recogniser: Recogniser,
    stack: AsyncExitStack,
    native: "Native",
) -> ClientMind:
    from localvoice.app.fit import CONTEXT_TOKENS
    from localvoice.understanding.native import NativeMind, NativeModels
    from localvoice.understanding.native_talk import SCHEMA

    if settings.end_word:
        engine.tell("A model that hears by itself tells by itself when you have finished: end_word does nothing here.")
    voice = await stack.enter_async_context(engine.voice(settings.voice))
    behind = await chat(engine, toolbox)
    schemas = toolbox.schemas() if engine.takes_tools("native") and not behind else []
    schemas += [SCHEMA] if behind else []
    words = native_system(toolbox.persona, bool(schemas), bool(behind))
    opened = await engine.lane.call("open a conversation", lambda: native.open(words, schemas, CONTEXT_TOKENS))
    # Its words are the likeliest ones unless somebody wants it otherwise, as its makers recommend
    how = Sampling(**{"temperature": 0.0, **settings.sampling})
    models = NativeModels(recogniser, voice, opened, native.rate_hz, how, behind, Sampling(**settings.sampling))
    return NativeMind(engine.lane, engine.clock, models, toolbox, engine.costs, settings.budget_ms, engine.tell)
