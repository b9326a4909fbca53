"""Programs that send nonsense, too much, too slowly, or vanish: each loses its own session, and nobody else's."""

import base64
import json
import os
import random
import socket

import anyio
import anyio.to_thread
import pytest
from web_world import SILENCE, TOKEN, Talker, given, person, serving, standing, talking, within
from websockets.exceptions import ConnectionClosed, InvalidStatus

from localvoice.daemon.web import bodies
from localvoice.daemon.web.bodies import JSON_BYTES
from localvoice.daemon.web.connection import Connection
from localvoice.daemon.web.outgoing import Outgoing, Slow
from localvoice.daemon.web.sockets import Limits

LIMITS = Limits(sessions=4, silence_s=2.0, messages=4000, unread_bytes=1 << 20)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    long = " ".join(f"Sentence {number} goes on and on." for number in range(40))
    with standing(tmp_path_factory.mktemp("house"), given(long), LIMITS) as port:
        yield port


async def others_are_served(port):
    """A session beside the bad one is answered."""
    async with talking(port) as talker:
        await talker.write("hello")
        await talker.send("response.create", response={"max_output_tokens": 3, "output_modalities": ["text"]})
        assert (await talker.until("response.done"))["response"]["status"] == "incomplete"


def beside(port, misbehave):
    """Run `misbehave()`, and see that others are served meanwhile and afterwards."""

    async def main():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(misbehave)
            await others_are_served(port)
        await others_are_served(port)

    within(main)


def head(path="/v1/realtime", **headers):
    about = {"Host": "localhost", "Authorization": f"Bearer {TOKEN}", **headers}
    return "\r\n".join(
        [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in about.items()), "", ""]
    ).encode()


UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode(),
}


async def ends(connection, most_bytes=1 << 22):
    """Does the server close it?"""
    with anyio.fail_after(15):
        came = 0
        try:
            while came < most_bytes:
                came += len(await connection.receive())
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return True
    return False


NONSENSE = [
    "",
    "hello",
    "[]",
    "null",
    "{}",
    '{"type": 7}',
    '{"type": "no.such.event"}',
    '{"type": "response.create", "response": 5}',
    '{"type": "session.update"}',
    "[" * 100_000,
    '{"type": "input_audio_buffer.append", "audio": "%%%"}',
    '{"type": "input_audio_buffer.append", "audio": 7}',
    '{"type": "\\ud800"}',
    '{"type": "response.cancel"}',
    b"\xff\xfe\x00binary",
]


def test_nonsense_is_answered_with_an_error_each_and_the_session_goes_on(port):
    async def main():
        async with talking(port) as talker:
            for message in NONSENSE:
                await talker.websocket.send(message)
                assert (await talker.until("error"))["error"]["message"]
            await talker.write("hello")

    within(main)


def test_sound_of_an_odd_length_and_in_crumbs_is_heard_like_any_other(port):
    async def main():
        async with talking(port) as talker:
            await talker.listens()
            sound, chance = person() + SILENCE, random.Random(1)
            while sound:
                size = chance.choice((1, 3, 777, 9_999))
                piece, sound = sound[:size], sound[size:]
                await talker.send("input_audio_buffer.append", audio=base64.b64encode(piece).decode())
            await talker.until("input_audio_buffer.committed")

    within(main)


def test_random_bytes_on_the_port_end_their_connection_alone(port, monkeypatch):
    monkeypatch.setattr(Connection, "request_s", 0.3)

    async def misbehave():
        for seed in range(5):
            async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
                await connection.send(random.Random(seed).randbytes(5000))
                assert await ends(connection)

    beside(port, misbehave)


def test_a_greeting_in_tls_ends_its_connection_alone(port):
    async def misbehave():
        async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
            await connection.send(bytes.fromhex("16030100ca010000c60303") + os.urandom(200))
            assert await ends(connection)

    beside(port, misbehave)


def test_random_frames_on_a_websocket_end_their_session_alone(port):
    async def misbehave():
        for seed in range(10):
            async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
                await connection.send(head(**UPGRADE))
                await connection.receive()
                await connection.send(random.Random(seed).randbytes(3000))
                with anyio.move_on_after(3):
                    await ends(connection)

    beside(port, misbehave)


def test_a_frame_of_a_hundred_megabytes_is_refused_by_its_first_bytes(port):
    async def misbehave():
        async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
            await connection.send(head(**UPGRADE))
            await connection.receive()
            await connection.send(b"\x81\xff" + (100 << 20).to_bytes(8, "big") + bytes(4) + bytes(1 << 16))
            assert await ends(connection)

    beside(port, misbehave)


