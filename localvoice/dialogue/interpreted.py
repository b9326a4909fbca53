"""Interpreting live: what is said in one language comes out in the other while the speaker goes on; both ways.

There are no turns: everybody is heard all the time, and nobody interrupts anybody by speaking. Utterances are looked at
again and again (`overheard`), their clauses are translated one after the other, and spoken one after the other
(`rendering`); only "stop" and the like (`commands`) are for the interpreter, and a stop is one at any time. It begins
with a sentence of its own: until the echo canceller has heard us alone once, it takes who speaks meanwhile for echo.
"""

import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.clock import Clock
from localvoice.dialogue.failing import reporting
from localvoice.dialogue.overheard import Seen, Utterance
from localvoice.dialogue.rendering import Rendering
from localvoice.dialogue.shown import Failed, Notice, Shown, State
from localvoice.events import FRAME_S, TONES, Frame
from localvoice.hearing import turns as floor
from localvoice.hearing.clips import PRE_ROLL_S
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.turns import Event, Rules, Turns
from localvoice.understanding.interpreting.carried import carried
from localvoice.understanding.interpreting.clauses import PAUSE_S, Clause, Clauses, Look
from localvoice.understanding.interpreting.commands import Command, Wish, command
from localvoice.understanding.interpreting.interpreter import Interpreter
from localvoice.understanding.interpreting.own import Own
from localvoice.understanding.interpreting.pair import Pair
from localvoice.understanding.interpreting.tongues import tongue
from localvoice.understanding.interpreting.translator import Translation
from localvoice.understanding.language import NAMES
from localvoice.understanding.mind import Out, Partial, Saying, Told

RULES = Rules(end_s=0.7)  # silence after which an utterance is over: longer than a breath
FILLERS = re.compile(r"\b(?:m+(?:[ -]?h+m+)?|h+m+|u+h+m*|u+m+|[äeö]+h+m*|euh+)\b", re.I)
LOST_AGAIN_S = 20.0  # until it is said again that a sentence was lost
PACE_STEP, VOLUME_STEP = 1.2, 0.2
SLOWEST, FASTEST, QUIETEST = 0.5, 2.0, 0.2
CUT_OFF = "The sound ended before everything was translated: let the recording end in more silence."
UNHEARD_S = 1.0  # of voice in which nobody understood a word: it is told that something was said
UNHEARD = "Something was said that was not understood, and so it was not translated."
ONE_LANGUAGE = "Nobody has spoken another language than {name} yet, so there is none to translate it into."

Tell = Callable[[Shown], None]
T = TypeVar("T")


