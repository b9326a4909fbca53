"""What a mind that hears by itself makes of a turn: its own sound, tools between, and never a deed that nobody did."""

import numpy as np
import pytest
from native_exchanges import Asked
from scripted_native import FRAME, RATE_HZ

from localvoice.events import Picture, Transcript
from localvoice.models.roles import ToolCall
from localvoice.understanding.mind import Occasion, Said, Stage
from localvoice.understanding.shown import BLIND

LIGHT = ["Sunlight is scattered ", 12, "by the air.", 30]


def test_it_answers_in_its_own_sound_what_the_recogniser_does_not_understand():
    asked = Asked(LIGHT)
    assert asked.captions == "Sunlight is scattered by the air."
    assert asked.sound_s == pytest.approx(42 * FRAME / RATE_HZ)
    assert asked.did("reply")[0][1] == pytest.approx(2.0, abs=0.1)
    assert not asked.spoken
    assert asked.understood[0].accepted
    assert Stage("read") in asked.told


def test_a_skill_answers_what_it_explains_in_the_models_voice():
    asked = Asked(LIGHT, words="what time is it", seconds=1.0)
    assert not asked.did("reply")
    assert asked.spoken == ["It is three thirty PM."]
    assert asked.did("note")


def test_a_deed_that_it_only_claims_is_neither_heard_nor_shown():
    asked = Asked(["All right. I have set ", 12, "your timer for ten minutes. ", 12, "Enjoy!", 12])
    assert "have set" not in asked.captions
    assert "not done that" in asked.captions
    assert asked.did("cut")
    assert asked.sound_s < 30 * FRAME / RATE_HZ


def test_a_tools_own_answer_comes_after_what_was_said_before_the_call():
    asked = Asked(["Let me look. ", 12, ToolCall("current_time", {})])
    assert asked.captions.startswith("Let me look.")
    assert asked.did("result")


def test_a_call_that_nobody_can_read_is_no_answer_and_said_so():
    asked = Asked([ToolCall("", {"raw": "{{"})])
    assert asked.captions
    assert asked.did("result")[0][1] == ""


def test_sound_without_a_word_is_not_played():
    asked = Asked([30])
    assert asked.captions == "Sorry, I have no answer to that."


def test_an_answer_of_nothing_is_admitted():
    assert Asked([""]).captions == "Sorry, I have no answer to that."


def test_a_cough_gets_no_answer():
    asked = Asked(LIGHT, seconds=0.3)
    assert not asked.did("reply")
    assert not asked.captions


def test_a_television_far_away_is_answered_twice_and_no_more():
    far = Occasion(near=lambda: False)
    asked = Asked(LIGHT, occasion=far)
    assert asked.did("reply")
    asked.mind._lasting.misses = 2
    exchange = asked.mind.begin(asked.exchange._said, far)
    assert not exchange._thinks(type("Heard", (), {"accepted": False, "text": ""})(), 2.0)


def test_who_speaks_on_over_an_answer_wants_the_floor_whatever_they_say():
    asked = Asked(LIGHT, occasion=Occasion(interrupting=True))
    assert asked.captions == "Sunlight is scattered by the air."


def test_a_short_sound_over_an_answer_is_no_interruption():
    asked = Asked(LIGHT, occasion=Occasion(interrupting=True), seconds=0.7)
    assert not asked.understood[0].accepted
    assert not asked.did("reply")


@pytest.mark.parametrize(("words", "seconds"), [("uh huh", 0.5), ("mm hm", 0.6), ("okay right okay", 1.2)])
def test_a_sign_of_listening_is_no_interruption_however_long(words, seconds):
    asked = Asked(LIGHT, words=words, occasion=Occasion(interrupting=True), seconds=seconds)
    assert asked.understood[0].backchannel
    assert not asked.did("reply")


@pytest.mark.parametrize("words", ["go on", "tell me more", "what did i say", "yes please"])
def test_few_words_to_the_model_are_in_the_grammar_and_for_the_model(words):
    asked = Asked(LIGHT, words=words, seconds=len(words) / 14)
    assert asked.understood[0].text == words
    assert asked.did("reply")


def test_a_slow_yes_is_an_answer_to_what_the_model_asked_and_else_a_cough():
    asked = Asked(["Shall I tell you more?", 20], typed="why is the sky blue")
    yes = Transcript("yes", False, 0.0)
    asked.exchange._said = Said(object())  # spoken
    assert asked.exchange._thinks(yes, 0.4)
    assert not asked.exchange._thinks(Transcript("cat", False, 0.0), 0.4)
    asked.toolbox.world.said = "It is blue."
    assert not asked.exchange._thinks(yes, 0.4)


def test_a_picture_is_admitted_not_to_be_seen_and_the_rest_is_answered():
    asked = Asked(LIGHT, typed="what is in this picture", picture=Picture(np.zeros((2, 2, 3), np.uint8), "page", 0.0))
    assert asked.captions == f"{BLIND} Sunlight is scattered by the air."


def test_what_is_typed_is_answered_too():
    asked = Asked(LIGHT, typed="why is the sky blue")
    assert asked.did("reply") == [("reply", "why is the sky blue")]
    assert asked.captions == "Sunlight is scattered by the air."


def test_one_that_only_hears_is_spoken_by_the_voice():
    asked = Asked(["Sunlight is scattered by the air. ", "So it is blue."], rate_hz=0)
    assert asked.spoken == ["Sunlight is scattered by the air.", "So it is blue."]
    assert asked.did("reply")[0][1] == pytest.approx(2.0, abs=0.1)


def test_a_long_turn_is_heard_along():
    asked = Asked(LIGHT, seconds=4.0)
    assert len(asked.did("prefill")) >= 2


def test_taken_back_the_model_forgets_it():
    def twice(asked):
        asked.exchange.take_back()
        asked.exchange.take_back()

    assert len(Asked(LIGHT, after=twice).did("retract")) == 1


def test_of_an_answer_the_frames_that_were_heard_are_its_own_alone():
    def cut(asked):
        asked.chat.done.clear()
        asked.exchange.cut("All right. I have", round(3.0 * RATE_HZ))

    asked = Asked(["All right. ", 6, "I have set your timer.", 12], after=cut)
    ((_, _, samples),) = asked.did("cut")
    assert 0 < samples <= 12 * FRAME
