"""Who comes in to a Live session, and what becomes of programs that send nonsense, do not read, or vanish?"""

import base64
import json

import anyio
import pytest
from live_talk import Hurried, talking
from web_world import TOKEN, Talker, given, serving, within
from websockets.exceptions import ConnectionClosed, InvalidStatus

from localvoice.daemon.web.sockets import Limits

PATH = "/v1/live/sessions"
START = {"type": "session.start", "session": {"model": "gpt-live-1"}}
NONSENSE = [
    "",
    "[]",
    "{}",
    '{"type": 7}',
    '{"type": "no.such.event"}',
    "[" * 100_000,
    '{"type": "session.input_audio.append", "audio": "%%%"}',
    '{"type": "\\ud800"}',
    '{"type": "response.create"}',
    b"\xff\xfe\x00binary",
    json.dumps(START),
]


def meet(tmp_path, test, factor=6, **limits):
    async def main():
        async with serving(tmp_path, given(), Limits(**limits), clock=Hurried(factor)) as port:
            await test(port)

    within(main)


async def status(port, **options):
    try:
        async with port.websocket(PATH, **options) as websocket:
            return 101, websocket.subprotocol
    except InvalidStatus as refused:
        return refused.response.status_code, None


def test_the_door_is_the_same_as_everywhere(tmp_path):
    async def test(port):
        assert await status(port) == (101, None)
        assert (await status(port, token=None))[0] == 401
        assert (await status(port, token="wrong"))[0] == 401
        assert (await status(port, headers={"Origin": "https://evil.example"}))[0] == 403
        assert (await status(port, headers={"Host": "evil.example"}))[0] in (400, 421)
        shown = ["realtime", f"openai-insecure-api-key.{TOKEN}"]
        assert await status(port, token=None, subprotocols=shown) == (101, "realtime")
        async with port.http() as http:
            answer = await http.post(PATH, json={"session": {}, "transport": {}})
            assert (answer.status_code, answer.json()["error"]["code"]) == (426, "websocket_needed")

    meet(tmp_path, test)


def test_nonsense_is_answered_with_an_error_each_and_sound_goes_on(tmp_path):
    async def test(port):
        async with port.websocket(PATH) as websocket:
            talker = Talker(websocket)
            await websocket.send(json.dumps(START))
            await talker.until("session.started")
            for message in NONSENSE:
                await websocket.send(message)
                assert (await talker.until("error"))["error"]["message"]
            for _ in range(20):
                await talker.until("session.output_audio.delta")
            assert [one["type"] for one in talker.events].count("error") == len(NONSENSE)
            await talker.send("session.close")
            await talker.until("session.closed")
            with pytest.raises(ConnectionClosed) as closed:
                await talker.next()
            assert closed.value.rcvd.code == 1000

    meet(tmp_path, test)


def test_sessions_of_both_protocols_are_counted_together_and_one_too_many_is_told(tmp_path):
    async def test(port):
        async with talking(port), port.websocket():
            assert (await status(port))[0] == 503
        for _ in range(100):
            if (await status(port))[0] == 101:
                return
            await anyio.sleep(0.05)
        pytest.fail("their sessions are still there")

    meet(tmp_path, test, sessions=2)


def test_a_session_in_which_nothing_is_sent_is_ended_and_told_why(tmp_path):
    async def test(port):
        async with port.websocket(PATH) as websocket:
            assert "nothing was sent" in json.loads(await websocket.recv())["error"]["message"]

    meet(tmp_path, test, silence_s=0.3)


def test_who_does_not_read_loses_the_session_and_nobody_else_waits(tmp_path):
    async def test(port):
        async with port.websocket(PATH, max_queue=1, close_timeout=0.2) as websocket, talking(port) as talker:
            await websocket.send(json.dumps(START))
            with pytest.raises(ConnectionClosed):
                await _send_for_ever(websocket)
            before = len(talker.events)
            await talker.until("session.output_audio.delta")
            assert len(talker.events) > before

    meet(tmp_path, test, factor=20, unread_bytes=20_000, messages=4000)


def test_who_drops_in_mid_sound_leaves_nothing_behind(tmp_path):
    async def test(port):
        for _ in range(4):
            async with port.websocket(PATH) as websocket:
                await websocket.send(json.dumps(START))
                await websocket.send(_append(500))
                await websocket.recv()
                websocket.transport.abort()
        for _ in range(100):
            try:
                async with talking(port) as talker:
                    await talker.until("session.output_audio.delta")
                    return
            except InvalidStatus:
                await anyio.sleep(0.05)
        pytest.fail("their sessions are still there")

    meet(tmp_path, test, sessions=4)


def _append(ms):
    return json.dumps({"type": "session.input_audio.append", "audio": base64.b64encode(bytes(48 * ms)).decode()})


async def _send_for_ever(websocket):
    """Sound, without reading what comes."""
    while True:
        await websocket.send(_append(200))
        await anyio.sleep(0.02)