class Interpreted:
    """`pair`: the languages; `tones`: of the speakers' that are carried over; `live` as for `Conversation`."""

    def __init__(
        self,
        mind: Interpreter,
        pair: Pair,
        sound: Loudspeaker,
        clock: Clock,
        tell: Tell,
        live: Callable[[bool], None] = lambda live: None,
        tones: frozenset[str] = frozenset(TONES),
        greets: bool = True,
    ) -> None:
        self._mind, self.pair = mind, pair
        self._sound, self._clock = sound, clock
        self._tell, self._live, self._tones = tell, live, tones
        self._turns = Turns()
        self._recent: deque[Frame] = deque(maxlen=round((PRE_ROLL_S + RULES.start_s) / FRAME_S))
        self._utterance: Utterance | None = None  # that goes on
        self._utterances = 0
        self._attended = 0  # utterances that are done with
        self._clauses: dict[str, Clauses] = {}  # by language: who speaks the same is taken for the same
        self._meter = ToneMeter()
        self._own = Own()
        self._open: list[Rendering] = []  # that were not heard out, in order
        self._past: deque[Rendering] = deque(maxlen=30)
        self._to_hear: MemoryObjectSendStream[Utterance]
        self._to_translate: MemoryObjectSendStream[Rendering]
        self._to_say: MemoryObjectSendStream[Rendering]
        self._lag_s = float("inf")
        self._count = 0
        self._lost_s = -LOST_AGAIN_S
        self._alone = False  # it was said that there is only one language
        self._greets = greets
        self._off = False
        self._held = False  # the key is
        self.push_to_talk = False

    async def run(self, frames: AsyncIterator[Frame]) -> None:
        """Interpret until the frames end; what is lost then is told."""
        with ExitStack() as ends:
            async with anyio.create_task_group() as tasks:
                self._to_hear = _working(tasks, ends, self._listen)
                self._to_translate = _working(tasks, ends, self._translate)
                self._to_say = _working(tasks, ends, self._say)
                self._prepare(tasks)
                self._tell(State("listening"))
                await self._converse(frames)
                tasks.cancel_scope.cancel()

    async def _converse(self, frames: AsyncIterator[Frame]) -> None:
        async for frame in frames:
            self._lag_s = min(self._lag_s + 1e-4 * FRAME_S, self._clock.now_s() - frame.end_s - frame.late_s)
            for language in sorted(self.pair.both) if self._greets else ():
                self._remark(tongue(language).on, language)
            self._greets = False
            self._hear(frame)
        if self._utterance or self._attended < self._utterances or any(not each.text for each in self._open):
            self._tell(Failed(CUT_OFF))
        for each in self._open:
            each.cut()
            self._finish(each)

    @property
    def answering(self) -> bool:
        """Is anything on its way?"""
        waits = any(clauses.waits_s is not None for clauses in self._clauses.values())
        return bool(self._utterance or self._open or waits or self._attended < self._utterances)

    def press(self) -> None:
        """The key: with push-to-talk somebody is heard only between two presses; else it stops and starts the
        interpreter."""
        if self.push_to_talk:
            self._held = not self._held
        else:
            self._obey(Command(Wish.ON if self._off else Wish.OFF), self.pair.into)

    def now_s(self) -> float:
        """Now, on the sound's sample clock."""
        return self._clock.now_s() - self._lag_s

    def _prepare(self, tasks: TaskGroup) -> None:
        """Read the prompts of both ways before somebody speaks, where both languages are known."""

        async def read() -> None:
            for spoken in self.pair.both:
                with reporting(self._tell, "Preparing"):
                    await self._mind.prepare(spoken, self.pair.target(spoken))

        if self.pair.other:
            tasks.start_soon(read)

    def _hear(self, frame: Frame) -> None:
        if self._turns.now_s == 0.0:
            self._turns = Turns(now_s=frame.start_s)
        voice = frame.voice if self._held or not self.push_to_talk else 0.0
        self._turns, event = floor.hear(self._turns, voice, FRAME_S, RULES)
        self._recent.append(frame)
        if event is Event.SPEECH_STARTED:
            self._begin()
        elif self._utterance:
            self._utterance.hear(frame, self._turns, self._sound.queued > 0)
            self._meter.push(frame.pcm, frame.voice)
            released = self.push_to_talk and not self._held
            if event is Event.TURN_ENDED or self._utterance.long or released:
                self._end()
        self._give_what_waits()
        self._follow()
        self._live(self.answering)

    def _begin(self) -> None:
        self._utterances += 1
        self._utterance = utterance = Utterance(self._utterances, self._turns.speech_start_s)
        self._meter.begin()
        for frame in self._recent:
            utterance.hear(frame, self._turns, self._sound.queued > 0)
            self._meter.push(frame.pcm, frame.voice)
        self._to_hear.send_nowait(utterance)
        self._tell(State("hearing"))

    def _end(self) -> None:
        if self._utterance:
            self._utterance.end()
            self._utterance = None
        self._turns = floor.release(replace(self._turns, voice_s=0.0, paused=False))
        self._recent.clear()
        self._tell(State("listening"))

    def _give_what_waits(self) -> None:
        """A verb that was waited for does not come."""
        if self._utterance or self._attended < self._utterances:
            return
        for clauses in self._clauses.values():
            if clauses.waits_s is not None and self._turns.now_s - self._turns.speech_end_s >= clauses.waits_s:
                for clause in clauses.flush():
                    self._give(clause, self._utterances)

    async def _listen(self, given: MemoryObjectReceiveStream[Utterance]) -> None:
        async for utterance in given:
            with reporting(self._tell, "Hearing"):
                await self._attend(utterance)
            self._attended += 1
            self._mind.forget(lambda error: self._tell(Failed(str(error))))

    async def _attend(self, utterance: Utterance) -> None:
        """Look at an utterance until it is over."""
        over = False
        while not over:
            await utterance.wanted.wait()
            seen = utterance.seen()
            over, began_s = seen.over, self._clock.now_s()
            if seen.new and utterance.voiced_s > 0:
                heard = await self._mind.hear(seen.frames)
                if heard.transcript.text:
                    utterance.text = heard.transcript.text
                    if not utterance.given:
                        utterance.language = self.pair.spoken(heard.transcript.language, utterance.text)
            utterance.looked(self._clock.now_s() - began_s)
            if utterance.text and not utterance.settled:
                self._take(utterance, seen)
        if not utterance.text and utterance.voiced_s >= UNHEARD_S and not self._off:
            self._tell(Failed(UNHEARD))

    def _take(self, utterance: Utterance, seen: Seen) -> None:
        """An utterance has grown."""
        certain = seen.over or seen.quiet_s >= PAUSE_S
        wish = command(utterance.text, self._off) if certain and not utterance.given else None
        if wish or self._own.repeats(utterance.text, utterance.language, utterance.beside):
            utterance.settled = certain
            if wish:
                self._obey(wish, utterance.language)
            return
        if self._off:
            return
        self._tell(Partial(utterance.text))
        clauses = self._clauses.setdefault(utterance.language, Clauses(utterance.language))
        if utterance.clauses is not clauses:
            utterance.clauses = clauses
            clauses.begin(utterance.begin_s)
        found = clauses.hear(Look(utterance.text, seen.until_s, seen.quiet_s, seen.over))
        if found and not utterance.given:
            utterance.given = True
            self.pair = self.pair.heard(utterance.language)
            for other in self._clauses.values():
                for clause in other.flush() if other is not clauses else ():
                    self._give(clause, utterance.number - 1)
        for clause in found:
            self._give(clause, utterance.number)

    def _give(self, clause: Clause, number: int) -> None:
        """A clause is certain; a hum is none."""
        if not FILLERS.sub("", clause.text).strip(" .,!?…-"):
            return
        into = self.pair.target(clause.language)
        if not into:
            if not self._alone:
                self._alone = True
                name = NAMES.get(clause.language, "this language")
                self._tell(Notice(ONE_LANGUAGE.format(name=name)))
            return
        note = self._meter.note(clause.text).only(self._tones)
        made = Rendering(clause, into, self._sound, number, self.now_s(), note)
        self._open.append(made)
        self._to_translate.send_nowait(made)

    async def _translate(self, given: MemoryObjectReceiveStream[Rendering]) -> None:
        async for each in given:
            with reporting(self._tell, "The translation"), each.scope:
                made = await self._mind.translate(each.clause, each.into)
                each.translated(made, self._spoken(each, made), self.now_s())
            if each.text and not each.scope.cancel_called:
                self._to_say.send_nowait(each)
            else:
                self._finish(each)

    def _spoken(self, each: Rendering, made: Translation) -> str:
        """What is said of a clause; "" for nothing."""
        known = tongue(each.into)
        if made.text:
            return f"{known.rather} {made.text}" if each.clause.corrects and known.rather else made.text
        self._tell(Failed(f"“{each.clause.text}” could not be translated: {made.why}."))
        again = self.now_s() - self._lost_s >= LOST_AGAIN_S
        self._lost_s = self.now_s()
        return known.lost if again else ""

    async def _say(self, given: MemoryObjectReceiveStream[Rendering]) -> None:
        async for each in given:
            world = self._mind.world
            manner = carried(each.note, world.pace, world.volume, each.into, self._ahead_s())
            with reporting(self._tell, "The voice"), each.scope:
                self._own.say(each.text, each.into)
                await self._mind.say(each.text, manner, Out(partial(self._told, each), self._ahead_s))
            each.done = True

    def _told(self, each: Rendering, told: Told) -> None:
        if each.scope.cancel_called:
            return
        each.take(told, self.now_s())
        if isinstance(told, Saying):
            self._tell(State("speaking"))

    def _ahead_s(self) -> float:
        return self._sound.queued / self._mind.rate_hz

    def _follow(self) -> None:
        for each in list(self._open):
            if each.follow():
                self._finish(each)

    def _finish(self, each: Rendering) -> None:
        if each not in self._open:
            return
        self._open.remove(each)
        self._past.append(each)
        self._count += 1
        self._tell(replace(each.turn(self._lag_s), number=self._count))

    def _obey(self, wish: Command, spoken: str) -> None:
        """Do what somebody who speaks that language wants of the interpreter."""
        world = self._mind.world
        match wish.wish:
            case Wish.STOP:
                self._stop()
            case Wish.OFF:
                self._stop()
                self._off = True
                self._remark(tongue(spoken).off, spoken)
            case Wish.ON:
                self._off = False
                self._remark(tongue(spoken).on, spoken)
            case Wish.INTO:
                self._switch(wish.language, spoken)
            case Wish.SLOWER | Wish.FASTER:
                step = PACE_STEP if wish.wish is Wish.FASTER else 1 / PACE_STEP
                world.pace = min(FASTEST, max(SLOWEST, world.pace * step))
            case Wish.LOUDER | Wish.SOFTER:
                step = VOLUME_STEP if wish.wish is Wish.LOUDER else -VOLUME_STEP
                world.volume = min(1.0, max(QUIETEST, world.volume + step))
            case Wish.REPEAT:
                self._repeat()
        self._tell(Notice(f"Interpreter: {wish.wish.value} {NAMES.get(wish.language, '')}".rstrip() + "."))

    def _switch(self, language: str, spoken: str) -> None:
        if not self._mind.speaks(language):
            self._tell(
                Failed(f"The voice does not speak {NAMES.get(language, language)}; choose another --voice-model.")
            )
            return
        self.pair = self.pair.switched(language, spoken)
        self._off = self._alone = False
        self._remark(tongue(language).on, language)

    def _stop(self) -> None:
        """Say nothing more of what was said until now."""
        for each in self._open:
            each.cut()
        self._sound.flush()
        for each in list(self._open):
            self._finish(each)

    def _repeat(self) -> None:
        """The translation of the last utterance that has one, again."""
        said = [each for each in self._past if each.made and each.made.text]
        for each in said:
            if each.utterance == said[-1].utterance and each.made:
                self._remark(each.made.text, each.into)

    def _remark(self, text: str, language: str) -> None:
        """Say something of our own."""
        if text and language:
            clause = Clause("", language, self.now_s(), self.now_s(), "a command")
            made = Rendering(clause, language, self._sound, -1, self.now_s(), text=text)
            self._open.append(made)
            self._to_say.send_nowait(made)


def _working(
    tasks: TaskGroup, ends: ExitStack, work: Callable[[MemoryObjectReceiveStream[T]], Coroutine[Any, Any, None]]
) -> MemoryObjectSendStream[T]:
    """Have it done with what is sent, one after the other."""
    send, receive = anyio.create_memory_object_stream[T](float("inf"))
    ends.enter_context(send)
    ends.enter_context(receive)
    tasks.start_soon(work, receive)
    return send
