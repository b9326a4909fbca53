"""Whole conversations with scripted ears, a scripted mind and a loudspeaker that remembers; time is frames."""

import anyio
import numpy as np
import pytest

from localvoice.clock import settle
from localvoice.dialogue.session import Conversation, Failed, State
from localvoice.errors import EngineError
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Speech, Word
from localvoice.trace import Turn
from localvoice.understanding.mind import Partial, Saying, Understood

RATE_HZ = 16_000  # one played frame is as long as one heard frame
SPEAK, PAUSE = [0.9] * 10, [0.0] * 16


class Frames:
    """The world's clock and its loudspeaker: each frame heard plays one frame of what is queued."""

    def __init__(self, voices):
        self.voices, self.frame = voices, 0
        self.tape, self.played, self.queue = [], 0, np.zeros(0, np.float32)
        self.when = {}

    def now_s(self):
        return self.frame * FRAME_S

    async def until(self, due_s): ...

    def restart(self): ...

    def write(self, pcm):
        index = self.played + len(self.queue)
        self.queue = np.concatenate([self.queue, pcm])
        return index

    def flush(self):
        dropped, self.queue = len(self.queue), np.zeros(0, np.float32)
        return dropped

    @property
    def queued(self):
        return len(self.queue)

    def heard_at_s(self, index):
        return next(
            (self.when[first] for first in sorted(self.when, reverse=True) if first <= index < self.played), None
        )

    async def __aiter__(self):
        for voice in self.voices:
            out, self.queue = self.queue[:FRAME_SAMPLES], self.queue[FRAME_SAMPLES:]
            if len(out):
                self.when[self.played] = self.now_s()
            self.played += len(out)
            self.tape += out.tolist()
            frame = Frame(np.full(FRAME_SAMPLES, self.frame, np.float32), voice, self.now_s())
            self.frame += 1
            yield frame
            await settle()


class Parrot:
    """A mind that says a fixed sentence, a second long, one word per quarter."""

    rate_hz = RATE_HZ

    def __init__(self, text="one two three four", accepted=True):
        self.text, self.accepted, self.frames = text, accepted, []

    async def understand(self, heard, ahead_s, tell):
        async for frame in heard:
            self.frames.append(frame)
        tell(Partial("hello"))
        tell(Understood("hello", self.accepted, "greet", self.text))
        await self.announce(self.text, ahead_s, tell)

    async def announce(self, text, ahead_s, tell):
        if text:
            tell(Saying(text, text))
            starts = [0, *(i + 1 for i, c in enumerate(text) if c == " ")]
            for number, start in enumerate(starts):
                end = text.find(" ", start) if " " in text[start:] else len(text)
                tell(Speech(np.full(4000, 0.5, np.float32), (Word(start, end, number * 4000),)))
                await anyio.lowlevel.checkpoint()


def converse(voices, mind=None, **options):
    world, told = Frames(voices), []
    conversation = Conversation(world, mind or Parrot(), world, told.append, **options)
    anyio.run(conversation.run, world.__aiter__())
    return world, told, [turn for turn in told if isinstance(turn, Turn)]


def test_a_question_is_heard_whole_and_answered_whole():
    mind = Parrot()
    _, told, turns = converse([0.0] * 20 + SPEAK + PAUSE + [0.0] * 60, mind)
    assert [turn.said for turn in turns] == ["one two three four"]
    assert turns[0].heard == "hello"
    heard = [frame.start_s for frame in mind.frames]
    assert heard == sorted(set(heard))
    assert heard[0] <= 20 * FRAME_S - 0.3  # the soft onset before the voice was sure
    states = [told.name for told in told if isinstance(told, State)]
    assert states == ["listening", "hearing", "thinking", "speaking", "listening"]


def test_latency_runs_from_the_last_voiced_frame_to_the_first_audible_sample():
    _, _, (turn,) = converse(SPEAK + PAUSE + [0.0] * 60)
    assert turn.speech_end_s == pytest.approx(10 * FRAME_S)
    assert turn.first_audio_s == pytest.approx(26 * FRAME_S)
    assert turn.latency_ms == pytest.approx(16 * 32)
    assert [span.name for span in turn.spans] == ["endpoint", "recognise", "think", "say", "output"]
    assert sum(span.end_s - span.start_s for span in turn.spans) == pytest.approx(turn.latency_ms / 1000)


