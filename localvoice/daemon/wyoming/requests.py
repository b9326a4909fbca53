"""What is a request answered? Each is one function of what comes in; the events that it sends are in the order of the
protocol's own description."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable

import anyio
import numpy as np
from anyio.streams.memory import MemoryObjectReceiveStream
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, HandledChunk, HandledStart, HandledStop, NotHandled
from wyoming.intent import Entity, Intent, NotRecognized, Recognize
from wyoming.tts import SynthesizeVoice
from wyoming.wake import Detect, Detection, NotDetected

from localvoice.app.parts import Parts, Saying, Told, Understood, Utterance, Waking
from localvoice.daemon.wyoming.transcript import Steady

Send = Callable[[Event], Awaitable[None]]
Stamped = tuple[np.ndarray, int | None]  # (n,) float32 at 16 kHz, and the client's time of it in ms, where it told one
Sounds = MemoryObjectReceiveStream[Stamped]
Texts = MemoryObjectReceiveStream[str]
NO_MODEL = "There is no model '{:.60}' here, so the profile's own hears: choose one that `describe` tells."
NO_VOICE = "There is no voice '{:.60}' here, so the settings' own speaks: choose one that `describe` tells."


async def transcribe(parts: Parts, send: Send, sounds: Sounds, asked: Transcribe) -> None:
    """Speech to text."""
    steady, said = Steady(), Utterance("", 0.0)
    if asked.name and not parts.hears_by(asked.name):
        await send(Error(NO_MODEL.format(asked.name), "unknown-model").event())
    put, get = anyio.create_memory_object_stream[str](math.inf)

    def told(words: str) -> None:
        if more := steady.take(words):
            put.send_nowait(more)

    with sounds, put, get:
        await send(TranscriptStart().event())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_chunks, get, lambda text: send(TranscriptChunk(text).event()))
            with put:
                said = await parts.understand(_sound(sounds), told, asked.language or "")
                if rest := steady.end(said.text):
                    put.send_nowait(rest)
    await send(Transcript(said.text, language=said.language or None).event())
    await send(TranscriptStop().event())


async def detect(send: Send, sounds: Sounds, asked: Detect) -> None:
    """Wait for a wake word."""
    gone_s = 0.0
    with sounds:
        waking = Waking(asked.names or ())
        async for pcm, at_ms in sounds:
            word, seconds = await waking.hear(pcm)
            gone_s += seconds
            if word:
                at = round(1000 * gone_s) if at_ms is None else at_ms
                await send(Detection(word.replace(" ", "_"), at, context=asked.context).event())
                return
    await send(NotDetected(asked.context).event())


async def speak(parts: Parts, send: Send, texts: AsyncIterator[str], voice: SynthesizeVoice | None) -> None:
    """Text to speech."""
    rate_hz = samples = 0

    async def begin(hz: int) -> None:
        nonlocal rate_hz
        rate_hz = hz
        await send(AudioStart(hz, 2, 1, timestamp=0).event())

    async def sound(pcm: bytes) -> None:
        nonlocal samples
        await send(AudioChunk(rate_hz, 2, 1, pcm, timestamp=1000 * samples // rate_hz).event())
        samples += len(pcm) // 2

    wanted = (voice.name or voice.language or "") if voice else ""
    if wanted and not await parts.has_voice(wanted):
        await send(Error(NO_VOICE.format(wanted), "unknown-voice").event())
    await parts.speak(texts, wanted, begin, sound)
    await send(AudioStop(timestamp=1000 * samples // rate_hz).event())


async def answer(parts: Parts, send: Send, asked: Transcript, conversation: str) -> None:
    """Do what typed words ask for, and say what came of it."""
    put, get = anyio.create_memory_object_stream[str](math.inf)
    understood, told = Understood(asked.text, False), False

    def tell(each: Told) -> None:
        nonlocal understood, told
        if isinstance(each, Understood):
            understood = each
        elif isinstance(each, Saying) and understood.accepted and each.text:
            put.send_nowait((" " if told else "") + each.text)
            told = True

    async def begin() -> None:
        await send(HandledStart(asked.context).event())

    with put, get:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_chunks, get, lambda text: send(HandledChunk(text).event()), begin)
            with put:
                understood = await parts.answer(asked.text, conversation, tell)
    made = Handled if understood.accepted else NotHandled
    await send(made(understood.answer or None, asked.context).event())
    if told:
        await send(HandledStop().event())


async def recognize(parts: Parts, send: Send, asked: Recognize) -> None:
    """Say what typed words ask for; nothing is done."""
    found = parts.recognise(asked.text)
    if found is None:
        await send(NotRecognized(context=asked.context).event())
        return
    name, words = found
    await send(Intent(name, [Entity(*each) for each in words.items()], context=asked.context).event())


async def _chunks(
    texts: Texts, send: Callable[[str], Awaitable[None]], begin: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Send them as they come; `begin` before the first."""
    with texts:
        async for text in texts:
            if begin:
                await begin()
                begin = None
            await send(text)


async def _sound(sounds: Sounds) -> AsyncIterator[np.ndarray]:
    async for pcm, _ in sounds:
        yield pcm
