"""A handful of intents made for one question each."""

from datetime import timedelta

import pytest

from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.slots import DURATION, GROCERY, MOMENT, NUMBER, TASK
from localvoice.tools.skill import Answer, Intent, Slot


def intent(name, *sentences, typed=(), **slots):
    return Intent(name, sentences, lambda values, world: Answer(name), name, slots, typed=typed)


TIMER = intent("timer", "(set|start) [a] timer for {duration}", "{duration} timer", duration=DURATION)
REMIND = intent("remind", "remind me to {task} {moment}", "remind me {moment} to {task}", task=TASK, moment=MOMENT)
REMIND_ONCE = intent("remind_once", "remind me to {task}", task=TASK)
BUY = intent("buy", "add {things} to my list", "add {things}", things=GROCERY)
SUM = intent("sum", "what's {a} plus {b}", typed=("{a} plus {b}",), a=NUMBER, b=NUMBER)
STOP = intent("stop", "stop", "stop it")


@pytest.fixture(scope="module")
def matcher():
    return Matcher([TIMER, REMIND, REMIND_ONCE, BUY, SUM, STOP])


def test_slots_come_as_values_and_as_words(matcher):
    call = matcher.match("set a timer for half an hour")
    assert (call.intent, call.slots, call.words) == (
        "timer",
        {"duration": timedelta(minutes=30)},
        {"duration": "half an hour"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "Stop.",
        "STOP!",
        "  stop  ",
        "please stop",
        "stop please",
        "Hey, could you please stop?",
        "okay stop it now",
        "would you just stop it, thanks",
        "I want you to stop",
        "hey computer, stop",
    ],
)
def test_case_punctuation_and_politeness_do_not_matter(matcher, text):
    assert matcher.match(text).intent == "stop"


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "stop the", "the stop", "stopping", "please", "set a timer for milk", "plus"]
)
def test_what_no_template_explains_to_the_last_word_is_nothing(matcher, text):
    assert matcher.match(text) is None


def test_digits_are_understood_as_words(matcher):
    assert matcher.match("10 min timer").slots == {"duration": timedelta(minutes=10)}
    assert matcher.match("What's 1,200 + 3.5?").slots == {"a": 1200, "b": 3.5}


def test_typed_templates_count_for_text(matcher):
    assert matcher.match("12 + 30").slots == {"a": 12, "b": 30}


def test_open_text_ends_where_the_next_slot_makes_sense(matcher):
    call = matcher.match("Remind me to ring the vet about Rex tomorrow at nine")
    assert call.intent == "remind"
    assert call.words == {"task": "ring the vet about rex", "moment": "tomorrow at nine"}


def test_open_text_is_kept_as_it_was_typed(matcher):
    assert matcher.match("remind me to ring Zoë O'Neill, now!").slots == {"task": "ring Zoë O'Neill"}
    assert matcher.match("add 2 Äpfel and Müsli to my list").slots == {"things": ("2 Äpfel", "Müsli")}


def test_a_reading_with_more_of_the_template_wins(matcher):
    assert matcher.match("add milk to my list").slots == {"things": ("milk",)}


def test_a_slot_that_makes_no_sense_rejects_the_reading(matcher):
    assert matcher.match("remind me to water the") is None
    assert matcher.match("remind me to water the plants every friday") is None


def test_a_known_phrase_wins_over_open_text():
    known = intent("known", "call {who}", who=Slot("who", "mom|dad", str))
    anyone = intent("anyone", "call {who}", who=Slot("who", "nobody", str, open_text=True))
    for intents in ([known, anyone], [anyone, known]):
        assert Matcher(intents).match("call mom").intent == "known"
        assert Matcher(intents).match("call the plumber").intent == "anyone"


def test_among_equals_the_first_intent_wins():
    first, second = intent("first", "go"), intent("second", "go")
    assert Matcher([first, second]).match("go").intent == "first"
    assert Matcher([second, first]).match("go").intent == "second"


def test_the_last_use_of_a_slot_counts_when_a_sentence_has_it_once_only():
    both = intent("both", "{n} apples|apples {n}", n=NUMBER)
    assert Matcher([both]).match("apples 7").slots == {"n": 7}


def test_a_long_task_is_read_and_a_whole_story_is_not(matcher):
    call = matcher.match("remind me to " + "very " * 40 + "carefully check the oven door tomorrow at nine")
    assert call.intent == "remind"
    assert call.words["moment"] == "tomorrow at nine"
    assert matcher.match("remind me to " + "very " * 60 + "carefully check the oven door tomorrow at nine") is None
