"""One connection to the control socket, or of a page: its commands in their order, and the events it watches."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio
from anyio.abc import ObjectReceiveStream, TaskGroup, TaskStatus

from localvoice.app.resident import House
from localvoice.daemon.control import lines
from localvoice.daemon.control.commands import Cancel, Talk, Watch
from localvoice.daemon.control.lines import Command
from localvoice.daemon.control.verbs import do
from localvoice.errors import BadInput, LocalvoiceError, sentence

WAITING = 16  # commands that may wait while one is done; the next one is not read before
SLOW_S = 10.0  # who has taken nothing for so long does not read
LONG = f"The line is longer than {lines.LINE_BYTES} bytes and was not read: say less at once."
Waiting = tuple[Command, anyio.CancelScope]


class Connection:
    """`hear` each line (None: one that was too long); `send` puts bytes on the wire. Use it from the loop's thread."""

    def __init__(self, house: House, send: Callable[[bytes], Awaitable[None]], tasks: TaskGroup) -> None:
        self._house = house
        self._send, self._sending = send, anyio.Lock()
        self._tasks = tasks
        self._put, self._get = anyio.create_memory_object_stream[Waiting | BadInput](WAITING)
        self._last: anyio.CancelScope | None = None  # of the newest command
        self._watches = 0
        self._done = anyio.Event()
        tasks.start_soon(self._work)

    async def hear(self, line: bytes | None) -> None:
        """A bad one is answered by one sentence, and the next one counts again."""
        if line is not None and not line.strip():
            return
        try:
            command = _read(line)
        except BadInput as error:
            await self._put.send(error)
            return
        if isinstance(command.verb, Cancel):
            if self._last:
                self._last.cancel()
            return
        self._last = anyio.CancelScope()
        await self._put.send((command, self._last))

    async def finish(self) -> None:
        """Nothing more is said: answer what was; who watches does so until it leaves."""
        self._put.close()
        await self._done.wait()
        if self._watches:
            await anyio.sleep_forever()

    async def _work(self) -> None:
        with self._put, self._get:
            async for waiting in self._get:
                if isinstance(waiting, BadInput):
                    await self._tell(lines.refusal(None, waiting, str(waiting)))
                else:
                    await self._answer(*waiting)
        self._done.set()

    async def _answer(self, command: Command, scope: anyio.CancelScope) -> None:
        told = lines.answer(command.id, cancelled=True)
        with scope:
            told = await self._do(command)
        await self._tell(told)

    async def _do(self, command: Command) -> bytes:
        try:
            if isinstance(command.verb, Watch | Talk):
                await self._tasks.start(self._watch, command.verb)
                return lines.answer(command.id, watching=True, state=self._house.assistant.state)
            return lines.answer(command.id, **await do(self._house, command.verb, partial(self._progress, command.id)))
        except LocalvoiceError as error:
            return lines.refusal(command.id, error, str(error))
        except Exception as error:  # a request ends here
            self._house.tell(told := sentence(error, "The command"))
            return lines.refusal(command.id, error, told)

    async def _progress(self, id: Any, told: dict[str, Any]) -> None:
        await self._tell(lines.progress(id, told))

    async def _watch(self, verb: Watch | Talk, *, task_status: TaskStatus[None]) -> None:
        """Tell events, until the connection ends or falls too far behind, which ends it."""
        self._watches += 1
        with self._house.watchers.watching() as events:
            if isinstance(verb, Talk):
                with self._house.assistant.attached(verb.keys):
                    task_status.started()
                    await self._show(events)
            else:
                task_status.started()
                await self._show(events)
        self._tasks.cancel_scope.cancel()

    async def _show(self, events: ObjectReceiveStream[dict[str, Any]]) -> None:
        async for each in events:
            await self._tell(lines.event(each))

    async def _tell(self, line: bytes) -> None:
        async with self._sending:
            try:
                with anyio.fail_after(SLOW_S):
                    await self._send(line)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError, TimeoutError):
                self._tasks.cancel_scope.cancel()  # it has gone, or does not read


def _read(line: bytes | None) -> Command:
    if line is None:
        raise BadInput(LONG)
    return lines.command(line)
