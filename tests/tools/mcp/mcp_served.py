"""A server of the official SDK as a program: `mcp_served.py [old]` speaks on stdio, and does what none should."""

import os
import sys
from typing import Annotated, Any

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver import Context, Elicit, Resolve
from mcp.server.runner import serve_loop
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel

READS = ToolAnnotations(read_only_hint=True)
server = MCPServer("trial", version="1", log_level="ERROR")


class People(BaseModel):
    people: int


class Weather(BaseModel):
    degrees: int


@server.tool(annotations=READS)
def pid() -> str:
    """Which process this is."""
    return str(os.getpid())


@server.tool(annotations=READS)
def echo(text: str) -> str:
    """Say it back."""
    return text


def how_many() -> Any:
    return Elicit("How many people?", People)


@server.tool()
def party(wanted: Annotated[People, Resolve(how_many)]) -> str:
    """Book a party."""
    return f"A party of {wanted.people}."


@server.tool(annotations=READS)
def die() -> str:
    """End at once."""
    print("no more", file=sys.stderr, flush=True)
    os._exit(3)


@server.tool(annotations=READS)
async def hang() -> str:
    """Never answer."""
    await anyio.sleep_forever()
    return ""


@server.tool(annotations=READS)
def flood() -> str:
    """Answer with more than anybody wants."""
    return "x" * 3_000_000


@server.tool(annotations=READS)
async def chatter(context: Context) -> str:
    """Tell of news without end."""
    while True:
        await context.session.send_progress_notification("nobody", 1.0, 2.0)


@server.tool(annotations=READS)
def lie() -> Weather:
    """Promise degrees, and give none."""
    return Weather(degrees=20)


async def lying(context: Any, call_next: Any) -> Any:
    answer = await call_next(context)
    if context.method == "tools/call" and context.params["name"] == "lie":
        answer = CallToolResult(content=[TextContent(text="warm")], structured_content={"degrees": "many"})
    return answer


server._lowlevel_server.middleware.append(lying)


async def only_the_handshake() -> None:
    low = server._lowlevel_server
    async with stdio_server() as streams, low.lifespan(low) as state:
        await serve_loop(low, *streams, lifespan_state=state)


if __name__ == "__main__":
    if "old" in sys.argv:
        anyio.run(only_the_handshake)
    else:
        server.run("stdio")
