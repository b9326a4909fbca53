"""An assistant with its engines loaded: settings in, mind and skills out."""

import os
import platform
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import platformdirs

from localvoice import wall
from localvoice.app.engines import Engines, engines, family
from localvoice.app.fit import CONTEXT_TOKENS
from localvoice.audio.resample import resample
from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import RATE_HZ, Manner
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import Sampling
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import COLD, Cascade
from localvoice.understanding.prompt import system


def data_folder() -> Path:
    """Where timers, lists and settings are kept on this platform."""
    return Path(platformdirs.user_data_dir("localvoice", appauthor=False))


@dataclass(frozen=True)
class Assistant:
    """A mind with its engines loaded, ready for sound or text."""

    mind: Cascade
    toolbox: Toolbox
    engines: Engines
    lane: Lane
    shelf: SqliteShelf


@asynccontextmanager
async def assistant(
    settings: Settings,
    data: Path,
    clock: Clock,
    tell: Callable[[str], None] = lambda text: None,
    models: Path | None = None,
) -> AsyncIterator[Assistant]:
    """Load the profile's engines and open the person's data; `tell` hears notices. What steps cost is remembered.

    `models`: the data folder that holds the weights, when it is another one. Raises BadInput, StoreError, EngineError.
    """
    chosen = persona(settings.persona)
    with Lane(clock) as lane, SqliteShelf(data / "memory.sqlite", tell=tell) as shelf:
        async with engines(settings, models or data, lane) as ready:
            toolbox = Toolbox(chosen, World(shelf=shelf, now=wall.now, random=random.Random()))
            chat = None
            if lm := ready.lm:
                opened = partial(lm.open, system(chosen), toolbox.schemas(), CONTEXT_TOKENS)
                chat = await lane.call("open a conversation", opened)
            used = (settings.profile, settings.recogniser, settings.lm, settings.voice_model)
            costs, kept = Costs(COLD), data / f"costs-{'-'.join(filter(None, used))}.json"
            costs.read(kept, _here(), tell)
            how, budget_ms = Sampling(**settings.sampling), settings.budget_ms
            mind = Cascade(lane, clock, ready.recogniser, ready.voice, toolbox, chat, costs, budget_ms, how, tell)
            await mind.warm()
            try:
                yield Assistant(mind, toolbox, ready, lane, shelf)
            finally:  # a conversation usually ends by Ctrl-C
                costs.save(kept, _here())


def _here() -> str:
    """A name for this machine: a data folder may be shared or moved, speed is not."""
    return f"{platform.node()}, {platform.machine()}, {os.cpu_count()} cores"


async def speech(text: str, voice: str, lane: Lane) -> np.ndarray:
    """A simulated person's sentence, (n,) float32 at 16 kHz."""

    def say() -> np.ndarray:
        speaker = family("espeak").load(voice=voice)
        pieces = [piece.pcm for piece in speaker.say(text, Manner())]
        return resample(np.concatenate([*pieces, np.zeros(0, np.float32)]), speaker.rate_hz, RATE_HZ)

    return await lane.call("the simulated person", say)
