"""A command of localvoice in a process of its own: what loads models beside those that are used here, or fails hard."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import ByteReceiveStream
from anyio.streams.text import TextReceiveStream

from localvoice import errors
from localvoice.errors import LocalvoiceError


async def command(words: list[str], data: Path, note: Callable[[str], Awaitable[None]]) -> dict[str, Any]:
    """What `localvoice WORDS --json` prints; `note` gets its sentences. Cancelling ends it.

    Raises LocalvoiceError, of the kind that the command tells.
    """
    printed = b""
    line = [sys.executable, "-P", "-m", "localvoice", *words, "--json", "--data", str(data)]
    async with await anyio.open_process(line, stdin=subprocess.DEVNULL, cwd="/") as process:
        assert process.stdout
        assert process.stderr
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_notes, process.stderr, note)
            async for piece in process.stdout:
                printed += piece
    return _read(printed, " ".join(words[:1]))


async def _notes(stream: ByteReceiveStream, note: Callable[[str], Awaitable[None]]) -> None:
    kept = ""
    async for piece in TextReceiveStream(stream, errors="replace"):
        *whole, kept = (kept + piece).split("\n")
        for line in filter(None, map(str.strip, whole)):
            await note(line)


def _read(printed: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(printed)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise LocalvoiceError(f"localvoice {name} ended without an answer; try it in a terminal.")
    if "error" in found and "kind" in found:
        raise getattr(errors, str(found["kind"]), LocalvoiceError)(found["error"])
    return found
