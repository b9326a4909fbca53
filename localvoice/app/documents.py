"""What do the person's own documents say? The folder of the settings, read again when nobody talks, found by `recall`.

Reading waits in a thread and in a small process; what passages mean is upkeep of the lane. Both pause while a turn is
live. When the settings name no folder any more, the index is overwritten and deleted.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
import numpy as np

from localvoice.app.engine import Engine
from localvoice.errors import BadInput, sentence
from localvoice.memory.documents.apart import Reader
from localvoice.memory.documents.index import DOCUMENTS, Index
from localvoice.memory.documents.renewing import Step, renew
from localvoice.memory.documents.source import Documents, Meaning
from localvoice.memory.recall import Source
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen

EVERY_S = 600.0  # that the folder is looked at: 200 documents take a tenth of a second
PAUSE_S = 0.25  # between two looks whether a turn is over
BAR = 30  # characters
AT_ONCE = 16  # passages whose meanings are written together
NO_FOLDER = (
    'The settings name no folder of documents: write documents = "~/Documents", or another one, into settings.toml.'
)


@dataclass(frozen=True)
class Meant:
    """The meanings of so many passages are known."""

    done: int
    all: int


def folder(settings: Settings, data: Path) -> Path | None:
    """The person's documents; None where they named no folder."""
    return data / Path(settings.documents).expanduser() if settings.documents else None


def wanted(settings: Settings, data: Path) -> bool:
    """Is there anything to be read, or to be forgotten?"""
    return bool(settings.documents) or (data / DOCUMENTS).exists()


@contextmanager
def sources(settings: Settings, data: Path, meaning: Meaning = lambda text: None) -> Iterator[tuple[Source, ...]]:
    """The documents for `recall`; () where the settings name none. Raises StoreError."""
    if not settings.documents:
        yield ()
        return
    with Index(data / DOCUMENTS) as index:
        yield (Documents(index, meaning),)


def meaning(engine: Engine) -> Meaning:
    """What a question means, for a search in a thread of the loop's; anywhere else nobody can wait for the lane, and
    the search is by words."""

    def meant(text: str) -> np.ndarray | None:
        try:
            anyio.from_thread.check_cancelled()
        except RuntimeError:  # it is no such thread
            return None
        return anyio.from_thread.run(_meant, engine, text)

    return meant


async def _meant(engine: Engine, text: str) -> np.ndarray | None:
    model = await engine.embedder()
    if model is None:
        return None
    async with engine.lane.stream("mean", partial(model.embed, [text]), lambda: 0.0) as steps:
        return [step async for step in steps][-1]


async def renewed(
    engine: Engine, settings: Settings, data: Path, tell: Callable[[Step | Meant], None]
) -> dict[str, Any]:
    """Bring the index up to date, while no turn is live. Raises BadInput, StoreError, EngineError."""
    place = folder(settings, data)
    if place is None:
        raise BadInput(NO_FOLDER)
    outcomes: dict[str, list[Step]] = {"same": [], "read": [], "refused": []}
    with Index(data / DOCUMENTS) as index, Reader(anyio.from_thread.check_cancelled) as reader:
        steps = renew(index, place, reader)
        while step := await _in_a_pause(engine, partial(next, steps, None)):
            outcomes[step.outcome].append(step)
            tell(step)
        async for meant in _meanings(engine, settings, index):
            tell(meant)
        passages, meant = await anyio.to_thread.run_sync(index.counts)
    counts = {"same": len(outcomes["same"]), "read": len(outcomes["read"])}
    left_out = [step.why for step in outcomes["refused"]]
    return {"folder": str(place), **counts, "left_out": left_out, "passages": passages, "meanings": meant}


async def index(
    settings: Settings, data: Path, tell: Callable[[str], None], told: Callable[[Step | Meant], None]
) -> dict[str, Any]:
    """The same as a command, with an engine of its own."""
    async with Engine(settings, data, tell=tell) as engine:
        return await renewed(engine, settings, data, told)


async def keep(
    awake: Callable[[], AbstractAsyncContextManager[Engine]],
    settings: Settings,
    data: Path,
    tell: Callable[[str], None],
) -> None:
    """Bring the index up to date now and then, until it is cancelled. `tell` hears once of what cannot be read."""
    told: set[str] = set()

    def once(text: str) -> None:
        if text not in told:
            told.add(text)
            tell(text)

    while True:
        async with awake() as engine:
            try:
                if not settings.documents:
                    await anyio.to_thread.run_sync(forget, data)
                    return
                found = await renewed(engine, settings, data, lambda step: None)
                for why in found["left_out"]:
                    once(why)
            except Exception as error:  # one look ends here: it must not take a conversation with it
                once(sentence(error, "Reading your documents"))
            clock = engine.clock
        await clock.until(clock.now_s() + EVERY_S)


