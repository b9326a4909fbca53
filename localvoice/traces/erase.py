"""How is a turn taken out of the journal? Its line is overwritten with blanks, so that its words are in no file."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from localvoice.trace import Turn
from localvoice.traces.journal import files

BLANK = b" "  # who reads passes over blank lines, and who writes only appends


def erase(folder: Path, which: Callable[[Turn], bool]) -> int:
    """Overwrite those turns in all files of `folder`; how many they were. Raises OSError when the disk refuses."""
    return sum(_erase(file, which) for file in files(folder))


def _erase(file: Path, which: Callable[[Turn], bool]) -> int:
    count = 0
    with file.open("r+b") as opened:
        for start, line in _lines(opened.read()):
            try:
                turn = msgspec.json.decode(line, type=Turn)
            except (msgspec.MsgspecError, ValueError):
                continue  # damaged, or no turn
            if b'"kind":"turn"' in line and which(turn):
                opened.seek(start)
                opened.write(BLANK * len(line))
                count += 1
        opened.flush()
        os.fsync(opened.fileno())
    return count


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each line begins, and the line without its end."""
    start = 0
    for line in content.split(b"\n"):
        yield start, line
        start += len(line) + 1
