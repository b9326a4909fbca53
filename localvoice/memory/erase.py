"""What else holds what was forgotten? Traces, logs and kept prompts of the data folder; it is overwritten there, too.

A fact is taken out of every text that tells it, and of a log its whole line; what a trace measured stays. Everything is
taken out of all of them. A file keeps its place and who appends to it goes on; what is appended in that very moment may
be lost. A disk that keeps old blocks (flash, snapshots) may still have them below the file system.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from localvoice.memory.words import Texts, asked

FORGOTTEN = "(forgotten)"
PROMPTS = "prompts"  # folder of what language models have read, which facts that are marked always are part of
LINES = ("*.jsonl", "trace/*.jsonl", "log/*.log*")  # files that hold what was said, a record a line


def scrub(data: Path, facts: Iterable[str]) -> None:
    """Take these facts out of them. Raises OSError."""
    shutil.rmtree(data / PROMPTS, ignore_errors=True)
    for file in _files(data):
        lines = file.read_bytes().splitlines(keepends=True)
        kept = lines
        for fact in facts:
            kept = [line for line in _without(kept, fact) if line]
        if kept != lines:
            _overwrite(file, b"".join(kept))


def wipe(data: Path) -> None:
    """Leave nothing in them. Raises OSError."""
    shutil.rmtree(data / PROMPTS, ignore_errors=True)
    for file in _files(data):
        _overwrite(file, b"")


def _files(data: Path) -> Iterator[Path]:
    for pattern in LINES:
        yield from sorted(data.glob(pattern))


def _without(lines: list[bytes], fact: str) -> list[bytes]:
    """The lines without that fact; b"" for one that is nothing else."""
    words = [word.encode() for word in asked(fact)]
    near = [at for at, line in enumerate(lines) if any(word in line.lower() for word in words)]
    records = {at: _record(lines[at]) for at in near}
    texts = sorted({text for record in records.values() for text in _texts(record)})
    with closing(Texts(texts)) as index:
        telling = {texts[at] for at in index.holding(fact)}
    told = lines.copy()
    for at, record in records.items():
        if telling.isdisjoint(_texts(record)):
            continue
        whole = isinstance(record, str)
        told[at] = b"" if whole else _line(_replaced(record, telling))
    return told


def _record(line: bytes) -> Any:
    """A line's JSON, or its text."""
    text = line.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _texts(record: Any) -> Iterator[str]:
    if isinstance(record, str):
        yield record
    elif isinstance(record, dict | list):
        for each in record.values() if isinstance(record, dict) else record:
            yield from _texts(each)


def _replaced(record: Any, telling: set[str]) -> Any:
    if isinstance(record, dict):
        return {name: _replaced(each, telling) for name, each in record.items()}
    if isinstance(record, list):
        return [_replaced(each, telling) for each in record]
    return FORGOTTEN if isinstance(record, str) and record in telling else record


def _line(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _overwrite(file: Path, kept: bytes) -> None:
    """In place, with zeros over the rest before it is cut off."""
    with file.open("r+b") as opened:
        size = os.fstat(opened.fileno()).st_size
        opened.write(kept + bytes(max(0, size - len(kept))))
        opened.flush()
        os.fsync(opened.fileno())
        opened.truncate(len(kept))
        os.fsync(opened.fileno())
