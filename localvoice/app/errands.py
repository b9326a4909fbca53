"""What do commands ask of a house that is always there? The same as of a process of their own: typed questions, sound
files, sound of a text, the trace; and how it is."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio.to_thread
import numpy as np

from localvoice import __version__
from localvoice.app.ask import ask_on
from localvoice.app.hear import hear_on, read
from localvoice.app.resident import House
from localvoice.app.say import say_on
from localvoice.app.trace import look
from localvoice.errors import BadInput

Notices = list[str]


def status(house: House) -> dict[str, Any]:
    """What runs, since when, what it does, and what is wrong."""
    return {
        "running": True,
        "process": os.getpid(),
        "version": __version__,
        "since": datetime.fromtimestamp(house.since).astimezone().isoformat(timespec="seconds"),
        "data": str(house.data),
        "profile": house.settings.profile,
        "models_loaded": house.engine.loaded,
        **house.assistant.status(),
        "wake_word": house.settings.wake_word,
        "services": dict(house.services),
    }


def page(house: House) -> str:
    """An address that opens the page in one browser. Raises BadInput where there is no port."""
    if house.page is None:
        why = house.services.get("web") or "the setting port is 0."
        raise BadInput(f"The page cannot be opened, because programs are not served: {why}")
    return house.page()


async def ask(house: House, texts: list[str]) -> dict[str, Any]:
    """Answers, as `localvoice ask` gives them. Raises what that does."""
    notices = Notices()
    async with house.awake() as engine:
        return {"turns": await ask_on(engine, texts, house.settings, notices.append, house.offered), "notices": notices}


async def hear(house: House, files: list[str]) -> dict[str, Any]:
    """What was said in sound files. Raises BadInput, and what `localvoice hear` does."""
    notices = Notices()
    recordings = await anyio.to_thread.run_sync(read, [Path(file) for file in files])
    async with house.awake() as engine:
        return {"heard": await hear_on(engine, recordings, house.settings, notices.append), "notices": notices}


async def sound(house: House, text: str) -> tuple[np.ndarray, int]:
    """The sound of a text, (n,) float32, and its rate in Hz."""
    async with house.awake() as engine:
        return await say_on(engine, text, house.settings)


async def trace(house: House, last: int) -> dict[str, Any]:
    """Where the milliseconds of the last turns went. Raises BadInput, StoreError."""
    found = await anyio.to_thread.run_sync(look, house.data, last)
    return {"trace": found.json}
