"""What is the life of one server? It is started, listed, called, started again after ever longer pauses, and ended.

Nothing here polls: a task waits for the end of the connection, one for news of the list, and one, after a failure, for
the pause to be over. When the last pause was in vain, it rests until somebody calls one of the tools.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
import httpx2
import mcp_types as types
from mcp import Client, MCPError
from mcp.client.session import ClientRequestContext, IncomingMessage
from mcp.client.subscriptions import SubscriptionLost
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError

import localvoice
from localvoice.clock import Clock
from localvoice.errors import ToolError, ungrouped
from localvoice.settings import Mcp
from localvoice.tools.mcp.meter import Flood, Meter
from localvoice.tools.mcp.names import one_line
from localvoice.tools.mcp.process import Ended, started
from localvoice.tools.mcp.running import CANCEL, NOW, Running, within
from localvoice.tools.mcp.shape import Described
from localvoice.tools.mcp.web import reached
from localvoice.tools.tool import LIMIT_S

START_S = 30.0  # a program that is slow to start; it is waited for beside everything else
PAUSES_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)  # before it is started again, each time it was no use
STEADY_S = 60.0  # who has lived so long begins with the shortest pause
LISTS_S = 1.0  # between two readings of the list, however often it changes
PAGES, TOOLS = 20, 300  # of one list
US = types.Implementation(name="localvoice", version=localvoice.__version__)
FAILS = (MCPError, OSError, RuntimeError, ValidationError, httpx2.HTTPError, Flood)

Streams = AbstractAsyncContextManager[tuple[Any, Any]]
Reach = Callable[[Meter, Ended], Any]  # what the package connects to: streams, or in tests a server at hand


def reach(server: Mcp) -> Reach:
    """How that server is reached."""
    if server.url:
        return lambda meter, ended: reached(server.url, meter)
    return lambda meter, ended: started(server, meter, ended)


class Connection:
    """One server of the settings; `run` lives as long as the conversation."""

    def __init__(
        self,
        server: Mcp,
        clock: Clock,
        lost: Callable[[str], None],
        changed: Callable[[tuple[Described, ...]], Awaitable[None]],
        connect: Reach | None = None,
    ) -> None:
        """`lost` hears in a clause why it is not there, `changed` each list, by name."""
        self.server = server
        self._changed = changed
        self._clock, self._lost = clock, lost
        self._connect = connect or reach(server)
        self._client: Client | None = None
        self._over = anyio.Event()  # that client is of no use any more
        self._up = False  # this start was of use
        self._tried = anyio.Event()  # whether it was is known
        self._wanted = anyio.Event()  # somebody calls, and it is not there
        self._stale = anyio.Event()  # the list has changed
        self._why = ""  # it is not there
        self._said = ""  # what was told of that
        self._running: list[Running] = []
        self._tasks: anyio.abc.TaskGroup

    async def run(self) -> None:
        """Until it is cancelled."""
        for name in ("mcp", "client"):  # the package logs what is told in a sentence here
            logging.getLogger(name).addHandler(logging.NullHandler())
        vain = 0
        async with anyio.create_task_group() as self._tasks:
            while True:
                began_s = self._clock.now_s()
                self._why = await self._live()
                self._client = None
                if not self._up:  # else who waits now waits for the next start
                    self._know()
                elif self._clock.now_s() - began_s >= STEADY_S:
                    vain, self._said = 0, ""
                self._up = False
                if not self._said:
                    self._said = self._why
                    self._lost(self._why)
                await self._rest(vain)
                vain += 1

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Running:
        """A call that begins, when the server is there. Raises ToolError when it is not."""
        if self._client is None or self._over.is_set():
            self._wanted.set()
            if not await within(self._clock, LIMIT_S, self._tried):
                raise ToolError(f"the MCP server {self.server.name} is not ready after {LIMIT_S:g} seconds.")
        if self._client is None:
            raise ToolError(f"the MCP server {self.server.name} {self._why}.")
        running = Running(self.server.name, self._clock)
        self._running = [each for each in self._running if not each.over] + [running]
        self._tasks.start_soon(running.run, self._client, name, arguments, self._over)
        return running

    def _know(self) -> None:
        """Whether this start was of use."""
        self._tried.set()
        self._tried = anyio.Event()

    async def _live(self) -> str:
        """One connection, from its beginning to its end, and why it ended."""
        ended, meter = Ended(), Meter(self._clock.now_s)
        self._over = ended.over
        try:
            with ungrouped():
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(self._too_slow, ended, tasks.cancel_scope)
                    async with self._opened(ended, meter) as client:
                        await self._list(client)
                        self._client, self._up = client, True
                        self._know()
                        await self._heed(client, ended)
                    tasks.cancel_scope.cancel()
        except FileNotFoundError:
            return f"cannot be started, because there is no program {self.server.command}"
        except FAILS as error:
            return str(ended) if ended.over.is_set() else _why(error)
        return str(ended)

    def _opened(self, ended: Ended, meter: Meter) -> Client:
        there = self._connect(meter, ended)
        return Client(there, client_info=US, elicitation_callback=self._ask, message_handler=self._heard)

    async def _too_slow(self, ended: Ended, scope: anyio.CancelScope) -> None:
        await self._clock.until(self._clock.now_s() + START_S)
        if self._client is None:
            ended.why = f"did not answer within {START_S:g} seconds"
            scope.cancel()

    async def _list(self, client: Client) -> None:
        found: dict[str, types.Tool] = {}
        cursor: str | None = None
        for _ in range(PAGES):
            page = await client.list_tools(cursor=cursor, cache_mode="refresh")
            found |= {tool.name: tool for tool in page.tools if tool.name not in found}
            cursor = page.next_cursor
            if cursor is None:
                break
        await self._changed(tuple(_described(found[name]) for name in sorted(found)[:TOOLS]))

    async def _heed(self, client: Client, ended: Ended) -> None:
        """While it is there: read its list again when it says so."""
        news = client.server_capabilities.tools
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._read_again, client, ended)
            if news and news.list_changed and client.protocol_version in MODERN_PROTOCOL_VERSIONS:
                tasks.start_soon(self._listen, client, ended)
            await ended.over.wait()
            tasks.cancel_scope.cancel()

    async def _listen(self, client: Client, ended: Ended) -> None:
        try:
            async with client.listen(tools_list_changed=True) as news:
                async for _ in news:
                    self._stale.set()
        except SubscriptionLost:
            ended.over.set()
        except MCPError:
            pass  # it tells of no changes after all

    async def _read_again(self, client: Client, ended: Ended) -> None:
        while True:
            await self._stale.wait()
            self._stale = anyio.Event()
            try:
                await self._list(client)
            except (MCPError, ValidationError):
                ended.over.set()
            await self._clock.until(self._clock.now_s() + LISTS_S)

    async def _heard(self, message: IncomingMessage) -> None:
        if isinstance(message, types.ToolListChangedNotification):
            self._stale.set()

    async def _ask(
        self, context: ClientRequestContext, params: types.ElicitRequestParams
    ) -> types.ElicitResult | types.ErrorData:
        """The person is asked by the call that it belongs to; in the older era the latest one, which nothing says."""
        going = [each for each in self._running if not each.over]
        running = NOW.get(going[-1] if going else None)
        return await running.ask(params) if running else CANCEL

    async def _rest(self, vain: int) -> None:
        """A pause, which a call may end; after the last one it waits for a call alone."""
        if vain < len(PAUSES_S):
            await within(self._clock, PAUSES_S[vain], self._wanted)
        else:
            await self._wanted.wait()
        self._wanted = anyio.Event()


def _described(tool: types.Tool) -> Described:
    hints = tool.annotations or types.ToolAnnotations()
    return Described(
        tool.name,
        tool.title or hints.title or "",
        tool.description or "",
        tool.input_schema,
        reads=hints.read_only_hint is True and hints.destructive_hint is not True,
    )


def _why(error: Exception) -> str:
    if isinstance(error, Flood):
        return str(error)
    if isinstance(error, httpx2.HTTPError | OSError):
        return f"cannot be reached ({one_line(str(error), 100)})"
    return f"broke the protocol ({type(error).__name__}: {one_line(str(error), 150)})"
