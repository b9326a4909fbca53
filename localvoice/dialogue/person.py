"""What does the person do? Their turns, their last seconds and their tone, and how long to wait for more of them."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from localvoice.dialogue.reply import Reply
from localvoice.events import FRAME_S, RATE_HZ, TONES, Frame, Note
from localvoice.hearing import gate
from localvoice.hearing import turns as floor
from localvoice.hearing.clips import PRE_ROLL_S
from localvoice.hearing.gate import Evidence
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.turns import Event, Floor, Rules, Turns
from localvoice.understanding.listening import STOP
from localvoice.understanding.waiting import WAIT, WAITS_S

GUARD_BARGE_S = 0.25  # voice that counts as an interruption after the last played sample, while the room still rings
# A person who goes on within this time of their last word was cut off: both halves are one turn.
GOING_ON_S = 1.2
PATIENCE_S = 0.4  # silence that ends an interruption without words
# Silence after the last word for a model that hears the turn's end: it moves its answers by 20 points, and with so much
# they were best (Smart Turn v3.2: 82 % of 50 whole orders above one half, 62 % without any).
JUDGED_S = 0.2
THOUGHT_S = 0.4  # who is silent for so long in the middle of a sentence, and goes on, thinks; set by hand
HALTING = 0.75  # so surely they hesitate then
OVER_S = 8.0  # silence that ends a turn whose end word was forgotten, or was not heard; set by hand
STEADY_S = 0.3  # so long the words have to end with it while the room goes on; set by hand
WAITING = 3.0  # so much more patience with who has asked to wait; set by hand
NEAR_DB = 6.0  # so much more softly than usual it still is the person: a television is taken for 10 dB softer


@dataclass(frozen=True)
class Ends:
    """When a turn is over."""

    rules: Rules = Rules()  # noqa: RUF009 (frozen)
    decide: Callable[[Evidence], gate.Decision] = gate.decide
    judge: Callable[[np.ndarray], Awaitable[float]] | None = None  # (n,) at 16 kHz → how probably it is over, 0..1
    patience: float = 1.0  # stretches the silences that end one
    tones: frozenset[str] = frozenset(TONES)  # that are heeded
    end_word: bool = False  # only the person's end word ends one, and at once


class Person:
    """The one who is listened to. `interrupts`: an answer is held because they may be interrupting it."""

    def __init__(self, ends: Ends) -> None:
        self.turns = Turns()
        self.waits_since_s: float | None = None  # they have asked to wait, and have not gone on
        self.asked = False  # the assistant's last phrase was a question to them
        self._ends = ends
        self._pressed = False  # before the first frame
        self._meter = ToneMeter()
        self._before = Note()  # how they spoke in the turn before
        self._over_s = 0.0  # how long their words have ended with the end word
        self._stops = self._halts = False  # they stop in mid-sentence now; they have, in this turn
        self._recent: deque[Frame] = deque(maxlen=round((PRE_ROLL_S + GOING_ON_S + ends.rules.barge_s) / FRAME_S))

    def hear(self, frame: Frame, reply: Reply | None, interrupts: bool, push_to_talk: bool) -> Event | None:
        """`reply`: to the present turn; `push_to_talk`: only the key opens and ends turns."""
        first = not self._recent
        if first:
            self.turns = replace(self.turns, now_s=frame.start_s)
        self._recent.append(frame)
        if self.turns.floor is Floor.USER and reply:
            self._meter.push(frame.pcm, frame.voice)
            reply.hear(frame)
        voice, quiet_s = 0.0 if push_to_talk else frame.voice, self.turns.quiet_s
        rules = replace(self._ends.rules, pause_s=float("inf")) if push_to_talk else self._rules_now(reply)
        self.turns, event = floor.hear(self.turns, voice, FRAME_S, rules, self.wait_s(reply, interrupts))
        self._halts |= event is Event.RESUMED and self._stops and quiet_s >= THOUGHT_S
        if event is None and self._over(reply) and not push_to_talk:
            self.turns, event = floor.press(self.turns)
        return self.press() if first and self._pressed else event

    def _over(self, reply: Reply | None) -> bool:
        """Was the end word heard, though the room is not quiet?"""
        speaks = self.turns.floor is Floor.USER and not self.turns.paused
        heard = self._ends.end_word and speaks and reply is not None and reply.words.over
        self._over_s = self._over_s + FRAME_S if heard else 0.0
        return self._over_s >= STEADY_S

    def press(self) -> Event | None:
        """The key was pressed. Before the first frame nothing is known of the time: it counts as pressed then."""
        if not self._recent:
            self._pressed = not self._pressed
            return None
        self.turns, event = floor.press(self.turns)
        return event

    def _rules_now(self, reply: Reply | None) -> Rules:
        if self.turns.floor is Floor.ASSISTANT and reply and reply.ran_out:
            return replace(self._ends.rules, barge_s=GUARD_BARGE_S)
        return self._ends.rules

    def wait_s(self, reply: Reply | None, interrupts: bool) -> float:
        """The silence that ends the turn, as far as is known now."""
        return self.gate(reply, interrupts).wait_s if reply and self.turns.paused else self._ends.rules.end_s

    def gate(self, reply: Reply, interrupts: bool) -> gate.Decision:
        """How long to wait for more, from all that is known of the turn."""
        known, words, ending = reply.understood, reply.words.text, reply.words.ending
        if known and interrupts and not (known.accepted or known.unclear):
            return gate.Decision(PATIENCE_S, "no words, while the assistant spoke")
        if self._ends.end_word and not (known and known.intent == STOP):
            if reply.words.over:
                return gate.Decision(gate.SURE_S, "the end word was said")
            return gate.Decision(OVER_S, "the end word was not said")
        if known:
            words, ending = known.text if known.accepted else words, known.ending
        tone, all_heard = self._meter.tone(), known is not None
        decision = self._ends.decide(Evidence(words, ending, tone, reply.turn_end, self.asked, all_heard))
        self._stops = bool(words) and decision.wait_s >= gate.UNSURE_S
        patience = self._ends.patience * gate.patience(self.note(), self._before) * (WAITING if self.waits else 1.0)
        wait_s = gate.SURE_S + patience * (decision.wait_s - gate.SURE_S)
        return gate.Decision(wait_s, decision.why)

    def is_answered(self, reply: Reply) -> None:
        """They have said what this answers: no question is open any more, and perhaps they want it to wait."""
        self.asked, known = False, reply.understood
        if known and known.accepted:
            self.waits_since_s = self.turns.now_s if known.intent == WAIT else None

    @property
    def waits(self) -> bool:
        """Have they asked to wait, not long ago?"""
        return self.waits_since_s is not None and self.turns.speech_start_s - self.waits_since_s <= WAITS_S

    def near(self) -> bool:
        """Is the one who speaks now about as loud as the person was before? True where nothing was said before.

        A whisper is near, too: from far away nobody hears one.
        """
        louder_db = self._meter.tone().louder_db
        return louder_db is None or louder_db >= -NEAR_DB or "whispered" in self.note()

    def note(self, words: str = "") -> Note:
        """How they speak; `words`: that were heard."""
        note = self._meter.note(words)
        if self._halts:
            note = replace(note, hesitant=max(HALTING, note.hesitant or 0.0))
        return note.only(self._ends.tones)

    def goes_on(self, reply: Reply) -> bool:
        """Is what they say now the second half of what `reply` answers?"""
        return bool(reply.frames) and self.turns.speech_start_s - reply.turn.speech_end_s <= GOING_ON_S

    def until_now(self, reply: Reply) -> np.ndarray:
        """The turn, (n,) float32 at 16 kHz, always with JUDGED_S of silence at its end: the room's, as it was last."""
        frames = reply.frames
        missing_s = self.turns.speech_end_s + JUDGED_S - frames[-1].end_s
        pcm = np.concatenate(
            [*(frame.pcm for frame in frames), *[frames[-1].pcm] * ceil(max(0.0, missing_s) / FRAME_S)]
        )
        return pcm[: round((self.turns.speech_end_s + JUDGED_S - frames[0].start_s) * RATE_HZ)]

    def both_halves(self, reply: Reply) -> list[Frame]:
        """The frames that `reply` answers, and all since."""
        if not reply.frames:
            return []
        return reply.frames + [frame for frame in self._recent if frame.start_s > reply.frames[-1].start_s]

    def second_half(self) -> list[Frame]:
        """The frames since the person took the floor."""
        return [frame for frame in self._recent if frame.end_s > self.turns.speech_start_s - PRE_ROLL_S]

    def new_turn(self) -> list[Frame]:
        """The same, as the beginning of something new."""
        frames = self.second_half()
        self._before = self.note()
        self._stops = self._halts = False
        self._meter.begin()
        for frame in frames:
            self._meter.push(frame.pcm, frame.voice)
        return frames

    def forget(self, before_s: float) -> None:
        """What came before then is no part of what is said next."""
        kept = [frame for frame in self._recent if frame.start_s >= before_s]
        self._recent = deque(kept, maxlen=self._recent.maxlen)

    def give_way(self) -> None:
        """The assistant has the floor."""
        self.turns = floor.take(self.turns)

    def release(self) -> None:
        """Nobody has it."""
        self.turns = floor.release(self.turns)
