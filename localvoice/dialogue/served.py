"""A conversation with another program, which has the microphone, the loudspeaker and the list of what was said.

Its sound is heard as a person's in the room is: recognised while it comes; at the first pause the answer that will
probably be asked for is begun silently, and told when it is asked for. Only what is certain is reported. The program
removes its own echo and stops its own loudspeaker, so whoever speaks has the floor at once.
"""

import math
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

import anyio
import anyio.lowlevel
import numpy as np
from anyio.abc import TaskGroup

from localvoice.audio.wire import Format, Incoming
from localvoice.dialogue.served_answer import Answer, Reports, Wish
from localvoice.dialogue.served_turn import Turn
from localvoice.errors import sentence, ungrouped
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, TONES, Frame, Note
from localvoice.hearing import clips, gate
from localvoice.hearing import turns as floor
from localvoice.hearing.edge import Edge
from localvoice.hearing.gate import Evidence
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.turns import Event, Rules, Turns
from localvoice.hearing.vad import Vad
from localvoice.understanding.answering import Answering, Begun
from localvoice.understanding.asked import Asked
from localvoice.understanding.ears import Ears, Utterance
from localvoice.understanding.exchange import WORTH_AN_ANSWER_S

LONGEST_TURN_S = 60.0  # then it is taken to be over: nobody speaks so long to be answered, and its sound is kept
# The words of a turn are waited for so long, and as long again as a share of the turn and as its sound came faster than
# anybody speaks. A machine with too many programs to hear falls behind further and further, and what is late is better
# lost, and said to be.
TOO_LATE_S, TOO_LATE_SHARE = 6.0, 0.5
TOO_LATE = "The machine is too busy to hear everyone who speaks to it now{}: say it again, or close some sessions."
AT_ONCE = ", at most {} at once"
# Who sends no more sound in the middle of a turn has ended it: a microphone that was closed, a program that leaves
# silence out. A network that stalls for so long loses the rest of a sentence.
STOPPED_S = 2.0
SLICE = 32  # frames, a second of sound: other sessions are served between two of them


@dataclass(frozen=True)
class Detection:
    """How it is found out that somebody speaks, and has finished."""

    rules: Rules = Rules()  # noqa: RUF009 (frozen)
    padding_s: float = clips.PRE_ROLL_S  # of sound before the voice that belongs to a turn
    patience: float | None = 1.0  # factor on the gate's waits; None: `rules.end_s` ends a turn
    commits: bool = False  # the program says when a turn is over, and wants to know nothing of it before


@dataclass(frozen=True, eq=False)
class Means:
    """What a session has of the engine."""

    ears: Ears
    answering: Answering
    beside: Answering  # answers what is no part of the conversation
    lend: Callable[[], AbstractAsyncContextManager[Ears]]  # for something beside what is said now
    rate_hz: int  # of everything that is said
    aloud: Callable[[Asked, str], Begun]  # a text that is known, said as the asked answer would be
    explains: Callable[[str], bool]  # does a skill fully explain these words?
    thinks: bool  # a language model answers, not the skills alone
    tones: frozenset[str] = frozenset(TONES)  # that are heeded
    partly: Callable[[str], None] = lambda words: None  # gets the words so far of who speaks


