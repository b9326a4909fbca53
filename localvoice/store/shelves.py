"""Where do verified weights lie, and are they still what was pulled? Nothing here ever asks the network.

models/NAME/lock.json      what was accepted at the first pull
models/NAME/checked.json   how the files looked (size, times) when their hashes were last right
models/NAME/COMMIT/        the weights, complete or not there at all
models/NAME/partial/       a pull that did not finish; the next one goes on from it
models/writer.lock         held by whoever pulls or removes
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from localvoice.errors import StoreError
from localvoice.store import contents, lock
from localvoice.store.lock import Lock
from localvoice.store.weights import Model

WRITER = "writer.lock"
CHECKED = "checked.json"
PARTIAL = "partial"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # no space, no quota, no larger file


@dataclass(frozen=True)
class Store:
    """The models' folder; nothing is created before the first pull."""

    folder: Path

    def lock(self, name: str) -> Lock | None:
        """What was accepted for this model; None where it was never pulled. Raises StoreError for a damaged lock."""
        return lock.read(self.folder / name)

    def weights(self, name: str, model: Model, go_on: Callable[[], None] = lambda: None) -> Path:
        """The folder of this model's weights, checked: all that a family's `load` may be given.

        Files that still have the size and times of their last full check are not read again. Raises StoreError.
        `go_on` is called for each megabyte that is read, and may raise to end it.
        """
        return self._checked(name, model, False, go_on)

    def verify(self, name: str, model: Model) -> Path:
        """The same with every byte read. Raises StoreError."""
        return self._checked(name, model, True, lambda: None)

    def bytes(self, name: str) -> int:
        """What the model takes on the disk, 0 where it is not there."""
        return sum(file.lstat().st_size for file in (self.folder / name).rglob("*") if not file.is_dir())

    def remove(self, name: str, forget: bool = False) -> None:
        """Delete the weights. The lock stays, so that a later pull must bring the same bytes; `forget` ends that.

        Raises StoreError where the disk refuses or another localvoice is writing.
        """
        with self.writing(), refusals(self.folder):
            place = self.folder / name
            if place.is_symlink() or not place.is_dir():
                raise StoreError(f"There is nothing to remove: {name} was never pulled into {self.folder}.")
            if not forget and {each.name for each in place.iterdir()} == {lock.NAME}:
                raise StoreError(
                    f"There is nothing to remove: {name} is removed already; --forget forgets its first pull."
                )
            if forget:
                (place / lock.NAME).unlink(missing_ok=True)  # first: what is half deleted must not look complete
            for other in place.iterdir():
                if other.name != lock.NAME:
                    delete(other)
            if forget:
                place.rmdir()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one who writes; the system ends this with the process, however it ends. Raises StoreError."""
        with refusals(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / WRITER, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
                raise StoreError(
                    f"Another localvoice (process {holder}) is writing to {self.folder}: wait until it has finished."
                ) from None
            with refusals(self.folder):
                os.ftruncate(handle, 0)
                os.pwrite(handle, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(handle)

    def _checked(self, name: str, model: Model, again: bool, go_on: Callable[[], None]) -> Path:
        place, promised = self.folder / name, self.lock(name)
        if promised is None or not (place / promised.folder).is_dir():
            raise StoreError(f"The weights of {name} are not in {self.folder}: run `localvoice pull {name}` first.")
        if not promised.binds(model):
            now = f"{model.origin} {model.revision}".strip()
            now = f"other files of {now}" if now == promised.said else now
            raise StoreError(
                f"The weights of {name} are {promised.said}, but this localvoice needs {now}: "
                f"run `localvoice pull {name}`."
            )
        folder = place / promised.folder
        with refusals(self.folder, "read"):
            fault = self._fault(place, promised, again, go_on)
            if fault:
                raise StoreError(f"{folder}: {fault}; run `localvoice pull {name}` to get it again.")
        return folder

    def _fault(self, place: Path, promised: Lock, again: bool, go_on: Callable[[], None]) -> str:
        """What is wrong with the files, "" when nothing is; remembers how they looked when all was well."""
        folder = place / promised.folder
        found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_symlink() or not file.is_dir()}
        if place.is_symlink() or folder.is_symlink():
            return "this folder is a link to another place, which localvoice never makes"
        if extra := sorted(found - set(promised.files)):
            return f"{extra[0]} does not belong there"
        if missing := sorted(set(promised.files) - found):
            return f"{missing[0]} is missing"
        seen, looks = _seen(place), {}
        for name, entry in promised.files.items():
            file = folder / name
            if file.is_symlink() or not file.is_file():
                return f"{name} is not a plain file"
            looks[name] = [entry.sha256, *_look(file)]
            if file.stat().st_size != entry.bytes:
                return f"{name} has {file.stat().st_size} bytes in place of {entry.bytes}"
            if (again or seen.get(name) != looks[name]) and contents.sha256(file, go_on) != entry.sha256:
                return f"{name} has other contents than when it was pulled"
        if seen != looks:
            _remember(place, looks)
        return ""


def delete(path: Path) -> None:
    """Delete a file, a link (not what it points to) or a folder. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _look(file: Path) -> list[int]:
    """Everything that changes when somebody writes to a file."""
    status = file.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _seen(place: Path) -> dict[str, list]:
    try:
        seen = json.loads((place / CHECKED).read_text("utf-8"))
        return seen if isinstance(seen, dict) else {}
    except (OSError, ValueError):
        return {}  # only a short cut: without it everything is read


def _remember(place: Path, looks: dict[str, list]) -> None:
    try:
        (place / CHECKED).write_text(json.dumps(looks), "utf-8")
    except OSError:
        return  # a read-only store works as well, only slower


@contextmanager
def refusals(folder: Path, verb: str = "written to") -> Iterator[None]:
    """The disk's refusals as one sentence each."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StoreError(f"The disk of {folder} is full: free some space and pull again.") from error
        what = error.strerror or error
        raise StoreError(f"{folder} cannot be {verb} ({what}): mend its rights or choose another folder.") from error
