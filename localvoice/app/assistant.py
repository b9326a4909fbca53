"""An assistant with its engines loaded: settings in, mind and skills out."""

import os
import platform
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import platformdirs

from localvoice.audio.resample import resample
from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import RATE_HZ, Manner
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import Recogniser, Voice
from localvoice.settings import Settings
from localvoice.store import weights
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import COLD, Cascade

PROFILE = "starter"


def data_folder() -> Path:
    """Where timers, lists and settings are kept on this platform."""
    return Path(platformdirs.user_data_dir("localvoice", appauthor=False))


def family(name: str) -> ModuleType:
    """The module that runs a family of models."""
    return import_module(f"localvoice.models.{name}")


@dataclass(frozen=True)
class Assistant:
    """A mind with its engines loaded, ready for sound or text."""

    mind: Cascade
    toolbox: Toolbox
    voice: Voice
    recogniser: Recogniser
    lane: Lane
    shelf: SqliteShelf


@asynccontextmanager
async def assistant(
    settings: Settings, data: Path, clock: Clock, tell: Callable[[str], None] = lambda text: None
) -> AsyncIterator[Assistant]:
    """Load the profile's engines and open the person's data; `tell` hears notices. What steps cost is remembered.

    Raises BadInput, StoreError, EngineError."""
    chosen = persona(settings.persona)
    known = weights.read(weights.path())
    profile = known.profile(PROFILE)
    hear = family(known.models[profile.recogniser].family)
    say = family(known.models[profile.voice].family)
    with Lane(clock) as lane, SqliteShelf(data / "memory.sqlite") as shelf:
        voice = await lane.call("load the voice", lambda: say.load(voice=settings.voice))
        recogniser = await lane.call("load the recogniser", hear.load)
        toolbox = Toolbox(chosen, World(shelf=shelf, now=datetime.now, random=random.Random()))
        costs, kept = Costs(COLD), data / f"costs-{PROFILE}.json"
        costs.read(kept, _here(), tell)
        mind = Cascade(lane, clock, recogniser, voice, toolbox, costs=costs, budget_ms=settings.budget_ms)
        await mind.warm()
        yield Assistant(mind, toolbox, voice, recogniser, lane, shelf)
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
