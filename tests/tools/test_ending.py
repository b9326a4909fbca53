"""How the words so far end: over every skill's own templates, and on sentences that people break off."""

import random
import time

import pytest
from skill_talk import Talk

from localvoice.events import Ending
from localvoice.tools.persona import names, persona
from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.templates import read, sample

DRAWS = 2  # sentences for each template
COMPLETE, ONE_MORE, COULD_GO_ON, UNFINISHED, UNKNOWN = Ending


@pytest.mark.parametrize("name", names())
def test_every_sentence_of_a_skill_can_end_and_each_of_its_beginnings_can_go_on(name):
    talk, chance = Talk(name), random.Random(name)
    matchers = {}
    for intent in persona(name).intents():
        talk.toolbox.question = intent.question
        matcher = matchers.setdefault(intent.question, Matcher(talk.toolbox.intents()))  # some fit only now and then
        for template in intent.sentences:
            for _ in range(DRAWS):
                words = sample(read(template, intent.slots), chance).split()
                assert talk.toolbox.ending(" ".join(words)) in (COMPLETE, ONE_MORE, COULD_GO_ON), words
                for count in range(1, len(words)):
                    beginning = " ".join(words[:count])
                    ending = talk.toolbox.ending(beginning)
                    assert ending is not UNKNOWN, beginning
                    if ending is not UNFINISHED:
                        assert matcher.match(beginning), beginning


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("set a timer for ten minutes for the cake", COMPLETE),
        ("add milk to my shopping list", COMPLETE),
        ("what time is it", COMPLETE),
        ("what time is it right", UNFINISHED),
        ("cancel the timer please", COMPLETE),
        ("set a timer for ten minutes", COULD_GO_ON),
        ("set a timer", ONE_MORE),  # for how long
        ("we need butter", COULD_GO_ON),
        ("stop", COULD_GO_ON),
        ("set a timer for ten", UNFINISHED),
        ("set a timer for", UNFINISHED),
        ("add milk and", UNFINISHED),
        ("could you please", UNFINISHED),
        ("remind me to", UNFINISHED),
        ("the quick brown fox", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_sentence_is_complete_when_only_politeness_could_follow(talk, text, ending):
    assert talk.toolbox.ending(text) is ending


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("can i have a large latte", COULD_GO_ON),  # milk, something sweet
        ("can i have a large latte with milk", ONE_MORE),
        ("can i have a large latte with some sugar", ONE_MORE),
        ("can i have a large latte with milk and sugar", COMPLETE),
        ("can i have a large latte with milk and", UNFINISHED),
    ],
)
def test_what_could_still_be_said_is_counted(text, ending):
    assert Talk("cafe").toolbox.ending(text) is ending


def test_words_that_only_an_open_slot_takes_are_a_sentence_until_they_dangle(talk):
    assert talk.toolbox.ending("remind me to paint the garden fence") is COULD_GO_ON
    assert talk.toolbox.ending("remind me to paint the") is UNKNOWN


def test_the_answer_to_a_question_ends_only_while_the_question_is_open(talk):
    assert talk.toolbox.ending("ten minutes") is UNFINISHED  # "ten minutes timer"
    talk.say("set a timer")
    assert talk.toolbox.ending("ten minutes") is not UNFINISHED


def test_digits_end_as_words_do(talk):
    assert talk.toolbox.ending("set a timer for 10") is UNFINISHED
    assert talk.toolbox.ending("Set a timer for 10 min.") is COULD_GO_ON


def test_an_answer_is_there_before_the_next_frame(talk):
    sentence = "remind me to pick up the kids at a quarter to four in the afternoon"
    talk.toolbox.ending(sentence)
    took_s = []
    for _ in range(20):
        started_s = time.thread_time()
        talk.toolbox.ending(sentence)
        took_s.append(time.thread_time() - started_s)
    assert sorted(took_s)[10] < 0.005  # of the processor; a median of 0.2 ms
