"""What can be chosen, and what can be fetched? Personas, voices, models with their downloads: for what a page shows."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread

from localvoice.app import pull as weights
from localvoice.app.resident import House
from localvoice.app.voices import voices as names_of_voices
from localvoice.errors import BadInput, LocalvoiceError
from localvoice.store.catalogue import known, store
from localvoice.store.pull import Download, Step, free_bytes
from localvoice.tools.persona import names, persona

TOLD_S = 0.1  # between two steps of a download that are told

Progress = Callable[[dict[str, Any]], None]


def personas(house: House) -> dict[str, Any]:
    """Those of this package, and the person's own where the settings name one. Raises BadInput."""
    every = dict.fromkeys([*names(), house.settings.persona])
    shown = [{"name": name, **_persona(name)} for name in every]
    return {"personas": shown, "chosen": house.settings.persona}


def _persona(name: str) -> dict[str, Any]:
    found = persona(name)
    return {"called": found.name, "greeting": found.greeting, "prompt": found.prompt}


async def voices(house: House) -> dict[str, Any]:
    """Of the profile; none where it speaks with one of its own, or has yet to be fetched."""
    settings = house.settings
    try:
        found = await anyio.to_thread.run_sync(names_of_voices, settings, house.data)
    except LocalvoiceError as error:
        return {"profile": settings.profile, "model": "", "voices": [], "chosen": settings.voice, "why": str(error)}
    return {**found, "chosen": settings.voice}


async def models(house: House) -> dict[str, Any]:
    """Everything that can be fetched. Raises StoreError."""
    return await anyio.to_thread.run_sync(_models, house.data) | {"chosen": house.settings.profile}


def _models(data: Path) -> dict[str, Any]:
    every = known(data).profiles
    profiles = [
        {"name": name, "about": one.about, "models": list(dict.fromkeys(one.models().values()))}
        for name, one in every.items()
    ]
    return {"models": weights.models(data), "profiles": profiles, "free_bytes": free_bytes(store(data).folder)}


async def pull(house: House, name: str, origin: weights.Origin, progress: Progress) -> dict[str, Any]:
    """Fetch; `progress` is called from another thread. Cancelling ends it. Raises BadInput, StoreError."""
    if not name:
        raise BadInput("It is not said what to fetch: name a profile or a model.")
    told = Told(progress)

    def work() -> dict[str, Any]:
        def tell(what: Download | Step | weights.Note) -> None:
            anyio.from_thread.check_cancelled()
            told.tell(what)

        return weights.pull(name, house.data, origin, False, tell)

    return await anyio.to_thread.run_sync(work)


class Told:
    """Plans and steps of a download as JSON objects; steps at most so often, and always the last of a model."""

    def __init__(self, progress: Progress, now_s: Callable[[], float] = time.monotonic) -> None:
        self._progress, self._now_s = progress, now_s
        self._step = Step("", "", 0, 0)
        self._began_s = self._told_s = 0.0

    def tell(self, what: Download | Step | weights.Note) -> None:
        match what:
            case weights.Note(name, text):
                self._progress({"model": name, "note": text})
            case Download():
                plan = Step(what.name, "", what.bytes if what.there else 0, what.bytes)
                self._progress(self._shown(plan, 0.0))
            case Step():
                self._tell_step(what)

    def _tell_step(self, step: Step) -> None:
        now_s = self._now_s()
        if step.name != self._step.name:
            self._began_s, self._told_s = now_s, now_s - TOLD_S
        whole = step.done_bytes == step.all_bytes and replace(self._step, file=step.file) != step
        self._step = step
        if whole or now_s >= self._told_s + TOLD_S:
            self._told_s = now_s
            self._progress(self._shown(step, now_s - self._began_s))

    def _shown(self, step: Step, since_s: float) -> dict[str, Any]:
        fetched, left = step.done_bytes - step.had_bytes, step.all_bytes - step.done_bytes
        left_s = round(since_s * left / fetched, 1) if fetched > 0 else None
        sizes = {"done_bytes": step.done_bytes, "all_bytes": step.all_bytes, "had_bytes": step.had_bytes}
        return {"model": step.name, **sizes, "left_s": left_s if left else 0.0}
