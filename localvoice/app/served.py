"""What an engine does for other programs: sessions that hear and answer, and single requests. They share the models.

A program gets nothing of the person's data: the skills that answer it keep their lists in memory, for one session.
"""

import random
import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import numpy as np

from localvoice import wall
from localvoice.app.engine import Engine
from localvoice.app.fit import CONTEXT_TOKENS, conversations
from localvoice.app.pictures import picture
from localvoice.app.sight import Eyes
from localvoice.app.voices import voices
from localvoice.audio.encoded import KINDS, Encoder
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_content
from localvoice.dialogue.ringing import POLL_S, Bell
from localvoice.dialogue.served import Detection, Means, Served
from localvoice.dialogue.served_answer import Place, Reports, Wish
from localvoice.engine import machine
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput, LocalvoiceError
from localvoice.events import RATE_HZ, Manner, Picture
from localvoice.hearing import clips
from localvoice.hearing.tone_told import heeded
from localvoice.hearing.turns import Rules
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import Entry, LanguageModel, Patient, Recogniser, Sampling, ToolCall
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen
from localvoice.store.weights import Profile, Weights
from localvoice.tools.due import due
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.answering import Answering, Author, Begun, Reading, Reciter, Tell
from localvoice.understanding.asked import SILENT, Asked, Finished, Piece, Wanted, Wrote
from localvoice.understanding.both_ears import BothEars
from localvoice.understanding.cold import COLD
from localvoice.understanding.ears import Ears
from localvoice.understanding.language import Tongues, plain
from localvoice.understanding.lasting import Lasting
from localvoice.understanding.listening import Listener
from localvoice.understanding.mouth import Mouth
from localvoice.understanding.mute import Mute
from localvoice.understanding.open_ear import OpenEar
from localvoice.understanding.outlook import Forecast
from localvoice.understanding.prompt import system
from localvoice.wording.phrases import speak_phrases

if TYPE_CHECKING:
    from localvoice.app.own import Own
    from localvoice.understanding.thinking import Thinker

# Sound of programs that waits is heard so many frames at a time, 0.26 s: with 17 voices at once, a step for every frame
# needed half of the lane.
FRAMES_AT_ONCE = 8

__all__ = [
    "KINDS",
    "SILENT",
    "UNCALLED",
    "Asked",
    "Detection",
    "Encoder",
    "Entry",
    "Finished",
    "Picture",
    "Piece",
    "Place",
    "Programs",
    "Reports",
    "Rules",
    "Said",
    "Served",
    "ToolCall",
    "Wanted",
    "Wish",
    "Wrote",
]

UNCALLED = (
    "Functions are not called here, because the profile has no language model and its skills answer: start localvoice "
    "with another, such as light."
)
UNHEEDED = (
    "A program has said which words to expect (`prompt`), which the recogniser of the profile {profile} does not take: "
    "they are ignored."
)
IN_MEMORY = Path(":memory:")
IDLE_AUTHORS = 2  # conversations with the model that are kept for single requests: the next one may go on with one


@dataclass(frozen=True)
class Said:
    """A part of a recording between two pauses."""

    text: str
    start_s: float
    end_s: float
    language: str  # that was detected, such as "de"; "" when nobody can tell


