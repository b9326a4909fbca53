"""What has another program of the assistant, one part at a time? Ears, a voice, answers to typed words, a wake word.

Each request is a use of its own: models are loaded when one is wanted. Typed words are the person's, as at a keyboard:
what a skill does is done with their data.
"""

import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib.util import find_spec

import anyio
import anyio.lowlevel
import anyio.to_thread
import numpy as np

from localvoice import __version__
from localvoice.app.person import tools
from localvoice.app.resident import House
from localvoice.app.served import Programs
from localvoice.app.typed import Conversations, conversations
from localvoice.app.voices import voices
from localvoice.audio.pcm import Pcm
from localvoice.audio.wire import encoded
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput, LocalvoiceError
from localvoice.events import RATE_HZ, Frame, Manner
from localvoice.hearing import wake
from localvoice.hearing.clips import Live
from localvoice.models.roles import Voice
from localvoice.store.catalogue import chosen
from localvoice.store.weights import Model
from localvoice.understanding.ears import Utterance
from localvoice.understanding.language import plain
from localvoice.understanding.mind import AHEAD_S, Saying, Told, Understood
from localvoice.wording.phrase import Phrase
from localvoice.wording.phrases import Cutter, spoken_phrases

__all__ = ["About", "Made", "Parts", "Saying", "Told", "Understood", "Utterance", "parts"]

LONGEST_S = 60.0  # of one utterance: nobody speaks so long to be understood, and its sound is kept
SLICE_SAMPLES = RATE_HZ // 2  # that are looked at before others get a turn
AT_ONCE = 4  # that are heard, and that are spoken to: each may need a model of its own; others wait
CHARS = 20_000  # of one text to be said: twenty minutes
PROGRAM = "localvoice"
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")  # a voice that is called as its language is
WORD_OWNER, WORD_URL = "Kevin Ahrendt", "https://github.com/OHF-Voice/pymicro-wakeword"


@dataclass(frozen=True)
class Made:
    """A model: what it is called, where it is from, under which licence, and what it hears or speaks."""

    name: str
    owner: str
    url: str  # "" where nobody says
    licence: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """What there is to use."""

    version: str
    persona: str
    ears: Made | None
    voice: Made | None
    voices: tuple[tuple[str, tuple[str, ...]], ...]  # of `voice`: each with its languages, the settings' own first
    thinks: Made | None  # who answers what no skill explains
    words: tuple[Made, ...]  # that wake; () where nothing is installed that hears them


@asynccontextmanager
async def parts(house: House) -> AsyncIterator["Parts"]:
    """Ready to be used."""
    lane = house.engine.lane.guest()
    async with conversations(house, lane) as typed:
        yield Parts(house, lane, typed)


class Parts:
    """Everything may raise BadInput, StoreError, EngineError."""

    def __init__(self, house: House, lane: Lane, typed: Conversations) -> None:
        self._house, self._lane, self._typed = house, lane, typed
        self._programs = Programs(house.engine, house.settings)
        self._hearing, self._speaking = anyio.Semaphore(AT_ONCE), anyio.Semaphore(AT_ONCE)

    async def about(self) -> About:
        """Loads nothing."""
        return await anyio.to_thread.run_sync(self._about)

    def _about(self) -> About:
        settings = self._house.settings
        known = chosen(settings, self._house.data)
        profile = known.profile(settings.profile)
        names = (profile.recogniser, profile.voice, profile.lm)
        ears, voice, lm = [_made(name, known.models[name]) if name else None for name in names]
        try:
            found = voices(settings, self._house.data)["voices"] if voice else []
        except LocalvoiceError:  # it is one voice, or has to be pulled
            found = [settings.voice or profile.voice] if voice else []
        own = voice.languages if voice else ()
        spoken = [(name, (name,) if TAG.fullmatch(name) else own) for name in found]
        spoken.sort(key=lambda each: each[0] != (settings.voice or found[0]))
        heard = wake.WORDS.items() if find_spec("pymicro_wakeword") else ()
        words = (Made(word, WORD_OWNER, WORD_URL, "Apache-2.0", ("en",)) for word, _ in heard)
        return About(__version__, settings.persona, ears, voice, tuple(spoken), lm, tuple(words))

    def hears_by(self, name: str) -> bool:
        """Is this what hears, or what it is part of?"""
        return name.lower() in (PROGRAM, *self._programs.names())

    async def understand(
        self, sound: AsyncIterator[np.ndarray], told: Callable[[str], None], language: str = ""
    ) -> Utterance:
        """The words of one utterance, pieces of (n,) float32 at 16 kHz; `told` gets the words so far.

        `language`: that is spoken, such as "de"; "": as heard. Of a recogniser that follows a grammar `told` gets
        nothing: until the end it may take back all of its words.
        """
        self._programs.check_language(language)
        async with self._hearing, self._house.awake(), self._programs.ears() as ears:
            ears.language = language
            if ears.listener.follows_grammar:
                return await ears.hear(_frames(sound))
            return await ears.hear(_frames(sound), told)

    async def speak(
        self,
        texts: AsyncIterator[str],
        voice: str,
        begin: Callable[[int], Awaitable[None]],
        send: Callable[[bytes], Awaitable[None]],
    ) -> None:
        """Say a text that still comes. `begin` gets the rate in Hz, then `send` 16-bit samples as they are made."""
        name = await self.voice(voice)
        async with self._speaking, self._house.awake() as engine, engine.voice(name) as speaker:
            await begin(speaker.rate_hz)
            saying, cutter, chars = _Saying(self._lane, speaker, send, engine.clock.now_s), Cutter(), 0
            language = name.split("-")[0] if TAG.fullmatch(name) else ""
            async for text in texts:
                chars += len(text)
                if chars > CHARS:
                    raise BadInput(f"The text has more than {CHARS} characters: send it in parts.")
                for phrase in spoken_phrases(cutter.feed(text), language):
                    await saying.say(phrase)
            for phrase in spoken_phrases(cutter.end(), language):
                await saying.say(phrase)

    async def voice(self, wanted: str) -> str:
        """The voice that is meant by a name or by a language, such as de-DE; the settings' own for any other."""
        return await self._named(wanted) or await self._programs.voice_named("")

    async def has_voice(self, wanted: str) -> bool:
        """Is there one of that name, or for that language?"""
        return bool(await self._named(wanted)) or wanted == await self._programs.voice_named("")

    async def _named(self, wanted: str) -> str:
        """ "" for none."""
        for name in filter(None, (wanted, wanted.lower(), plain(wanted))):
            if (found := await self._programs.voice_named(name)) == name:
                return found
        return ""

    async def answer(self, text: str, conversation: str, tell: Callable[[Told], None]) -> Understood:
        """As `Conversations.answer`."""
        return await self._typed.answer(text, conversation, tell)

    def recognise(self, text: str) -> tuple[str, dict[str, str]] | None:
        """Which skill would answer these words, and what they name; nothing is done. None: no skill."""
        with tools(self._house.settings, self._house.data, self._house.tell) as toolbox:
            call = toolbox.match(text)
        return (call.intent, dict(call.words)) if call else None