def test_barging_in_stops_the_answer_and_history_keeps_what_was_heard():
    world, _, turns = converse(SPEAK + PAUSE + [0.0] * 8 + SPEAK + PAUSE + [0.0] * 60)
    assert [turn.barged_in for turn in turns] == [True, False]
    assert turns[0].said == "one two"  # 16 frames of 512 samples are two words of 4000
    assert turns[1].said == "one two three four"
    assert len(world.tape) == 16 * FRAME_SAMPLES + 16_000


def test_nothing_is_spoken_after_barging_in():
    class Endless(Parrot):
        async def announce(self, text, ahead_s, tell):
            tell(Saying(text, text))
            while True:
                tell(Speech(np.full(100, 0.5, np.float32)))
                await anyio.lowlevel.checkpoint()

    world, _, turns = converse(SPEAK + PAUSE + [0.0] * 5 + [0.9] * 8 + [0.9] * 10, Endless())
    assert turns[0].barged_in
    assert len(world.tape) <= 13 * FRAME_SAMPLES


def test_a_silent_answer_opens_the_floor_at_once():
    _, told, turns = converse(SPEAK + PAUSE + [0.0] * 2 + SPEAK + PAUSE + [0.0] * 4, Parrot(text=""))
    assert [turn.said for turn in turns] == ["", ""]
    assert not any(isinstance(thing, State) and thing.name == "speaking" for thing in told)


def test_the_assistant_does_not_take_its_own_tail_for_a_person():
    voices = SPEAK + PAUSE + [0.0] * 33 + [0.9] * 4 + [0.0] * 30  # four frames of voice just after the last sample
    _, _, turns = converse(voices)
    assert len(turns) == 1


def test_a_timer_rings_unasked_until_somebody_speaks():
    rings = [["Your timer is done."], []]
    chime = np.full(1600, 0.3, np.float32)
    options = {"rings": lambda: rings.pop(0) if rings else [], "chime": chime}
    world, _, turns = converse([0.0] * 40 + SPEAK + PAUSE + [0.0] * 60, **options)
    assert turns[0].heard == ""
    assert turns[0].barged_in
    assert turns[0].said == "Your timer is done."
    assert turns[1].heard == "hello"
    assert world.tape[0] == pytest.approx(0.3)


def test_a_timer_that_nobody_stops_rings_three_times():
    rings = [["Ding."]]
    _, _, (turn,) = converse([0.0] * 200, rings=lambda: rings.pop() if rings else [])
    assert turn.said == "Ding. Ding. Ding."


def test_a_timer_waits_until_the_person_has_finished():
    rings = [[], ["Ding."]]
    _, _, turns = converse(SPEAK * 3 + PAUSE + [0.0] * 260, rings=lambda: rings.pop(0) if rings else [])
    assert [turn.heard for turn in turns] == ["hello", ""]


def test_a_failed_answer_is_reported_and_the_conversation_goes_on():
    class Broken(Parrot):
        async def understand(self, heard, ahead_s, tell):
            self.frames = self.frames or [None]
            if len(self.frames) == 1:
                self.frames = [None, None]
                raise EngineError("The voice broke; reinstall it.")
            await super().understand(heard, ahead_s, tell)

    _, told, turns = converse(SPEAK + PAUSE + [0.0] * 20 + SPEAK + PAUSE + [0.0] * 60, Broken())
    assert [thing.text for thing in told if isinstance(thing, Failed)] == ["The voice broke; reinstall it."]
    assert [turn.heard for turn in turns] == ["hello"]


def test_with_push_to_talk_only_the_key_takes_the_floor():
    world, told = Frames([0.9] * 60), []
    conversation = Conversation(world, Parrot(), world, told.append)
    conversation.push_to_talk = True

    async def keyed():
        async for frame in world:
            yield frame
            if world.frame in (10, 40):
                conversation.press()

    anyio.run(conversation.run, keyed())
    (turn,) = [turn for turn in told if isinstance(turn, Turn)]
    assert turn.speech_start_s == pytest.approx(10 * FRAME_S)
    assert turn.speech_end_s == pytest.approx(40 * FRAME_S)