class Programs:
    """Use it from the loop's thread, while the engine lives. Everything may raise BadInput, StoreError, EngineError."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings = engine, settings
        self._lane = engine.lane.guest()
        self._costs = Costs(COLD)  # theirs, with all that comes before them
        self._idle: list[Author] = []
        self._lm: LanguageModel | None = None  # that these talk with
        self._voices: list[str] | None = None
        self._unheeded = False  # the log knows that hints are ignored
        self.talking = False  # somebody has the model that hears and speaks at once

    @asynccontextmanager
    async def session(
        self, reports: Reports, own: "Own | None" = None, partly: Callable[[str], None] = lambda words: None
    ) -> AsyncIterator[Served]:
        """A conversation with a program, or the person's own, ready to hear. `partly` gets the words so far of who
        speaks."""
        async with AsyncExitStack() as stack:
            toolbox = own.toolbox if own else stack.enter_context(self._toolbox())
            lane = own.lane if own else self._lane
            ears = await stack.enter_async_context(self._ears(toolbox, lane))
            mouths = Mouths(self, toolbox.world, stack, lane)
            mouth = await mouths.mouth("")
            await ears.listener.warm()
            beside = await self._answering(toolbox, mouths, ears.listener)
            theirs = await own.thinker() if own else None
            answering = (
                Reciter(self._lasting(toolbox, ears.listener, theirs), mouths.mouth, own.diary.understood)
                if own
                else await self._answering(toolbox, mouths, ears.listener)
            )
            thinks = isinstance(answering, Author)
            means = Means(
                ears,
                answering,
                beside,
                lambda: self._ears(toolbox, lane),
                mouth.rate_hz,
                lambda asked, text: Reading(mouths.mouth, asked, text),
                lambda text: toolbox.match(text) is not None,
                thinks,
                heeded(self.settings.tone),
                partly,
            )
            async with anyio.create_task_group() as tasks:
                served = Served(means, tasks, self.engine.clock.now_s, reports)
                if isinstance(answering, Reciter):
                    tasks.start_soon(self._ring, toolbox, served, reports, own.rings if own else lambda: True)
                yield served
                tasks.cancel_scope.cancel()

    @asynccontextmanager
    async def ears(self) -> AsyncIterator[Ears]:
        """For one utterance after the other."""
        with self._toolbox() as toolbox:
            async with self._ears(toolbox, self._lane) as ears:
                yield ears

    @asynccontextmanager
    async def hearing(
        self, name: str, content: bytes, language: str = "", hint: str = ""
    ) -> AsyncIterator[tuple[AsyncIterator[Said], float]]:
        """What is said in a sound file, in a language such as "de" ("": as heard), between its pauses, as it is
        recognised; and how many seconds it has. `hint`: words that are likely; the log hears where nobody takes them.
        """
        self.check_language(language)
        pcm, rate_hz = await anyio.to_thread.run_sync(read_content, Path(name), content)
        pcm = await anyio.to_thread.run_sync(resample, pcm, rate_hz, RATE_HZ)
        parts = await anyio.to_thread.run_sync(clips.turns, pcm)
        async with self.ears() as ears:
            ears.language, ears.hint = language, hint
            self.note_hint(hint, ears.listener.heeds_hints)
            yield _said(ears, parts), len(pcm) / RATE_HZ

    @asynccontextmanager
    async def speech(self, text: str, voice: str, pace: float) -> AsyncIterator[tuple[AsyncIterator[np.ndarray], int]]:
        """A text's sound as it is made, pieces of (n,) float32, and its rate; later speech is wanted later."""
        made_s, began_s = 0.0, 0.0

        def due_s() -> float:
            return max(0.0, made_s - (self.engine.clock.now_s() - began_s)) if made_s else 0.0

        async with self.engine.voice(await self.voice_named(voice)) as speaker:

            def steps() -> Generator[np.ndarray, None, None]:
                nonlocal made_s, began_s
                for phrase in speak_phrases(text):
                    for piece in speaker.say(phrase.spoken, Manner(pace)):
                        began_s = began_s if made_s else self.engine.clock.now_s()
                        made_s += len(piece.pcm) / speaker.rate_hz
                        yield piece.pcm

            async with self._lane.stream("say", steps, due_s) as pieces:
                yield pieces, speaker.rate_hz

    async def answer(self, asked: Asked, tell: Tell) -> None:
        """Answer a written conversation; `tell` gets the pieces, `Finished` at last."""
        if (lm := await self._model()) is not self._lm:  # it was freed, and loaded again
            self._idle, self._lm = [], lm
        with self._toolbox(keeps=False) as toolbox:
            answering = self._idle.pop() if self._idle else await self._answering(toolbox, None, None)
            begun: Begun = answering.begin(asked, _surely())
            try:
                await begun.run(tell, lambda: 0.0)
            finally:
                if isinstance(answering, Author) and self._lm is lm and len(self._idle) < IDLE_AUTHORS:
                    self._idle.append(answering)

    async def picture(self, data: bytes, tell: Callable[[str], None]) -> Picture:
        """As `app.pictures.picture`."""
        return await picture(data, self.engine.clock.now_s(), tell)

    def check_language(self, language: str) -> None:
        """Can it be heard? Raises BadInput where it surely cannot; some models know more than is known of them."""
        name = self._profile.recogniser
        heard = self._known.models[name].languages if name else []
        if language and not re.fullmatch("[a-z]{2,3}", plain(language)):
            raise BadInput(f"There is no language '{language:.20}': give its code, such as en or de.")
        if language and heard and (len(heard) == 1 and plain(language) not in heard):
            raise BadInput(
                f"The recogniser {name} hears only {heard[0]}, not {plain(language)}: leave `language` out, "
                "or start localvoice with another profile."
            )

    def note_hint(self, hint: str, heeded: bool) -> None:
        """Tell the log, once, that hints are ignored."""
        if hint and not heeded and not self._unheeded:
            self._unheeded = True
            self.engine.tell(UNHEEDED.format(profile=self.settings.profile))

    def names(self) -> list[str]:
        """The profile's, and those of what it is made of."""
        profile = self._profile
        return list(filter(None, (self.settings.profile, profile.recogniser, profile.lm, profile.voice)))

    def instructions(self, given: str) -> str:
        """What the model is told about itself: what the program says, or who the settings' persona is."""
        return given or system(persona(self.settings.persona), tools=False)

    async def voice_named(self, name: str) -> str:
        """The name of a voice of the profile; programs ask for those of other services, which is the settings' then."""
        return name if name in await self.voices() else self.settings.voice

    async def voices(self) -> list[str]:
        """Those of the profile, by name; none where there is nothing to choose from."""
        if self._voices is None:
            try:
                found = await anyio.to_thread.run_sync(voices, self.settings, self.engine.data)
                self._voices = list(found["voices"])
            except LocalvoiceError:
                self._voices = []
        return self._voices

    @property
    def own_voice(self) -> str:
        """What the settings' own is called, or what it belongs to."""
        return self.settings.voice or self._profile.voice

    async def _ring(self, toolbox: Toolbox, served: Served, reports: Reports, wanted: Callable[[], bool]) -> None:
        """The timers, alarms and reminders of one session, while they are `wanted` here."""
        bell = Bell(lambda: [ring.text for ring in due(toolbox.world.shelf, wall.now())], self.engine.tell)
        while True:
            await anyio.sleep(POLL_S)
            if wanted() and served.settled and (texts := bell.due(self.engine.clock.now_s())):
                reports.rings(" ".join(texts))

    async def _answering(self, toolbox: Toolbox, mouths: "Mouths | None", listener: Listener | None) -> Answering:
        """`mouths`: None where nothing is said aloud."""
        lm, how = await self._model(), Sampling(**self.settings.sampling)
        mouth = mouths.mouth if mouths else _mute
        if lm is not None:
            words = self.instructions("")
            opened = await self._lane.call("open a conversation", lambda: lm.open(words, [], CONTEXT_TOKENS))
            return Author(self._lane, opened, mouth, how, self.engine.tell, self.settings.tools)
        return Reciter(self._lasting(toolbox, listener, None), mouth)

    def _lasting(self, toolbox: Toolbox, listener: Listener | None, thinker: "Thinker | None") -> Lasting:
        tongues, forecast = Tongues(None), Forecast(self._costs)
        return Lasting(self.engine.clock, self._costs, listener, None, toolbox, tongues, Mute(), forecast, thinker)

    @cached_property
    def most_sessions(self) -> int | None:
        """So many have room in memory; None: as many as anybody wants."""
        return None if self.by_skills else conversations(self.settings.profile, machine.read(), self._known)

    @property
    def by_skills(self) -> bool:
        """Do the skills answer, and no language model?"""
        name = self._profile.lm
        return not self.engine.has("lm") or bool(name and self._known.models[name].folder)

    async def _model(self) -> LanguageModel | None:
        """One that comes with this package knows the persona's own tools and nothing else: the skills know more."""
        return None if self.by_skills else await self.engine.lm()

    @cached_property
    def _known(self) -> Weights:
        return chosen(self.settings, self.engine.data)

    @property
    def _profile(self) -> Profile:
        return self._known.profile(self.settings.profile)

    @contextmanager
    def _toolbox(self, keeps: bool = True) -> Iterator[Toolbox]:
        """`keeps`: as for `Toolbox`; a single request has nothing in which it could."""
        eyes = Eyes(self.engine, self.settings, self.engine.data, here=False)
        with SqliteShelf(IN_MEMORY, tell=self.engine.tell) as shelf:
            world = World(shelf, wall.now, random.Random(), eyes=eyes)
            yield Toolbox(persona(self.settings.persona), world, keeps=keeps)

    @asynccontextmanager
    async def _ears(self, toolbox: Toolbox, lane: Lane) -> AsyncIterator[Ears]:
        engine, costs = self.engine, self._costs
        async with (
            engine.recogniser(self.settings.language) as recogniser,
            engine.open_ear() as second,
        ):
            grammar, written = toolbox.grammar, toolbox.written
            listener = Listener(
                lane, engine.clock, recogniser, grammar, costs, lambda: ears.expected(), written, FRAMES_AT_ONCE
            )
            both = None
            if second and listener.follows_grammar:
                both = BothEars(OpenEar(lane, engine.clock, second, recogniser, costs, written), toolbox)
                both.ready(self._failed)
            at_once = recogniser.at_once if isinstance(recogniser, Patient) else None
            ears = Ears(listener, both, toolbox, self._failed, at_once)
            with _patient(recogniser) if lane is self._lane else nullcontext():
                try:
                    yield ears
                finally:
                    ears.forget()

    def _failed(self, error: LocalvoiceError) -> None:
        self.engine.tell(str(error))


