"""Where do weights come from? What every source offers, and the one that is a folder on this machine."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from localvoice.errors import BadInput, StoreError
from localvoice.store import lock
from localvoice.store.shelves import Store
from localvoice.store.weights import Model

GGUF = ".gguf"


@dataclass(frozen=True)
class Stated:
    """What a source says of one file; a hash is "" where it says none."""

    bytes: int
    sha256: str = ""  # 64 hexadecimal digits
    git_sha1: str = ""  # 40 hexadecimal digits: git's name for the contents


@dataclass(frozen=True)
class Listing:
    commit: str  # 40 hexadecimal digits, "" where the source knows none
    files: dict[str, Stated]  # by path
    origin: lock.Origin = "hub"
    convert: str = ""  # the form that the files have and are to be converted from
    chosen: bool = False  # these are all wanted; else the entry's patterns choose
    packed: bool = False  # they are wheels


class Unreachable(StoreError):
    """The source does not answer; another one may."""


class Source(Protocol):
    def list(self, repo: str, revision: str) -> Listing:
        """All files of a repository at a commit, a branch or "" (the newest). Raises StoreError."""
        ...

    def fetch(self, repo: str, commit: str, name: str, into: Path, grown: Callable[[int], None]) -> None:
        """Write the file, going on where `into` ends; `grown` hears how many bytes it has. StoreError, OSError."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...


@dataclass(frozen=True)
class Folder:
    """A folder with one model: a plain one, one of another store, or of the hub's cache (links are followed).

    Its files may have the form of the model's packages, or be one GGUF file, which may stand for the folder: they are
    converted.
    """

    folder: Path
    model: Model

    def list(self, repo: str, revision: str) -> Listing:
        if self.folder.is_file() and self.folder.suffix == GGUF:
            return Listing("", {self.folder.name: Stated(self.folder.stat().st_size)}, "folder", "gguf", chosen=True)
        if not self.folder.is_dir():
            raise BadInput(f"{self.folder} is no folder; give one that holds the weights of {repo or 'this model'}.")
        promised = lock.read(self.folder)
        return self._plain() if promised is None else self._promised(promised, repo)

    def _plain(self) -> Listing:
        there = [file for file in self.folder.rglob("*") if file.is_file()]
        files = {file.relative_to(self.folder).as_posix(): Stated(file.stat().st_size) for file in there}
        packed = [file.called for package in self.model.packages for file in package.files]
        weights = [name for name in files if name.endswith(".safetensors")]
        single = [name for name in files if name.endswith(GGUF)]
        if self.model.convert and not weights and set(packed) <= set(files):
            return Listing("", {name: files[name] for name in packed}, "folder", self.model.convert, chosen=True)
        if not weights and len(single) == 1:
            return Listing("", {single[0]: files[single[0]]}, "folder", "gguf", chosen=True)
        return Listing("", files, "folder")

    def _promised(self, promised: lock.Lock, repo: str) -> Listing:
        """Another store's: its files are what they were there, wherever they came from."""
        if not promised.binds(self.model):
            raise BadInput(f"{self.folder} holds {promised.said}, not {self.model.origin}; choose another folder.")
        files = {name: Stated(entry.bytes, entry.sha256) for name, entry in promised.files.items()}
        return Listing(promised.commit, files, promised.origin, chosen=promised.origin != "hub")

    def fetch(self, repo: str, commit: str, name: str, into: Path, grown: Callable[[int], None]) -> None:
        promised = lock.read(self.folder) if self.folder.is_dir() else None
        origin = self.folder / promised.folder / name if promised else self.folder / name
        origin = self.folder if self.folder.is_file() else origin
        if not origin.is_file():
            raise StoreError(f"{origin} is missing: the folder is not complete, copy it again.")
        shutil.copyfile(origin, into)
        grown(into.stat().st_size)

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Kept:
    """What a person once gave from a folder of their own, and nobody else has: it is there, or it is not."""

    store: Store
    name: str
    model: Model

    def list(self, repo: str, revision: str) -> Listing:
        try:
            folder = self.store.verify(self.name, self.model)
        except StoreError as error:
            raise StoreError(
                f"The weights of {self.name} came from a folder and are not whole: pull them again with --from FOLDER, "
                f"or forget them with `localvoice remove --forget {self.name}`."
            ) from error
        files = [file for file in folder.rglob("*") if file.is_file()]
        named = {file.relative_to(folder).as_posix(): Stated(file.stat().st_size) for file in files}
        return Listing("", named, "folder", chosen=True)

    def fetch(self, repo: str, commit: str, name: str, into: Path, grown: Callable[[int], None]) -> None:
        """Never asked: what is there is not fetched."""
        raise StoreError(f"{self.name} came from a folder: pull it again with --from FOLDER.")

    def close(self) -> None:
        """Nothing is open."""
