"""How do weights get into the store? Listed, measured, fetched, checked against every hash, made, looked into, put in
place.

Until the last step nothing that was there before is touched; the last step is the replacement of one small lock.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from localvoice.errors import StoreError
from localvoice.store import contents, lock, names
from localvoice.store.lock import Entry, Lock
from localvoice.store.making import Note, finished, work_bytes
from localvoice.store.shelves import PARTIAL, Store, delete, refusals
from localvoice.store.sources import Listing, Source, Stated
from localvoice.store.weights import Model

SPARE_BYTES = 200_000_000  # left free beyond the download, for everything else on the disk
ALIKE = 0.07  # how far the numbers of parameters may differ: those that are published are rounded


@dataclass(frozen=True)
class Download:
    """What a pull would do."""

    name: str
    model: Model
    listing: Listing
    files: dict[str, Stated]  # to fetch
    there: bool  # complete and right already: nothing to do

    @property
    def commit(self) -> str:
        """ "" where the source knows none."""
        return self.listing.commit

    @property
    def bytes(self) -> int:
        """All that is fetched."""
        return sum(stated.bytes for stated in self.files.values())

    @property
    def whose(self) -> str:
        """Where it comes from, for a person."""
        if self.listing.origin == "folder":
            return "a folder"
        return self.model.called if self.listing.origin == "packages" else self.model.origin


@dataclass(frozen=True)
class Step:
    """How far a pull is."""

    name: str
    file: str
    done_bytes: int  # of the whole model
    all_bytes: int
    had_bytes: int = 0  # of what is done: from an earlier pull


def free_bytes(folder: Path) -> int:
    """Free space on the disk of `folder`, or of its nearest parent that exists. Raises OSError."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def download(store: Store, name: str, model: Model, source: Source) -> Download:
    """What would be fetched; writes nothing. Raises StoreError where the source breaks an earlier promise."""
    before = _promise(store, name, model)
    revision = model.revision or (before.commit if before else "")
    with refusals(store.folder, "read"):
        listing = source.list(model.repo, revision)
    promised = before if _same_promise(before, listing) else None
    whose = "The folder" if listing.origin == "folder" else model.origin
    chosen = list(listing.files) if listing.chosen else names.select(listing.files, model.patterns, whose)
    if not (listing.packed or listing.convert):
        _kept(model, revision, promised, listing, chosen)
    files = {one: listing.files[one] for one in chosen}
    return Download(name, model, listing, files, _there(store, name, model, promised))


def room(store: Store, downloads: list[Download], free: Callable[[Path], int] = free_bytes) -> None:
    """Raise StoreError when the disk cannot take all that these downloads still have to fetch."""
    missing = {todo.name: left for todo in downloads if (left := _left_bytes(store, todo))}
    needed, found = sum(missing.values()) + SPARE_BYTES, free(store.folder)
    if missing and found < needed:
        raise StoreError(
            f"{' and '.join(missing)} need{'s' * (len(missing) == 1)} {needed / 1e9:.2f} GB free on the disk of "
            f"{store.folder}, which has {found / 1e9:.2f}: free some space first."
        )


def pull(
    store: Store,
    name: str,
    model: Model,
    source: Source,
    tell: Callable[[Step | Note], None],
    free: Callable[[Path], int] = free_bytes,
) -> Path:
    """Bring one model into the store and return the folder of its weights.

    Raises StoreError, one sentence; what was complete before is then still complete.
    """
    with store.writing():
        todo = download(store, name, model, source)
        if todo.there:
            return store.weights(name, model)
        with refusals(store.folder):
            partial = _partial(store, todo)
            room(store, [todo], free)
            entries, folder = _fetch(partial, todo, source, tell), partial
            listing = todo.listing
            if listing.packed or listing.convert:
                folder, made = finished(model, name, partial, listing.packed, listing.convert, tell)
                entries = {one: Entry((folder / one).stat().st_size, contents.sha256(folder / one)) for one in made}
            promised = _promise(store, name, model)
            _promised(promised if _same_promise(promised, listing) else None, todo, entries)
            contents.check(folder, sorted(entries))
            _place(store, todo, folder, entries)
    return store.weights(name, model)


