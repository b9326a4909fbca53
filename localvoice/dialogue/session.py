"""One conversation: whose turn, which reply, and when everything was really heard.

Each turn has one reply, and a reply is a cancel scope: barging in cancels it and flushes the loudspeaker. The reply
starts with the person's first word, so that recognition runs while they speak; it makes sound after their last one.
"""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import anyio
import numpy as np
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from localvoice.clock import Clock
from localvoice.dialogue.history import Spoken, heard
from localvoice.errors import LocalvoiceError
from localvoice.events import FRAME_S, Frame, Speech
from localvoice.hearing import turns as floor
from localvoice.hearing.clips import PRE_ROLL_S
from localvoice.hearing.turns import Event, Floor, Rules, Turns
from localvoice.trace import Span, Turn
from localvoice.understanding.mind import Jingle, Mind, Saying, Told, Understood
from localvoice.understanding.mind import Tell as MindTell

# After the last played sample the room and the canceller still ring (260 ms in facts.md, part D): not yet open.
GUARD_S = 0.30
# A sample counts as audible above −50 dBFS, the threshold of the published end-to-end figures (facts.md, part B).
AUDIBLE = 10 ** (-50 / 20)
RING_POLL_S = 0.25  # how often timers are looked at while nobody speaks
RING_TIMES, RING_GAP_S = 3, 1.5  # a timer rings so often, with so much silence between


class Loudspeaker(Protocol):
    """The half of a `Sound` that a conversation needs (documented there)."""

    def write(self, pcm: np.ndarray) -> int: ...
    def flush(self) -> int: ...
    @property
    def played(self) -> int: ...
    @property
    def queued(self) -> int: ...
    def heard_at_s(self, index: int) -> float | None: ...


@dataclass(frozen=True)
class State:
    """What the conversation is doing, for the screen."""

    name: str  # "listening", "hearing", "thinking", "speaking"


@dataclass(frozen=True)
class Failed:
    """An answer could not be given: one sentence why."""

    text: str


Shown = State | Told | Failed | Turn
Tell = Callable[[Shown], None]
Act = Callable[[Callable[[], float], MindTell], Awaitable[None]]  # a mind's way to speak


@dataclass(eq=False)
class Reply:
    """The answer to one turn, from the person's first word to its last heard sample."""

    turn: Turn
    heard: MemoryObjectSendStream[Frame] | None = None  # None: said unasked
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    phrases: list[Spoken] = field(default_factory=list)
    first_index: int | None = None  # of the first audible sample
    stage_s: float = 0.0  # when the present stage began
    done: bool = False  # all its sound was handed to the loudspeaker

    def begins(self, stage: str, now_s: float) -> None:
        """Close `stage`, which ran since the last call, at `now_s`."""
        self.turn.spans.append(Span(stage, self.stage_s, now_s))
        self.stage_s = now_s


