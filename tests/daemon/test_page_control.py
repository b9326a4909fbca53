"""The page's websocket with the lines of the control socket: who may come in, and that nobody disturbs another."""

import json
from contextlib import asynccontextmanager

import anyio
import pytest
from web_world import OWN, TOKEN, WAIT_S, given, serving, standing, within
from websockets.exceptions import ConnectionClosed, InvalidStatus

from localvoice.daemon.control import connection
from localvoice.daemon.control.lines import LINE_BYTES, VERBS
from localvoice.dialogue.shown import Notice
from localvoice.settings import Settings


class Page:
    def __init__(self, websocket):
        self.websocket = websocket

    async def told(self):
        with anyio.fail_after(WAIT_S):
            return json.loads(await self.websocket.recv())

    async def send(self, line):
        await self.websocket.send(line if isinstance(line, str | bytes) else json.dumps(line))

    async def ask(self, line):
        await self.send(line)
        return await self.told()


@asynccontextmanager
async def opened(port, token=OWN, **options):
    async with port.websocket(path="/v1/control", token=token, **options) as websocket:
        yield Page(websocket)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("house"), given()) as port:
        yield port


def knock(port, **options):
    async def knocked():
        try:
            async with opened(port, **options) as page:
                return 101, page.websocket.subprotocol
        except InvalidStatus as refused:
            return refused.response.status_code, None

    return within(knocked)


def asked(port, line):
    async def asking():
        async with opened(port) as page:
            return await page.ask(line)

    return within(asking)


def test_the_page_says_the_same_lines_as_the_socket(port):
    assert asked(port, {"verb": "status", "id": 7})["id"] == 7
    assert asked(port, "status")["running"]
    assert asked(port, b"status")["running"]
    assert set(asked(port, "help")["verbs"]) == set(VERBS)


def test_a_browser_shows_the_token_as_a_sub_protocol(port):
    shown = {"token": None, "subprotocols": ["realtime", f"openai-insecure-api-key.{OWN}"]}
    assert knock(port, **shown, headers={"Origin": f"http://127.0.0.1:{port.number}"}) == (101, "realtime")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"token": None}, 401),
        ({"token": "wrong"}, 401),
        ({"token": TOKEN}, 403),  # programs may not
        ({"headers": {"Origin": "https://evil.example"}}, 403),
        ({"headers": {"Origin": "null"}}, 403),
        ({"headers": {"Host": "evil.example"}}, 400),  # there are two names then
    ],
)
def test_nobody_else_comes_in(port, options, status):
    assert knock(port, **options)[0] == status


def test_from_another_machine_the_page_s_token_is_none():
    from localvoice.daemon.web.door import Door

    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    async def main():
        door = Door(app, TOKEN, OWN, "0.0.0.0")
        for client in ("192.168.1.7", "127.0.0.1"):
            headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {OWN}".encode())]
            scope = {"type": "http", "path": "/v1/models", "method": "GET", "headers": headers, "client": (client, 1)}
            await door(scope, None, nothing)

    async def nothing(message): ...

    anyio.run(main)
    assert [scope["client"][0] for scope in seen] == ["127.0.0.1"]


HOSTILE = [
    "",
    " ",
    "{",
    "{}",
    "[]",
    "null",
    "\x00",
    "🙂" * 100,
    '{"verb": null}',
    '{"verb": "status", "id": {"a": []}, "x": 1}',
    '{"verb": "__class__"}',
    '{"verb": "history", "last": -1}',
    '{"verb": "history", "last": 1e9}',
    '{"verb": "history", "before": "../../token"}',
    '{"verb": "history search"}',
    '{"verb": "history delete"}',
    '{"verb": "history delete", "everything": "yes"}',
    '{"verb": "history delete", "turn": "2020-01-01T00:00:00"}',
    '{"verb": "history replay", "turn": ""}',
    '{"verb": "memory forget", "item": "1 OR 1=1"}',
    '{"verb": "memory search", "text": {"$ne": 1}}',
    '{"verb": "pull", "name": "../../etc"}',
    '{"verb": "pull", "name": ""}',
    '{"verb": "remove", "name": "/"}',
    '{"verb": "compare", "chip": 1}',
    '{"verb": "settings set", "values": {"profile": "no such"}}',
    '{"verb": "settings set", "values": {"": 1}}',
    '{"verb": "settings set", "values": []}',
    '{"verb": "hear", "files": ["/nowhere/token"]}',
    "settings set port",
    '{"verb":' * 5000,
    b"\xff\xfe{}",
]


def test_hostile_lines_are_each_answered_by_one_sentence_and_change_nothing(port):
    async def test():
        async with opened(port) as page:
            for line in HOSTILE:
                if not line.strip():
                    continue
                told = await page.ask(line)
                assert not told["ok"], line
                assert told["kind"] in ("BadInput", "StoreError"), (line, told)
                assert told["error"].endswith("."), told
                assert "\n" not in told["error"], told
            await page.send("x" * (LINE_BYTES + 1))
            assert "longer than" in (await page.told())["error"]
            assert (await page.ask("status"))["ok"]
        assert not (port.house.data / "settings.toml").exists()

    within(test)


def test_a_page_that_does_not_read_loses_itself_only(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "SLOW_S", 0.2)

    async def test():
        async with serving(tmp_path, given()) as port, opened(port) as other:
            assert (await other.ask("watch"))["watching"]
            async with opened(port, max_queue=1, close_timeout=0.1) as slow:
                assert (await slow.ask("watch"))["watching"]
                with anyio.move_on_after(WAIT_S):
                    while len(port.house.watchers) == 2:
                        port.house.tell("x" * 60_000)
                        assert (await other.told())["kind"] == "notice"
                assert len(port.house.watchers) == 1
            port.house.show(Notice("It goes on."))
            assert (await other.told())["text"] == "It goes on."
            assert (await other.ask("status"))["ok"]

    within(test)


def test_what_is_done_ends_with_the_page_that_asked_for_it(tmp_path):
    async def test():
        async with serving(tmp_path, given()) as port:
            async with opened(port) as page:
                assert (await page.ask("watch"))["watching"]
            while len(port.house.watchers):
                await anyio.sleep(0)

    within(test)


def test_when_the_process_ends_the_page_is_told_by_the_connection(tmp_path):
    async def test():
        async with serving(tmp_path, given(), settings=Settings(idle_free_min=0)) as port:
            page = await port.websocket(path="/v1/control", token=OWN)
        with pytest.raises(ConnectionClosed), anyio.fail_after(WAIT_S):
            await page.recv()
        await page.close()

    within(test)
