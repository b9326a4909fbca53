"""What was accepted when a model was first pulled? Its commit and the hash of each file, beside the weights.

`lock.json` in the model's folder. It is the promise that later pulls, `verify` and every load are held to; it is
replaced in one step, and only after the folder that it names is complete.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from localvoice import strict
from localvoice.errors import StoreError
from localvoice.store.names import COMMIT, allowed, plain
from localvoice.store.weights import Model
from localvoice.strict import Form, Within

NAME = "lock.json"
FORMAT = 1
FOLDER = re.compile(rf"{COMMIT.pattern}|local-[0-9a-f]{{12}}")
SHA256 = Form("[0-9a-f]{64}", "hash of 64 hexadecimal digits")


@dataclass(frozen=True)
class Entry:
    bytes: Annotated[int, Within(0)]
    sha256: Annotated[str, SHA256]


@dataclass(frozen=True)
class Lock:
    repo: str  # owner/name
    commit: str  # 40 hexadecimal digits; "" where the files came from a folder that knows no commit
    folder: str  # beside the lock: the commit, or local-… of the hashes
    licence: str
    files: dict[str, Entry]  # by their paths inside the folder

    def binds(self, model: Model) -> bool:
        """Is this about the repository and the commit that weights.toml names now?"""
        return self.repo == model.repo and (not model.revision or self.commit in ("", model.revision))


def folder_of(commit: str, files: dict[str, Entry]) -> str:
    """The folder's name: the commit, or the first digits of a hash over all hashes."""
    every = "\n".join(f"{files[name].sha256} {name}" for name in sorted(files))
    return commit or f"local-{hashlib.sha256(every.encode()).hexdigest()[:12]}"


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
