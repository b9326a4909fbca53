"""Where do weights come from? What every source offers, and the one that is a folder on this machine."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from localvoice.errors import BadInput, StoreError
from localvoice.store import lock


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
    """A folder with one model: a plain one, one of another store, or of the hub's cache (links are followed)."""

    folder: Path

    def list(self, repo: str, revision: str) -> Listing:
        if not self.folder.is_dir():
            raise BadInput(f"{self.folder} is no folder; give one that holds the weights of {repo}.")
        promised = lock.read(self.folder)
        if promised is None:
            files = [file for file in self.folder.rglob("*") if file.is_file()]
            return Listing(
                "", {file.relative_to(self.folder).as_posix(): Stated(file.stat().st_size) for file in files}
            )
        if promised.repo != repo:
            raise BadInput(f"{self.folder} holds {promised.repo}, not {repo}; choose another folder.")
        files = {name: Stated(entry.bytes, entry.sha256) for name, entry in promised.files.items()}
        return Listing(promised.commit, files)

    def fetch(self, repo: str, commit: str, name: str, into: Path, grown: Callable[[int], None]) -> None:
        promised = lock.read(self.folder)
        origin = self.folder / promised.folder / name if promised else self.folder / name
        if not origin.is_file():
            raise StoreError(f"{origin} is missing: the folder is not complete, copy it again.")
        shutil.copyfile(origin, into)
        grown(into.stat().st_size)

    def close(self) -> None:
        """Nothing is open."""
