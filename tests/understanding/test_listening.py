"""Is "stop" heard again, and a new grammar learnt in time? The cascade with a recogniser that counts."""

import threading
from collections import deque

import anyio
import numpy as np
import pytest
from test_cascade import Scripted, Still, cascade, run, turn

from localvoice.clock import RealClock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.errors import EngineError, ungrouped
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Speech, Transcript
from localvoice.grammar import Grammar, sentence
from localvoice.models.roles import Expected
from localvoice.understanding.cascade import COLD
from localvoice.understanding.listening import LONGEST_STOP_S, STOPS, Listener
from localvoice.understanding.mind import Occasion, Understood

INTERRUPTING = Occasion(interrupting=True)


class Counting(Scripted):
    """Hears its sentence first; heard again, everything is one of the phrases or nothing is."""

    def __init__(self, sentence, stops=False, accepted=True):
        super().__init__(sentence, accepted)
        self.stops, self.again, self.prepared, self.learnt_late = stops, [], set(), []

    def prepare(self, grammar):
        yield
        self.prepared.add(grammar)

    def listen(self, grammar):
        if grammar not in self.prepared:
            self.learnt_late.append(grammar)
            self.prepared.add(grammar)
        return super().listen(grammar)

    def spot(self, phrases, pcm):
        assert "stop" in phrases
        self.again.append(len(pcm))
        yield False
        yield self.stops


class Stepwise(Scripted):
    """Decodes the tail in steps."""

    def transcript_steps(self):
        for count in range(len(self.words)):
            yield " ".join(self.words[:count])
        return self.transcript()


def test_a_tail_that_takes_several_steps_is_decoded_at_once():
    async def main():
        clock = Still()
        lane, mind = cascade(Stepwise("what time is it"), clock)
        with lane, anyio.fail_after(10):
            return await turn(mind, clock, [0.9] * 25)

    assert [thing.text for thing in anyio.run(main) if isinstance(thing, Understood)] == ["what time is it"]


@pytest.mark.parametrize("first", ["slower", "sure", ""])
def test_a_stop_that_was_taken_for_something_else_is_heard_again_and_stops(first):
    (told,) = run(Counting(first, stops=True, accepted=bool(first)), [0.9] * 10, occasion=INTERRUPTING)
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert (understood.intent, understood.accepted) == ("stop", True)
    assert not any(isinstance(thing, Speech) for thing in told)


def test_the_whole_sound_of_the_turn_is_heard_again():
    recogniser = Counting("slower", stops=True)
    run(recogniser, [0.0] * 5 + [0.9] * 10 + [0.0] * 3, occasion=INTERRUPTING)
    assert recogniser.again == [18 * 512]


def test_what_is_no_stop_counts_as_heard_first():
    (told,) = run(Counting("louder"), [0.9] * 14, occasion=INTERRUPTING)
    assert [thing.intent for thing in told if isinstance(thing, Understood)] == ["volume_up"]


def test_only_short_interruptions_are_heard_again():
    long = int(LONGEST_STOP_S / FRAME_S) + 1
    for voices, occasion in (([0.9] * long, INTERRUPTING), ([0.9] * 10, Occasion())):
        recogniser = Counting("what time is it", stops=True)
        run(recogniser, voices, occasion=occasion)
        assert recogniser.again == []


def test_after_a_question_the_next_turn_finds_its_grammar_learnt():
    recogniser = Counting("set a timer")
    run(recogniser, [0.9] * 20, turns=2)
    assert len(recogniser.learnt_late) == 1
    assert len(recogniser.prepared) == 3  # before the question, after it, and while it is being put


def test_what_may_be_said_is_asked_where_it_changes_and_nowhere_else():
    threads = []

    def grammar(also):
        threads.append(threading.current_thread().name)
        return Grammar("stop")

    async def frames():
        for number in range(6):
            yield Frame(np.zeros(FRAME_SAMPLES, np.float32), 0.9, number * FRAME_S)

    async def main():
        clock = RealClock()
        with Lane(clock) as lane, anyio.fail_after(10):
            listener = Listener(lane, clock, Counting("stop"), grammar, Costs(COLD))
            await listener.warm()
            listener.warm_for_interruptions(("okay",), pytest.fail)
            await listener.prepare((), lambda: 0.0)
            return await listener.recognise(frames(), lambda words: None)

    transcript, _ = anyio.run(main)
    assert transcript.text == "stop"
    assert set(threads) == {"MainThread"}


class Utterances:
    """A recogniser whose words are how many frames an utterance has heard."""

    def __init__(self):
        self.all = []

    def listen(self, grammar):
        self.all.append(Utterance(grammar))
        return self.all[-1]

    def heard(self):
        return [len(utterance.frames) for utterance in self.all]


class Utterance:
    def __init__(self, grammar):
        self.grammar, self.frames, self.closed, self.fails = grammar, [], False, False

    def feed(self, pcm):
        if self.fails:
            raise EngineError("the recogniser failed")
        self.frames.append(pcm)
        return f"{len(self.frames)} frames"

    def transcript(self):
        return Transcript(f"{len(self.frames)} frames and the tail", True, 0.0)

    def close(self):
        self.closed = True


def frames(count, start=0):
    return [Frame(np.full(FRAME_SAMPLES, number, np.float32), 0.9, number * FRAME_S) for number in range(start, count)]


