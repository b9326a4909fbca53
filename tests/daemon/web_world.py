"""A house with its port open on this machine, and models that answer from a list, for the tests of what is served."""

import base64
import json
import socket
from contextlib import asynccontextmanager, contextmanager
from functools import cache

import anyio
import httpx
import numpy as np
from anyio.from_thread import start_blocking_portal
from websockets.asyncio.client import connect

from localvoice.app.resident import House
from localvoice.audio.resample import resample
from localvoice.audio.wire import encoded
from localvoice.daemon.page.keys import Keys
from localvoice.daemon.web.serve import application, run
from localvoice.daemon.web.sockets import Limits
from localvoice.events import Manner, Speech, Transcript, Word
from localvoice.models import espeak
from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.settings import Settings

TOKEN, OWN = "t" * 43, "o" * 43  # of programs, of the page
SILENCE = bytes(2 * 24_000)  # a second
WAIT_S = 20.0


class Ears:
    """Hears the next of its sentences in every utterance; open speech."""

    def __init__(self, *sentences):
        self.sentences = list(sentences) or ["such a day"]
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
        self.asked, self.how = [], None
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
        model.how = how
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
async def serving(data, models=None, limits=Limits(), settings=Settings(), clock=None):  # noqa: B008
    """The port. `models`: see `given`; None: the settings' profile's own."""
    log = []
    async with House(settings, data, log.append, given=models, clock=clock) as house:
        opened = socket.socket(proto=socket.IPPROTO_TCP)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)  # or it holds megabytes
        opened.bind(("127.0.0.1", 0))
        opened.listen(64)
        keys = Keys(OWN, house.clock.now_s)
        house.page = lambda: keys.address(f"http://127.0.0.1:{opened.getsockname()[1]}")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run, application(house, settings, TOKEN, keys, limits), opened)
            yield Port(house, opened.getsockname()[1], log)
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
    def __init__(self, house, number, log=()):
        self.house, self.number, self.log = house, number, log
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
def person(text="How are you doing today?", voice="en-us+m7"):
    """A sentence of a simulated person, pcm16 at 24 kHz, half a second of silence before it."""
    speaker = espeak.load(voice=voice)
    said = np.concatenate([piece.pcm for piece in speaker.say(text, Manner())])
    return encoded(np.concatenate([np.zeros(12_000, np.float32), resample(said, speaker.rate_hz, 24_000)]), "audio/pcm")


class Talker:
    """A program on a websocket: it sends, and waits for events."""

    def __init__(self, websocket):
        self.websocket, self.events = websocket, []

    async def send(self, kind, **fields):
        await self.websocket.send(json.dumps({"type": kind, **fields}))

    async def set(self, **session):
        await self.send("session.update", session={"type": "realtime", **session})
        await self.until("session.updated")

    async def listens(self, **turn_detection):
        """Its turns end by the gate, or as is said."""
        found = {"type": "semantic_vad", **turn_detection} if turn_detection is not None else None
        await self.set(audio={"input": {"turn_detection": found, "transcription": {"model": "any"}}})

    async def say(self, sound, piece_ms=100):
        """Append, as fast as it can."""
        size = 48 * piece_ms
        for at in range(0, len(sound), size):
            await self.send("input_audio_buffer.append", audio=base64.b64encode(sound[at : at + size]).decode())

    async def write(self, text, role="user"):
        content = [{"type": "input_text", "text": text}]
        await self.send("conversation.item.create", item={"type": "message", "role": role, "content": content})
        await self.until("conversation.item.done")

    async def next(self):
        with anyio.fail_after(WAIT_S):
            event = json.loads(await self.websocket.recv())
        self.events.append(event)
        return event

    async def until(self, kind):
        """The next event of this kind."""
        while (event := await self.next())["type"] != kind:
            assert event["type"] != "error" or kind == "error", event
        return event

    async def answer(self):
        """The next answer's text; what it is made of is in `events`."""
        done = await self.until("response.done")
        assert done["response"]["status"] == "completed", done
        parts = [part for item in done["response"]["output"] for part in item.get("content", ())]
        return " ".join(part.get("transcript") or part.get("text") or "" for part in parts)

    def kinds(self):
        """Of the events, without repetitions."""
        kinds = [event["type"] for event in self.events]
        return [kind for kind, before in zip(kinds, [None, *kinds], strict=False) if kind != before]

    def sound(self):
        deltas = (event for event in self.events if event["type"] == "response.output_audio.delta")
        return b"".join(base64.b64decode(event["delta"]) for event in deltas)


@asynccontextmanager
async def talking(port, **options):
    """A program that has been greeted."""
    async with port.websocket(**options) as websocket:
        talker = Talker(websocket)
        await talker.until("session.created")
        yield talker
