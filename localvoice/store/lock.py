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

from localvoice.errors import StoreError
from localvoice.store.names import COMMIT, allowed, plain
from localvoice.store.weights import Model

NAME = "lock.json"
FORMAT = 1
FOLDER = re.compile(rf"{COMMIT.pattern}|local-[0-9a-f]{{12}}")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    bytes: int
    sha256: str  # 64 hexadecimal digits


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
        table = json.loads(file.read_text("utf-8"))
        return _lock(table)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{file} is damaged ({error}): run `localvoice remove --forget {folder.name}` and pull it again."
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


def _lock(table: dict) -> Lock:
    if table.pop("format") != FORMAT:
        raise ValueError("another format")
    files = {name: Entry(**entry) for name, entry in table.pop("files").items()}
    lock = Lock(**table, files=files)
    texts = (lock.repo, lock.commit, lock.folder, lock.licence)
    if not all(isinstance(text, str) for text in texts) or not FOLDER.fullmatch(lock.folder):
        raise ValueError("no such folder can be")
    if not files or not all(plain(name) and allowed(name) for name in files):
        raise ValueError("no such file can be")
    if not all(isinstance(one.bytes, int) and SHA256.fullmatch(one.sha256) for one in files.values()):
        raise ValueError("no such hash can be")
    if lock.commit not in ("", lock.folder) and lock.folder != folder_of("", files):
        raise ValueError("the folder is not the commit's")
    return lock
