"""One answer on its way: held back until the turn is over, then played, perhaps interrupted, perhaps resumed."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import anyio
import numpy as np
from anyio.streams.memory import MemoryObjectSendStream

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.dialogue import fate
from localvoice.dialogue.fate import Fate, Happening
from localvoice.dialogue.history import Spoken, heard
from localvoice.dialogue.shown import Shown
from localvoice.dialogue.unasked import Act
from localvoice.events import Frame, Speech
from localvoice.trace import Decision, Span, Turn
from localvoice.understanding.mind import (
    Exchange,
    Jingle,
    Mind,
    Occasion,
    Out,
    Partial,
    Planned,
    Said,
    Saying,
    Stage,
    Told,
    Understood,
)

# After the last played sample the room and the canceller still ring: some 260 ms in simulated rooms, where a toy
# full-duplex loop answered itself without this guard.
GUARD_S = 0.30
REWIND_S = 1.0  # an interruption without words that was longer made the listener lose the thread: begin the phrase anew
# A sample counts as audible above −50 dBFS, the threshold of a comparable assistant's published end-to-end figures: the
# speech-swift project's measurement of Nemotron VoiceChat.
AUDIBLE = 10 ** (-50 / 20)


@dataclass(eq=False)
class Reply:
    """The answer to one turn, from the person's first word to its last heard sample."""

    sound: Loudspeaker
    now_s: Callable[[], float]  # on the sample clock
    turn: Turn = field(default_factory=Turn)
    frames: list[Frame] = field(default_factory=list)  # what the person said; [] when it is said unasked
    occasion: Occasion = field(default_factory=Occasion)
    heard: MemoryObjectSendStream[Frame] | None = None  # to the mind, while the person speaks
    over: anyio.Event = field(default_factory=anyio.Event)  # set when the person's turn is over
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    words: Partial = field(default_factory=lambda: Partial(""))  # so far
    exchange: Exchange | None = None  # the mind's side of it; None when it is said unasked
    understood: Understood | None = None
    turn_end: float | None = None  # probability that the person has finished, of a model that hears it
    fate: Fate = Fate.LISTENING
    done: bool = False  # the mind has told everything
    held_s: float | None = None  # when the person made it stop, for the moment
    cut_at: int | None = None  # index of the first sample that will never be heard, when it was cut
    _waiting: list[Told] = field(default_factory=list)  # told before it was committed
    _phrases: list[Spoken] = field(default_factory=list)
    _pieces: list[tuple[int, np.ndarray]] = field(default_factory=list)  # index and sound of all that was written
    _first: int | None = None  # index of the first audible sample
    _stages: set[str] = field(default_factory=set)  # that are over
    _stage_s: float = 0.0  # when the present stage began
    _committed_s: float = 0.0
    _written: int = 0  # index after its last sample, when it was cut

    @property
    def committed(self) -> bool:
        """May it be heard, or has it been?"""
        return self.fate in fate.HEARD

    def meet(self, happening: Happening) -> None:
        """Something happens to it; raises AssertionError when that cannot be."""
        self.fate = fate.after(self.fate, happening)

    def ask(self, mind: Mind) -> Act:
        """Have its frames and those that follow understood; returns what answers them."""
        self.heard, receive = anyio.create_memory_object_stream[Frame](float("inf"))
        for frame in self.frames:
            self.heard.send_nowait(frame)
        self.exchange = exchange = mind.begin(Said(receive), self.occasion)

        async def attend(out: Out) -> None:
            try:
                with receive:
                    await exchange.run(out)
            finally:
                self._close()

        return attend

    def hear(self, frame: Frame) -> None:
        """The person goes on speaking."""
        self.frames.append(frame)
        if self.heard:
            with suppress(anyio.BrokenResourceError):  # its mind has failed, and said so
                self.heard.send_nowait(frame)

    def begins(self) -> None:
        """The mind has heard all that there is, and is to answer: its stages follow each other from here."""
        self.meet(Happening.PAUSED)
        self._stage_s = self.now_s()
        self._close()

    def _close(self) -> None:
        if self.heard:
            self.heard.close()
            self.heard = None

    def withdraw(self, why: Happening) -> None:
        """It was begun too early: undo what was done."""
        self.meet(why)
        self.end()
        if self.exchange:
            self.exchange.take_back()

    def record(self, **known: Any) -> None:
        """Put what is known now into its turn."""
        self.turn = replace(self.turn, **known)

    def _span(self, name: str, start_s: float, end_s: float) -> None:
        self.record(spans=(*self.turn.spans, Span(name, start_s, end_s)))

    def decide(self, text: str) -> None:
        self.record(decisions=(*self.turn.decisions, Decision(self.now_s(), text)))

    def take(self, told: Told) -> list[Shown]:
        """What the mind tells; returns what the person may see of it now."""
        if isinstance(told, Partial):
            self.words = told
            return [told]
        if isinstance(told, Understood):
            self.understood = told
            self.record(heard=told.text, intent=told.intent)
            self._stage("recognise")
        elif isinstance(told, Saying) and "think" not in self._stages:
            self._stage("think")
        elif (
            isinstance(told, Speech | Jingle)
            and "say" not in self._stages
            and np.abs(told.pcm).max(initial=0) > AUDIBLE
        ):
            self._stage("say")
        elif isinstance(told, Stage):
            self._stage(told.name)
            return []
        elif isinstance(told, Planned):
            self.record(budget_ms=told.plan.budget_ms, predicted_ms=told.plan.first_ms)
            self.decide(str(told.plan))
            return []
        if self.committed:
            return self._show(told)
        self._waiting.append(told)
        return []

    def commit(self, why: Happening) -> list[Shown]:
        """The turn is over: play all that is ready. Returns what the person may see now."""
        self.meet(why)
        if not self.turn.unasked:
            end_s = self.turn.speech_end_s
            self._span("endpoint", end_s, max(end_s, self.now_s()))
        self._committed_s = self.now_s()
        waiting, self._waiting = self._waiting, []
        return [shown for told in waiting for shown in self._show(told)]

    def ahead_s(self, rate_hz: int) -> float:
        """How much of it is made and not yet played."""
        waiting = sum(len(told.pcm) for told in self._waiting if isinstance(told, Speech | Jingle))
        return (waiting + (self.sound.queued if self.committed else 0)) / rate_hz

    def _show(self, told: Told) -> list[Shown]:
        match told:
            case Saying():
                self._phrases.append(Spoken(told.text, told.spoken, self.sound.written))
            case Speech():
                self._phrases[-1].add(told)
                self._play(told.pcm)
            case Jingle():
                self._play(told.pcm)
        return [] if isinstance(told, Speech | Jingle | Planned | Stage) else [told]

    def _play(self, pcm: np.ndarray) -> None:
        start = self.sound.write(pcm)
        self._pieces.append((start, pcm))
        loud = np.flatnonzero(np.abs(pcm) > AUDIBLE)
        if self._first is None and len(loud):
            self._first = start + int(loud[0])

    def _stage(self, name: str) -> None:
        now_s = self.now_s()
        self._span(name, self._stage_s, now_s)
        self._stages.add(name)
        self._stage_s = now_s

    def follow(self) -> None:
        """See how far the loudspeaker has come."""
        if self._first is not None and self.turn.first_audio_s is None:
            first_s = self.sound.heard_at_s(self._first)
            self.record(first_audio_s=first_s)
            if first_s is not None:
                ready_s = max(self._stage_s, self._committed_s)
                self._span("output", min(ready_s, first_s), first_s)

    def end(self) -> None:
        """Nothing more will be heard of it: let go of its sound at once, for it is part of a circle of references."""
        self._close()
        self.scope.cancel()
        self.frames, self._pieces, self._waiting = [], [], []

    def cut(self) -> Future[int]:
        """It was interrupted: what has not been heard of it will not be. Returns the first sample that was not."""
        self.cut_at = self.sound.played
        self._written = self.sound.written
        self.end()
        return self.sound.flush()

    async def cut_off(self, reached: Future[int]) -> None:
        """Learn how much was heard; if the conversation ends before, as far as is known."""
        try:
            self.cut_at = await asyncio.wrap_future(reached)
        finally:
            self.record(barged_in=self.speaks and not (self.done and self.cut_at == self._written))

    def go_on(self, why: Happening, now_s: float) -> None:
        """It was not interrupted; `now_s`: as `held_s`."""
        listens = why is Happening.BACKCHANNEL
        self.decide("went on: " + ("the person only showed that they listen" if listens else "no words"))
        if now_s - (self.held_s or 0.0) > REWIND_S:
            self.rewind()
        self.sound.fade(1.0)

    @property
    def ran_out(self) -> bool:
        """Has everything been handed to the room?"""
        return self.done and self.sound.queued == 0

    def heard_out(self, now_s: float) -> bool:
        """Has its last sample been heard, and faded away in the room? `now_s` on the sample clock."""
        if self.fate is not Fate.COMMITTED or not self.ran_out:
            return False
        last_s = self.sound.heard_at_s(self.sound.played - 1) if self._pieces else None
        if last_s is not None and now_s < last_s + GUARD_S:
            return False
        self.record(said_end_s=last_s)
        return True

    @property
    def said(self) -> str:
        """What has been heard of it until now."""
        return heard(self._phrases, self.sound.played if self.cut_at is None else self.cut_at, self.done)

    def interruption(self) -> Occasion:
        """How a turn comes about that perhaps interrupts it."""
        return Occasion(True, self.exchange, lambda: self.said, lambda: self.samples)

    @property
    def samples(self) -> int:
        """How much of its speech has been heard until now."""
        played = self.sound.played if self.cut_at is None else self.cut_at
        return sum(min(phrase.samples, max(0, played - phrase.start)) for phrase in self._phrases)

    @property
    def phrase_end(self) -> int | None:
        """Index after the last sample, as far as it is made, of the phrase that is being heard now."""
        ends = (phrase.start + phrase.samples for phrase in self._phrases if phrase.start <= self.sound.played)
        return next((end for end in ends if end > self.sound.played), None)

    @property
    def speaks(self) -> bool:
        """Is there anything to hear of it?"""
        return bool(self._phrases)

    def rewind(self) -> None:
        """Begin the phrase that was interrupted again; everything not heard yet follows."""
        begun = [phrase for phrase in self._phrases if phrase.start < self.sound.played]
        if not begun:
            return
        start = begun[-1].start
        again = [(index, pcm) for index, pcm in self._pieces if index + len(pcm) > start]
        self.sound.flush()
        first = None
        for index, pcm in again:
            at = self.sound.write(pcm[max(0, start - index) :])
            first = at if first is None else first
        shift = (first or 0) - start
        if self._first is not None and self._first >= start and self.turn.first_audio_s is None:
            self._first += shift
        self._pieces = [(max(index, start) + shift, pcm[max(0, start - index) :]) for index, pcm in again]
        for phrase in self._phrases[self._phrases.index(begun[-1]) :]:
            phrase.start += shift
