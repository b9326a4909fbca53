"""A model's arguments are held to the words: what it copied wrongly is read again, what nobody said is no argument."""

import pytest

from localvoice.tools.persona import persona
from localvoice.tools.reading.held import held
from localvoice.tools.schema import call

INTENTS = {intent.name: intent for intent in persona("assistant").intents()}


def words(intent, arguments, text):
    """The words of each argument that is left; {} when the call does not stand."""
    read = call(INTENTS[intent], arguments)
    assert read
    kept = held(read, INTENTS[intent].slots, text, lambda names: {})
    return kept.words if kept else {}


@pytest.mark.parametrize(
    ("intent", "arguments", "text", "kept"),
    [
        ("timer_set", {"duration": "twenty seconds"}, "actually make it twenty minutes", "twenty minutes"),
        ("alarm_set", {"moment": "half past eight"}, "Wake us at quarter to eight.", "at quarter to eight"),
        ("volume_set", {"percent": "eighty percent"}, "turn yourself to 18%", "eighteen percent"),
        ("timer_add", {"duration": "five hours"}, "tack another five minutes onto it", "five minutes"),
    ],
)
def test_what_the_words_say_otherwise_counts(intent, arguments, text, kept):
    assert list(words(intent, arguments, text).values()) == [kept]


def test_each_stretch_of_words_is_one_arguments():
    kept = words("convert", {"amount": "two", "unit": "cups", "to": "cups"}, "two cups in milliliters")
    assert kept == {"amount": "two", "unit": "cups", "to": "milliliters"}


@pytest.mark.parametrize(
    ("intent", "arguments", "text"),
    [
        ("timer_set", {"duration": "10 minutes"}, "give me a shout in ten minutes"),
        ("add", {"a": "nineteen", "b": "23"}, "what do you get from nineteen and twenty three"),
        ("shopping_add", {"things": "Eggs and milk"}, "we're low on eggs and milk"),
        ("reminder_forget", {"event": "the dentist"}, "drop the reminder about the dentist"),
        ("reminder_set", {"task": "call my sister", "moment": "at nine"}, "at nine i have to call my sister"),
    ],
)
def test_what_was_said_stays_as_the_model_wrote_it(intent, arguments, text):
    assert words(intent, arguments, text) == arguments


@pytest.mark.parametrize(
    ("intent", "arguments", "text"),
    [
        ("calculate", {"a": "twelve", "op": "times", "b": "ten"}, "how much is wheel on tent"),
        ("shopping_add", {"things": "carrots"}, "the game was on last night"),
        ("timer_set", {"duration": "ten minutes"}, "set it for five minutes or six minutes"),
        ("divide", {"a": "seven", "b": "seven"}, "they before divided among seven people is how much each"),
    ],
)
def test_what_nobody_said_is_no_argument(intent, arguments, text):
    assert words(intent, arguments, text) == {}


@pytest.mark.parametrize(
    ("intent", "arguments", "text", "kept"),
    [
        ("shopping_remove", {"things": "more milk"}, "i already bought the milk", "milk"),
        ("todo_remove", {"task": "water the plant and the plants"}, "tick off water the plants", "water the plants"),
        ("todo_add", {"task": "call plumber"}, "call the plumber goes on my list", "call the plumber"),
        ("shopping_add", {"things": "bananas"}, "we could do with bannanas", "bananas"),
        ("shopping_add", {"things": "washinging"}, "we are low on washing powder", "washing powder"),
        ("shopping_add", {"things": "washinging"}, "some washing for the list", "washing"),
        (
            "shopping_add",
            {"things": "oat milk and dish"},
            "we are low on oat milk and dish soap",
            "oat milk and dish soap",
        ),
        ("shopping_add", {"things": "oat milk"}, "could somebody think of oat milk tomorrow", "oat milk"),
        ("todo_add", {"task": "paint the kitchche"}, "i really must paint the kitchen", "paint the kitchen"),
    ],
)
def test_of_a_name_the_part_counts_that_was_said_or_sounds_like_it(intent, arguments, text, kept):
    assert list(words(intent, arguments, text).values()) == [kept]


@pytest.mark.parametrize(
    ("things", "kept"), [("more milk", "milk"), ("six eggs", "eggs"), ("two loaves of bread", "two loaves of bread")]
)
def test_an_amount_that_nobody_typed_is_no_part_of_a_name(things, kept):
    read = call(INTENTS["shopping_add"], {"things": things})
    assert read
    held_to = held(read, INTENTS["shopping_add"].slots, "put milk eggs two and bread", None)
    assert held_to
    assert held_to.words == {"things": kept}


@pytest.mark.parametrize(
    ("intent", "arguments", "text"),
    [
        ("alarm_set", {"moment": "tomorrow at ten to seven"}, "tomorrow i have to rise at ten to seven"),
        ("timer_add", {"duration": "ten minutes"}, "the roast wants ten extra minutes"),
        ("alarm_snooze", {"duration": "five minutes"}, "let me lie here for five little minutes"),
        ("reminder_set", {"event": "rent", "moment": "at nine on friday"}, "on friday talk to me at nine about rent"),
    ],
)
def test_what_was_said_in_two_places_stays_whole(intent, arguments, text):
    assert words(intent, arguments, text) == arguments


@pytest.mark.parametrize(
    ("moment", "text", "kept"),
    [
        ("eight tomorrow", "tomorrow ring at eight fifteen for me", "at eight fifteen"),
        ("tomorrow at seven", "tomorrow ring at seven thirty", "at seven thirty"),
        ("tomorrow at six", "ring tomorrow at quarter to six", "tomorrow at quarter to six"),
    ],
)
def test_a_part_of_a_time_is_not_the_time(moment, text, kept):
    assert list(words("alarm_set", {"moment": moment}, text).values()) == [kept]


def test_a_part_of_a_number_is_not_the_number():
    kept = words("timer_set", {"duration": "twenty minutes"}, "ring in twenty five minutes")
    assert kept == {"duration": "twenty five minutes"}


@pytest.mark.parametrize("doubt", [True, False])
@pytest.mark.parametrize(
    ("task", "text", "kept"),
    [
        ("pay the bill", "see that i pay the water bill", "pay the water bill"),
        ("write the office", "i really have to ring the office", "ring the office"),
        ("mow the lawn", "mowing the lawn is still to be done", "mow the lawn"),
        ("call anna", "i still have to call um anna", "call anna"),
    ],
)
def test_a_word_that_was_left_out_or_exchanged_is_the_persons(task, text, kept, doubt):
    intent = INTENTS["todo_add"]
    read = call(intent, {"task": task})
    assert read
    found = held(read, intent.slots, text, (lambda names: {}) if doubt else None)
    assert found
    assert found.words == {"task": kept}


def test_a_number_behind_a_minus_is_taken_away_and_not_below_zero():
    said = {"a": "forty", "op": "plus", "b": "two", "op2": "minus", "c": "nine"}
    assert words("calculate", said, "tell us forty plus two minus nine") == said


def test_a_number_that_a_sum_leaves_out_makes_it_another_sum():
    said = {"a": "seven", "op": "plus", "b": "twelve"}
    assert words("calculate", said, "seven plus twelve minus three would be nice to know") == {}
    assert words("calculate", said, "seven plus twelve would be nice to know") == said
