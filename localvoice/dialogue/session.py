"""One conversation: whose turn, which reply, and when everything was really heard.

Each turn has one reply, and a reply is a cancel scope. Recognition runs while the person speaks; at their first pause
the answer is begun silently, and made anew if they go on. It makes sound when the gate says that the turn is over.
A person who speaks meanwhile makes the assistant stop at once, without losing anything: whether that was an
interruption, or only a cough or a sign of listening, is decided when the words are known.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial

import anyio
import numpy as np
from anyio.abc import TaskGroup

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.clock import Clock
from localvoice.dialogue.reply import Reply
from localvoice.dialogue.ringing import Bell, Chime, ring
from localvoice.dialogue.shown import Failed, Shown, State
from localvoice.errors import sentence, ungrouped
from localvoice.events import FRAME_S, Frame
from localvoice.hearing import gate
from localvoice.hearing import turns as floor
from localvoice.hearing.clips import PRE_ROLL_S
from localvoice.hearing.gate import Evidence
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.turns import Event, Floor, Rules, Turns
from localvoice.trace import Span
from localvoice.understanding.mind import Mind, Occasion, Out, Said, Saying, Told, Understood

# After the last played sample the room and the canceller still ring: some 260 ms in simulated rooms, where a toy
# full-duplex loop answered itself without this guard.
GUARD_S = 0.30
GUARD_BARGE_S = 0.25  # voice that counts as an interruption meanwhile
DUCKED = 0.3  # gain while somebody may be interrupting: clearly softer, still to be understood
# A person who goes on within this time of their last word was cut off: both halves are one turn.
GOING_ON_S = 1.2
# An interruption without words ends after so much silence, and the answer goes on; one that was longer than REWIND_S
# made the listener lose the thread, so the phrase is begun again.
PATIENCE_S, REWIND_S = 0.4, 1.0
ASKING = ("?", "？", "؟")  # the last phrase of a question ends so


Tell = Callable[[Shown], None]
Act = Callable[[Out], Awaitable[None]]  # a mind's way to speak


@dataclass(frozen=True)
class Ends:
    """When a turn is over."""

    rules: Rules = Rules()  # noqa: RUF009 (frozen)
    decide: Callable[[Evidence], gate.Decision] = gate.decide
    judge: Callable[[np.ndarray], Awaitable[float]] | None = None  # (n,) at 16 kHz → how probably it is over, 0..1
    patience: float = 1.0  # stretches the silences that end one


@dataclass(frozen=True)
class Unasked:
    """What is said unasked."""

    rings: Callable[[], list[str]] = list  # the texts that are due
    chime: Chime | None = None  # precedes them
    greeting: str = ""


class Conversation:
    """Ears, a mind and a loudspeaker, talking with one person."""

    def __init__(
        self,
        sound: Loudspeaker,
        mind: Mind,
        clock: Clock,
        tell: Tell,
        ends: Ends = Ends(),
        unasked: Unasked = Unasked(),
        live: Callable[[bool], None] = lambda live: None,
    ) -> None:
        """`tell` gets everything worth showing, and each finished `Turn`; `live` hears whether a turn is going on."""
        self._sound, self._mind, self._clock, self._tell, self._rules = sound, mind, clock, tell, ends.rules
        self._bell = Bell(unasked.rings, lambda text: tell(Failed(text)))
        self._chime, self._greeting, self._live = unasked.chime, unasked.greeting, live
        self._ends, self._meter, self._asked = ends, ToneMeter(), False
        self._turns = Turns()
        self._recent: deque[Frame] = deque(maxlen=round((PRE_ROLL_S + GOING_ON_S + ends.rules.barge_s) / FRAME_S))
        self._reply: Reply | None = None
        self._held: Reply | None = None  # the answer that the person may be interrupting
        self._lag_s = float("inf")  # of the sample clock behind the conversation's clock
        self._count = 0
        self._tasks: TaskGroup
        self.push_to_talk = False

    async def run(self, frames: AsyncIterator[Frame]) -> None:
        """Converse until the frames end; an answer that is still playing then is cut."""
        async with anyio.create_task_group() as self._tasks:
            self._tell(State("listening"))
            async for frame in frames:
                # The frame with the least delay says how the clocks lie; 100 ppm lets the estimate follow drift.
                self._lag_s = min(self._lag_s + 1e-4 * FRAME_S, self._clock.now_s() - frame.end_s - frame.late_s)
                if self._greeting:
                    self._speak_up(partial(self._mind.announce, self._greeting))
                    self._greeting = ""
                self._hear(frame)
            for reply in (self._held, self._reply):
                if reply:
                    self._finish(reply)
            self._tasks.cancel_scope.cancel()

    def press(self) -> None:
        """Push-to-talk: the key was pressed."""
        self._turns, event = floor.press(self._turns)
        self._act(event)

    def now_s(self) -> float:
        """Now, on the sound's sample clock."""
        return self._clock.now_s() - self._lag_s

    def _hear(self, frame: Frame) -> None:
        if not self._recent:
            self._turns = replace(self._turns, now_s=frame.start_s)
        self._recent.append(frame)
        if self._turns.floor is Floor.USER and self._reply:
            self._meter.push(frame.pcm, frame.voice)
            self._reply.frames.append(frame)
            if self._reply.heard:
                with suppress(anyio.BrokenResourceError):  # its mind has failed, and said so
                    self._reply.heard.send_nowait(frame)
        voice = 0.0 if self.push_to_talk else frame.voice
        self._turns, event = floor.hear(self._turns, voice, FRAME_S, self._rules_now(), self._wait_s())
        if event:
            self._act(event)
        self._follow(frame)
        self._live(self._turns.floor is not Floor.OPEN)

    def _rules_now(self) -> Rules:
        if self.push_to_talk:
            return replace(self._rules, pause_s=float("inf"))
        if self._turns.floor is Floor.ASSISTANT and self._reply and self._reply.done and self._sound.queued == 0:
            return replace(self._rules, barge_s=GUARD_BARGE_S)
        return self._rules

    def _wait_s(self) -> float:
        """The silence that ends the turn, as far as is known now."""
        return self._gate().wait_s if self._turns.paused else self._rules.end_s

    def _gate(self) -> gate.Decision:
        """How long to wait for more, from all that is known of the turn."""
        reply = self._reply
        assert reply
        known, words, ending = reply.understood, reply.words.text, reply.words.ending
        if known and self._held and not known.accepted:
            return gate.Decision(PATIENCE_S, "no words, while the assistant spoke")
        if known:
            words, ending = known.text if known.accepted else words, known.ending
        decision = self._ends.decide(Evidence(words, ending, self._meter.tone(), reply.turn_end, self._asked))
        wait_s = gate.SURE_S + self._ends.patience * (decision.wait_s - gate.SURE_S)
        return gate.Decision(wait_s, decision.why)

    def _act(self, event: Event) -> None:
        reply = self._reply
        match event:
            case Event.DUCKED:
                self._sound.fade(DUCKED)
            case Event.UNDUCKED:
                self._sound.fade(1.0)
            case Event.BARGED_IN if reply:
                self._hold(reply)
                self._tell(State("hearing"))
            case Event.BARGED_IN | Event.SPEECH_STARTED:
                self._listen(self._new_turn(), Occasion())
                self._tell(State("hearing"))
            case Event.PAUSED if reply:
                reply.begins()
                if self._ends.judge:
                    self._tasks.start_soon(self._judge_end, reply, self._ends.judge)
            case Event.RESUMED if reply:
                self._listen_again(reply, reply.frames)
            case Event.TURN_ENDED if reply:
                self._end(reply)

    def _second_half(self) -> list[Frame]:
        """The frames since the person took the floor."""
        return [frame for frame in self._recent if frame.end_s > self._turns.speech_start_s - PRE_ROLL_S]

    def _new_turn(self) -> list[Frame]:
        """The same, as the beginning of something new."""
        frames = self._second_half()
        self._meter.begin()
        for frame in frames:
            self._meter.push(frame.pcm, frame.voice)
        return frames

    def _listen(self, frames: list[Frame], occasion: Occasion) -> Reply:
        """Ask the mind for an answer to these frames and those that follow."""
        send, receive = anyio.create_memory_object_stream[Frame](float("inf"))
        self._reply = reply = Reply(self._sound, self.now_s, frames=list(frames), occasion=occasion, heard=send)
        reply.occasion = replace(
            occasion, over=reply.over, times_ms=partial(self._times_ms, reply), note=lambda: self._meter.tone().note
        )
        reply.turn.speech_start_s = self._turns.speech_start_s
        for frame in frames:
            send.send_nowait(frame)

        reply.exchange = exchange = self._mind.begin(Said(receive), reply.occasion)

        async def attend(out: Out) -> None:
            with receive:
                await exchange.run(out)

        self._tasks.start_soon(self._answer, reply, attend)
        return reply

    def _times_ms(self, reply: Reply) -> tuple[float, float]:
        """When the gate will let the reply be heard, and now: milliseconds since the person's last voiced sample."""
        gate_s = 0.0 if reply.committed else self._wait_s()
        return 1000 * gate_s, 1000 * (self.now_s() - self._turns.speech_end_s)

    async def _judge_end(self, reply: Reply, judge: Callable[[np.ndarray], Awaitable[float]]) -> None:
        with self._reporting("Judging the turn's end"):
            reply.turn_end = await judge(np.concatenate([frame.pcm for frame in reply.frames]))

    @contextmanager
    def _reporting(self, what: str) -> Iterator[None]:
        """Whatever fails here is told as one sentence, and the conversation goes on."""
        try:
            with ungrouped():
                yield
        except Exception as error:  # a reply ends here, and must not take the conversation with it
            self._tell(Failed(sentence(error, what)))

    def _listen_again(self, reply: Reply, frames: list[Frame]) -> Reply:
        """The person goes on: what was begun is stale."""
        with self._reporting("Taking back"):
            reply.withdraw()
        again = self._listen(frames, reply.occasion)
        again.turn.speech_start_s = reply.turn.speech_start_s
        again.turn.revisions = reply.turn.revisions + 1
        return again

    async def _answer(self, reply: Reply, act: Act) -> None:
        with self._reporting("The answer"), reply.scope:
            await act(Out(partial(self._take, reply), partial(reply.ahead_s, self._mind.rate_hz)))
            reply.done = True
        if not (reply.done or reply.scope.cancel_called):  # it failed
            reply.done = True
            self._decide(reply)

    def _take(self, reply: Reply, told: Told) -> None:
        if reply.scope.cancel_called:
            return  # nothing later than the cut is ever played
        self._show(reply.take(told))
        if isinstance(told, Understood):
            self._decide(reply)

    def _show(self, told: list[Shown]) -> None:
        for each in told:
            if isinstance(each, Saying):
                self._asked = each.spoken.endswith(ASKING)
                self._tell(State("speaking"))
            self._tell(each)

    def _end(self, reply: Reply) -> None:
        """The person's turn is over."""
        if reply.heard:
            reply.begins()
        reply.turn.speech_end_s = self._turns.speech_end_s
        if not self.push_to_talk:
            reply.decide(f"ended: {self._gate().why}")
        reply.over.set()
        self._tell(State("thinking"))
        self._decide(reply)

    def _decide(self, reply: Reply) -> None:
        """With all that is known now: may the reply be heard, or does the interrupted answer go on?"""
        over, words = reply.over.is_set(), reply.understood
        if reply is not self._reply or reply.committed:
            return
        if self._held is None:
            if over:
                self._commit(reply)
        elif words and words.accepted:
            if over:
                self._cut(self._held, reply)
                self._commit(reply)
        elif words and reply.occasion.instead_of:  # together the two halves make no sense
            alone = self._listen(self._second_half(), replace(reply.occasion, instead_of=None))
            if reply.heard is None:
                alone.begins()
            if over:
                self._end(alone)
        elif (words and words.backchannel) or (over and (words or reply.done)):
            self._go_on(self._held, reply)

    def _commit(self, reply: Reply) -> None:
        end_s = reply.turn.speech_end_s
        reply.turn.spans.append(Span("endpoint", end_s, max(end_s, self.now_s())))
        self._asked = False
        self._show(reply.commit())

    def _hold(self, reply: Reply) -> None:
        """The person speaks: be silent, lose nothing, and find out what they want."""
        self._sound.fade(0.0)
        since = [frame for frame in self._recent if reply.frames and frame.start_s > reply.frames[-1].start_s]
        goes_on = reply.frames and self._turns.speech_start_s - reply.turn.speech_end_s <= GOING_ON_S
        if goes_on and not reply.understood:  # there is no answer yet
            self._sound.fade(0.0 if self._held else 1.0)
            self._listen_again(reply, reply.frames + since)
            return
        reply.held_s = self._turns.now_s
        self._held = reply
        if goes_on:
            joined = Occasion(True, reply.exchange, lambda: reply.said, instead_of=reply.exchange)
            both = self._listen(reply.frames + since, joined)
            both.turn.speech_start_s = reply.turn.speech_start_s
        else:
            self._listen(self._new_turn(), Occasion(True, reply.exchange, lambda: reply.said))

    def _cut(self, held: Reply, reply: Reply) -> None:
        """It was an interruption: what has not been heard of the answer will not be."""
        held.cut_at, end = self._sound.played, self._sound.written
        held.end()
        reached = self._sound.flush()
        if not reply.occasion.instead_of:  # or else it answered half a turn
            self._tasks.start_soon(self._finish_cut, held, reached, end)
        self._held = None

    async def _finish_cut(self, held: Reply, reached: Future[int], end: int) -> None:
        """As soon as it is known how much of it was heard; `end`: the index after its last sample."""
        try:
            held.cut_at = await asyncio.wrap_future(reached)
        finally:  # if the conversation ends before: as far as is known
            held.turn.barged_in = held.speaks and not (held.done and held.cut_at == end)
            self._finish(held)

    def _go_on(self, held: Reply, reply: Reply) -> None:
        """It was no interruption: the answer goes on where it was held."""
        with self._reporting("Taking back"):
            reply.withdraw()
        self._reply, self._held = held, None
        self._turns = floor.take(self._turns)
        listens = reply.understood and reply.understood.backchannel
        held.decide("went on: " + ("the person only showed that they listen" if listens else "no words"))
        if self._turns.now_s - (held.held_s or 0.0) > REWIND_S:
            held.rewind()
        self._sound.fade(1.0)
        self._tell(State("speaking"))

    def _follow(self, frame: Frame) -> None:
        """See how far the loudspeaker has come with the reply, and open the floor after its last sample."""
        for answer in (self._held, self._reply):
            if answer and answer.committed:
                answer.follow()
        reply = self._reply
        ready = reply and reply.committed and reply.done and self._sound.queued == 0
        if self._turns.floor is Floor.ASSISTANT and reply and ready:
            last_s = reply.last_s
            if last_s is None or frame.start_s >= last_s + GUARD_S:
                reply.turn.said_end_s = last_s
                self._turns = floor.release(self._turns)
                self._sound.fade(1.0)
                self._finish(reply)
                self._tell(State("listening"))
        if self._turns.floor is Floor.OPEN and (texts := self._bell.due(frame.end_s)):
            self._speak_up(partial(ring, self._mind, self._chime, " ".join(texts)))

    def _speak_up(self, act: Act) -> None:
        """Say something unasked."""
        self._reply = reply = Reply(self._sound, self.now_s)
        reply.turn.unasked = True
        reply.turn.speech_end_s = self.now_s()
        reply.begins()
        reply.commit()
        self._turns = floor.take(self._turns)
        self._tasks.start_soon(self._answer, reply, act)

    def _finish(self, reply: Reply) -> None:
        """The turn has been: what was heard of it is history."""
        turn = reply.turn
        turn.said = reply.said
        turn.lag_s = self._lag_s
        reply.end()
        if reply is self._reply:
            self._reply = None
        if turn.heard or reply.speaks:
            self._count += 1
            turn.number = self._count
            self._tell(turn)
