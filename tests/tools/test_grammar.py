"""The recogniser's grammar: sentences drawn from its tree are understood, and PocketSphinx knows all of their words."""

import random

import pocketsphinx
import pytest
from sayable import drawn, parts, walk, words

from localvoice.grammar import Grammar, Part
from localvoice.tools.reading.grammar import grammar as grammar_of
from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.slots import NUMBER
from localvoice.tools.skill import Answer, Intent, Slot
from localvoice.tools.toolbox import Toolbox

SAMPLES = 1500


@pytest.fixture
def grammar(talk):
    return talk.toolbox.grammar()


def test_every_sentence_of_the_grammar_is_matched(talk, grammar):
    chance, matcher = random.Random(5), Matcher(talk.toolbox.intents())  # some fit only now and then
    lost = [text for _ in range(SAMPLES) if matcher.match(text := drawn(grammar, chance)) is None]
    assert not lost


def test_what_stands_at_several_places_is_one_part(grammar):
    made = [said for said in walk(grammar.said, set()) if isinstance(said, Part)]
    assert len(made) > 50
    assert len(made) == len({Grammar(part) for part in made})


def test_the_grammar_stays_small(grammar):
    assert len(list(walk(grammar.said, set()))) < 6000


def test_a_question_adds_its_answers_and_keeps_the_rest(talk):
    before = talk.toolbox.grammar()
    talk.say("set a timer")
    assert talk.toolbox.question == "timer_length"
    assert "ask_timer_length" in parts(talk.toolbox.grammar())
    assert "ask_timer_length" not in parts(before)
    assert "ask_time" in parts(talk.toolbox.grammar())
    talk.say("ten minutes")
    assert talk.toolbox.grammar() == before


def test_typed_templates_are_not_for_the_ear():
    intent = Intent("sum", ("what's {a}",), lambda slots, world: Answer(""), "", {"a": NUMBER}, typed=("blurb {a}",))
    assert "blurb" not in words(grammar_of([intent]))
    assert Matcher([intent]).match("blurb 7").slots == {"a": 7}


def test_only_requests_are_put_politely():
    asked = Intent("ask", ("the time",), lambda slots, world: Answer(""), "")
    greeted = Intent("greet", ("good morning",), lambda slots, world: Answer(""), "", request=False)
    chance = random.Random(0)
    said = {drawn(grammar_of([asked, greeted]), chance) for _ in range(300)}
    assert {"good morning", "the time", "please the time", "the time please"} <= said
    assert not {"please good morning", "good morning please"} & said


def test_two_slots_of_one_name_are_two_parts():
    one, other = Slot("size", "small|large", str), Slot("size", "tall|short", str)
    intent = Intent("pick", ("a {a} {b}", "{a}"), lambda slots, world: Answer(""), "", {"a": one, "b": other})
    chance = random.Random(0)
    assert {"a small tall", "a large short", "small"} <= {drawn(grammar_of([intent]), chance) for _ in range(200)}


def test_pocketsphinx_knows_every_word_of_every_skill(intents):
    with open(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"), encoding="utf-8") as lines:
        known = {line.split()[0] for line in lines}
    said = words(grammar_of(intents))
    assert len(said) > 500
    assert not said - known


def test_the_toolbox_keeps_a_grammar_for_each_question(talk):
    assert talk.toolbox.grammar() is talk.toolbox.grammar()
    assert isinstance(talk.toolbox, Toolbox)
