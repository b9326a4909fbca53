"""Where does what is worth keeping go? One line with its time into a file of bounded size, for nobody else to read."""

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path

FOLDER, NAME = "log", "localvoice.log"
FILE_BYTES, FILES = 1_000_000, 3  # the newest and so many minus one before it


def log_file(data: Path) -> Path:
    """The newest one."""
    return data / FOLDER / NAME


def opened(file: Path) -> int:
    """Its descriptor, to append to. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


class Log:
    """`log(text)` from any thread; a disk that refuses loses the line, never the process.

    Where standard error is that very file, as after `localvoice start`, it moves on with it; else it gets the line too.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()

    def __call__(self, text: str) -> None:
        line = f"{datetime.now():%Y-%m-%d %H:%M:%S}  {' '.join(text.split())}\n"
        with self._lock:
            try:
                self._write(line)
            except OSError:
                return

    @property
    def is_stderr(self) -> bool:
        """Is standard error its file?"""
        descriptor = opened(self._file)
        try:
            return _same(descriptor)
        finally:
            os.close(descriptor)

    def _write(self, line: str) -> None:
        descriptor = opened(self._file)
        try:
            if os.fstat(descriptor).st_size > FILE_BYTES:
                os.close(descriptor)
                descriptor = self._turn()
            os.write(descriptor, line.encode("utf-8", "replace"))
            if not _same(descriptor):
                print(line, end="", file=sys.stderr, flush=True)
        finally:
            os.close(descriptor)

    def _turn(self) -> int:
        """Begin a new file."""
        mine = self._file.stat()
        moves = [number for number in (1, 2) if os.path.samestat(os.fstat(number), mine)]
        for number in range(FILES - 1, 0, -1):
            old = self._numbered(number - 1)
            if old.exists():
                old.replace(self._numbered(number))
        descriptor = opened(self._file)
        for number in moves:  # standard output and error, where they were the old one
            os.dup2(descriptor, number)
        return descriptor

    def _numbered(self, number: int) -> Path:
        return self._file.with_name(f"{NAME}.{number}") if number else self._file


class Lines(io.TextIOBase):
    """What libraries print, a line at a time to `log`, with its time then."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log, self._begun, self._lock = log, "", threading.Lock()

    def write(self, text: str) -> int:
        with self._lock:
            *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            if line.strip():
                self._log(line)
        return len(text)


@contextmanager
def dated(log: Log) -> Iterator[None]:
    """Meanwhile what is printed has its time in the log, too, where both were the log's file: after a start."""
    with ExitStack() as stack:
        if log.is_stderr:
            stack.enter_context(redirect_stdout(Lines(log)))
            stack.enter_context(redirect_stderr(Lines(log)))
        yield


def _same(descriptor: int) -> bool:
    """Is standard error this file?"""
    try:
        return os.path.samestat(os.fstat(2), os.fstat(descriptor))
    except OSError:
        return True  # there is none


def last_lines(data: Path, count: int) -> list[str]:
    """Of all files, oldest first. Raises OSError."""
    lines: list[str] = []
    for number in range(FILES):
        file = log_file(data) if not number else log_file(data).with_name(f"{NAME}.{number}")
        if len(lines) < count and file.exists():
            lines = file.read_text("utf-8", "replace").splitlines() + lines
    return lines[-count:]