@pytest.mark.parametrize(("at_once", "pieces"), [(1, [1] * 20), (8, [8, 8, 4])])
def test_frames_that_wait_are_heard_so_many_in_a_step(at_once, pieces):
    recogniser, said = Utterances(), frames(20)
    listener = Listener(Lane(RealClock()), RealClock(), recogniser, lambda also: None, Costs(COLD), at_once=at_once)
    steps = list(listener._transcribe(deque([*((0.0, frame) for frame in said), (0.0, None)]), None, Expected(), 1))
    (heard,) = recogniser.all
    assert [len(piece) // FRAME_SAMPLES for piece in heard.frames] == pieces
    assert np.array_equal(np.concatenate(heard.frames), np.concatenate([frame.pcm for frame in said]))
    assert len(steps) == len(pieces) + 1


def transcripts(*turns, recogniser=None, between=lambda recogniser: None):
    """Turns, each (frames, also), heard one after the other: the texts, all words so far, and the recogniser."""
    recogniser, words = recogniser or Utterances(), []

    async def spoken(frames):
        for frame in frames:
            yield frame

    async def main():
        clock, texts = RealClock(), []
        with Lane(clock) as lane, anyio.fail_after(10):
            listener = Listener(lane, clock, recogniser, lambda also: Grammar(sentence(" ".join(also))), Costs(COLD))
            for frames, also in turns:
                words.append([])
                try:
                    with ungrouped():
                        transcript, _ = await listener.recognise(spoken(frames), words[-1].append, also)
                    texts.append(transcript.text)
                except EngineError as error:
                    texts.append(str(error))
                between(recogniser)
        return texts

    return anyio.run(main), words, recogniser


def test_a_turn_that_goes_on_is_heard_on_from_where_it_paused():
    said = frames(30)
    texts, words, recogniser = transcripts((said[:10], ()), (said[:20], ()), (said, ()))
    assert texts == ["10 frames and the tail", "20 frames and the tail", "30 frames and the tail"]
    assert recogniser.heard() == [30]
    assert words[1] == [f"{count} frames" for count in range(11, 21)]


def test_a_turn_that_is_asked_about_twice_is_heard_once():
    said = frames(10)
    texts, _, recogniser = transcripts((said, ()), (said, ()))
    assert texts == ["10 frames and the tail"] * 2
    assert recogniser.heard() == [10]


@pytest.mark.parametrize(
    "then",
    [
        (frames(12), ()),  # another turn, as long and equally silent
        (frames(40, start=20), ()),
        (frames(0), ()),
    ],
)
def test_another_turn_begins_anew_and_closes_the_one_before(then):
    texts, _, recogniser = transcripts((frames(12), ()), then)
    assert texts[1] == f"{len(then[0])} frames and the tail"
    assert recogniser.heard() == [12, len(then[0])]
    assert [utterance.closed for utterance in recogniser.all] == [True, False]


def test_what_has_the_same_beginning_only_is_heard_from_its_first_frame():
    said = frames(30)
    texts, _, recogniser = transcripts((said[:20], ()), (said[:10], ()), (said[:10] + frames(25, start=20), ()))
    assert texts[1:] == ["10 frames and the tail", "15 frames and the tail"]
    assert recogniser.heard() == [20, 15]
    texts, _, recogniser = transcripts((said[:20], ()), (said[:10] + frames(25, start=20), ()))
    assert texts[1] == "15 frames and the tail"
    assert recogniser.heard() == [20, 15]
    assert [pcm[0] for pcm in recogniser.all[1].frames] == [*range(10), *range(20, 25)]


def test_what_may_be_said_changes_with_the_turn_and_then_all_of_it_is_heard_again():
    said = frames(20)
    texts, _, recogniser = transcripts((said[:10], ()), (said, ("okay",)), (said, ("okay",)), (said, ()))
    assert texts[1:] == ["20 frames and the tail"] * 3
    assert recogniser.heard() == [10, 20, 20]
    assert [utterance.grammar.said.items for utterance in recogniser.all] == [(), ("okay",), ()]


def test_an_utterance_that_failed_does_not_go_on():
    said = frames(20)

    def fail(recogniser):
        recogniser.all[0].fails = True

    texts, _, recogniser = transcripts((said[:10], ()), (said, ()), (said, ()), between=fail)
    assert texts[1:] == ["the recogniser failed", "20 frames and the tail"]
    assert recogniser.heard() == [10, 20]


def test_what_only_an_interruption_needs_is_learnt_when_there_is_time():
    done = []

    class Learning(Counting):
        def prepare(self, grammar):
            done.append("begun")
            yield
            done.append("learnt")

        def spot(self, phrases, pcm):
            done.append(phrases)
            yield False

    async def main():
        clock = RealClock()
        with Lane(clock) as lane, anyio.fail_after(10):
            lane.live = True  # so there is none
            listener = Listener(lane, clock, Learning("stop"), lambda also: Grammar("stop"), Costs(COLD))
            await listener.warm()
            listener.warm_for_interruptions(("okay",), pytest.fail)
            before, lane.live = list(done), False
            while len(done) < 3:
                await anyio.lowlevel.checkpoint()
            return before

    assert anyio.run(main) == []
    assert done == [STOPS, "begun", "learnt"]