class Served:
    """One session, whose work is done in `tasks`; `now_s`: a clock."""

    def __init__(self, means: Means, tasks: TaskGroup, now_s: Callable[[], float], reports: Reports) -> None:
        self._means = means
        self._tasks = tasks
        self._now_s = now_s
        self._reports = reports
        self._detection = Detection()
        self._form: Format = "audio/pcm"
        self._incoming = Incoming(self._form, RATE_HZ)
        self._vad = Vad(sparing=True)
        self._edge = Edge()
        self._meter = ToneMeter()
        self._rest = np.zeros(0, np.float32)  # less than a frame
        self._came_s = 0.0  # when sound came last
        self._recent: deque[Frame] = deque(maxlen=1)
        self._turns = Turns()
        self._turn: Turn | None = None  # that is being spoken
        self._latest: Turn | None = None  # that began
        self._unsure: Turn | None = None  # over, but perhaps it was only a cough
        self._over: Turn | None = None  # over, and not committed
        self._expected: Wish | None = None  # what will be asked for, but for the person's next words; None: nothing
        self._language = ""  # that was heard last
        self._noted = "", Note()  # the words that were heard last, and how they were said
        self._guess: Answer | None = None
        self._answers: dict[str, Answer] = {}
        self.configure(self._detection, self._form)

    def configure(self, detection: Detection, heard_as: Format, language: str = "", hint: str = "") -> None:
        """From now on. `language`: that is spoken, such as "de"; "": as heard. `hint`: words that are likely."""
        self._detection = detection
        self._means.ears.language, self._means.ears.hint = language, hint
        if heard_as != self._form:
            self._form, self._incoming = heard_as, Incoming(heard_as, RATE_HZ)
        most = math.ceil((detection.padding_s + detection.rules.barge_s) / FRAME_S) + 1
        self._recent = deque(self._recent, maxlen=most)

    def expect(self, wish: Wish | None) -> None:
        """What will be asked for next, but for the person's next words; None: nothing will be."""
        if wish != self._expected:
            self._expected = wish
            self._forget_guess()
            if wish and not self._thinking():
                self._means.answering.read(wish.asked)

    async def hear(self, sound: bytes) -> None:
        """Sound of any length, whole samples."""
        self._came_s = self._now_s()
        self._rest = np.concatenate([self._rest, self._incoming.feed(sound)])
        whole = len(self._rest) // FRAME_SAMPLES
        frames, self._rest = np.split(self._rest, [whole * FRAME_SAMPLES])
        for number, pcm in enumerate(frames.reshape(-1, FRAME_SAMPLES)):
            if number % SLICE == SLICE - 1:
                await anyio.lowlevel.checkpoint()
            self._frame(pcm)

    def tick(self) -> None:
        """Time has passed."""
        if self._turn and not self._detection.commits and self._now_s() > self._came_s + STOPPED_S:
            self._turns = floor.release(self._turns)
            self._end(self._turn)

    def commit(self, item_id: str, seconds: float) -> None:
        """What was said since the last time is this item, of so many seconds: report its words when they are known."""
        turn, self._over = self._over or self._turn, None
        if turn is self._turn:
            self._turn = None
            self._turns = replace(floor.release(self._turns), voice_s=0.0)
        if turn is None:
            self._reports.heard(item_id, "", "", seconds)
            return
        turn.item_id = item_id
        turn.pause()
        if turn.settled:
            self._tell_words(turn)
        else:
            self._tasks.start_soon(self._limit, turn)

    def clear(self) -> None:
        """Forget what is being said."""
        for turn in (self._turn, self._unsure, self._over):
            if turn:
                turn.drop()
        self._turn = self._unsure = self._over = None
        self._forget_guess()
        self._recent.clear()
        self._rest = self._rest[:0]
        self._turns = Turns(now_s=self._turns.now_s)

    def recognise(self, item_id: str, sound: bytes) -> None:
        """A whole utterance, in the format of what is heard: report its words."""
        self._tasks.start_soon(self._recognise, item_id, sound, self._form)

    def respond(self, response_id: str, wish: Wish) -> None:
        """Answer."""
        if wish.conversation:
            wish = replace(wish, asked=self._as_heard(wish.asked))
        guess = self._guess
        if guess and guess.wish == wish:
            self._guess = None
            self._answers[response_id] = guess
            guess.release(response_id)
            self._forget_ended()
            return
        if wish.conversation:
            self._forget_guess()
        answer = self._begin(wish)
        self._answers[response_id] = answer
        answer.release(response_id)

    def recite(self, response_id: str, text: str, wish: Wish) -> None:
        """Say this text, as an answer to the wish would be said."""
        asked = self._as_heard(wish.asked)
        answer = self._answer(self._means.aloud(asked, text), anyio.Event(), wish)
        self._answers[response_id] = answer
        answer.release(response_id)

    def _as_heard(self, asked: Asked) -> Asked:
        """With what the list of what was said does not tell of the person's last words, where they were spoken."""
        last = next((entry.text for entry in reversed(asked.entries) if entry.role == "user"), "")
        words, note = self._noted
        return replace(asked, language=self._language, note=note if words == last else Note())

    def explains(self, text: str) -> bool:
        """Does a skill fully explain these words?"""
        return self._means.explains(text)

    @property
    def thinks(self) -> bool:
        """Does a language model answer, and not the skills alone?"""
        return self._means.thinks

    @property
    def heeds_hints(self) -> bool:
        """Does the recogniser take words that are likely?"""
        return self._means.ears.listener.heeds_hints

    def cancel(self, response_id: str) -> None:
        """At once."""
        if answer := self._answers.pop(response_id, None):
            answer.drop()

    @property
    def settled(self) -> bool:
        """Is nothing heard or thought about that might be undone?"""
        return not (self._turn or self._unsure or self._guess or self._thinking())

    @property
    def speech_ago_s(self) -> tuple[float, float]:
        """How long ago the last speech began, and its last voiced sample was."""
        turns = self._turns
        return turns.now_s - turns.speech_start_s, turns.now_s - turns.speech_end_s

    def _begin(self, wish: Wish) -> Answer:
        over, means = anyio.Event(), self._means
        answering = means.answering if wish.conversation else means.beside
        return self._answer(answering.begin(wish.asked, over), over, wish)

    def _answer(self, begun: Begun, over: anyio.Event, wish: Wish) -> Answer:
        answer = Answer(begun, over, wish, self._means.rate_hz, self._now_s, self._reports)
        self._forget_ended()
        self._tasks.start_soon(answer.run)
        return answer

    def _forget_ended(self) -> None:
        self._answers = {name: answer for name, answer in self._answers.items() if not answer.ended}

    def _thinking(self) -> bool:
        return any(answer.wish.conversation and not answer.ended for answer in self._answers.values())

    def _forget_guess(self) -> None:
        if self._guess:
            self._guess.drop()
            self._guess = None

    def _frame(self, pcm: np.ndarray) -> None:
        """32 ms more."""
        voice = self._edge.voice(pcm, self._vad.voice(pcm))
        frame = Frame(pcm, voice, self._turns.now_s)
        self._recent.append(frame)
        if self._turn:
            self._turn.hear(frame)
            self._meter.push(pcm, voice)
        self._turns, event = floor.hear(self._turns, voice, FRAME_S, self._rules(), self._wait_s())
        self._act(event)
        if self._turn and self._turn.seconds >= LONGEST_TURN_S and not self._detection.commits:
            self._turns = floor.release(self._turns)
            self._end(self._turn)

    def _rules(self) -> Rules:
        rules, plays = self._detection.rules, any(answer.ahead_s() > 0 for answer in self._answers.values())
        return replace(rules, start_s=rules.barge_s) if plays else rules

    def _act(self, event: Event | None) -> None:
        turn = self._turn
        match event:
            case Event.SPEECH_STARTED:
                self._start()
            case Event.PAUSED if turn:
                turn.pause()
            case Event.RESUMED if turn:
                turn.go_on()
                self._forget_guess()
            case Event.TURN_ENDED if turn:
                self._turns = floor.release(self._turns)
                self._end(turn)

    def _start(self) -> None:
        if self._unsure:
            self._say_over(self._unsure)  # nothing else may begin before that is told
        since_s = self._turns.speech_start_s - self._detection.padding_s
        frames = [frame for frame in self._recent if frame.end_s > since_s]
        self._meter.begin()
        for frame in frames:
            self._meter.push(frame.pcm, frame.voice)
        self._turn = Turn(self._means.ears, frames, self._tasks, self._now_s(), self._known, self._partly, self._latest)
        self._latest = self._turn
        if not self._detection.commits:
            self._reports.speech_started(max(0, round(1000 * since_s)))

    def _wait_s(self) -> float:
        """The silence that ends the turn, as far as is known now."""
        turn, detection = self._turn, self._detection
        if detection.commits:
            return math.inf
        if detection.patience is None or not turn or not self._turns.paused:
            return detection.rules.end_s
        words = turn.utterance.text if turn.utterance else turn.words
        known, ending = turn.utterance is not None, self._means.ears.ending(words)
        evidence = Evidence(words, ending, self._meter.tone(), None, self._asked_a_question(), known)
        patience = detection.patience * gate.patience(self._meter.note().only(self._means.tones))
        return gate.SURE_S + patience * (gate.decide(evidence).wait_s - gate.SURE_S)

    def _asked_a_question(self) -> bool:
        last = self._expected.asked.entries[-1:] if self._expected else ()
        return any(entry.role == "assistant" and entry.text.rstrip().endswith("?") for entry in last)

    def _end(self, turn: Turn) -> None:
        """The turn is over, as far as silence says."""
        turn.pause()
        turn.over_s = self._turns.now_s
        self._turn = None
        voiced_s = sum(FRAME_S for frame in turn.frames if frame.voice >= self._detection.rules.voiced)
        if voiced_s < WORTH_AN_ANSWER_S and not (turn.utterance and turn.utterance.text):
            self._unsure = turn
            self._judge(turn)
        else:
            self._say_over(turn)

    def _judge(self, turn: Turn) -> None:
        """Were there words in so little voice?"""
        if turn.utterance and not turn.utterance.text:
            self._unsure = None
            turn.end()
            self._forget_guess()
            self._reports.speech_stopped(round(1000 * (turn.over_s or 0.0)))
        elif turn.settled:
            self._say_over(turn)

    def _say_over(self, turn: Turn) -> None:
        self._unsure, self._over = None, turn
        self._reports.turn_over(round(1000 * (turn.over_s or 0.0)))

    def _partly(self, turn: Turn) -> None:
        """More words, while the person speaks: a model reads along."""
        if turn is self._turn:
            self._means.partly(turn.words)
        if turn is self._turn and self._expected and not self._thinking() and not self._guess:
            self._means.answering.read(self._expected.asked, turn.words)

    def _known(self, turn: Turn) -> None:
        """The words of a turn, as far as it has come."""
        if turn is self._latest and turn.utterance:
            self._noted = turn.utterance.text, self._meter.note(turn.utterance.text).only(self._means.tones)
        if turn.item_id:
            self._tell_words(turn)
        elif turn is self._unsure:
            self._judge(turn)
        elif turn.utterance and turn.utterance.text and not self._detection.commits:
            self._guess_answer(turn.utterance)

    def _guess_answer(self, said: Utterance) -> None:
        """Begin what will be asked for if that was all."""
        if self._expected is None or self._thinking():
            return
        self._forget_guess()
        asked = replace(self._expected.asked.after(said.text, said.language), note=self._noted[1])
        self._guess = self._begin(replace(self._expected, asked=asked))

    def _tell_words(self, turn: Turn) -> None:
        turn.end()
        self._latest = None if turn is self._latest else self._latest
        if turn.utterance:
            self._language = turn.utterance.language
            self._reports.heard(turn.item_id, turn.utterance.text, turn.utterance.language, turn.seconds)
        else:
            self._reports.hearing_failed(turn.item_id, turn.failed)

    async def _recognise(self, item_id: str, sound: bytes, form: Format) -> None:
        try:
            with ungrouped():
                incoming = Incoming(form, RATE_HZ)
                pcm = np.concatenate([incoming.feed(sound), incoming.finish()])
                said = Utterance("", 0.0)
                for clip in clips.turns(pcm, one=True):
                    async with self._means.lend() as ears:
                        said = await ears.hear_all(clip.frames)
        except Exception as error:  # one item ends here; its program is told, and the session goes on
            self._reports.hearing_failed(item_id, sentence(error, "Recognising"))
        else:
            self._reports.heard(item_id, said.text, said.language, len(pcm) / RATE_HZ)

    async def _limit(self, turn: Turn) -> None:
        ahead_s = max(0.0, turn.seconds - (self._now_s() - turn.since_s))
        await anyio.sleep(max(0.0, TOO_LATE_S + TOO_LATE_SHARE * turn.seconds + ahead_s))
        if not turn.settled:
            at_once = self._means.ears.at_once
            turn.lose(TOO_LATE.format(AT_ONCE.format(at_once) if at_once else ""))