class Sound:
    """Another program's sound as it comes → (n,) float32 at 16 kHz. Raises BadInput for a format."""

    def __init__(self, rate_hz: int, width: int, channels: int) -> None:
        self._pcm = Pcm(rate_hz, width, channels, RATE_HZ)

    def feed(self, sound: bytes) -> np.ndarray:
        return self._pcm.feed(sound)

    def is_of(self, rate_hz: int, width: int, channels: int) -> bool:
        """Is it in this format?"""
        return self._pcm.format == (rate_hz, width, channels)


class Waking:
    """Listens for wake words; () for any of them. Raises BadInput, EngineError."""

    def __init__(self, words: Sequence[str]) -> None:
        self._wake = wake.load(words or list(wake.WORDS))

    async def hear(self, pcm: np.ndarray) -> tuple[str, float]:
        """The word in (n,) float32 at 16 kHz, and how many seconds of it had gone by then; "" for none."""
        for start in range(0, len(pcm), SLICE_SAMPLES):
            piece = pcm[start : start + SLICE_SAMPLES]
            if word := self._wake.hear(piece):
                return word, (start + len(piece)) / RATE_HZ
            await anyio.lowlevel.checkpoint()
        return "", len(pcm) / RATE_HZ


class _Saying:
    """Phrases in one voice, each made while the one before is sent, and not far ahead of who takes them."""

    def __init__(
        self, lane: Lane, voice: Voice, send: Callable[[bytes], Awaitable[None]], now_s: Callable[[], float]
    ) -> None:
        self._lane, self._voice = lane, voice
        self._send, self._now_s = send, now_s
        self._made_s = self._sent_s = 0.0
        self._began_s = 0.0  # when the first sound was sent, which is taken to play since

    async def say(self, phrase: Phrase) -> None:
        def steps() -> Generator[np.ndarray, None, None]:
            with closing(self._voice.say(phrase.spoken, Manner())) as pieces:
                for piece in pieces:
                    self._made_s += len(piece.pcm) / self._voice.rate_hz
                    yield piece.pcm

        async with self._lane.stream("say", steps, self._due_s) as pieces:
            async for pcm in pieces:
                self._began_s = self._began_s if self._sent_s else self._now_s()
                await self._send(encoded(pcm, "audio/pcm"))
                self._sent_s += len(pcm) / self._voice.rate_hz

    def _due_s(self) -> float:
        if self._made_s - self._sent_s > AHEAD_S:
            return math.inf
        return max(0.0, self._made_s - (self._now_s() - self._began_s)) if self._sent_s else 0.0


async def _frames(sound: AsyncIterator[np.ndarray]) -> AsyncIterator[Frame]:
    """Those of the person's one turn."""
    live = Live()
    async for pcm in sound:
        for start in range(0, len(pcm), SLICE_SAMPLES):
            for frame in live.feed(pcm[start : start + SLICE_SAMPLES]):
                yield frame
            await anyio.lowlevel.checkpoint()
        if live.seconds > LONGEST_S:
            return
    for frame in live.finish():
        yield frame


def _made(name: str, model: Model) -> Made:
    url = f"https://huggingface.co/{model.repo}" if model.repo else ""
    owner = model.repo.split("/")[0] if model.repo else model.called or model.family
    return Made(name, owner, url, model.licence, tuple(model.languages))
