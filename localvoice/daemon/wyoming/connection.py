"""What does one connection ask for? One request after the other, as Home Assistant makes them; most bring only one.

A request is done while more of its events come: sound is recognised and a text is said while they arrive. What goes
wrong is one error event, which ends the connection.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, suppress
from functools import partial
from itertools import count
from typing import Any

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectSendStream
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe
from wyoming.intent import Recognize
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped
from wyoming.wake import Detect

from localvoice.app.parts import Parts, Sound
from localvoice.daemon.wyoming import requests
from localvoice.daemon.wyoming.info import info
from localvoice.daemon.wyoming.requests import Stamped
from localvoice.daemon.wyoming.wire import NO_EVENT, Wire
from localvoice.errors import BadInput, LocalvoiceError, sentence, ungrouped

PIECES = 64  # of sound or of text that wait to be used; then no more is read
NUMBERS = count(1)  # of connections: one is a conversation where nobody names one
Request = Callable[[], Awaitable[None]]

# What fields must be, for the package reads them unchecked.
KINDS: dict[str, Any] = {
    "text": str,
    "rate": int,
    "width": int,
    "channels": int,
    "timestamp": int | float | None,
    "context": dict | None,
    "names": list | None,
}


class Connection:
    """`await Connection(...).run()`; `tell` hears of what failed inside."""

    def __init__(self, parts: Parts, wire: Wire, tell: Callable[[str], None]) -> None:
        self._parts, self._wire, self._tell = parts, wire, tell
        self._name = f"connection {next(NUMBERS)}"
        self._request: Transcribe | Detect = Transcribe()
        self._sound: Sound | None = None
        self._sounds: MemoryObjectSendStream[Stamped] | None = None
        self._texts: MemoryObjectSendStream[str] | None = None
        self._one = anyio.Lock()
        self._doing = 0
        self._ends = ExitStack()  # closes every stream at the latest
        self._tasks: TaskGroup

    async def run(self) -> None:
        """Until it ends; raises nothing."""
        try:
            with ungrouped(), self._ends:
                async with anyio.create_task_group() as self._tasks:
                    while event := await self._wire.read():
                        await self._take(event)
                    self._tasks.cancel_scope.cancel()
        except anyio.BrokenResourceError:
            pass  # it has gone
        except LocalvoiceError as error:
            await self.refuse(str(error), "bad-input" if isinstance(error, BadInput) else "failed")
        except Exception as error:  # a connection ends here, and must not take the others with it
            self._tell(told := sentence(error, "A request of a Wyoming client"))
            await self.refuse(told, "failed")

    async def refuse(self, why: str, code: str = "refused") -> None:
        """One error event."""
        with suppress(anyio.BrokenResourceError):
            await self._wire.send(Error(why, code).event())

    async def _take(self, event: Event) -> None:
        if event.type not in TAKEN:
            return  # the protocol grows
        kind, take = TAKEN[event.type]
        try:
            asked = kind.from_event(event)
            unfit = [
                each for each, fit in KINDS.items() if hasattr(asked, each) and not isinstance(vars(asked)[each], fit)
            ]
        except NO_EVENT as error:
            raise BadInput(f"The event {event.type} lacks something: send it as the protocol has it.") from error
        if unfit and kind is not Ping:
            raise BadInput(f"The event {event.type} has an odd {unfit[0]}: send it as the protocol has it.")
        await take(self, asked)

    async def describe(self, asked: Describe) -> None:
        await self._wire.send(info(await self._parts.about()).event())

    async def ping(self, asked: Ping) -> None:
        await self._wire.send(Pong(asked.text).event())

    async def listen_for(self, asked: Transcribe | Detect) -> None:
        self._request = asked

    async def sound_begins(self, asked: AudioStart) -> None:
        await self.sound_ends(AudioStop())
        self._sound = Sound(asked.rate, asked.width, asked.channels)
        self._sounds, sounds = anyio.create_memory_object_stream[Stamped](PIECES)
        self._ends.enter_context(self._sounds)
        self._ends.enter_context(sounds)
        if isinstance(self._request, Detect):
            self._start(partial(requests.detect, self._wire.send, sounds, self._request))
        else:
            self._start(partial(requests.transcribe, self._parts, self._wire.send, sounds, self._request))

    async def sound(self, asked: AudioChunk) -> None:
        if self._sounds is None or self._sound is None:
            return  # it goes on sending what is wanted no more
        if not self._sound.is_of(asked.rate, asked.width, asked.channels):
            self._sound = Sound(asked.rate, asked.width, asked.channels)
        try:
            await self._sounds.send((self._sound.feed(asked.audio), asked.timestamp))
        except anyio.BrokenResourceError:  # all that was wanted is known
            await self.sound_ends(AudioStop())

    async def sound_ends(self, asked: AudioStop) -> None:
        if self._sounds:
            self._sounds.close()
        self._sounds = self._sound = None

    async def say(self, asked: Synthesize) -> None:
        if self._texts is None:  # else it is the whole of what comes in parts, for those who take no parts
            self._start(partial(requests.speak, self._parts, self._wire.send, _once(asked.text), asked.voice))

    async def text_begins(self, asked: SynthesizeStart) -> None:
        await self.text_ends(SynthesizeStop())
        self._texts, texts = anyio.create_memory_object_stream[str](PIECES)
        self._ends.enter_context(self._texts)
        self._ends.enter_context(texts)

        async def speak() -> None:
            with texts:
                await requests.speak(self._parts, self._wire.send, texts, asked.voice)
            await self._wire.send(SynthesizeStopped().event())

        self._start(speak)

    async def text(self, asked: SynthesizeChunk) -> None:
        if self._texts:
            await self._texts.send(asked.text)

    async def text_ends(self, asked: SynthesizeStop) -> None:
        if self._texts:
            self._texts.close()
        self._texts = None

    async def handle(self, asked: Transcript) -> None:
        conversation = (asked.context or {}).get("conversation_id") or self._name
        self._start(partial(requests.answer, self._parts, self._wire.send, asked, str(conversation)))

    async def recognize(self, asked: Recognize) -> None:
        await requests.recognize(self._parts, self._wire.send, asked)

    def _start(self, request: Request) -> None:
        """Do it beside reading, after what is being done."""
        self._doing += 1
        self._wire.busy = True
        self._tasks.start_soon(self._do, request)

    async def _do(self, request: Request) -> None:
        async with self._one:
            await request()
        self._doing -= 1
        self._wire.busy = self._doing > 0


Take = Callable[[Connection, Any], Awaitable[None]]
TAKEN: dict[str, tuple[type[Eventable], Take]] = {  # type of an event → what it is read as, and who takes it
    "describe": (Describe, Connection.describe),
    "ping": (Ping, Connection.ping),
    "transcribe": (Transcribe, Connection.listen_for),
    "detect": (Detect, Connection.listen_for),
    "audio-start": (AudioStart, Connection.sound_begins),
    "audio-chunk": (AudioChunk, Connection.sound),
    "audio-stop": (AudioStop, Connection.sound_ends),
    "synthesize": (Synthesize, Connection.say),
    "synthesize-start": (SynthesizeStart, Connection.text_begins),
    "synthesize-chunk": (SynthesizeChunk, Connection.text),
    "synthesize-stop": (SynthesizeStop, Connection.text_ends),
    "transcript": (Transcript, Connection.handle),
    "recognize": (Recognize, Connection.recognize),
}


async def _once(text: str) -> AsyncIterator[str]:
    yield text
