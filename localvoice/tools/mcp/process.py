"""How is a server run that we start ourselves? In a process group of its own, one JSON line a message, ending with us.

The package's own stdio transport reads lines of any length and number, so one server could stop the voice of all; this
one counts (`meter`), keeps the last words that a failing server wrote, and leaves no orphan when we are killed.
"""

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from subprocess import PIPE

import anyio
import mcp_types as types
from anyio.abc import ByteReceiveStream, Process
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client.stdio import get_default_environment
from mcp.shared.message import SessionMessage

from localvoice.settings import Mcp
from localvoice.tools.mcp.meter import Flood, Meter

FLUSH_S, ENDS_S, KILLED_S = 0.3, 1.0, 0.5  # to be told all, to end by itself, to end when asked to; then it is killed
WORDS = 300  # characters kept of what it wrote last
# First something is begun that waits for the end of a pipe which only we hold open, and then kills the whole group; so
# there is no moment at which our end would be missed. Then the shell becomes the server.
LEASH = '{ read -r _; kill -s KILL -- "-$$"; } </dev/fd/"$0" >/dev/null 2>&1 & exec "$@"'
GONE = (anyio.ClosedResourceError, anyio.BrokenResourceError, OSError)

Arriving = MemoryObjectReceiveStream[SessionMessage | Exception]
Leaving = MemoryObjectSendStream[SessionMessage]


class Ended:
    """Why a server's process is there no more."""

    def __init__(self) -> None:
        self.why = ""  # what it did, behind its name
        self.wrote = ""  # the last words on its stderr
        self.over = anyio.Event()

    def __str__(self) -> str:
        return f"{self.why or 'ended'}{f' (it wrote: {self.wrote})' if self.wrote else ''}"


@asynccontextmanager
async def started(server: Mcp, meter: Meter, ended: Ended) -> AsyncIterator[tuple[Arriving, Leaving]]:
    """The streams of a server that runs; they end with it, and `ended` says why. Raises OSError when there is no such
    program."""
    into, arriving = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    leaving, out_of = anyio.create_memory_object_stream[SessionMessage](0)
    written = anyio.Event()
    with into, arriving, leaving, out_of, _leash() as held:
        process = await _begin(server, held)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_read, process, into, meter, ended)
            tasks.start_soon(_write, process, out_of, written)
            tasks.start_soon(_listen, process, meter, ended)
            try:
                yield arriving, leaving
            finally:
                with anyio.CancelScope(shield=True):
                    arriving.close()
                    leaving.close()
                    with anyio.move_on_after(FLUSH_S):
                        await written.wait()
                    await _stop(process)
                tasks.cancel_scope.cancel()


@contextmanager
def _leash() -> Iterator[int]:
    """A pipe that ends when we do; yields the end that is read."""
    read, write = os.pipe()
    try:
        yield read
    finally:
        os.close(read)
        os.close(write)


async def _begin(server: Mcp, held: int) -> Process:
    environment = get_default_environment() | server.env
    if shutil.which(server.command, path=environment.get("PATH")) is None:
        raise FileNotFoundError(server.command)
    return await anyio.open_process(
        ["/bin/sh", "-c", LEASH, str(held), server.command, *server.args],
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=environment,
        start_new_session=True,
        pass_fds=(held,),
    )


async def _read(
    process: Process, into: MemoryObjectSendStream[SessionMessage | Exception], meter: Meter, ended: Ended
) -> None:
    assert process.stdout
    async with into:
        with suppress(*GONE, anyio.EndOfStream):
            try:
                async for line in _lines(process.stdout, meter):
                    await into.send(_parsed(line))
            except Flood as flood:
                ended.why = str(flood)
    ended.over.set()


async def _lines(stream: ByteReceiveStream, meter: Meter) -> AsyncIterator[bytes]:
    held = b""
    while True:
        piece = await stream.receive()
        meter.took(len(piece), piece.count(b"\n"))
        *lines, held = (held + piece).split(b"\n")
        meter.holds(max(map(len, [*lines, held])))
        for line in lines:
            if line.strip():
                yield line


def _parsed(line: bytes) -> SessionMessage | Exception:
    try:
        return SessionMessage(types.jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError as error:  # something that it printed; the session leaves it
        return error


async def _write(process: Process, out_of: MemoryObjectReceiveStream[SessionMessage], written: anyio.Event) -> None:
    assert process.stdin
    try:
        async with out_of:
            async for each in out_of:
                text = each.message.model_dump_json(by_alias=True, exclude_unset=True)
                await process.stdin.send(f"{text}\n".encode())
    except GONE:
        pass  # it does not listen any more; that its output ends says the rest
    finally:
        written.set()


async def _listen(process: Process, meter: Meter, ended: Ended) -> None:
    """To what it writes for people: the last line of it is kept."""
    assert process.stderr
    held = b""
    with suppress(*GONE, anyio.EndOfStream, Flood):  # after a flood it may wait until somebody reads
        while True:
            piece = await process.stderr.receive()
            meter.took(len(piece))
            held = (held + piece)[-4 * WORDS :]
            lines = [line for line in held.decode("utf-8", "replace").splitlines() if line.strip()]
            ended.wrote = " ".join(lines[-1].split())[:WORDS] if lines else ""


async def _stop(process: Process) -> None:
    """End it and all that it has started: first by the end of its input, then by force.

    Nobody waits until the group is empty, which, unlike its death, is up to whoever reaps orphans here.
    """
    assert process.stdin
    with suppress(*GONE):
        await process.stdin.aclose()
    with anyio.move_on_after(ENDS_S):
        await process.wait()
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        with anyio.move_on_after(KILLED_S):
            await process.wait()
    _signal(process, signal.SIGKILL)
    with anyio.move_on_after(KILLED_S):
        await process.aclose()


def _signal(process: Process, what: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # PermissionError: what a Mac says of one that has ended
        os.killpg(process.pid, what)
