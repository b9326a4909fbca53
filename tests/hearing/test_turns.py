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
    assert play([0.9] * 10 + [0.1] * 15)[1] == [Event.SPEECH_STARTED, Event.PAUSED]
    turns, events = play([0.9] * 10 + [0.1] * 16)
    assert events == [Event.SPEECH_STARTED, Event.PAUSED, Event.TURN_ENDED]
    assert turns.floor is Floor.ASSISTANT


def test_a_pause_in_mid_sentence_does_not_end_the_turn():
    assert play([0.9] * 10 + [0.1] * 10 + [0.9] * 10)[1] == [Event.SPEECH_STARTED, Event.PAUSED, Event.RESUMED]


def test_three_frames_of_silence_are_a_pause_and_each_pause_is_told_once():
    assert play([0.9] * 10 + [0.1] * 2 + [0.9])[1] == [Event.SPEECH_STARTED]
    assert play([0.9] * 10 + ([0.1] * 3 + [0.9]) * 2)[1] == [Event.SPEECH_STARTED, *[Event.PAUSED, Event.RESUMED] * 2]


def test_who_knows_better_may_end_the_turn_earlier_or_later():
    for wait_s, frames in ((0.2, 7), (1.2, 38)):
        turns, _ = play([0.9] * 10)
        events = []
        for _ in range(frames):
            turns, event = hear(turns, 0.1, FRAME_S, Rules(), wait_s)
            events.append(event)
        assert events[-1] is Event.TURN_ENDED
        assert Event.TURN_ENDED not in events[:-1]


def test_the_turn_knows_where_its_speech_began_and_ended():
    turns, _ = play([0.0] * 5 + [0.9] * 10 + [0.1] * 16)
    assert turns.speech_start_s == pytest.approx(5 * FRAME_S)
    assert turns.speech_end_s == pytest.approx(15 * FRAME_S)


def test_a_doubtful_frame_prolongs_a_word_but_starts_none():
    assert play([0.4] * 20)[1] == []
    assert play([0.6, 0.4, 0.4])[1] == [Event.SPEECH_STARTED]


def test_two_frames_of_voice_make_the_assistant_softer_and_four_make_it_listen():
    speaking = take(Turns())
    assert play([0.9], speaking)[1] == []
    assert play([0.9] * 3, speaking)[1] == [Event.DUCKED]
    assert play([0.9] * 4, speaking)[1] == [Event.DUCKED, Event.BARGED_IN]
    assert play([0.9] * 3 + [0.1, 0.9], speaking)[1] == [Event.DUCKED, Event.UNDUCKED]


def test_the_floor_is_open_again_after_the_answer():
    turns, _ = play([0.9] * 10 + [0.1] * 16)
    assert play([0.9] * 3, release(turns))[1] == [Event.SPEECH_STARTED]


def test_the_key_starts_ends_and_interrupts():
    turns, first = press(Turns())
    turns, second = press(turns)
    turns, third = press(turns)
    assert [first, second, third] == [Event.SPEECH_STARTED, Event.TURN_ENDED, Event.BARGED_IN]
    assert turns.floor is Floor.USER
