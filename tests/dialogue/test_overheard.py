"""When is an utterance worth a look? Frames of voice and silence, without sound."""

import numpy as np

from localvoice.dialogue.overheard import LONG_S, LONGEST_S, LOOK_S, Utterance
from localvoice.events import FRAME_S, Frame
from localvoice.hearing.turns import Rules, Turns, hear
from localvoice.understanding.interpreting.clauses import PAUSE_S

RULES = Rules(end_s=0.7)
NOTHING = np.zeros(512, np.float32)


class Speaker:
    """Says and is silent for so many seconds."""

    def __init__(self, we_speak=False):
        self.utterance, self.turns, self.we_speak = Utterance(1, 0.0), Turns(), we_speak
        self.looks = []

    def go(self, seconds, voice=1.0, took_s=0.0):
        for _ in range(round(seconds / FRAME_S)):
            frame = Frame(NOTHING, voice, self.turns.now_s)
            self.turns, _ = hear(self.turns, voice, FRAME_S, RULES)
            self.utterance.hear(frame, self.turns, self.we_speak)
            if self.utterance.wanted.is_set():
                self.look(took_s)
        return self

    def look(self, took_s=0.0):
        seen = self.utterance.seen()
        if seen.new:
            self.looks.append(round(self.turns.now_s, 2))
        self.utterance.looked(took_s)


def test_a_look_is_wanted_when_enough_was_said_and_at_a_pause():
    speaker = Speaker().go(2.0).go(0.6, voice=0.0)
    gaps = np.diff(speaker.looks)
    assert len(speaker.looks) == 4
    assert all(LOOK_S - 0.01 <= gap <= LOOK_S + 2 * FRAME_S for gap in gaps[:2])
    assert 2.0 + PAUSE_S <= speaker.looks[-1] + 0.04 < 2.4


def test_a_slow_recogniser_is_asked_less_often():
    quick, slow = Speaker().go(6.0), Speaker().go(6.0, took_s=0.8)
    assert len(slow.looks) < 0.5 * len(quick.looks)
    assert min(np.diff(slow.looks)) >= 1.6 - FRAME_S


def test_the_end_of_an_utterance_that_was_looked_at_costs_no_look():
    speaker = Speaker().go(1.0).go(0.5, voice=0.0)
    looks = len(speaker.looks)
    speaker.utterance.end()
    speaker.look()
    assert len(speaker.looks) == looks


def test_a_silence_counts_for_less_while_we_speak():
    alone, beside = Speaker().go(1.0).go(0.3, voice=0.0), Speaker(we_speak=True).go(1.0).go(0.3, voice=0.0)
    assert len(beside.looks) == len(alone.looks) - 1


def test_a_long_utterance_ends_at_its_next_pause_and_an_endless_one_anyhow():
    speaker = Speaker().go(LONG_S + 1.0)
    assert not speaker.utterance.long
    assert speaker.go(0.3, voice=0.0).utterance.long
    assert Speaker().go(LONGEST_S + 0.1).utterance.long
