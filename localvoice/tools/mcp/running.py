"""One call of a server's tool on its way: it ends with a result or an error, or it asks something first and waits.

Both eras come to the same here. In the newer one the server answers `input_required`, and the package repeats the call
with what was asked for; in the older one it asks while the call goes on. Either way the package calls `Running.ask`.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import anyio
import mcp_types as types
from mcp import Client, MCPError

from localvoice.clock import Clock
from localvoice.errors import ToolError, ungrouped
from localvoice.tools.mcp.names import one_line
from localvoice.tools.tool import LIMIT_S

OPEN_S = 90.0  # a question is open for so long; then the server is told that nobody answers; set by hand
QUESTIONS = 8  # of one call
SAID = 200  # characters of an error that are said
CANCEL = types.ElicitResult(action="cancel")
NOW: ContextVar["Running"] = ContextVar("the call that the package works for")

Asked = types.ElicitRequestFormParams


async def within(clock: Clock, seconds: float, event: anyio.Event) -> bool:
    """Is it set in time?"""

    async def late() -> None:
        await clock.until(clock.now_s() + seconds)
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(late)
        await event.wait()
        tasks.cancel_scope.cancel()
    return event.is_set()


class Running:
    """One call; `run` in a task of its own, and everything else from the one that waits for it."""

    def __init__(self, server: str, clock: Clock) -> None:
        self._server, self._clock = server, clock
        self._scope = anyio.CancelScope()
        self._news = anyio.Event()
        self._told: types.CallToolResult | Asked | ToolError | None = None
        self._one = anyio.Lock()  # question after question
        self._answered = anyio.Event()
        self._answer = CANCEL
        self._questions = 0
        self.over = False

    async def run(self, client: Client, name: str, arguments: Mapping[str, Any], closed: anyio.Event) -> None:
        """Make the call; whatever comes of it, `next` tells. `closed` is set when the server is there no more."""
        NOW.set(self)
        with self._scope:
            try:
                with ungrouped():
                    self._tell(await client.call_tool(name, dict(arguments)))
            except MCPError as error:
                if error.error.code == types.CONNECTION_CLOSED:
                    closed.set()
                self._tell(ToolError(self._failed(error.error)))
            except Exception as error:  # the call ends here, whatever the server made of it
                broke = f"{type(error).__name__}: {one_line(str(error), SAID)}"
                self._tell(ToolError(f"the answer of {self._server} breaks the protocol ({broke})."))
        self.over = True

    def _failed(self, error: types.ErrorData) -> str:
        if error.code == types.CONNECTION_CLOSED:
            return f"the MCP server {self._server} ended before it answered."
        return f"{self._server} says: {one_line(error.message, SAID)}"

    async def next(self) -> types.CallToolResult | Asked:
        """The result, or what has to be asked before. Who is cancelled here ends the call. Raises ToolError."""
        there = False
        try:
            there = await within(self._clock, LIMIT_S, self._news)
        finally:
            if not there:
                self.give_up()
        if not there:
            raise ToolError(f"{self._server} gave no answer within {LIMIT_S:g} seconds.")
        self._news = anyio.Event()
        assert self._told is not None
        if isinstance(self._told, ToolError):
            raise self._told
        return self._told

    async def ask(self, asked: types.ElicitRequestParams) -> types.ElicitResult:
        """What the person says to a question; for the package."""
        async with self._one:
            self._questions += 1
            if not isinstance(asked, Asked):
                return types.ElicitResult(action="decline")  # a page to be opened elsewhere
            if self._questions > QUESTIONS:
                return CANCEL
            self._answered, self._answer = anyio.Event(), CANCEL
            self._tell(asked)
            await within(self._clock, OPEN_S, self._answered)
            return self._answer

    def answer(self, given: types.ElicitResult) -> None:
        """What was said to the question that is open."""
        self._answer = given
        self._answered.set()

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._scope.cancel()

    def _tell(self, told: types.CallToolResult | Asked | ToolError) -> None:
        self._told = told
        self._news.set()
