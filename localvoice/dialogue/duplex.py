"""A talk without turns: a model hears and speaks at once, a frame at a time, through the same ears and loudspeaker.

Every frame of the ear goes to the model, and to a conversation beside it that does what a skill fully explains; its
answer is spoken in the model's place, which is silent meanwhile. The model cannot be told of it, nor to be silent: who
says “stop” does not hear it until they have said something else.
"""

import math
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import anyio
import numpy as np

from localvoice.audio.aside import Aside
from localvoice.audio.fade import Fade
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.resample import Resampler
from localvoice.clock import Clock
from localvoice.dialogue.commanded import Commanded
from localvoice.dialogue.pace import Pace, Tally
from localvoice.dialogue.remarks import Remark, Remarks
from localvoice.dialogue.shown import Notice, Shown, State
from localvoice.events import FRAME_S, RATE_HZ, Frame
from localvoice.hearing import turns as floor
from localvoice.hearing.turns import Event, Floor, Rules, Turns
from localvoice.trace import Decision, Turn
from localvoice.understanding.at_once import AtOnce, Heard, Said
from localvoice.understanding.mind import Partial, Saying, Understood

STOP = "stop"  # the intent of who wants silence
AGAIN_S = 0.4  # of speech after it, with which the model is heard again: no cough
ASIDE_S = 0.3  # after the last sample of an answer of the skills': it may only be between two phrases
LOST_SHARE, WATCHED = 0.1, 125  # of so many frames, which are 10 s: then the person is told
BUSY = (
    "The model is not in time with its frames on this machine, so pieces of what it says are missing: close other "
    "programs, or choose another profile."
)
ANSWER_S = 10.0  # that a recording which has ended is waited for: the model may never stop

Tell = Callable[[Shown], None]


