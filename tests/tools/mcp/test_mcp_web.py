"""Servers of the official SDK over HTTP on this machine, each era; and addresses elsewhere, which are refused."""

import socket
from contextlib import asynccontextmanager
from types import SimpleNamespace

import anyio
import pytest
import uvicorn
from mcp import MCPError
from mcp_types import METHOD_NOT_FOUND
from mcp_world import MODERN, OLD, Cafe, Table, version
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, StreamingResponse
from starlette.routing import Route

from localvoice.clock import RealClock
from localvoice.errors import BadInput
from localvoice.settings import Mcp
from localvoice.tools.mcp.listed import check
from localvoice.tools.mcp.servers import servers


async def refuse(context, call_next):
    """As a server of the older era does."""
    if context.method == "server/discover":
        raise MCPError(METHOD_NOT_FOUND, "Method not found")
    return await call_next(context)


@asynccontextmanager
async def served(server, old=False, port=0, **how):
    """The server on a free port; yields its address."""
    if old:
        server._lowlevel_server.middleware.append(refuse)
    app = server.streamable_http_app(**how)
    serving = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="auto", timeout_graceful_shutdown=1))
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(serving._serve, [free])
            yield f"http://127.0.0.1:{free.getsockname()[1]}/mcp"
            serving.should_exit = True


@asynccontextmanager
async def talk_with(url, clock=None):
    told = []
    with anyio.fail_after(30):
        async with servers([Mcp("cafe", url=url)], told.append, clock=clock or RealClock()) as offer:
            await offer.heard()
            yield Table(offer, told, clock or RealClock())


@pytest.mark.parametrize("how", [{}, {"json_response": True}, {"old": True}, {"old": True, "stateless_http": True}])
def test_a_server_on_this_machine_answers_and_asks(how):
    async def test():
        cafe = Cafe()
        async with served(cafe.server, **how) as url, talk_with(url) as talk:
            assert (await talk.use("cafe_menu", day="monday")).text == "Soup, monday."
            asked = await talk.use("cafe_party", name="Ann")
            if how.get("stateless_http"):
                assert asked.question == ""
            else:
                assert asked.text == "Cafe asks: How many people?"
                assert (await talk.say("twelve")).text == "A party of 12 for Ann."
            assert talk.told == []
            assert version(talk) == (OLD if how.get("old") else MODERN)

    anyio.run(test)


@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_a_server_that_goes_is_told_of_and_used_again_when_it_is_back(old):
    gone = anyio.Event()

    async def serve(port, stop, task_status):
        async with served(Cafe().server, old, port) as url:
            task_status.started(url)
            await stop.wait()
        gone.set()

    async def test():
        async with anyio.create_task_group() as tasks:
            first, second = anyio.Event(), anyio.Event()
            url = await tasks.start(lambda task_status: serve(0, first, task_status))
            port = int(url.split(":")[2].partition("/")[0])
            async with talk_with(url) as talk:
                assert (await talk.use("cafe_menu")).text == "Soup, today."
                first.set()
                await gone.wait()
                lost = (await talk.use("cafe_menu")).text
                assert lost.startswith("Sorry, that did not work: the MCP server cafe ")
                await tasks.start(lambda task_status: serve(port, second, task_status))
                assert (await talk.use("cafe_menu")).text == "Soup, today."
                assert len(talk.told) == 1
            second.set()

    anyio.run(test)


ELSEWHERE = [
    "http://example.com/mcp",
    "https://mcp.example.com",
    "http://127.0.0.1.example.com/mcp",
    "http://localhost.example.com/mcp",
    "http://127.0.0.1@example.com/mcp",
    "http://example.com\\@127.0.0.1/mcp",
    "http://127.0.0.1 .example.com/mcp",
    "http://192.168.1.4:8000/mcp",
    "http://0.0.0.0:8000/mcp",
    "http://10.0.0.1/mcp",
    "http://[2001:db8::1]/mcp",
    "http://[::]:8000/mcp",
    "http://169.254.169.254/latest",
    "http://2130706433/mcp",
    "http://0x7f000001/mcp",
    "http://localhost.:8000/mcp\u200b",
    "http:///mcp",
    "http://127.0.0.1:port/mcp",
    "ftp://127.0.0.1/mcp",
    "file:///etc/passwd",
    "127.0.0.1:8000/mcp",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_address_elsewhere_is_refused_in_one_sentence(url):
    with pytest.raises(BadInput) as refused:
        check([Mcp("cafe", url=url)])
    assert str(refused.value).count(". ") == 0
    assert "offline" in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/mcp", "http://localhost/mcp", "https://[::1]:8443/mcp", "http://127.8.8.8/mcp"]
)
def test_an_address_on_this_machine_is_taken(url):
    check([Mcp("cafe", url=url)])


def test_neither_a_command_nor_an_address_or_both_or_one_name_twice_is_refused():
    for wrong in (
        [Mcp("cafe")],
        [Mcp("cafe", command="cafe", url="http://127.0.0.1/mcp")],
        [Mcp("cafe", command="one"), Mcp("cafe", command="two")],
    ):
        with pytest.raises(BadInput, match="cafe"):
            check(wrong)


def app(answer):
    """What answers any request so, where a server is expected."""
    return SimpleNamespace(streamable_http_app=lambda: Starlette(routes=[Route("/mcp", answer, methods=["POST"])]))


async def elsewhere(request):
    return RedirectResponse("http://example.com/mcp", 307)


async def flood(request):
    async def body():
        for _ in range(20):
            yield b'{"jsonrpc": "2.0", ' * 10_000
            await anyio.sleep(0)

    return StreamingResponse(body(), media_type="application/json")


@pytest.mark.parametrize(("answer", "why"), [(elsewhere, "broke the protocol"), (flood, "more than 1 megabyte")])
def test_who_sends_us_elsewhere_or_floods_us_is_told_of_and_nothing_leaves_this_machine(answer, why, monkeypatch):
    looked_up = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *given, **named: looked_up.append(given) or [])

    async def test():
        async with served(app(answer)) as url, talk_with(url) as talk:
            (told, *_) = talk.told
            assert why in told
            assert "\n" not in told

    anyio.run(test)
    assert not [given for given in looked_up if b"example" in str(given[0]).encode()]


def test_no_proxy_comes_between(monkeypatch):
    async def test():
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        async with served(Cafe().server) as url, talk_with(url) as talk:
            assert (await talk.use("cafe_menu")).text == "Soup, today."

    anyio.run(test)
