"""Where do finished turns survive? One JSON record a line, in a few files of bounded size.

A record is {"kind": "turn", …the fields of trace.Turn…} or {"kind": "notice", "at": local time, "text": …}. Spans and
decisions are in seconds on the sample clock, steps on the conversation's monotonic clock; the turn's lag_s is what lies
between. The files turns-000001.jsonl … are only ever appended to: the record that passes FILE_BYTES is the last of its
file, and of the files only the newest FILES stay, so that the folder holds about 8 MB.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from localvoice.trace import Step, Turn

FILES, FILE_BYTES = 8, 1_000_000
MAX_STEPS = 20_000  # kept for the next turn to finish; hours of listening without a turn must not fill the memory
GLOB = "turns-*.jsonl"
DIGITS = 6  # of a second: microseconds


def _now() -> datetime:
    return datetime.now().astimezone()


class Journal:
    """Writes the turns of one conversation to `folder`, which is made when it is missing. `step` may be called from any
    thread, all else from one. A disk that refuses never raises: `complain` gets one sentence, once, and later turns try
    again."""

    def __init__(
        self, folder: Path, complain: Callable[[str], None], simulated: bool = False, now: Callable[[], datetime] = _now
    ) -> None:
        self._folder = folder
        self._complain = complain
        self._simulated = simulated
        self._now = now
        self._steps: deque[Step] = deque(maxlen=MAX_STEPS)
        self._began = now().isoformat(timespec="seconds")
        self._file: int | None = None  # its descriptor
        self._bytes = 0
        self._complained = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._close()

    def step(self, step: Step) -> None:
        """Keep one step of the lane for the turn that finishes next."""
        self._steps.append(step)

    def turn(self, turn: Turn, private: bool = False) -> Turn:
        """Stamp a finished turn, give it the lane's steps since the last one, and put it on disk; where it is private,
        without its words."""
        steps = list(turn.steps)
        with suppress(IndexError):
            while True:
                steps.append(self._steps.popleft())
        stamped = replace(
            turn,
            conversation=self._began,
            simulated=self._simulated,
            ended_at=self._now(),
            steps=tuple(steps),
        )
        wordless = {"heard": "", "said": "", "decisions": ()} if private else {}
        self._write({"kind": "turn", **vars(stamped), **wordless})
        return stamped

    def notice(self, text: str) -> None:
        """Put one sentence about the machinery on disk."""
        self._write({"kind": "notice", "at": self._now(), "text": text})

    def _write(self, record: dict[str, Any]) -> None:
        line = json.dumps(_rounded(record), default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            if self._file is None or self._bytes >= FILE_BYTES:
                self._open()
            self._append(line)
        except OSError as error:
            self._close()
            if not self._complained:
                self._complained = True
                reason = error.strerror or str(error)
                self._complain(
                    f"The trace in {self._folder} cannot be written ({reason}): make room or make it writable."
                )

    def _append(self, line: bytes) -> None:
        assert self._file is not None
        written = os.write(self._file, line)
        self._bytes += written
        if written < len(line):
            raise OSError("the disk is full")

    def _open(self) -> None:
        self._close()
        self._folder.mkdir(parents=True, exist_ok=True)
        there = files(self._folder)
        newest = there[-1] if there else None
        if newest is None or newest.stat().st_size >= FILE_BYTES:
            number = int(newest.stem.partition("-")[2]) + 1 if newest else 1
            newest = self._folder / f"turns-{number:06d}.jsonl"
        self._file = os.open(newest, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)  # what was said is nobody else's
        self._bytes = os.fstat(self._file).st_size
        if self._bytes and os.pread(self._file, 1, self._bytes - 1) != b"\n":
            self._append(b"\n")  # the last one to write died, or the disk was full, in the middle of a line
        for old in files(self._folder)[:-FILES]:
            old.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def files(folder: Path) -> list[Path]:
    """The journal's, oldest first."""
    return sorted(file for file in folder.glob(GLOB) if file.stem.partition("-")[2].isdigit())


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else _rounded(vars(value))


@dataclass(frozen=True)
class _Record:
    kind: str


@dataclass(frozen=True)
class Past:
    """What was read."""

    turns: list[Turn]  # oldest first
    damaged: int  # lines that are no record, such as one torn by a crash; they were skipped


def read(folder: Path, last: int) -> Past:
    """The last turns in `folder`, over all files; none when it is missing. Raises OSError when it cannot be read.

    Kinds and fields that this version does not know are passed over, missing fields have their defaults; a known field
    of another type makes the line damaged.
    """
    damaged = 0

    def backwards() -> Iterator[Turn]:
        nonlocal damaged
        for file in reversed(files(folder)):
            for line in reversed(file.read_bytes().splitlines()):
                try:
                    if msgspec.json.decode(line, type=_Record).kind == "turn":
                        yield msgspec.json.decode(line, type=Turn)
                except (msgspec.MsgspecError, ValueError):
                    damaged += bool(line.strip())

    return Past(list(islice(backwards(), last))[::-1], damaged)
