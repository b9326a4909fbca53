"""How does a command reach the localvoice that runs? Through a unix socket; nothing but json and socket is loaded."""

import hashlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from localvoice import errors
from localvoice.errors import LocalvoiceError

FOLDER, NAME = "run", "control.sock"
PATH_BYTES = 100  # a unix socket's path may have 104 bytes on macOS and 108 on Linux, with the zero at its end
PIECE_BYTES = 1 << 18
CONNECT_S = 2.0  # a process that lives takes a connection at once
LOST = "The localvoice that was running has ended meanwhile; start it again with: localvoice start."


def address(data: Path) -> Path:
    """Where the socket for a data folder is: in it, or in /tmp under a name of its own where its path is too long."""
    path = data.resolve() / FOLDER / NAME
    if len(os.fsencode(path)) <= PATH_BYTES:
        return path
    return Path("/tmp") / f"localvoice-{os.getuid()}" / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}.sock"


class Connection:
    """One command after the other, each answered by one object; after `watch` events come as well."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._kept = b""  # of a line that has not come whole

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._socket.close()

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, verb: str, **values: Any) -> None:
        """Say a command; its answer is still to be read. Raises LocalvoiceError when nobody is there any more."""
        try:
            self._socket.sendall(json.dumps({"verb": verb, **values}).encode() + b"\n")
        except OSError as error:
            raise LocalvoiceError(LOST) from error

    def ask(self, verb: str, **values: Any) -> dict[str, Any]:
        """A command and what it is answered. Raises what went wrong there."""
        self.send(verb, **values)
        return next(fine(told) for told in self.lines() if "ok" in told)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Everything that is told, until the connection ends, which raises LocalvoiceError."""
        while True:
            yield from self.some()

    def some(self) -> list[dict[str, Any]]:
        """What has come, waiting for a piece of it. Raises LocalvoiceError when nobody is there any more."""
        try:
            piece = self._socket.recv(PIECE_BYTES)
            *whole, self._kept = (self._kept + piece).split(b"\n")
            told = [json.loads(line) for line in whole]
        except (OSError, ValueError) as error:
            raise LocalvoiceError(LOST) from error
        if not piece:
            raise LocalvoiceError(LOST)
        return told


def fine(told: dict[str, Any]) -> dict[str, Any]:
    """An answer; one that tells of an error becomes that error."""
    if told["ok"]:
        return told
    raise getattr(errors, str(told.get("kind")), LocalvoiceError)(told["error"])


def connected(data: Path) -> Connection | None:
    """To the localvoice that runs with this data folder; None when none does."""
    try:
        path = address(data)
        found = socket.socket(socket.AF_UNIX)
    except OSError:
        return None
    found.settimeout(CONNECT_S)
    try:
        found.connect(os.fspath(path))
    except OSError:
        found.close()
        return None
    found.settimeout(None)
    return Connection(found)
