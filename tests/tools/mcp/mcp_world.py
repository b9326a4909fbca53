"""Servers of the official SDK in this process, in both eras, and a conversation with them through a toolbox."""

from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated

import anyio
from hand_clock import HandClock
from mcp.server import MCPServer
from mcp.server.mcpserver import Context, Elicit, Resolve
from mcp.server.runner import serve_loop
from mcp.shared.memory import create_client_server_memory_streams
from mcp_types import ToolAnnotations
from pydantic import BaseModel
from skill_talk import NOW, Talk

from localvoice.settings import Mcp
from localvoice.tools.mcp.servers import servers
from localvoice.tools.persona import persona
from localvoice.tools.toolbox import Toolbox

READS, WRITES = ToolAnnotations(read_only_hint=True), ToolAnnotations(read_only_hint=False)
MODERN, OLD = "2026-07-28", "2025-11-25"


class People(BaseModel):
    people: int


class Sure(BaseModel):
    sure: bool


def how_many():
    return Elicit("How many people?", People)


class Cafe:
    """A cafe's server: reads its menu, books tables, and asks for how many."""

    def __init__(self):
        self.server = MCPServer("cafe", version="1")
        self.booked = []
        self.called = []
        self.server.tool(annotations=READS, title="Menu")(self.menu)
        self.server.tool(annotations=WRITES)(self.book)
        self.server.tool()(self.party)
        self.server.tool(annotations=READS)(self.grow)

    async def grow(self, context: Context) -> str:
        """Have one tool more."""
        self.server.add_tool(self.menu, name=f"menu_{len(self.called)}", annotations=READS)
        self.called.append("grow")
        await context.notify_tools_changed()  # who listens, as the newer era has it
        await context.session.send_tool_list_changed()  # as the older one has it
        return "grown"

    def menu(self, day: str = "today") -> str:
        """What there is to eat."""
        self.called.append(day)
        return f"Soup, {day}."

    def book(self, name: str, people: int) -> str:
        """Book a table."""
        self.booked.append((name, people))
        return f"Booked for {people}."

    def party(self, name: str, wanted: Annotated[People, Resolve(how_many)]) -> str:
        """Book a party."""
        self.booked.append((name, wanted.people))
        return f"A party of {wanted.people} for {name}."


def old(server):
    """A way to the same server, which knows only the handshake."""

    @asynccontextmanager
    async def streams():
        low = server._lowlevel_server
        async with (
            create_client_server_memory_streams() as (ours, theirs),
            low.lifespan(low) as state,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(partial(serve_loop, low, *theirs, lifespan_state=state))
            yield ours
            tasks.cancel_scope.cancel()

    return streams


def version(talk):
    """Of the protocol that is spoken with the first server."""
    return talk.offer._those[0].connection._client.protocol_version


class Table:
    """One conversation with servers that are at hand."""

    def __init__(self, offer, told, clock):
        self.offer, self.told, self.clock = offer, told, clock
        self.box = Toolbox(persona("assistant"), Talk().world, offer.tools(), clock)

    async def use(self, name, /, **arguments):
        call = self.box.call(name, arguments)
        return None if call is None else await self.box.run(call)

    async def say(self, words):
        return await self.box.run(self.box.match(words))

    def shown(self):
        skills = {each["function"]["name"] for each in Toolbox(self.box.persona, self.box.world).schemas()}
        return [each["function"] for each in self.box.schemas() if each["function"]["name"] not in skills]


async def until(reached):
    """Let everything that can be done be done until it is."""
    with anyio.fail_after(20):
        while not reached():
            await anyio.sleep(0)


@asynccontextmanager
async def table(*given, seen=None, clock=None, waits=True, **named):
    """`given`: servers, the first named cafe; `named`: others by name."""
    told, clock = [], clock or HandClock()
    those = {**dict(zip(["cafe"], given, strict=False)), **named}
    listed = [Mcp(name, command="at-hand") for name in those]
    connects = {name: lambda meter, ended, one=one: one() if callable(one) else one for name, one in those.items()}
    with anyio.fail_after(20):
        async with servers(listed, told.append, seen, clock, lambda: NOW, connects) as offer:
            if waits:
                await offer.heard()
            yield Table(offer, told, clock)


def run(test):
    anyio.run(test)
