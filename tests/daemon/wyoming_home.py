"""A Wyoming server on loopback with models that do as they are told, and what its clients send and get."""

from contextlib import asynccontextmanager

import anyio
import numpy as np
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient

from localvoice.app.resident import House
from localvoice.daemon.wyoming.server import listen
from localvoice.daemon.wyoming.wire import Limits
from localvoice.events import RATE_HZ, Speech, Transcript
from localvoice.models import espeak
from localvoice.models.roles import Ended, Read, Text
from localvoice.settings import Settings


class Counting:
    """A recogniser that hears one word of a text every so many samples; it keeps what it was fed."""

    def __init__(self, text, every=2048):
        self.words, self.every, self.fed = text.split(), every, []

    def listen(self, grammar):
        self.fed.clear()
        return self

    def unknown_words(self, words):
        return set()

    def feed(self, pcm):
        self.fed.append(pcm)
        heard = sum(map(len, self.fed)) // self.every
        return " ".join(self.words[:heard])

    def transcript(self):
        return Transcript(" ".join(self.words) if self.fed else "", True, 0.0, "en")

    def close(self): ...


class Beep:
    """Speaks 0.1 s for each letter; `said` is what it was given."""

    rate_hz = 22_050

    def __init__(self):
        self.said = []

    def say(self, phrase, manner):
        self.said.append(phrase)
        for _ in phrase:
            yield Speech(np.full(2205, 0.25, np.float32))


class Opener:
    """A language model whose every answer is this text, a word a step."""

    def __init__(self, text):
        self.text, self.said = text, []

    def open(self, system, tools, budget_tokens):
        return self

    def reply(self, said, how):
        self.said.append(said)
        yield Read(1)
        for word in self.text.split():
            yield Text(word + " ")
        yield Ended("done", 1)

    def note(self, said, answered):
        self.said.append(said)

    def prefill(self, said):
        yield Read(1)

    def settle(self):
        yield Read(1)

    def warm(self):
        yield Read(1)

    def cut(self, heard, samples=None): ...

    def retract(self): ...

    def close(self): ...


class Home:
    """What a test does with a server: connections, and what the house has said."""

    def __init__(self, house, port, log):
        self.house, self.port, self.log = house, port, log

    @asynccontextmanager
    async def client(self):
        async with AsyncTcpClient("127.0.0.1", self.port) as client:
            yield client

    async def raw(self):
        return await anyio.connect_tcp("127.0.0.1", self.port)

    async def ask(self, *events, until):
        """All that is answered on a connection of its own, up to the first event of that type, or the end."""
        async with self.client() as client:
            for event in events:
                await client.write_event(event.event())
            return await answered(client, until)


async def answered(client, until):
    got = []
    while event := await client.read_event():
        got.append(event)
        if event.type == until:
            break
    return got


def at_home(use, folder, limits=None, settings=None, **given):
    """Run `use(home)` beside a server; no model is loaded but those of the package that `given` leaves out."""

    async def main():
        log = []
        mine = settings or Settings(wyoming_port=0)
        async with House(mine, folder, log.append, given=given) as house, anyio.create_task_group() as tasks:
            heard = anyio.Event()

            def ready(text):
                log.append(text)
                heard.set()

            tasks.start_soon(listen, house, mine, ready, limits or Limits())
            with anyio.fail_after(20):
                await heard.wait()
                port = int(log[0].split(":")[-1].split(".")[0])
                await use(Home(house, port, log))
            tasks.cancel_scope.cancel()

    anyio.run(main)


def spoken(text):
    """(n,) float32 at 16 kHz: half a second of hardly anything, the words, a second more."""
    from localvoice.audio.resample import resample

    voice = espeak.load()
    pcm = np.concatenate([piece.pcm for piece in voice.say(text, espeak_manner())])
    hiss = np.random.default_rng(0).normal(0, 1e-4, RATE_HZ).astype(np.float32)
    return np.concatenate([hiss[:8000], resample(pcm, voice.rate_hz, RATE_HZ).astype(np.float32), hiss])


def espeak_manner():
    from localvoice.events import Manner

    return Manner()


def sent(pcm, rate_hz=RATE_HZ, width=2, channels=1, samples=1024):
    """The events of a sound, as Home Assistant sends them."""
    from localvoice.audio.resample import resample

    at_rate = np.repeat(resample(pcm, RATE_HZ, rate_hz)[:, None], channels, axis=1)
    whole = np.clip(np.rint(at_rate * 2.0 ** (8 * width - 1)), -(2.0 ** (8 * width - 1)), 2.0 ** (8 * width - 1) - 1)
    data = whole.astype("<i2" if width == 2 else "<i4").tobytes()
    size = samples * width * channels
    yield AudioStart(rate_hz, width, channels)
    for start in range(0, len(data), size):
        yield AudioChunk(rate_hz, width, channels, data[start : start + size])
    yield AudioStop()