def _promise(store: Store, name: str, model: Model) -> Lock | None:
    """The lock that binds this pull: not one of another repository or commit than weights.toml names."""
    promised = store.lock(name)
    return promised if promised and promised.binds(model) else None


def _same_promise(promised: Lock | None, listing: Listing) -> bool:
    """Does the promise hold this source, too? Packages are held by weights.toml; a folder by whatever was promised."""
    return promised is not None and listing.origin in ("folder", promised.origin)


def _there(store: Store, name: str, model: Model, promised: Lock | None) -> bool:
    try:
        return promised is not None and bool(store.verify(name, model))
    except StoreError:
        return False  # damaged: fetch it again


def _kept(model: Model, revision: str, promised: Lock | None, listing: Listing, chosen: list[str]) -> None:
    """Refuse a source that no longer states what it stated at the first pull."""
    if listing.commit and not names.COMMIT.fullmatch(listing.commit):
        raise StoreError(f"{model.repo} is at the commit {listing.commit!r}, which is none: this is not the hub.")
    if revision and listing.commit not in ("", revision):
        raise StoreError(f"{model.repo} gave the commit {listing.commit} when asked for {revision}: do not trust it.")
    for file in chosen:
        if promised is None:
            break
        entry, stated = promised.files.get(file), listing.files[file]
        if entry is None or entry.bytes != stated.bytes or stated.sha256 not in ("", entry.sha256):
            raise StoreError(
                f"{model.repo} now has another {file} than at the first pull: "
                "somebody changed it; ask its publisher, or forget the first pull with `localvoice remove --forget`."
            )


def _unfinished(store: Store, todo: Download) -> Path:
    return store.folder / todo.name / PARTIAL / (todo.commit or "local")


def _partial(store: Store, todo: Download) -> Path:
    """The folder of an unfinished pull of exactly this, with whatever it has; rests of other pulls are deleted."""
    partial = _unfinished(store, todo)
    if partial.parent.is_symlink() or partial.parent.parent.is_symlink():
        raise StoreError(f"{partial.parent} is a link to another place: delete it and pull again.")
    partial.mkdir(parents=True, exist_ok=True)
    wanted = {*todo.files, *(f"{file}.part" for file in todo.files)}
    folders = {parent.as_posix() for file in wanted for parent in PurePosixPath(file).parents}
    for other in [other for other in partial.parent.iterdir() if other != partial]:
        delete(other)
    for other in sorted(partial.rglob("*"), reverse=True):  # what is inside a folder before the folder
        kept = folders if other.is_dir() else wanted
        if other.is_symlink() or other.relative_to(partial).as_posix() not in kept:
            delete(other)
    return partial


def _left_bytes(store: Store, todo: Download) -> int:
    """What is still to be fetched."""
    if todo.there:
        return 0
    folder = _unfinished(store, todo)
    files = [folder / name for one in todo.files for name in (one, f"{one}.part") if (folder / name).is_file()]
    listing = todo.listing
    work = work_bytes(todo.model, listing.packed, listing.convert, todo.bytes)
    return todo.bytes - sum(file.stat().st_size for file in files) + work


def _fetch(partial: Path, todo: Download, source: Source, tell: Callable[[Step], None]) -> dict[str, Entry]:
    """All files, each checked against what the source stated; what an earlier pull has finished is checked again."""
    entries, done, had = {}, 0, 0
    for name, stated in todo.files.items():
        file = partial / name
        if (stated.sha256 or stated.git_sha1) and file.exists() and _right(file, stated):
            had += stated.bytes
        else:
            delete(file)
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f"{file.name}.part")
            had += part.stat().st_size if part.exists() else 0

            def grown(size: int, name: str = name, done: int = done, had: int = had) -> None:
                tell(Step(todo.name, name, done + size, todo.bytes, had))

            _exact(part, name, todo, source, grown)
            with part.open("rb") as finished:
                os.fsync(finished.fileno())
            part.replace(file)
        done += stated.bytes
        entries[name] = Entry(stated.bytes, stated.sha256 or contents.sha256(file))
        tell(Step(todo.name, name, done, todo.bytes, had))
    return entries