def test_a_body_that_is_too_large_is_refused(port):
    async def main():
        async with port.http() as http:
            answer = await http.post("/v1/chat/completions", content=bytes(JSON_BYTES + 1))
            assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
            upload = {"file": ("x.wav", bytes(27 << 20))}
            answer = await http.post("/v1/audio/transcriptions", files=upload)
            assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")

    within(main)


def test_who_takes_a_second_for_each_byte_of_a_request_is_not_waited_for(port, monkeypatch):
    monkeypatch.setattr(Connection, "request_s", 0.5)

    async def misbehave():
        async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
            await connection.send(b"GET /v1/mo")
            assert await ends(connection)

    beside(port, misbehave)


def test_who_takes_a_second_for_each_byte_of_a_body_is_not_waited_for(port, monkeypatch):
    monkeypatch.setattr(bodies, "UPLOAD_S", 0.5)

    async def misbehave():
        async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
            post = head("/v1/chat/completions", **{"Content-Length": "1000"}).replace(b"GET", b"POST")
            await connection.send(post + b'{"mess')
            with anyio.fail_after(15):
                assert b" 408 " in await connection.receive()

    beside(port, misbehave)


def test_a_session_in_which_nothing_is_ever_sent_is_ended_and_told_why(port):
    async def misbehave():
        async with port.websocket() as websocket:
            talker = Talker(websocket)
            assert "nothing was sent" in (await talker.until("error"))["error"]["message"]
            with pytest.raises(ConnectionClosed):
                await talker.next()

    beside(port, misbehave)


def test_a_frame_that_comes_byte_by_byte_counts_as_nothing(port):
    async def misbehave():
        async with await anyio.connect_tcp("127.0.0.1", port.number) as connection:
            await connection.send(head(**UPGRADE))
            await connection.send(b"\x81\xfe\x10\x00" + bytes(4))
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_drip, connection)
                assert await ends(connection)
                tasks.cancel_scope.cancel()

    beside(port, misbehave)


async def _drip(connection):
    while True:
        await anyio.sleep(0.1)
        try:
            await connection.send(b"x")
        except anyio.BrokenResourceError:
            return


def test_a_socket_that_drops_in_mid_sound_leaves_nothing_behind(port):
    async def misbehave():
        for _ in range(6):  # more than there may be sessions
            async with port.websocket() as websocket:
                talker = Talker(websocket)
                await talker.until("session.created")
                await talker.say(person())
                websocket.transport.abort()
            await anyio.sleep(0)

    async def main():
        await misbehave()
        for _ in range(100):
            try:
                await others_are_served(port)
                return
            except InvalidStatus:  # the last ones are just being ended
                await anyio.sleep(0.05)
        pytest.fail("their sessions are still there")

    within(main)


def test_who_does_not_read_loses_the_session_and_nobody_else_waits(port):
    async def misbehave():
        opened = socket.socket()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await anyio.to_thread.run_sync(opened.connect, ("127.0.0.1", port.number))
        stream = await anyio.abc.SocketStream.from_socket(opened)
        async with stream as connection:
            await connection.send(head(**UPGRADE))
            for _ in range(30):
                await connection.send(_frame({"type": "response.create", "response": {"conversation": "none"}}))
            with anyio.fail_after(40):
                try:
                    while True:  # until what is sent is for nobody
                        await anyio.sleep(0.1)
                        await connection.send(_frame({"type": "response.create", "response": {"conversation": "none"}}))
                except anyio.BrokenResourceError:
                    pass

    beside(port, misbehave)


def _frame(event):
    """A masked text frame."""
    text = json.dumps(event).encode()
    return bytes((0x81, 0xFE)) + len(text).to_bytes(2, "big") + bytes(4) + text


def test_one_session_too_many_is_told_to_come_later(tmp_path):
    async def main():
        async with (
            serving(tmp_path, given(), Limits(sessions=2)) as port,  # none is ended meanwhile for being silent
            talking(port),
            talking(port),
        ):
            with pytest.raises(InvalidStatus) as refused:
                async with port.websocket():
                    pass
            assert refused.value.response.status_code == 503
            assert json.loads(refused.value.response.body)["error"]["code"] == "too_many_sessions"

    within(main)


def test_what_is_to_go_out_is_counted_and_given_up():
    async def main():
        outgoing = Outgoing(10)
        outgoing.put("12345")
        outgoing.put("67890")
        assert await outgoing.take() == "12345"
        outgoing.put("123456")
        assert outgoing.full
        with pytest.raises(Slow):
            await outgoing.take()

    within(main)
