"""What must not hurt a Wyoming server: noise, slowness, size, and whoever leaves in the middle."""

import json
import socket
import sys

import anyio
import numpy as np
import pytest
from anyio.abc import SocketAttribute
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart
from wyoming.error import Error
from wyoming.event import Event
from wyoming.ping import Ping
from wyoming.tts import Synthesize
from wyoming_home import Beep, Counting, answered, at_home, sent, spoken

from localvoice.app.resident import House
from localvoice.daemon.wyoming import known
from localvoice.daemon.wyoming.server import CONNECTIONS, serve
from localvoice.daemon.wyoming.wire import Limits
from localvoice.errors import BadInput
from localvoice.settings import Settings


async def still_there(home):
    [event] = await home.ask(Ping("still there?"), until="pong")
    assert event.data["text"] == "still there?"


async def ends(stream):
    """Read until the other side has closed."""
    got = b""
    with anyio.fail_after(5):
        try:
            while True:
                got += await stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return got


NONSENSE = {
    "random bytes": np.random.default_rng(0).bytes(5000) + b"\n",
    "a browser": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a list": b"[1, 2]\n",
    "a number": b"17\n",
    "nothing": b"\n",
    "no type": b"{}\n",
    "a type that is none": b'{"type": 5}\n',
    "data that is none": b'{"type": "ping", "data": "x"}\n',
    "deep": b'{"type": ' + b"[" * 5000 + b"]" * 5000 + b"}\n",
    "a long line": b'{"type": "' + b"x" * 100_000 + b'"}\n',
    "a huge payload": b'{"type": "audio-chunk", "payload_length": 104857600}\n' + bytes(200_000),
    "huge data": b'{"type": "ping", "data_length": 104857600}\n',
    "a length in words": b'{"type": "ping", "data_length": "many"}\n',
    "half a length": b'{"type": "ping", "payload_length": 1.5}\n',
    "data that is no JSON": b'{"type": "ping", "data_length": 3}\nxyz',
    "not UTF-8": b'{"type": "\xff\xfe"}\n',
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_ends_its_own_connection_and_no_other(tmp_path, name):
    async def use(home):
        async with home.client() as other:
            async with await home.raw() as stream:
                await stream.send(NONSENSE[name])
                await ends(stream)
            await other.write_event(Ping("other").event())
            assert (await other.read_event()).type == "pong"
        await still_there(home)
        assert not home.log[1:]

    at_home(use, tmp_path)


UNFIT = {
    "sound without a rate": Event("audio-start", {"width": 2, "channels": 1}),
    "a rate in words": Event("audio-start", {"rate": "fast", "width": 2, "channels": 1}),
    "a rate that nobody has": AudioStart(12_345, 2, 1).event(),
    "no channels": AudioStart(16_000, 2, 0).event(),
    "samples of nine bytes": AudioStart(16_000, 9, 1).event(),
    "a text that is a number": Event("synthesize", {"text": 5}),
    "no text": Event("transcript", {}),
    "a context that is a list": Event("transcript", {"text": "hello", "context": [1]}),
    "a voice that is a number": Event("synthesize", {"text": "hello", "voice": 5}),
    "names that are a word": Event("detect", {"names": "alexa"}),
    "a very long question": Transcript("why " * 5000).event(),
    "a very long text": Synthesize("word. " * 10_000).event(),
}


@pytest.mark.parametrize("name", UNFIT)
def test_an_event_that_cannot_be_used_is_one_error_in_one_sentence(tmp_path, name):
    async def use(home):
        async with home.client() as client:
            await client.write_event(UNFIT[name])
            *before, last = await answered(client, "error")
            assert {event.type for event in before} <= {"audio-start", "audio-chunk"}
            told = Error.from_event(last)
            assert told.code == "bad-input"
            assert told.text.endswith(".")
            assert (await client.read_event()) is None
        await still_there(home)
        assert not home.log[1:]

    at_home(use, tmp_path, voice=Beep())


def test_events_of_a_newer_protocol_are_passed_over(tmp_path):
    async def use(home):
        async with home.client() as client:
            await client.write_event(Event("select-program", {"name": "localvoice"}))
            await client.write_event(Event("dance", {"how": "slowly"}))
            await client.write_event(Ping("x").event())
            assert (await client.read_event()).type == "pong"

    at_home(use, tmp_path)


def test_who_sends_one_byte_a_second_loses_the_connection(tmp_path):
    async def use(home):
        async with await home.raw() as stream:
            await stream.send(b"{")
            await ends(stream)
        await still_there(home)

    at_home(use, tmp_path, Limits(event_s=0.05))


def test_who_is_silent_for_long_loses_the_connection(tmp_path):
    async def use(home):
        async with await home.raw() as stream:
            await ends(stream)
        await still_there(home)

    at_home(use, tmp_path, Limits(idle_s=0.05))


def test_who_waits_for_an_answer_may_be_silent_for_long(tmp_path):
    async def use(home):
        got = await home.ask(Synthesize("one two three. " * 20), until="audio-stop")
        assert got[-1].type == "audio-stop"

    at_home(use, tmp_path, Limits(idle_s=0.01), voice=Beep())


def test_who_does_not_read_loses_the_connection(tmp_path):
    async def use(home):
        async with await home.raw() as stream:
            raw = stream.extra(SocketAttribute.raw_socket)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            ask = json.dumps({"type": "synthesize", "data": {"text": "A sentence of some length. " * 100}})
            for _ in range(20):
                await stream.send(ask.encode() + b"\n")
            while home.house.engine.lane._schedule.jobs or home.house._users:
                await anyio.sleep(0.01)
        await still_there(home)

    at_home(use, tmp_path, Limits(event_s=0.2), voice=Beep())


def test_who_leaves_in_the_middle_leaves_nothing_behind(tmp_path):
    pcm = spoken("what time is it")

    async def use(home):
        for last in (10, 20, 40):
            async with home.client() as client:
                for event in list(sent(pcm))[:last]:
                    await client.write_event(event.event())
        async with home.client() as client:
            await client.write_event(Synthesize("A sentence. " * 50).event())
            await answered(client, "audio-chunk")
        await still_there(home)
        with anyio.fail_after(5):
            while home.house._users:
                await anyio.lowlevel.checkpoint()
        got = await home.ask(*sent(pcm), until="transcript-stop")
        assert Transcript.from_event(got[-2]).text == "what time is it"
        assert not home.log[1:]

    at_home(use, tmp_path, recogniser=Counting("what time is it"), open_ear=None, voice=Beep())


def test_too_many_connections_are_refused_in_one_sentence(tmp_path):
    async def use(home):
        streams = [await home.raw() for _ in range(CONNECTIONS)]
        for stream in streams:
            await stream.send(b'{"type": "ping", "data": {"text": "x"}}\n')
            assert await stream.receive()
        async with await home.raw() as more:
            assert b"close one of them" in await ends(more)
        for stream in streams:
            await stream.aclose()
        await still_there(home)

    at_home(use, tmp_path)


def test_a_part_that_fails_is_one_error_and_one_line_in_the_log(tmp_path):
    class Broken(Beep):
        def say(self, phrase, manner):
            raise RuntimeError("no voice today")
            yield

    async def use(home):
        got = await home.ask(Synthesize("Hello."), until="error")
        assert Error.from_event(got[-1]).code == "failed"
        await still_there(home)

    at_home(use, tmp_path, voice=Broken())


def test_a_chunk_that_ends_in_mid_sample_loses_nothing(tmp_path):
    pcm = spoken("what time is it")
    data = np.rint(pcm * 32767).astype("<i2").tobytes()

    async def use(home):
        chunks = [AudioChunk(16_000, 2, 1, data[at : at + 1001]) for at in range(0, len(data), 1001)]
        start, *_, stop = sent(pcm)
        got = await home.ask(start, *chunks, stop, until="transcript-stop")
        assert Transcript.from_event(got[-2]).text == "what time is it"

    at_home(use, tmp_path, recogniser=Counting("what time is it"), open_ear=None)


def served(tmp_path, settings):
    """What the house and the service say until it listens, fails or ends."""
    said = []

    async def main():
        async with House(settings, tmp_path, said.append) as house, anyio.create_task_group() as tasks:
            ready = anyio.Event()

            async def run():
                try:
                    await serve(house, settings, lambda text: (said.append(text), ready.set()))
                except BadInput as error:
                    said.append(str(error))
                ready.set()

            tasks.start_soon(run)
            with anyio.fail_after(10):
                await ready.wait()
            tasks.cancel_scope.cancel()

    anyio.run(main)
    return said


@pytest.fixture
def port():
    """One that is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


@pytest.fixture
def free():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_a_port_that_is_taken_is_one_sentence(tmp_path, port):
    [told] = served(tmp_path, Settings(wyoming_port=port))
    assert str(port) in told
    assert "wyoming_port" in told


def test_port_0_is_no_server(tmp_path):
    assert served(tmp_path, Settings(wyoming_port=0)) == []


def test_only_this_computer_reaches_it_unless_the_person_says_so(tmp_path, free):
    [told] = served(tmp_path, Settings(wyoming_port=free))
    assert told == f"Wyoming listens on 127.0.0.1:{free}."
    [told] = served(tmp_path, Settings(wyoming_port=free, host="0.0.0.0"))
    assert "no passwords" in told


def test_zeroconf_on_this_computer_alone_is_one_sentence(tmp_path, free):
    assert served(tmp_path, Settings(wyoming_port=free, zeroconf=True))[0] == known.LOOPBACK


def test_zeroconf_without_its_package_is_one_sentence_and_the_server_listens(tmp_path, free, monkeypatch):
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    monkeypatch.setitem(sys.modules, "zeroconf.asyncio", None)
    told = served(tmp_path, Settings(wyoming_port=free, host="0.0.0.0", zeroconf=True))
    assert told[0] == known.MISSING
    assert told[1].startswith("Wyoming listens")
