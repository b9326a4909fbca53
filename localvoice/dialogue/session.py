"""One conversation: whose turn, which reply, and when everything was really heard.

Each turn has one reply, and a reply is a cancel scope. Recognition runs while the person speaks; at their first pause
the answer is begun silently, and made anew if they go on. It makes sound when the gate says that the turn is over.
A person who speaks meanwhile makes the assistant stop at once, without losing anything: whether that was an
interruption, or only a cough or a sign of listening, is decided when the words are known; a person who clearly goes
on in words that nobody understands is asked what they said.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

import anyio
import numpy as np
from anyio.abc import TaskGroup

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.clock import Clock
from localvoice.dialogue.failing import reporting
from localvoice.dialogue.fate import Fate, Happening, verdict
from localvoice.dialogue.person import Ends, Person
from localvoice.dialogue.reply import Reply
from localvoice.dialogue.shown import Failed, Shown, State
from localvoice.dialogue.unasked import Act, Announcer, Unasked
from localvoice.events import FRAME_S, Frame
from localvoice.hearing.turns import Event, Floor
from localvoice.understanding.mind import Mind, Occasion, Out, Saying, Told, Understood

DUCKED = 0.3  # gain while somebody may be interrupting: clearly softer, still to be understood
ASKING = ("?", "？", "؟")  # the last phrase of a question ends so
CUT_OFF = "The sound ended before the last words were answered: let the recording end in more silence."


Tell = Callable[[Shown], None]


class Conversation:
    """Ears, a mind and a loudspeaker, talking with one person."""

    def __init__(
        self,
        sound: Loudspeaker,
        mind: Mind,
        clock: Clock,
        tell: Tell,
        ends: Ends = Ends(),  # noqa: B008 (frozen)
        unasked: Unasked = Unasked(),  # noqa: B008 (frozen)
        live: Callable[[bool], None] = lambda live: None,
    ) -> None:
        """`tell` gets everything worth showing, and each finished `Turn`; `live` hears whether a turn is going on."""
        self._sound = sound
        self._mind = mind
        self._clock = clock
        self._tell = tell
        self._live = live
        self._judge = ends.judge
        self._person = Person(ends)
        self._announcer = Announcer(unasked, mind, lambda text: tell(Failed(text)))
        self._reply: Reply | None = None
        self._held: Reply | None = None  # the answer that the person may be interrupting
        self._lag_s = float("inf")  # of the sample clock behind the conversation's clock
        self._count = 0
        self._tasks: TaskGroup
        self.push_to_talk = False  # only the key opens and ends turns

    async def run(self, frames: AsyncIterator[Frame]) -> None:
        """Converse until the frames end; an answer that is still playing then is cut, and one that is lost is told."""
        async with anyio.create_task_group() as self._tasks:
            self._tell(State("listening"))
            async for frame in frames:
                # The frame with the least delay says how the clocks lie; 100 ppm lets the estimate follow drift.
                self._lag_s = min(self._lag_s + 1e-4 * FRAME_S, self._clock.now_s() - frame.end_s - frame.late_s)
                self._hear(frame)
            for reply in (self._held, self._reply):
                if reply:
                    reply.meet(Happening.CLOSED)
                    self._finish(reply)
                    if reply is not self._held and reply.turn.first_audio_s is None and not reply.done:
                        self._tell(Failed(CUT_OFF))
            self._tasks.cancel_scope.cancel()

    @property
    def answering(self) -> bool:
        """Has a turn begun that was not answered, or whose answer was not heard out? Not one that a key has to end."""
        reply = self._reply
        waits_for_key = self.push_to_talk and reply is not None and reply.fate is Fate.LISTENING
        return (reply is not None or self._held is not None) and not waits_for_key

    def press(self) -> None:
        """Push-to-talk: the key was pressed; before the first frame, it counts as pressed then."""
        if event := self._person.press():
            self._act(event)

    def now_s(self) -> float:
        """Now, on the sound's sample clock."""
        return self._clock.now_s() - self._lag_s

    def _hear(self, frame: Frame) -> None:
        if event := self._person.hear(frame, self._reply, self._held is not None, self.push_to_talk):
            self._act(event)
        self._follow(frame)
        self._live(self._person.turns.floor is not Floor.OPEN)

    def _act(self, event: Event) -> None:
        reply = self._reply
        match event:
            case Event.DUCKED | Event.UNDUCKED:
                self._sound.fade(DUCKED if event is Event.DUCKED else 1.0)
            case Event.BARGED_IN | Event.SPEECH_STARTED:
                self._announcer.spoken_to()
                if reply:
                    self._hold(reply)
                else:
                    self._listen(self._person.new_turn(), Occasion())
                self._tell(State("hearing"))
            case Event.PAUSED if reply:
                reply.begins()
                if self._judge:
                    self._tasks.start_soon(self._judge_end, reply, self._judge)
            case Event.RESUMED if reply:
                self._listen_again(reply, reply.frames)
            case Event.TURN_ENDED if reply:
                self._end(reply)

    def _listen(self, frames: list[Frame], occasion: Occasion) -> Reply:
        """Ask the mind for an answer to these frames and those that follow."""
        self._reply = reply = Reply(self._sound, self.now_s, frames=list(frames))
        times_ms = partial(self._times_ms, reply)
        person = self._person
        reply.occasion = replace(occasion, over=reply.over, times_ms=times_ms, near=person.near, note=person.note)
        reply.record(speech_start_s=self._person.turns.speech_start_s)
        self._tasks.start_soon(self._answer, reply, reply.ask(self._mind))
        return reply

    def _times_ms(self, reply: Reply) -> tuple[float, float]:
        """When the gate will let the reply be heard, and now: milliseconds since the person's last voiced sample."""
        gate_s = 0.0 if reply.committed else self._person.wait_s(reply, self._held is not None)
        return 1000 * gate_s, 1000 * (self.now_s() - self._person.turns.speech_end_s)

    async def _judge_end(self, reply: Reply, judge: Callable[[np.ndarray], Awaitable[float]]) -> None:
        with reporting(self._tell, "Judging the turn's end"):
            reply.turn_end = await judge(self._person.until_now(reply))

    def _listen_again(self, reply: Reply, frames: list[Frame]) -> None:
        """The person goes on: what was begun is stale."""
        with reporting(self._tell, "Taking back"):
            reply.withdraw(Happening.RESUMED)
        again = self._listen(frames, reply.occasion)
        again.record(speech_start_s=reply.turn.speech_start_s, revisions=reply.turn.revisions + 1)

    async def _answer(self, reply: Reply, act: Act) -> None:
        with reporting(self._tell, "The answer"), reply.scope:
            await act(Out(partial(self._take, reply), partial(reply.ahead_s, self._mind.rate_hz)))
            reply.done = True
        if not reply.scope.cancel_called:  # it has told everything, or failed
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
                self._person.asked = each.spoken.endswith(ASKING)
                self._tell(State("speaking"))
            self._tell(each)

    def _end(self, reply: Reply) -> None:
        """The person's turn is over."""
        if reply.fate is Fate.LISTENING:
            reply.begins()
        reply.record(speech_end_s=self._person.turns.speech_end_s)
        if not self.push_to_talk:
            reply.decide(f"ended: {self._person.gate(reply, self._held is not None).why}")
        reply.over.set()
        self._tell(State("thinking"))
        self._decide(reply)

    def _decide(self, reply: Reply) -> None:
        """With all that is known now: may the reply be heard, or does the interrupted answer go on?"""
        if reply is not self._reply or reply.committed:
            return
        held, over, joined = self._held, reply.over.is_set(), reply.occasion.instead_of is not None
        happening = verdict(reply.understood, over, held is not None, joined, reply.done)
        if held and happening:
            held.meet(happening)
        match happening:
            case Happening.OVER | Happening.ACCEPTED | Happening.UNCLEAR:
                if held:
                    self._cut(held, reply)
                self._person.is_answered(reply)
                self._show(reply.commit(happening))
            case Happening.UNKNOWN:
                reply.meet(happening)
            case Happening.APART:
                self._hear_alone(reply)
            case Happening.NO_WORDS | Happening.BACKCHANNEL | Happening.FAILED if held:
                self._go_on(held, reply, happening)

    def _hear_alone(self, reply: Reply) -> None:
        """Together the two halves make no sense: hear the second one alone."""
        alone = self._listen(self._person.second_half(), replace(reply.occasion, instead_of=None))
        if reply.fate is not Fate.LISTENING:
            alone.begins()
        reply.meet(Happening.APART)
        if reply.over.is_set():
            self._end(alone)

    def _hold(self, reply: Reply) -> None:
        """The person speaks: be silent, lose nothing, and find out what they want."""
        self._sound.fade(0.0)
        goes_on = self._person.goes_on(reply)
        if reply.fate is Fate.UNDECIDED or (goes_on and not reply.understood):  # there is no answer yet
            self._sound.fade(0.0 if self._held else 1.0)
            self._listen_again(reply, self._person.both_halves(reply))
            return
        reply.meet(Happening.BARGED_IN)
        reply.held_s = self._person.turns.now_s
        self._held = reply
        if goes_on:
            joined = replace(reply.interruption(), instead_of=reply.exchange)
            both = self._listen(self._person.both_halves(reply), joined)
            both.record(speech_start_s=reply.turn.speech_start_s)
        else:
            self._listen(self._person.new_turn(), reply.interruption())

    def _cut(self, held: Reply, reply: Reply) -> None:
        """It was an interruption: what has not been heard of the answer will not be."""
        reached = held.cut()
        if not reply.occasion.instead_of:  # or else it answered half a turn
            self._tasks.start_soon(self._finish_cut, held, reached)
        self._held = None

    async def _finish_cut(self, held: Reply, reached: Future[int]) -> None:
        try:
            await held.cut_off(reached)
        finally:
            self._finish(held)

    def _go_on(self, held: Reply, reply: Reply, why: Happening) -> None:
        """It was no interruption: the answer goes on where it was held."""
        with reporting(self._tell, "Taking back"):
            reply.withdraw(why)
        self._reply, self._held = held, None
        self._person.give_way()
        held.go_on(why, self._person.turns.now_s)
        self._tell(State("speaking"))

    def _follow(self, frame: Frame) -> None:
        """See how far the loudspeaker has come with the reply, and open the floor after its last sample."""
        for answer in (self._held, self._reply):
            if answer and answer.committed:
                answer.follow()
        reply = self._reply
        if self._person.turns.floor is Floor.ASSISTANT and reply and reply.heard_out(frame.start_s):
            self._person.release()
            self._sound.fade(1.0)
            reply.meet(Happening.PLAYED)
            self._finish(reply)
            self._tell(State("listening"))
        if self._person.turns.floor is Floor.OPEN and (act := self._announcer.due(frame.end_s)):
            self._speak_up(act)

    def _speak_up(self, act: Act) -> None:
        """Say something unasked."""
        self._reply = reply = Reply(self._sound, self.now_s)
        reply.record(unasked=True, speech_end_s=self.now_s())
        reply.begins()
        reply.commit(Happening.OVER)
        self._person.give_way()
        self._tasks.start_soon(self._answer, reply, act)

    def _finish(self, reply: Reply) -> None:
        """The turn has been: what was heard of it is history."""
        reply.record(said=reply.said, lag_s=self._lag_s)
        reply.end()
        if reply is self._reply:
            self._reply = None
        if reply.turn.heard or reply.speaks:
            self._count += 1
            self._tell(replace(reply.turn, number=self._count))
