"""Two daemons behind a small balancer, which sends a session by its id always to the same one while that is there.

Daemons share nothing. What is tested is what follows from it: what stays, what goes anywhere, and what is gone.
"""

import itertools
import re
import socket
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from zlib import crc32

import anyio
import pytest
from web_world import TOKEN, Port, given, serving, talking, within
from websockets.exceptions import ConnectionClosed, InvalidStatus

GONE = (OSError, anyio.EndOfStream, anyio.ClosedResourceError, anyio.BrokenResourceError)
ID = re.compile(rb"[?&]session=([\w-]+)")


class Balancer:
    """By the id in the request's address, else by turns; a daemon that cannot be reached is passed over."""

    def __init__(self, ports):
        self.ports, self.turns, self.went = list(ports), itertools.count(), []

    async def carry(self, client):
        async with client:
            head = b""
            while b"\r\n\r\n" not in head:
                try:
                    head += await client.receive()
                except GONE:
                    return
            found = ID.search(head.split(b"\r\n")[0])
            first = crc32(found[1]) if found else next(self.turns)
            for at in range(len(self.ports)):
                port = self.ports[(first + at) % len(self.ports)]
                with suppress(OSError):
                    async with await anyio.connect_tcp("127.0.0.1", port) as server:
                        self.went.append(port)
                        await server.send(head)
                        async with anyio.create_task_group() as tasks:
                            tasks.start_soon(pump, client, server, tasks.cancel_scope)
                            tasks.start_soon(pump, server, client, tasks.cancel_scope)
                        return


async def pump(source, sink, scope):
    with suppress(*GONE):
        async for piece in source:
            await sink.send(piece)
    scope.cancel()


class Daemons:
    """Two of them, each with a data folder and a model of its own; `port` is the balancer's."""

    def __init__(self, each, balancer, number):
        self.each, self.balancer, self.port = each, balancer, Port(None, number)

    def of(self, talker_id):
        """Where a session of this id is sent."""
        return self.each[crc32(talker_id.encode()) % 2]

    def talk(self, talker_id):
        return talking(self.port, path=f"/v1/realtime?model=any&session={talker_id}")


class Daemon:
    def __init__(self, name, folder):
        self.models, self.folder = given(f"{name} answers."), folder / name
        self.scope, self.up, self.down = anyio.CancelScope(), anyio.Event(), anyio.Event()

    async def live(self):
        with self.scope:
            async with serving(self.folder, self.models) as port:
                self.number = port.number
                self.up.set()
                await anyio.sleep_forever()
        self.down.set()

    async def dies(self):
        self.scope.cancel()
        await self.down.wait()

    @property
    def asked(self):
        """What its model was told last: texts of the conversation."""
        return [entry.text for entry in self.models["lm"].asked[-1][2]]


@asynccontextmanager
async def two(folder):
    async with AsyncExitStack() as stack, anyio.create_task_group() as tasks:
        each = [Daemon(name, folder) for name in ("Ada", "Bob")]
        for one in each:
            tasks.start_soon(one.live)
            await one.up.wait()
        balancer = Balancer(one.number for one in each)
        listener = await stack.enter_async_context(
            await anyio.create_tcp_listener(local_host="127.0.0.1", family=socket.AF_INET)
        )
        tasks.start_soon(listener.serve, balancer.carry)
        yield Daemons(each, balancer, listener.extra(anyio.abc.SocketAttribute.local_port))
        tasks.cancel_scope.cancel()


async def answer(talker, said):
    await talker.write(said)
    await talker.send("response.create", response={"output_modalities": ["text"]})
    return await talker.answer()


def test_a_session_stays_with_the_daemon_where_it_began(tmp_path):
    async def main():
        async with two(tmp_path) as daemons:
            names = ["s1", "s2", "s3", "s4", "s5"]
            assert {daemons.of(name) for name in names} == set(daemons.each)
            async with AsyncExitStack() as stack:
                talkers = [await stack.enter_async_context(daemons.talk(name)) for name in names]
                for said in ("good morning", "good evening"):
                    for name, talker in zip(names, talkers, strict=True):
                        own = daemons.of(name)
                        assert await answer(talker, f"{said} from {name}") == own.models["lm"].answers[0]
                        assert own.asked[-1] == f"{said} from {name}"
                        assert not [text for text in own.asked if "from" in text and not text.endswith(name)]

    within(main)


def test_who_comes_back_finds_another_daemon_and_tells_it_again_what_was_said(tmp_path):
    """A program's session is nowhere but in its daemon; what was said the program has, and so it is not lost."""

    async def main():
        async with two(tmp_path) as daemons:
            own = daemons.of("s1")
            other = next(one for one in daemons.each if one is not own)
            async with daemons.talk("s1") as talker:
                await answer(talker, "my dog is called Rex")
                await own.dies()
                with pytest.raises(ConnectionClosed):
                    await talker.until("nothing more")
            async with daemons.talk("s1") as talker:
                assert await answer(talker, "what is he called?") == other.models["lm"].answers[0]
                assert other.asked == ["what is he called?"]  # nothing of it is here
            async with daemons.talk("s1") as talker:
                await talker.write("my dog is called Rex")
                await answer(talker, "what is he called?")
                assert other.asked == ["my dog is called Rex", "what is he called?"]

    within(main)


def test_requests_without_a_session_go_anywhere_and_one_token_opens_every_daemon(tmp_path):
    async def main():
        async with two(tmp_path) as daemons:
            body = {"model": "any", "messages": [{"role": "user", "content": "hello"}]}
            said = set()
            for _ in range(4):
                async with daemons.port.http(Connection="close") as http:
                    done = await http.post("/v1/chat/completions", json=body)
                    said.add(done.json()["choices"][0]["message"]["content"])
            assert said == {"Ada answers.", "Bob answers."}
            with pytest.raises(InvalidStatus):
                async with daemons.port.websocket(token=TOKEN[::-1] + "x"):
                    pass

    within(main)


def test_a_balancer_may_ask_a_daemon_whether_it_is_there(tmp_path):
    async def main():
        async with two(tmp_path) as daemons:
            for one in daemons.each:
                async with Port(None, one.number).http() as http:
                    assert (await http.get("/healthz")).status_code == 200
            await daemons.each[0].dies()
            for _ in range(3):
                async with daemons.port.http(Connection="close") as http:
                    assert (await http.get("/healthz")).status_code == 200
            assert set(daemons.balancer.went) == {daemons.each[1].number}

    within(main)