class Duplexed:
    """Talks with one person."""

    def __init__(self, model: AtOnce, sound: Loudspeaker, clock: Clock, tell: Tell, aside_hz: int) -> None:
        """`aside` is the loudspeaker of the conversation beside it, at `aside_hz`; `beside` gets what that tells."""
        self._model, self._sound = model, sound
        self._clock, self._tell = clock, tell
        self.aside = Aside(aside_hz, sound)
        self._pace = Pace(model.rate_hz, model.frame_samples)
        self._remarks = Remarks(sound)
        self._resampler = Resampler(RATE_HZ, model.rate_hz)
        self._rest = np.zeros(0, np.float32)  # less than a frame
        self._frames = 0  # that the model was to hear
        self._lag_s = math.inf  # of the sample clock behind the conversation's clock
        self._zero_s = 0.0  # when the first sample was recorded
        self._turns = Turns()  # the person's; the model has none
        self._answers = False  # the person has spoken since the model last began to
        self._fade = Fade(0, 1.0, 1.0, model.rate_hz)  # of the model's voice
        self._aside_until = 0  # sample of the loudspeaker
        self._hushed_s: float | None = None  # since when the person wants silence
        self._session: Commanded
        self._told = Tally()  # when a turn was last told
        self._watched = Tally()  # when it was last looked whether the machine is in time
        self._busy = False  # and the person was told
        self._number = 0
        self._begun = anyio.Event()
        self.push_to_talk = False

    def with_session(self, session: Commanded) -> None:
        """The conversation beside it."""
        self._session = session

    @property
    def tally(self) -> Tally:
        return self._pace.tally

    @property
    def speaks(self) -> bool:
        """Is the model heard?"""
        return self._remarks.now is not None

    @property
    def answering(self) -> bool:
        """As `Conversation.answering`; the model counts for a while after the person's last word."""
        recent = self._turns.now_s - self._turns.speech_end_s < ANSWER_S
        return self._session.answering or (self.speaks and recent)

    def press(self) -> None:
        """As `Conversation.press`: the model hears the person only between two of them."""
        self._session.press()

    def now_s(self) -> float:
        """Now, on the sound's sample clock."""
        return self._clock.now_s() - self._lag_s

    async def run(self, frames: AsyncIterator[Frame]) -> None:
        """Talk until the frames end. Raises EngineError."""
        self._session.push_to_talk = self.push_to_talk
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._model.run, self._due_s, self._take)
                tasks.start_soon(self._keep_time)
                await self._session.run(self._hearing(frames))
                tasks.cancel_scope.cancel()
        finally:
            self._show(self._remarks.close())
            self._tell_turns(all_of_them=True)
            if self.tally.all:
                self._tell(Notice(f"The model spoke {self.tally}."))

    def beside(self, told: Shown) -> None:
        """What the conversation beside it tells; what it did not understand, the model did."""
        match told:
            case Partial():
                return
            case Understood() if not told.accepted:
                return
            case Understood() if told.intent == STOP:
                self._hushed_s = self._turns.now_s
            case Turn():
                self._number += 1
                told = replace(told, number=self._number)
        self._tell(told)

    async def _hearing(self, frames: AsyncIterator[Frame]) -> AsyncIterator[Frame]:
        async for frame in frames:
            self._hear(frame)
            yield frame

    def _hear(self, frame: Frame) -> None:
        self._lag_s = min(self._lag_s + 1e-4 * FRAME_S, self._clock.now_s() - frame.end_s - frame.late_s)
        if not self._frames and not len(self._rest):
            self._zero_s = frame.start_s
        self._follow_person(frame)
        held = self.push_to_talk and self._session.floor is not Floor.USER
        pcm = np.zeros_like(frame.pcm) if held else frame.pcm
        self._rest = np.concatenate([self._rest, self._resampler.feed(pcm)])
        size, rate_hz = self._model.frame_samples, self._model.rate_hz
        while len(self._rest) >= size:
            self._frames += 1
            self._model.hear(Heard(self._rest[:size], self._zero_s + self._frames * size / rate_hz))
            self._rest = self._rest[size:]
        self._drop_late()
        self._pace.follow(self.now_s(), self._sound.played)
        self.aside.look()
        self._tell_turns()
        self._watch()

    def _drop_late(self) -> None:
        """What cannot be answered in time is not heard; the talk begins with the newest frame."""
        if not self._pace.begun:
            self._model.drop(lambda heard: True)
            return
        now_s = self.now_s() + self._model.step_s
        for _ in range(self._model.drop(lambda heard: self._pace.too_late(heard.end_s, now_s))):
            self._pace.lose()

    def _follow_person(self, frame: Frame) -> None:
        if self._turns.now_s == 0.0:
            self._turns = Turns(now_s=frame.start_s)
        self._turns, event = floor.hear(self._turns, frame.voice, FRAME_S, Rules())
        if event is Event.TURN_ENDED:
            self._turns = floor.release(self._turns)
            self._answers = True
        anew = self._hushed_s is not None and self._turns.speech_start_s > self._hushed_s
        if anew and self._turns.now_s - self._turns.speech_start_s >= AGAIN_S and self._turns.floor is Floor.USER:
            self._hushed_s = None

    def _take(self, said: Said) -> None:
        pcm = self._pace.frame(said.pcm, said.to.end_s, self.now_s())
        if pcm is not None:
            self._write(pcm, said.text)
        self._drop_late()

    def _due_s(self) -> float:
        return self._pace.gap_due_s - self.now_s() if self._pace.begun else 0.0

    async def _keep_time(self) -> None:
        """Let nothing but silence follow what was written, when a frame does not come."""
        await self._begun.wait()
        while True:
            await self._clock.until(self._pace.gap_due_s + self._lag_s)
            if self.now_s() >= self._pace.gap_due_s:
                self._write(self._pace.gap(self.now_s()), "")

    def _write(self, pcm: np.ndarray, text: str) -> None:
        """A piece of the model's voice, and with it what is said aside."""
        at, count = self._sound.written, len(pcm)
        if self.aside.speaks:
            self._aside_until = at + count + round(ASIDE_S * self._sound.rate_hz)
        gain = 0.0 if self._hushed_s is not None or at < self._aside_until else 1.0
        if gain != self._fade.end:
            self._fade = Fade(at, self._fade.gain(at), gain, self._sound.rate_hz)
        own = pcm if self._fade.full(at) else pcm * self._fade.gains(at, count)
        mixed = np.clip(own + self.aside.take(count), -1, 1)
        index = self._sound.write(mixed)
        self._begun.set()
        silent = self.speaks
        self._show(self._remarks.wrote(index, own, text if gain else ""))
        if self.speaks and not silent:
            self._tell(State("speaking"))
        elif silent and not self.speaks and self._turns.floor is not Floor.USER:
            self._tell(State("listening"))

    def _show(self, phrases: list[Saying]) -> None:
        for phrase in phrases:
            self._tell(phrase)

    def _tell_turns(self, all_of_them: bool = False) -> None:
        for remark, said in self._remarks.heard_out(all_of_them):
            if said:
                self._number += 1
                self._tell(replace(self._turn(remark, said), number=self._number))

    def _turn(self, remark: Remark, said: str) -> Turn:
        """What the model said, as the answer to what the person said last, if it came after that."""
        turns, first_s = self._turns, remark.first_s
        end_s = None if first_s is None else first_s + (remark.end - (remark.first or 0)) / self._sound.rate_hz
        answers = self._answers and first_s is not None and first_s > turns.speech_end_s
        self._answers = False
        frames, self._told = self.tally.since(self._told), self.tally
        return Turn(
            said=said,
            speech_start_s=turns.speech_start_s,
            speech_end_s=turns.speech_end_s,
            first_audio_s=first_s,
            said_end_s=end_s,
            unasked=not answers,
            barged_in=end_s is not None and (first_s or 0.0) < turns.speech_start_s < end_s < turns.speech_end_s,
            decisions=(Decision(self.now_s(), str(frames)),),
            lag_s=self._lag_s,
        )

    def _watch(self) -> None:
        recent = self.tally.since(self._watched)
        if recent.all >= WATCHED:
            self._watched = self.tally
            if recent.missed > LOST_SHARE * recent.all and not self._busy:
                self._busy = True
                self._tell(Notice(BUSY))
