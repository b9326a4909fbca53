"""The control socket: who may come in, one command after the other for each, and events; nobody waits for another.

A connection that does not read what it asked for loses itself only: its events end when it is too far behind.
"""

import os
import select
import shlex
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import anyio
import anyio.abc
from anyio.abc import SocketAttribute, SocketStream

from localvoice.app.resident import House
from localvoice.daemon.client import address
from localvoice.daemon.control import lines
from localvoice.daemon.control.connection import Connection
from localvoice.daemon.control.lines import LINE_BYTES
from localvoice.daemon.control.peer import is_mine
from localvoice.errors import BadInput, StoreError, sentence, ungrouped
from localvoice.settings import Settings

CONNECTIONS = 32  # at once; a desk full of buttons has a dozen
PIECE_BYTES = 1 << 16
NOT_YOURS = "This localvoice belongs to another user of this computer."
FULL = f"There are {CONNECTIONS} connections already: close one of them."


async def serve(house: House, settings: Settings, ready: Callable[[str], None]) -> None:
    """Raises StoreError where the socket cannot be made."""
    path = address(house.data)
    make_place(path.parent)
    try:
        path.unlink(missing_ok=True)  # of a process that was killed: the folder's lock says that it has gone
        listener = await anyio.create_unix_listener(path, mode=0o600, backlog=CONNECTIONS)
    except OSError as error:
        raise StoreError(f"The socket {path} cannot be made ({error.strerror}): make its folder writable.") from error
    came: set[SocketStream] = set()

    async def attend(stream: SocketStream) -> None:
        if refused := _refusal(stream, len(came)):
            await _turn_away(stream, refused)
            return
        came.add(stream)
        try:
            with ungrouped():
                await _attend(house, stream)
        except Exception as error:  # a connection ends here, and must not take the others with it
            house.tell(sentence(error, "A connection to the control socket"))
        finally:
            came.discard(stream)

    try:
        ready(f"Commands come through {path}: try `echo status | nc -U {shlex.quote(str(path))}`.")
        async with listener:
            await listener.serve(attend)
    finally:
        path.unlink(missing_ok=True)


def make_place(folder: Path) -> None:
    """The socket's folder, for nobody else; one in /tmp that somebody else has made is refused. Raises StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise StoreError(f"The folder {folder} is somebody else's: have it removed.")
        folder.chmod(0o700)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be used ({error.strerror}): make it writable.") from error


def _refusal(stream: SocketStream, others: int) -> str:
    if not is_mine(stream.extra(SocketAttribute.raw_socket)):
        return NOT_YOURS
    return FULL if others >= CONNECTIONS else ""


async def _turn_away(stream: SocketStream, why: str) -> None:
    with anyio.move_on_after(1):
        try:
            async with stream:
                await stream.send(lines.refusal(None, BadInput(why), why))
        except anyio.BrokenResourceError:
            pass


async def _attend(house: House, stream: SocketStream) -> None:
    async with stream, anyio.create_task_group() as tasks:
        connection = Connection(house, stream.send, tasks)
        try:
            async for line in read(stream):
                await connection.hear(line)
            if not _gone(stream):  # only its side of the line is closed: it still reads
                await connection.finish()
        except anyio.BrokenResourceError:
            pass  # it has gone
        finally:
            tasks.cancel_scope.cancel()


def _gone(stream: SocketStream) -> bool:
    """Has the other side closed everything, not only what it sends?"""
    poll = select.poll()
    poll.register(stream.extra(SocketAttribute.raw_socket), select.POLLIN)
    return any(what & select.POLLHUP for _, what in poll.poll(0))


async def read(stream: anyio.abc.ByteReceiveStream) -> AsyncIterator[bytes | None]:
    """Line for line, without its end; None for one that is too long, of which nothing is kept."""
    kept, skips = b"", False
    while True:
        try:
            kept += await stream.receive(PIECE_BYTES)
        except anyio.EndOfStream:
            if kept and not skips:
                yield kept
            return
        *whole, kept = kept.split(b"\n")
        for line in whole:
            yield None if skips or len(line) > LINE_BYTES else line
            skips = False
        if len(kept) > LINE_BYTES:
            kept, skips = b"", True
