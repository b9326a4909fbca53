"""How long the gate waits, on evidence made by hand: no sound, no models."""

import itertools

import pytest

from localvoice.events import Ending
from localvoice.hearing.gate import LAGGING_S, SURE_S, UNSURE_S, Evidence, decide, wait_s
from localvoice.hearing.tone_measured import Tone

SETTLED = Tone(speech_s=1.5, pitch_hz=120.0, end_st=-4.0)
LEFT_OPEN = Tone(speech_s=1.5, pitch_hz=120.0, end_st=0.5)
SPOKEN = Tone(speech_s=1.5)


def test_a_complete_sentence_is_answered_after_an_eighth_of_a_second():
    assert wait_s(Evidence("what time is it", Ending.COMPLETE, LEFT_OPEN)) == SURE_S <= 0.128


def test_words_that_the_recogniser_may_still_add_to_are_waited_for():
    behind = Evidence("what time is it", Ending.COMPLETE, SETTLED, all_heard=False)
    assert SURE_S < wait_s(behind) == LAGGING_S <= 0.2


def test_the_beginning_of_a_sentence_gets_all_the_time_there_is():
    assert wait_s(Evidence("set a timer for ten", Ending.UNFINISHED, SETTLED)) == UNSURE_S == 1.2


def test_the_tone_has_no_say_where_there_are_words():
    for ending in (Ending.COMPLETE, Ending.ONE_MORE, Ending.COULD_GO_ON, Ending.UNFINISHED):
        assert len({wait_s(Evidence("some words", ending, tone)) for tone in (SETTLED, SPOKEN, LEFT_OPEN)}) == 1


def test_the_surer_the_words_the_shorter_the_wait():
    waits = [wait_s(Evidence("some words", ending, SPOKEN)) for ending in Ending]
    complete, one_more, could_go_on, unfinished, unknown = waits
    assert complete < one_more < could_go_on < unknown < unfinished


@pytest.mark.parametrize(
    "words", ["we could go to", "I want the", "milk and", "so, um", "well,", "I thought...", "the"]
)
def test_dangling_words_are_waited_for(words):
    assert wait_s(Evidence(words, Ending.UNKNOWN, SETTLED)) == UNSURE_S
    assert wait_s(Evidence(words, Ending.COULD_GO_ON, SETTLED)) == UNSURE_S


@pytest.mark.parametrize(
    "words", ["fly to london", "buy a banana", "begin", "go into a thistle", "play something by abba"]
)
def test_a_word_that_only_ends_like_a_dangling_one_is_not(words):
    assert wait_s(Evidence(words, Ending.UNKNOWN, SPOKEN)) < UNSURE_S


def test_a_full_stop_of_an_open_recogniser_shortens_the_wait():
    with_stop = wait_s(Evidence("What is the capital of France?", Ending.UNKNOWN, SPOKEN))
    assert SURE_S < with_stop < wait_s(Evidence("what is the capital of France", Ending.UNKNOWN, SPOKEN))


def test_a_breath_without_words_is_no_turn_unless_a_question_is_open():
    breath = Tone(speech_s=0.2)
    assert wait_s(Evidence(tone=breath)) == UNSURE_S
    assert wait_s(Evidence(tone=breath, question=True)) < UNSURE_S


def test_a_model_that_hears_the_end_draws_the_wait_but_not_over_the_grammar():
    waits = [wait_s(Evidence("x", Ending.UNKNOWN, SPOKEN, turn_end)) for turn_end in (0.0, 0.3, 0.7, 1.0)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > wait_s(Evidence("x", Ending.UNKNOWN, SPOKEN)) > waits[-1]
    assert wait_s(Evidence("x", Ending.COMPLETE, SPOKEN, 0.0)) == SURE_S


def test_every_wait_is_within_bounds_and_explained():
    for ending, tone, turn_end, question, words in itertools.product(
        Ending, (SETTLED, SPOKEN, LEFT_OPEN, Tone()), (None, 0.0, 1.0), (False, True), ("", "a", "go.")
    ):
        decision = decide(Evidence(words, ending, tone, turn_end, question))
        assert SURE_S <= decision.wait_s <= UNSURE_S
        assert decision.why
