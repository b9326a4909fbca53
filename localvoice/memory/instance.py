"""Is another conversation using this data folder? Only one may: two would both answer the same microphone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localvoice.errors import StoreError

NAME = "conversation.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for a live conversation; the system releases it when the process ends, however it ends.

    Raises StoreError when another process holds it (the message names that process) or the folder cannot be written.
    """
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"the data folder {folder} cannot be used ({error.strerror}): make it writable or choose another folder."
        ) from error
    try:
        _take(lock, folder)
        yield
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"
        raise StoreError(
            f"another localvoice (process {holder}) is in a conversation with the data in {folder}: end that one first."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def is_held(folder: Path) -> bool:
    """Does a process hold it now? Nothing is made or changed."""
    try:
        lock = os.open(folder / NAME, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
