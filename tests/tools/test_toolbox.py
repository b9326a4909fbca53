"""The door of the room: questions, unknown sentences, wrong calls, examples."""

import asyncio

import pytest

from localvoice.errors import BadInput
from localvoice.tools.persona import names, persona
from localvoice.tools.skill import Call, Hush, Pace, Volume


def test_an_unknown_persona_is_told_with_the_valid_ones():
    with pytest.raises(BadInput, match="assistant, cafe"):
        persona("butler")


@pytest.mark.parametrize("name", names())
def test_a_persona_is_named_as_it_is_found_and_speaks_shortly(name):
    who = persona(name)
    assert who.name == name
    assert len(who.greeting.split()) <= 10
    assert len(who.unknown.split()) <= 20


def test_what_is_not_understood_is_said_honestly(talk):
    assert talk.say("what is the capital of france") == persona("assistant").unknown


def test_a_question_waits_until_it_is_answered(talk):
    assert talk.say("set a timer") == "For how long?"
    assert talk.toolbox.question == "timer_length"
    assert talk.say("blue") == "Sorry, I did not understand that. For how long?"
    assert talk.say("purple") == "Sorry, I did not understand that. For how long?"
    assert talk.say("ten minutes") == "Timer set for 10 minutes."
    assert talk.toolbox.question == ""


def test_anything_else_closes_the_question(talk):
    talk.say("set a timer")
    assert talk.say("never mind") == "Okay."
    assert talk.toolbox.question == ""
    assert talk.say("ten minutes") == persona("assistant").unknown


def test_an_answer_to_a_question_is_nothing_without_it(talk):
    assert talk.toolbox.match("yes") is None


def test_a_call_that_does_not_fit_the_moment_is_unknown_and_harmless(talk):
    for call in (Call("shopping_clear_yes", {}, {}), Call("make_coffee", {}, {})):
        answer = asyncio.run(talk.toolbox.run(call))
        assert answer.text == persona("assistant").unknown


def test_loudness_and_pace_are_known_to_the_next_turn(talk):
    assert talk.answer("set the volume to 50 percent").effects == (Volume(0.5),)
    assert talk.answer("louder").effects == (Volume(0.7),)
    assert talk.world.volume == 0.7
    assert talk.say("what's the volume") == "The volume is at 70 percent."
    assert talk.answer("slower").effects == (Pace(0.83),)
    assert talk.answer("normal speed").effects == (Pace(1.0),)


def test_stop_says_nothing_and_hushes(talk):
    answer = talk.answer("stop")
    assert (answer.text, answer.effects) == ("", (Hush(),))


def test_the_last_answer_is_repeated_again_and_again(talk):
    assert talk.say("repeat that") == "I have not said anything yet."
    time = talk.say("what time is it")
    talk.say("stop")
    assert talk.say("say that again please") == time
    assert talk.say("repeat that") == time


def test_examples_are_sentences_that_are_understood_and_always_the_same(talk):
    examples = talk.toolbox.examples()
    assert examples == talk.toolbox.examples()
    assert set(examples) == {intent.name for intent in talk.toolbox.persona.intents()}
    for sentences in examples.values():
        assert 1 <= len(sentences) <= 3
    assert talk.toolbox.match(examples["timer_set"][0]).intent == "timer_set"


def test_the_world_knows_what_its_skills_are_good_for(talk):
    assert "tell the time and the date" in talk.world.skills
    assert "" not in talk.world.skills


@pytest.mark.parametrize(
    "text", ["i think that we could use a timer", "please start up a timer", "shut down the timer"]
)
def test_half_a_sentence_is_no_name_of_a_timer(talk, text):
    assert talk.toolbox.match(text) is None