def _exact(part: Path, name: str, todo: Download, source: Source, grown: Callable[[int], None]) -> None:
    """Fetch one file and refuse what is not what was stated; a short one stays, to go on from at the next pull.

    What was gone on with and is wrong may have begun wrong: that is fetched once more, from its beginning.
    """
    stated, whose = todo.files[name], f"{name} of {todo.whose}"

    def bounded(size: int) -> None:
        if size > stated.bytes:
            part.unlink(missing_ok=True)
            raise StoreError(f"The source sends more of {whose} than the {stated.bytes} bytes it stated: refused.")
        grown(size)

    begun = part.exists()
    source.fetch(todo.model.repo, todo.commit, name, part, bounded)
    if begun and not _right(part, stated):
        part.unlink()
        source.fetch(todo.model.repo, todo.commit, name, part, bounded)
    size = part.stat().st_size
    if size < stated.bytes:
        raise StoreError(
            f"{whose} ended after {size} of {stated.bytes} bytes: run the same command again, it goes on from there."
        )
    if not _right(part, stated):
        part.unlink()
        raise StoreError(
            f"{whose} is not what its source states (its hash is another): it was damaged or exchanged on the way; "
            "pull again, and over another connection if this repeats."
        )


def _right(file: Path, stated: Stated) -> bool:
    return (
        file.stat().st_size == stated.bytes
        and stated.sha256 in ("", contents.sha256(file) if stated.sha256 else "")
        and stated.git_sha1 in ("", contents.git_sha1(file) if stated.git_sha1 else "")
    )


def _promised(promised: Lock | None, todo: Download, entries: dict[str, Entry]) -> None:
    """Refuse other bytes than at the first pull, also from a source that states no hashes."""
    if promised and promised.files != entries:
        every = {*promised.files, *entries}
        other = min(name for name in every if promised.files.get(name) != entries.get(name))
        raise StoreError(
            f"{other} of {todo.name} is another than at the first pull: take the right folder, "
            "or forget the first pull with `localvoice remove --forget`."
        )


def _place(store: Store, todo: Download, folder: Path, entries: dict[str, Entry]) -> None:
    """Move the finished folder to its place, then replace the lock: only that makes it count."""
    place = store.folder / todo.name
    for rest in folder.rglob("*.part"):
        rest.unlink()
    made = _made(_promise(store, todo.name, todo.model), todo, entries, contents.params(folder, sorted(entries)))
    final = place / made.folder
    if final.exists() or final.is_symlink():
        delete(final)  # damaged, or it would have been kept
    folder.rename(final)
    lock.write(place, made)
    for other in place.iterdir():
        if other.name not in (lock.NAME, made.folder):
            delete(other)


def _made(old: Lock | None, todo: Download, entries: dict[str, Entry], params: int) -> Lock:
    """The new promise. Files from a folder that are those of the old one are still what they were."""
    origin, model = todo.listing.origin, todo.model
    if origin == "folder":
        if old:
            return replace(old, folder=lock.folder_of(old.commit, entries), files=entries, params=params)
        _size(todo.name, model, params)
        folder = lock.folder_of("", entries)
        return Lock("", "", folder, "", entries, origin, convert=todo.listing.convert, params=params)
    if origin == "packages":
        folder, packages = lock.folder_of("", entries), lock.taken(model)
        return Lock("", "", folder, model.licence, entries, origin, packages, model.convert, params)
    folder = lock.folder_of(todo.commit, entries)
    return Lock(model.repo, todo.commit, folder, model.licence, entries, params=params)


def _size(name: str, model: Model, params: int) -> None:
    """Refuse what somebody calls by a wrong name: its number of parameters tells."""
    if params and model.params and abs(params / model.params - 1) > ALIKE:
        raise StoreError(
            f"The folder holds a model of {params / 1e6:.1f} million parameters, and {name} has "
            f"{model.params / 1e6:.1f}: it is another one; pull it under its own name, see models.toml."
        )
