"""Which weights are on this machine, and how do they get there? The commands `pull models verify remove`."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from localvoice.app import fit
from localvoice.engine import machine
from localvoice.errors import BadInput, StoreError
from localvoice.store.catalogue import known, state, store
from localvoice.store.pull import Download, Step, download, free_bytes, room
from localvoice.store.pull import pull as fetch
from localvoice.store.shelves import Store
from localvoice.store.sources import Folder, Source
from localvoice.store.weights import Model

BAR = 30  # characters


def pull(
    name: str | None,
    data: Path,
    origin: Path | None,
    dry_run: bool,
    tell: Callable[[Download | Step], None],
    source: Callable[[], Source] | None = None,
) -> dict[str, Any]:
    """Bring a profile or a model into the store; without a name the profile that suits this machine.

    `tell` hears the plans of all models before the first is fetched, then the steps. Raises BadInput, StoreError.
    """
    chosen = name or fit.pick(fit.fits(machine.read(), known()), lambda one: not one.missing)
    wanted, place = known().wanted(chosen), store(data)
    with ExitStack() as stack:
        sources = [stack.enter_context(closing(_source(one, origin, len(wanted), source))) for one in wanted]
        plans = [download(place, one, wanted[one], where) for one, where in zip(wanted, sources, strict=True)]
        for todo in plans:
            tell(todo)
        if not dry_run:
            room(place, plans)
            for todo, where in zip(plans, sources, strict=True):
                fetch(place, todo.name, todo.model, where, tell)
    free = free_bytes(place.folder)
    return {"wanted": chosen, "dry_run": dry_run, "free_bytes": free, "models": [_told(todo) for todo in plans]}


def models(data: Path) -> list[dict[str, Any]]:
    """Every model that can be downloaded, and whether it is there."""
    place, everything = store(data), known()
    return [
        {
            "name": name,
            "roles": model.roles,
            "languages": model.languages,
            "profiles": [one for one, profile in everything.profiles.items() if name in profile.models().values()],
            "state": state(place, name, model),
            "disk_bytes": place.bytes(name),
            "memory_gb": model.memory_gb or None,
            "licence": model.licence,
            "repo": model.repo,
        }
        for name, model in everything.models.items()
        if model.repo
    ]


def verify(name: str | None, data: Path) -> list[dict[str, Any]]:
    """Read every byte of a profile's or model's weights, or of all that is there; never raises for what it finds."""
    place, everything = store(data), known()
    if name:
        wanted = everything.wanted(name)
    else:
        downloads = {one: model for one, model in everything.models.items() if model.repo}
        wanted = {one: model for one, model in downloads.items() if state(place, one, model) != "not pulled"}
    return [{"name": one, **_verified(place, one, model)} for one, model in wanted.items()]


def remove(name: str, data: Path, forget: bool) -> dict[str, Any]:
    """Delete one model's weights; raises BadInput for an unknown name, StoreError."""
    if name not in known().models:
        raise BadInput(f"There is no model “{name}”; `localvoice models` lists them.")
    place = store(data)
    freed = place.bytes(name)
    place.remove(name, forget)
    return {"name": name, "freed_bytes": freed - place.bytes(name), "forgotten": forget}


def pulled_text(done: dict[str, Any]) -> str:
    if not done["models"]:
        return f"{done['wanted']} needs no download."
    return f"{done['wanted']} {'would be fetched' if done['dry_run'] else 'is ready'}."


def models_text(found: list[dict[str, Any]]) -> str:
    lines = []
    for one in found:
        profiles = f" ({', '.join(one['profiles'])})" if one["profiles"] else ""
        loaded = f", {one['memory_gb']:.2f} GB when loaded" if one["memory_gb"] else ""
        lines.append(
            f"{one['name']}{profiles}: {' '.join(one['roles'])} for {' '.join(one['languages'])}; {one['state']}, "
            f"{one['disk_bytes'] / 1e9:.2f} GB on disk{loaded}; {one['repo']}, {one['licence']}"
        )
    return "\n".join(lines)


def verified_text(found: list[dict[str, Any]]) -> str:
    lines = [f"{'ok ' if one['ok'] else 'NO '} {one['name']}: {one['found']}" for one in found]
    return "\n".join(lines) or "There are no weights here."


def removed_text(done: dict[str, Any]) -> str:
    return f"{done['name']} is removed, {done['freed_bytes'] / 1e9:.2f} GB are free again."


def progress(step: Step, since_s: float) -> str:
    """One line: a bar, how much of how much, and how long the rest will take when it goes on as since the start."""
    share, fetched = step.done_bytes / max(step.all_bytes, 1), step.done_bytes - step.had_bytes
    left_s = since_s * (step.all_bytes - step.done_bytes) / fetched if fetched > 0 else 0.0
    bar = ("█" * round(BAR * share)).ljust(BAR, "░")
    rest = f"{left_s / 60:.0f} min" if left_s >= 90 else f"{left_s:.0f} s"
    return f"{step.name}  {bar}  {step.done_bytes / 1e6:.0f} of {step.all_bytes / 1e6:.0f} MB, {rest} left"


class Progress:
    """Prints plans and steps as they are told; steps at most ten times a second."""

    def __init__(self, write: Callable[[str], None], now_s: Callable[[], float] = time.monotonic) -> None:
        self._write, self._now_s = write, now_s
        self._began_s = self._shown_s = now_s()
        self._name = ""  # of the model that is being fetched

    def tell(self, told: Download | Step) -> None:
        if told.name != self._name and isinstance(told, Step):
            self._name, self._began_s = told.name, self._now_s()
        if isinstance(told, Download):
            state = "already there" if told.there else f"{told.bytes / 1e6:.0f} MB in {len(told.files)} files"
            commit = told.commit[:12] or "a folder"
            self._write(f"{told.name}: {told.model.repo} at {commit}, {state}; licence: {told.model.licence}\n")
        elif self._now_s() - self._shown_s >= 0.1 or told.done_bytes == told.all_bytes:
            self._shown_s = self._now_s()
            end = "\n" if told.done_bytes == told.all_bytes else ""
            self._write(f"\r{progress(told, self._shown_s - self._began_s)}\033[K{end}")


def _source(name: str, origin: Path | None, count: int, source: Callable[[], Source] | None) -> Source:
    if origin is None:
        from localvoice.store.hub import Hub  # its libraries take 0.5 s to import, and only a pull may need them

        return source() if source else Hub()
    inside = origin / name
    if count > 1 and not inside.is_dir():
        raise BadInput(f"{origin} has no folder {name}; give a folder with one folder for each model.")
    return Folder(inside if inside.is_dir() else origin)


def _told(todo: Download) -> dict[str, Any]:
    return {
        "name": todo.name,
        "repo": todo.model.repo,
        "commit": todo.commit or None,
        "licence": todo.model.licence,
        "bytes": todo.bytes,
        "already_there": todo.there,
        "files": {name: stated.bytes for name, stated in todo.files.items()},
    }


def _verified(place: Store, name: str, model: Model) -> dict[str, Any]:
    try:
        return {"ok": True, "found": str(place.verify(name, model))}
    except StoreError as error:
        return {"ok": False, "found": str(error)}
