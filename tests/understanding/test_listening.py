"""Is "stop" heard again, and a new grammar learnt in time? The cascade with a recogniser that counts."""

import threading

import anyio
import numpy as np
import pytest
from test_cascade import Scripted, Still, cascade, run, turn

from localvoice.clock import RealClock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Speech
from localvoice.grammar import Grammar
from localvoice.understanding.cascade import COLD
from localvoice.understanding.listening import LONGEST_STOP_S, Listener
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

    def finish_steps(self):
        for count in range(len(self.words)):
            yield " ".join(self.words[:count])
        return self.finish()


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
            await listener.warm(("okay",))
            await listener.prepare((), lambda: 0.0)
            return await listener.recognise(frames(), lambda words: None)

    transcript, _ = anyio.run(main)
    assert transcript.text == "stop"
    assert set(threads) == {"MainThread"}
