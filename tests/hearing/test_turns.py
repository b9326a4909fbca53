"""Floor-taking rules, played from a list of probabilities: no audio, no waiting."""

import pytest

from localvoice.events import FRAME_S
from localvoice.hearing.turns import Event, Floor, Rules, Turns, hear, press, release, take


def play(probabilities, turns=None):
    turns, events = turns or Turns(), []
    for probability in probabilities:
        turns, event = hear(turns, probability, FRAME_S, Rules())
        if event:
            events.append(event)
    return turns, events


def test_a_cough_does_not_take_the_floor():
    assert play([0.9, 0.9, 0.1, 0.1])[1] == []


def test_speech_then_half_a_second_of_silence_ends_the_turn():
    assert play([0.9] * 10 + [0.1] * 15)[1] == [Event.SPEECH_STARTED]
    turns, events = play([0.9] * 10 + [0.1] * 16)
    assert events == [Event.SPEECH_STARTED, Event.TURN_ENDED]
    assert turns.floor is Floor.ASSISTANT


def test_a_pause_in_mid_sentence_does_not_end_the_turn():
    assert play([0.9] * 10 + [0.1] * 10 + [0.9] * 10)[1] == [Event.SPEECH_STARTED]


def test_the_turn_knows_where_its_speech_began_and_ended():
    turns, _ = play([0.0] * 5 + [0.9] * 10 + [0.1] * 16)
    assert turns.speech_start_s == pytest.approx(5 * FRAME_S)
    assert turns.speech_end_s == pytest.approx(15 * FRAME_S)


def test_a_doubtful_frame_prolongs_a_word_but_starts_none():
    assert play([0.4] * 20)[1] == []
    assert play([0.6, 0.4, 0.4])[1] == [Event.SPEECH_STARTED]


def test_barging_in_needs_a_quarter_second_of_voice():
    speaking = take(Turns())
    assert play([0.9] * 7, speaking)[1] == []
    assert play([0.9] * 8, speaking)[1] == [Event.BARGED_IN]


def test_the_floor_is_open_again_after_the_answer():
    turns, _ = play([0.9] * 10 + [0.1] * 16)
    assert play([0.9] * 3, release(turns))[1] == [Event.SPEECH_STARTED]


def test_the_key_starts_ends_and_interrupts():
    turns, first = press(Turns())
    turns, second = press(turns)
    turns, third = press(turns)
    assert [first, second, third] == [Event.SPEECH_STARTED, Event.TURN_ENDED, Event.BARGED_IN]
    assert turns.floor is Floor.USER
