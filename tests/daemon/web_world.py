"""A house with its port open on this machine, and models that answer from a list, for the tests of what is served."""

import socket
from contextlib import asynccontextmanager, contextmanager
from functools import cache

import anyio
import httpx
import numpy as np
from anyio.from_thread import start_blocking_portal
from websockets.asyncio.client import connect

from localvoice.app.resident import House
from localvoice.app.rooms import speech
from localvoice.audio.resample import resample
from localvoice.audio.wire import encoded
from localvoice.clock import RealClock
from localvoice.daemon.web.realtime import Limits
from localvoice.daemon.web.serve import application, run
from localvoice.engine.lane import Lane
from localvoice.events import Speech, Transcript, Word
from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.settings import Settings

TOKEN = "t" * 43
SILENCE = bytes(2 * 24_000)  # a second
WAIT_S = 20.0


class Ears:
    """Hears the next of its sentences in every utterance; open speech."""

    def __init__(self, *sentences):
        self.sentences = list(sentences) or ["hello"]
        self.heard = 0

    def listen(self, grammar):
        return Utterance(self)

    def unknown_words(self, words):
        return set()


class Utterance:
    def __init__(self, ears):
        self.ears, self.samples = ears, 0
        self.text = ears.sentences[min(ears.heard, len(ears.sentences) - 1)]

    def feed(self, pcm):
        if not self.samples and np.abs(pcm).max() > 0:
            self.ears.heard += 1
        self.samples += len(pcm)
        return ""

    def transcript(self):
        return Transcript(self.text, True, 0.0, "en")

    def close(self): ...


class Beep:
    """Says 50 ms for each letter, in pieces of at most 100 ms, and where each word begins."""

    rate_hz = 24_000

    def say(self, phrase, manner):
        at = 0
        for word in phrase.split():
            start = phrase.index(word, at)
            at = start + len(word)
            pcm = np.full(1200 * len(word), 0.1, np.float32)
            yield Speech(pcm[:2400], (Word(start, at, 1200 * start),))
            yield Speech(pcm[2400:])


class Model:
    """Answers with the next of its answers: a text, a call, or a list of both; it remembers what it was told."""

    def __init__(self, *answers, wait=None):
        self.answers = list(answers) or ["Well."]
        self.asked = []
        self.wait = wait
        self.broken = False

    def open(self, system, tools, budget_tokens):
        return Chat(self)

    def close(self): ...


class Chat:
    def __init__(self, model):
        self.model, self.told = model, None
        self.closed = 0

    def become(self, system, tools, entries):
        self.told = system, tools, list(entries)

    def prefill(self, said):
        yield Read(1)

    def reply(self, said, how):
        model = self.model
        model.asked.append(self.told)
        if model.broken:
            raise RuntimeError("no memory")
        answer = model.answers.pop(0) if len(model.answers) > 1 else model.answers[0]
        tokens = 0
        for part in answer if isinstance(answer, list) else [answer]:
            if isinstance(part, ToolCall):
                yield part
                continue
            for word in part.split(" "):
                tokens += 1
                if tokens > how.max_tokens:
                    yield Ended("length", how.max_tokens, 10, 5)
                    return
                yield Text(word if tokens == 1 else f" {word}")
        yield Ended("done", tokens, 10, 5)

    def warm(self):
        yield Read(1)

    def settle(self):
        yield Read(0)


def given(*answers, ears=None):
    """Models that are at hand, in place of the profile's."""
    return {"recogniser": ears or Ears(), "voice": Beep(), "lm": Model(*answers), "open_ear": None, "turn": None}


@asynccontextmanager
async def serving(data, models=None, limits=Limits(), settings=Settings()):  # noqa: B008
    """The port. `models`: see `given`; None: the settings' profile's own."""
    log = []
    async with House(settings, data, log.append, given=models) as house:
        opened = socket.socket()
        opened.bind(("127.0.0.1", 0))
        opened.listen(64)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run, application(house, settings, TOKEN, limits), opened)
            yield Port(house, opened.getsockname()[1])
            tasks.cancel_scope.cancel()
        opened.close()


@contextmanager
def standing(data, *how):
    """The same beside the tests, for several of them."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serving(data, *how)) as port:
        yield port


def within(test, *given):
    """Run a coroutine; one that hangs fails."""

    async def limited():
        with anyio.fail_after(60):
            return await test(*given)

    return anyio.run(limited)


class Port:
    def __init__(self, house, number):
        self.house, self.number = house, number
        self.url = f"http://127.0.0.1:{number}"

    def http(self, token: str | None = TOKEN, **headers):
        shown = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(base_url=self.url, headers={**shown, **headers}, timeout=WAIT_S)

    def websocket(self, path="/v1/realtime?model=any", token=TOKEN, **options):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= options.pop("headers", {})
        return connect(
            f"ws://127.0.0.1:{self.number}{path}",
            additional_headers=headers,
            max_size=None,
            compression=None,
            proxy=None,
            **options,
        )


@cache
def person(text="Good morning, how are you doing today?"):
    """A sentence of a simulated person, pcm16 at 24 kHz, half a second of silence before it."""

    async def say():
        with Lane(RealClock()) as lane:
            return await speech(text, "en-us+m7", lane)

    pcm = np.concatenate([np.zeros(8000, np.float32), anyio.run(say)])
    return encoded(resample(pcm, 16_000, 24_000), "audio/pcm")
