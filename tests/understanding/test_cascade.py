"""The cascade with a scripted recogniser and a voice that beeps; skills, lane and clock are the real ones."""

import random
from datetime import datetime

import anyio
import numpy as np
import pocketsphinx
import pytest
from still_clock import Still

from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Item, Note, Speech, Transcript
from localvoice.grammar import Grammar, Row
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.backchannel import SENTENCES, is_backchannel
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.exchange import MISSES
from localvoice.understanding.mind import AHEAD_S, Occasion, Out, Partial, Planned, Said, Saying, Understood


class Scripted:
    """Hears one more word of its sentence with every five frames."""

    def __init__(self, sentence, accepted=True):
        self.words, self.accepted, self.frames, self.closed = sentence.split(), accepted, 0, False

    def listen(self, grammar):
        assert isinstance(grammar, Grammar)
        self.grammar, self.frames = grammar, 0
        return self

    def feed(self, pcm):
        self.frames += 1
        return " ".join(self.words[: self.frames // 5])

    def transcript(self):
        return Transcript(" ".join(self.words), self.accepted, 1.0)

    def close(self):
        self.closed = True


class Following(Scripted):
    """Follows the grammar, as the starter's recogniser does."""

    def prepare(self, grammar):
        yield


class Beep:
    """A tenth of a second for each word."""

    rate_hz = 16_000

    def __init__(self):
        self.said = []

    def say(self, phrase, manner):
        self.said.append((phrase, manner))
        for _ in phrase.split():
            yield Speech(np.full(1600, manner.volume, np.float32))


class Paper:
    """A shelf that forgets."""

    def __init__(self):
        self.items = []

    def put(self, kind, text, due=None, data=None):
        self.items.append(Item(len(self.items), kind, text, due, datetime.now().astimezone(), data or {}))
        return self.items[-1]

    def all(self, kind=""):
        return [item for item in self.items if kind in ("", item.kind)]

    def remove(self, item):
        self.items.remove(item)

    def mark(self):
        self.marked = list(self.items)

    def undo(self):
        self.items = self.marked


def cascade(recogniser, clock):
    world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
    lane = Lane(clock)
    return lane, Cascade(lane, clock, Models(recogniser, Beep()), Toolbox(persona("assistant"), world))


def voice(mind):
    return mind._lasting.mouth._voice


def shelf(mind):
    return mind._lasting.toolbox.world.shelf


class Told(list):
    """What is told of a turn, and its exchange."""


async def turn(mind, clock, voices, ahead_s=lambda: 0.0, occasion=Occasion()):  # noqa: B008 (frozen)
    told, start_s = Told(), clock.now_s()
    send, receive = anyio.create_memory_object_stream[Frame](100)
    told.exchange = mind.begin(Said(receive), occasion)
    async with anyio.create_task_group() as tasks, receive:
        tasks.start_soon(told.exchange.run, Out(told.append, ahead_s))
        for number, voice in enumerate(voices):
            send.send_nowait(Frame(np.zeros(FRAME_SAMPLES, np.float32), voice, number * FRAME_S))
            await clock.until(start_s + (number + 1) * FRAME_S)
        send.close()
        await clock.until(clock.now_s() + 0.5)
        tasks.cancel_scope.cancel()
    return told


def run(recogniser, voices, turns=1, **options):
    async def main():
        clock = Still()
        lane, mind = cascade(recogniser, clock)
        with lane:
            return [await turn(mind, clock, voices, **options) for _ in range(turns)]

    return anyio.run(main)


def test_words_appear_while_the_person_speaks_and_the_answer_follows():
    (told,) = run(Scripted("what time is it"), [0.9] * 25)
    assert [thing.text for thing in told if isinstance(thing, Partial)] == [
        "what",
        "what time",
        "what time is",
        "what time is it",
    ]
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert understood.accepted
    assert "3:30" in understood.answer or "half past three" in understood.answer
    kinds = [type(thing) for thing in told if not isinstance(thing, Partial)]
    assert kinds[:4] == [Understood, Planned, Saying, Speech]


def test_speech_that_no_skill_explains_gets_a_short_honest_answer():
    (told,) = run(Scripted("what time is it", accepted=False), [0.9] * 25)
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert not understood.accepted
    assert "what I can do" in understood.answer


@pytest.mark.parametrize("frames", [12, 75])
def test_words_that_cannot_have_taken_so_long_were_not_said(frames):
    (told,) = run(Following("what time is it"), [0.9] * frames)
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert not understood.accepted


def test_a_cough_gets_no_answer():
    (told,) = run(Scripted("stop", accepted=False), [0.9] * 10)
    assert not any(isinstance(thing, Speech) for thing in told)


def test_a_television_is_answered_twice_and_then_left_alone():
    answers = run(Scripted("", accepted=False), [0.9] * 25, turns=4)
    spoken = [any(isinstance(thing, Speech) for thing in told) for told in answers]
    assert spoken == [number < MISSES for number in range(4)]


def test_speech_is_not_made_far_ahead_of_playback():
    (told,) = run(Scripted("what time is it"), [0.9] * 25, ahead_s=lambda: AHEAD_S + 1)
    assert not any(isinstance(thing, Speech) for thing in told)


def test_quieter_lowers_the_voice_from_the_next_answer_on():
    async def main():
        clock = Still()
        lane, mind = cascade(Scripted("set the volume to fifty percent"), clock)
        with lane:
            await turn(mind, clock, [0.9] * 50)
        return voice(mind).said[-1][1].volume

    assert anyio.run(main) == pytest.approx(0.5)


def test_what_was_done_for_half_a_turn_is_taken_back():
    async def main():
        clock = Still()
        lane, mind = cascade(Scripted("add milk to the shopping list"), clock)
        with lane:
            told = await turn(mind, clock, [0.9] * 50)
            before = len(shelf(mind).items)
            told.exchange.take_back()
            return before, len(shelf(mind).items)

    assert anyio.run(main) == (1, 0)


def test_an_interruption_that_is_not_understood_gets_no_answer():
    (told,) = run(Scripted("", accepted=False), [0.9] * 25, occasion=Occasion(interrupting=True))
    assert [type(thing) for thing in told] == [Understood]


def test_a_sign_of_listening_is_known_as_one():
    (told,) = run(Scripted("uh huh"), [0.9] * 10, occasion=Occasion(interrupting=True))
    assert told[-1].backchannel
    assert not told[-1].accepted


def test_signs_of_listening_are_in_the_grammar_only_while_the_assistant_speaks():
    recogniser, said = Scripted("what time is it"), ("uh-huh",)
    run(recogniser, [0.9] * 25)
    assert said not in [row.items for row in recogniser.grammar.said.items if isinstance(row, Row)]
    run(recogniser, [0.9] * 25, occasion=Occasion(interrupting=True))
    assert said in [row.items for row in recogniser.grammar.said.items if isinstance(row, Row)]


def test_every_sign_of_listening_in_the_grammar_is_known_as_one():
    assert all(is_backchannel(sentence) for sentence in SENTENCES)
    with open(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"), encoding="utf-8") as lines:
        known = {line.split()[0] for line in lines}
    assert {word for sentence in SENTENCES for word in sentence.split()} <= known


def test_a_whisper_is_answered_softly():
    async def main():
        clock = Still()
        lane, mind = cascade(Scripted("what time is it"), clock)
        with lane:
            await turn(mind, clock, [0.9] * 25, occasion=Occasion(note=lambda words: Note(whispered=0.9)))
        return voice(mind).said[-1][1].volume

    assert anyio.run(main) < 0.5