class Mouths:
    """The voices of one session: each is lent when it is first wanted, and given back with `stack`."""

    def __init__(self, programs: Programs, world: World, stack: AsyncExitStack, lane: Lane) -> None:
        self._programs, self._world = programs, world
        self._stack, self._lane = stack, lane
        self._known: dict[str, Mouth] = {}

    async def mouth(self, name: str) -> Mouth:
        """As `understanding.answering.Mouths`."""
        programs, name = self._programs, await self._programs.voice_named(name)
        if name not in self._known:
            engine = programs.engine
            voice = await self._stack.enter_async_context(engine.voice(name))
            self._known[name] = Mouth(self._lane, engine.clock, voice, programs._costs, self._world, notice=engine.tell)
        return self._known[name]


@contextmanager
def _patient(recogniser: Recogniser) -> Iterator[None]:
    """Meanwhile it lets the person here go first, where it can; afterwards it may be lent to them."""
    if isinstance(recogniser, Patient):
        recogniser.patient(True)
    try:
        yield
    finally:
        if isinstance(recogniser, Patient):
            recogniser.patient(False)


async def _said(ears: Ears, parts: Sequence[clips.Clip]) -> AsyncIterator[Said]:
    for part in parts:
        heard = await ears.hear_all(part.frames)
        if heard.text:
            yield Said(heard.text, part.start_s, part.start_s + len(part.pcm) / RATE_HZ, heard.language)


async def _mute(name: str) -> Mouth:
    raise AssertionError("Nothing of this is said aloud.")


def _surely() -> anyio.Event:
    event = anyio.Event()
    event.set()
    return event