def forget(data: Path) -> None:
    """Overwrite and delete the index, where there is one. Raises StoreError."""
    place = data / DOCUMENTS
    if not place.exists():
        return
    with Index(place) as index:
        index.forget()
    place.unlink(missing_ok=True)


class Progress:
    """Draws a bar of documents, then one of passages, at most ten times a second."""

    def __init__(self, write: Callable[[str], None], now_s: Callable[[], float] = time.monotonic) -> None:
        self._write, self._now_s = write, now_s
        self._shown_s = -1.0

    def tell(self, told: Step | Meant) -> None:
        last = told.done == told.all
        if not last and self._now_s() - self._shown_s < 0.1:
            return
        self._shown_s = self._now_s()
        what = "documents read" if isinstance(told, Step) else "passages understood"
        filled = BAR * told.done // told.all
        bar = "█" * filled + "░" * (BAR - filled)
        self._write(f"\r{bar}  {told.done} of {told.all} {what}\033[K{chr(10) * last}")


def listed(settings: Settings, data: Path) -> dict[str, Any]:
    """Each document that is known, and how much of them. Raises StoreError."""
    place, there = folder(settings, data), (data / DOCUMENTS).exists()
    if place is None or not there:
        return {"folder": place and str(place), "documents": [], "passages": 0, "meanings": 0}
    with Index(data / DOCUMENTS) as index:
        passages, meanings = index.counts()
        documents = [
            {"path": one.path, "bytes": one.size, "passages": one.passages, "why": one.why or None}
            for one in index.documents()
        ]
    return {"folder": str(place), "documents": documents, "passages": passages, "meanings": meanings}


def listed_text(found: dict[str, Any]) -> str:
    if not found["folder"]:
        return NO_FOLDER
    every = found["documents"]
    lines = [f"{one['path']}: {one['why'] or _count(one['passages'], 'passage')}" for one in every]
    read = sum(one["why"] is None for one in every)
    return "\n".join([*lines, f"{_count(read, 'document')} of {found['folder']}; {_meaning_text(found)}"])


def renewed_text(done: dict[str, Any]) -> str:
    every = done["read"] + done["same"]
    again = f"{done['read']} of them read now" if every else "none of them readable"
    lines = [*done["left_out"], f"{_count(every, 'document')} of {done['folder']}, {again}; {_meaning_text(done)}"]
    return "\n".join(lines)


def _meaning_text(found: dict[str, Any]) -> str:
    if found["meanings"]:
        return f"{found['meanings']} of {_count(found['passages'], 'passage')} can be found by what they mean."
    return (
        f"{_count(found['passages'], 'passage')} can be found by their words; `localvoice pull minilm` finds them by "
        "what they mean, too."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


async def _in_a_pause(engine: Engine, work: Callable[[], Any]) -> Any:
    """Do it in a thread, when no turn is live."""
    while engine.lane.live:
        await engine.clock.until(engine.clock.now_s() + PAUSE_S)
    return await anyio.to_thread.run_sync(work)


async def _meanings(engine: Engine, settings: Settings, index: Index) -> AsyncIterator[Meant]:
    """What passages mean that no model has seen; nothing is loaded where there are none."""
    name = chosen(settings, engine.data).profile(settings.profile).embedder or "given"
    todo = partial(index.without_meaning, name, AT_ONCE)
    if not engine.has("embedder") or not await anyio.to_thread.run_sync(todo):
        return
    await _in_a_pause(engine, lambda: None)  # loading takes a third of a second
    model = await engine.embedder()
    while model and (passages := await anyio.to_thread.run_sync(todo)):
        embed = partial(model.embed, [text for _, text in passages])
        async with engine.lane.stream("read documents", embed, lambda: 1.0, upkeep=True) as steps:
            vectors = [step async for step in steps if step is not None]
        meant = [(number, vector) for (number, _), vector in zip(passages, vectors, strict=True)]
        await anyio.to_thread.run_sync(index.mean, meant)
        count, done = await anyio.to_thread.run_sync(index.counts)
        yield Meant(done, count)