class Conversation:
    """Ears, a mind and a loudspeaker, talking with one person."""

    def __init__(
        self,
        sound: Loudspeaker,
        mind: Mind,
        clock: Clock,
        tell: Tell,
        rules: Rules = Rules(),  # noqa: B008 (frozen)
        rings: Callable[[], list[str]] = list,
        chime: np.ndarray | None = None,
        greeting: str = "",
    ) -> None:
        """`rings` gives the texts that are due to be said unasked; `chime` (samples,) at the mind's rate precedes them.
        `tell` gets everything worth showing, and each finished `Turn`."""
        self._sound, self._mind, self._clock, self._tell, self._rules = sound, mind, clock, tell, rules
        self._rings, self._chime, self._greeting = rings, chime, greeting
        self._turns = Turns()
        self._recent: deque[Frame] = deque(maxlen=round((PRE_ROLL_S + rules.barge_s) / FRAME_S))
        self._reply: Reply | None = None
        self._lag_s = float("inf")  # of the sample clock behind the conversation's clock
        self._next_ring_s = 0.0
        self._count = 0
        self._tasks: TaskGroup
        self.push_to_talk = False

    async def run(self, frames: AsyncIterator[Frame]) -> None:
        """Converse until the frames end; an answer that is still playing then is cut."""
        async with anyio.create_task_group() as self._tasks:
            self._tell(State("listening"))
            async for frame in frames:
                if self._greeting:
                    self._speak_up(partial(self._mind.announce, self._greeting))
                    self._greeting = ""
                self._hear(frame)
            if self._reply:
                self._finish(self._reply, self._reply.done)
            self._tasks.cancel_scope.cancel()

    def press(self) -> None:
        """Push-to-talk: the key was pressed."""
        self._turns, event = floor.press(self._turns)
        self._act(event)

    def now_s(self) -> float:
        """Now, on the sound's sample clock."""
        return self._clock.now_s() - self._lag_s

    def _hear(self, frame: Frame) -> None:
        # The frame that arrived with the least delay says how the clocks lie; 100 ppm lets the estimate follow drift.
        self._lag_s = min(self._lag_s + 1e-4 * FRAME_S, self._clock.now_s() - frame.end_s - frame.late_s)
        if not self._recent:
            self._turns = replace(self._turns, now_s=frame.start_s)
        self._recent.append(frame)
        if self._turns.floor is Floor.USER and self._reply and self._reply.heard:
            with suppress(anyio.BrokenResourceError):  # its mind has failed, and said so
                self._reply.heard.send_nowait(frame)
        voice = 0.0 if self.push_to_talk else frame.voice
        rules = replace(self._rules, end_s=float("inf")) if self.push_to_talk else self._rules
        self._turns, event = floor.hear(self._turns, voice, FRAME_S, rules)
        if event:
            self._act(event)
        self._follow(frame)

    def _act(self, event: Event) -> None:
        match event:
            case Event.BARGED_IN:
                self._interrupt()
                self._listen()
            case Event.SPEECH_STARTED:
                self._listen()
            case Event.TURN_ENDED if self._reply and self._reply.heard:
                self._reply.turn.speech_end_s = self._turns.speech_end_s
                self._reply.stage_s = self._turns.speech_end_s
                self._reply.begins("endpoint", self.now_s())
                self._reply.heard.close()
                self._tell(State("thinking"))

    def _listen(self) -> None:
        send, receive = anyio.create_memory_object_stream[Frame](float("inf"))
        reply = self._open(send)
        reply.turn.speech_start_s = self._turns.speech_start_s
        for frame in self._recent:
            if frame.end_s > reply.turn.speech_start_s - PRE_ROLL_S:
                send.send_nowait(frame)
        self._tell(State("hearing"))
        self._tasks.start_soon(self._answer, reply, partial(self._listen_with_mind, receive))

    async def _listen_with_mind(
        self, heard: MemoryObjectReceiveStream[Frame], ahead_s: Callable[[], float], tell: MindTell
    ) -> None:
        with heard:
            await self._mind.understand(heard, ahead_s, tell)

    def _open(self, send: MemoryObjectSendStream[Frame] | None) -> Reply:
        self._reply = Reply(Turn(), send)
        return self._reply

    async def _answer(self, reply: Reply, act: Act) -> None:
        try:
            with reply.scope:
                await act(self._ahead_s, partial(self._take, reply))
        except LocalvoiceError as error:  # this answer ends here, the conversation goes on
            self._tell(Failed(str(error)))
        reply.done = True

    def _take(self, reply: Reply, told: Told) -> None:
        if reply.scope.cancel_called:
            return  # nothing later than the cut is ever played
        match told:
            case Understood():
                reply.turn.heard, reply.turn.intent = told.text, told.intent
                reply.begins("recognise", self.now_s())
            case Saying():
                if not reply.phrases:
                    reply.begins("think", self.now_s())
                    self._tell(State("speaking"))
                reply.phrases.append(Spoken(told.text, told.spoken, self._sound.played + self._sound.queued))
            case Speech():
                reply.phrases[-1].add(told)
                self._play(reply, told.pcm)
            case Jingle():
                self._play(reply, told.pcm)
        if not isinstance(told, Speech | Jingle):
            self._tell(told)

    def _play(self, reply: Reply, pcm: np.ndarray) -> None:
        start = self._sound.write(pcm)
        loud = np.flatnonzero(np.abs(pcm) > AUDIBLE)
        if reply.first_index is None and len(loud):
            reply.first_index = start + int(loud[0])
            reply.begins("say", self.now_s())

    def _follow(self, frame: Frame) -> None:
        """See how far the loudspeaker has come with the reply, and open the floor after its last sample."""
        reply = self._reply
        if reply and reply.turn.first_audio_s is None and reply.first_index is not None:
            reply.turn.first_audio_s = self._sound.heard_at_s(reply.first_index)
            if reply.turn.first_audio_s is not None:
                reply.begins("output", reply.turn.first_audio_s)
        if self._turns.floor is Floor.ASSISTANT and reply and reply.done and self._sound.queued == 0:
            last = self._sound.heard_at_s(self._sound.played - 1) if reply.phrases else None
            if last is None or frame.start_s >= last + GUARD_S:
                reply.turn.said_end_s = last
                self._turns = floor.release(self._turns)
                self._finish(reply, complete=True)
                self._tell(State("listening"))
        if self._turns.floor is Floor.OPEN and frame.end_s >= self._next_ring_s:
            self._next_ring_s = frame.end_s + RING_POLL_S
            if texts := self._rings():
                self._speak_up(partial(self._ring, " ".join(texts)))

    def _speak_up(self, act: Act) -> None:
        """Say something unasked."""
        reply = self._open(None)
        reply.turn.unasked = True
        reply.turn.speech_end_s = reply.stage_s = self.now_s()
        self._turns = floor.take(self._turns)
        self._tasks.start_soon(self._answer, reply, act)

    async def _ring(self, text: str, ahead_s: Callable[[], float], tell: MindTell) -> None:
        gap = Jingle(np.zeros(round(RING_GAP_S * self._mind.rate_hz), np.float32))
        for time in range(RING_TIMES):
            if time:
                tell(gap)
            if self._chime is not None:
                tell(Jingle(self._chime))
            await self._mind.announce(text, ahead_s, tell)

    def _interrupt(self) -> None:
        reply = self._reply
        if reply is None:
            return
        reply.turn.barged_in = bool(reply.phrases)
        complete = reply.done
        reply.scope.cancel()
        self._sound.flush()
        self._finish(reply, complete)

    def _finish(self, reply: Reply, complete: bool) -> None:
        reply.turn.said = heard(reply.phrases, self._sound.played, complete)
        self._reply = None
        if reply.heard:
            reply.heard.close()
        if reply.turn.heard or reply.phrases:
            self._count += 1
            reply.turn.number = self._count
            self._tell(reply.turn)

    def _ahead_s(self) -> float:
        return self._sound.queued / self._mind.rate_hz
