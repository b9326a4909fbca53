"""Everything that can go wrong, as one small tree; each message is one sentence: what, whose fault, what to do.

LocalvoiceError
├── BadInput      the person's file, text, name or option cannot be used
├── DeviceError   a microphone or loudspeaker is missing, silent or lost
├── StoreError    the disk refused: full, read-only, damaged or in use
├── EngineError   a recogniser, a voice or a model failed
└── ToolError     a tool of somebody else's failed
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LocalvoiceError(Exception):
    """The root: the command line prints its message, as one line, and exits with a code other than 0."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(line.strip() for line in message.splitlines()))  # libraries write several


class BadInput(LocalvoiceError):
    """The person's file, text, name or option cannot be used."""


class DeviceError(LocalvoiceError):
    """A microphone or loudspeaker is missing, silent or lost."""


class StoreError(LocalvoiceError):
    """The disk refused: full, read-only, damaged or in use by another localvoice."""


class EngineError(LocalvoiceError):
    """A recogniser, a voice or a model failed."""


class ToolError(LocalvoiceError):
    """A tool of somebody else's failed."""


@contextmanager
def ungrouped() -> Iterator[None]:
    """Out of a group, which a task group makes even of one error, its first comes out; the group is its cause."""
    try:
        yield
    except BaseExceptionGroup as group:
        first: BaseException = group
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from group


def sentence(error: Exception, what: str) -> str:
    """One sentence for the person: our own errors have it; `what` failed by any other, and where is for a report."""
    if isinstance(error, LocalvoiceError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    written = " ".join(repr(error).split())
    return f"{what} failed inside localvoice{place} ({written}); please report it."
