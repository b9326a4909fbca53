"""Which tools do the servers of the settings offer a conversation? The door of this room; nobody waits for a server.

What a server listed last time is kept, so that a conversation begins with the very same tools, in the very same order,
before the server is there; a call waits for it. What it lists now counts from the next conversation on.
"""

import hashlib
import json
import os
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from localvoice import wall
from localvoice.clock import Clock, RealClock
from localvoice.errors import ToolError, ungrouped
from localvoice.settings import Mcp
from localvoice.tools.mcp import shape
from localvoice.tools.mcp.asking import Asking
from localvoice.tools.mcp.listed import check
from localvoice.tools.mcp.names import named, one_line
from localvoice.tools.mcp.shape import Described
from localvoice.tools.phrasing import joined
from localvoice.tools.skill import Answer
from localvoice.tools.tool import Tool

if TYPE_CHECKING:  # imports the package, for most of a second
    from localvoice.tools.mcp.connection import Connection, Reach

ABSENT = (
    "The settings name MCP servers, but the package that talks with them is not installed: run "
    "pip install 'localvoice[mcp]', or take them out of the settings."
)

Tell = Callable[[str], None]


@asynccontextmanager
async def servers(
    listed: Sequence[Mcp],
    tell: Tell,
    seen: Path | None = None,
    clock: Clock = RealClock(),  # noqa: B008
    now: Callable[[], datetime] = wall.now,
    connects: Mapping[str, "Reach"] | None = None,
) -> AsyncIterator["Servers"]:
    """They run until it is left, and then end. `tell` hears one sentence about what is missing.

    `seen`: the folder that keeps what they listed; `connects`: how some of them are reached, by name, in another way.
    Raises BadInput.
    """
    check(listed)
    offer = Servers([Server(each, tell, seen) for each in listed], tell, now)
    if not listed:
        yield offer
        return
    with ungrouped():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(offer.run, clock, connects or {})
            try:
                yield offer
            finally:
                tasks.cancel_scope.cancel()


class Server:
    """One of them: what it offers, and the connection once there is one."""

    def __init__(self, listed: Mcp, tell: Tell, seen: Path | None) -> None:
        self.listed = listed
        self._tell = tell
        self._file = seen / f"{_key(listed)}.json" if seen else None
        self._left_out = ""  # what was told of tools that nobody can use
        self.tools: tuple[Described, ...] | None = _kept(self._file)  # that can be used; None: nobody knows yet
        self.connection: Connection | None = None
        self.there = anyio.Event()  # set when the connection may be called, or never will
        self.heard = anyio.Event()  # set when it has listed its tools, or failed
        self.failed = ""

    async def changed(self, tools: tuple[Described, ...]) -> None:
        """This is what it lists now."""
        self.tools, left_out = await anyio.to_thread.run_sync(_usable, tools)
        if left_out and left_out != self._left_out:
            self._left_out = left_out
            self._tell(f"Of the MCP server {self.listed.name} the conversation goes without {left_out}.")
        if self._file:
            await anyio.to_thread.run_sync(_keep, self._file, self.tools)
        self.heard.set()

    def lost(self, why: str) -> None:
        """It is not there; the clause says why."""
        self._tell(f"The MCP server {self.listed.name} {why}; until it is back, its tools do not work.")
        self.heard.set()

    async def call(self, name: str, arguments: Mapping[str, Any], asking: Asking) -> Answer:
        """Call one of its tools. Raises ToolError."""
        await self.there.wait()
        if self.connection is None:
            raise ToolError(self.failed)
        return await asking.go_on(self.listed.name, await self.connection.call(name, arguments))


class Servers:
    """All of them; each conversation takes the tools for itself."""

    def __init__(self, those: Sequence[Server], tell: Tell, now: Callable[[], datetime]) -> None:
        self._those, self._tell = those, tell
        self._now = now
        self._missed: set[str] = set()

    async def run(self, clock: Clock, connects: Mapping[str, "Reach"]) -> None:
        """Until it is cancelled."""
        try:
            connection = await anyio.to_thread.run_sync(import_module, "localvoice.tools.mcp.connection")
        except ModuleNotFoundError:
            self._tell(ABSENT)
            for each in self._those:
                each.failed = ABSENT
                each.there.set()
                each.heard.set()
            return
        async with anyio.create_task_group() as tasks:
            for each in self._those:
                how = connects.get(each.listed.name)
                each.connection = made = connection.Connection(each.listed, clock, each.lost, each.changed, how)
                tasks.start_soon(made.run)
                each.there.set()

    async def heard(self) -> None:
        """Return when each of them has listed its tools, or failed; for who has the time."""
        for each in self._those:
            await each.heard.wait()

    def tools(self, taken: Collection[str] = ()) -> tuple[Tool, ...]:
        """What is known of them now, in an order that is always the same; `taken`: names that others have.

        A server that nobody has ever heard of is told of once, when it is not ready.
        """
        found: list[Tool] = []
        asking = Asking(self._now)  # each conversation has its own question
        used = set(taken)
        for each in sorted(self._those, key=lambda one: one.listed.name):
            names = named(each.listed.name, [one.name for one in each.tools or ()], used)
            used |= set(names.values())
            found += [self._tool(each, one, names[one.name], asking) for one in each.tools or ()]
        waited = [each.listed.name for each in self._those if each.tools is None and not each.heard.is_set()]
        if new := [name for name in waited if name not in self._missed]:
            self._missed |= set(new)
            self._tell(f"The tools of {joined(new)} are not ready yet, so this conversation begins without them.")
        return tuple(sorted(found, key=lambda one: one.name))

    def _tool(self, server: Server, described: Described, name: str, asking: Asking) -> Tool:
        async def run(own: str, arguments: Mapping[str, Any]) -> Answer:
            return await server.call(own, arguments, asking)

        return shape.tool(server.listed, described, name, run, asking.answers)


def _usable(tools: tuple[Described, ...]) -> tuple[tuple[Described, ...], str]:
    """Those that somebody can use, and a clause about the others."""
    why = {one.name: shape.unusable(one.schema) for one in tools}
    bad = [f"{one_line(name, 40)} ({reason})" for name, reason in why.items() if reason]
    most = bad if len(bad) < 4 else [*bad[:3], f"{len(bad) - 3} more"]
    return tuple(one for one in tools if not why[one.name]), joined(most)


def _key(listed: Mcp) -> str:
    """A file's name for what it lists; another program under the same name is another server."""
    parts = [listed.name, listed.command, *listed.args, listed.url]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _kept(file: Path | None) -> tuple[Described, ...] | None:
    try:
        read = json.loads(file.read_text("utf-8")) if file else None
        return None if read is None else tuple(Described(**one) for one in read)
    except (OSError, ValueError, TypeError):  # it only saves a wait
        return None


def _keep(file: Path, tools: tuple[Described, ...]) -> None:
    """For the person alone, whole or not at all; a full disk only costs the next conversation its early start."""
    text = json.dumps([asdict(one) for one in tools], ensure_ascii=False)
    draft = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.read_text("utf-8") == text:
            return
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
