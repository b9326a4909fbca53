"""What can be asked about when nobody understands the words: the likeliest request, with what it needs."""

import pytest

from localvoice.tools.persona import persona
from localvoice.tools.reading.guessed import guessed

INTENTS = {intent.name: intent for intent in persona("assistant").intents()}


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Kindly set the alarm for seven if you would be so good.", "alarm_set", {"moment": "seven"}),
        ("a timer would be lovely of 25 minutes", "timer_set", {"duration": "twenty five minutes"}),
        ("let me have a look at my tasks list", "todo_read", {}),  # which changes nothing
    ],
)
def test_the_likeliest_request_is_guessed_with_what_was_said(text, intent, slots):
    call = guessed(INTENTS, [text])
    assert call
    assert (call.intent, call.words) == (intent, slots)


@pytest.mark.parametrize(
    "text",
    [
        "She had seven children, and they were all of them clever.",  # is about nothing
        "set an alarm for seven or an alarm for nine",  # which?
        "put it on the shopping list",  # a name is not read
        "work out for me twenty five percent of it",  # of what?
        "",
    ],
)
def test_nothing_is_guessed_where_nothing_or_not_enough_was_said(text):
    assert guessed(INTENTS, [text]) is None


def test_what_an_ear_thinks_likeliest_counts_whatever_else_it_may_have_been():
    texts = [
        "Run through my to-do list.",
        "Run through my tattoo list.",
        "Ron threw my tadpole it.",
        "Round hue mighty dual.",
    ]
    call = guessed(INTENTS, texts)
    assert call
    assert call.intent == "todo_read"


def test_every_request_that_tells_something_is_said_back_as_a_question():
    wishes = {intent.name: intent.wish for intent in INTENTS.values() if intent.wish}
    assert len(wishes) > 30
    assert not [name for name, wish in wishes.items() if INTENTS[name].deed or wish.endswith((".", "?"))]


def test_what_one_of_several_texts_does_not_say_another_does():
    texts = ["Would you set a timer for ten men its.", "Would you set a timer for ten minutes."]
    call = guessed(INTENTS, texts)
    assert call
    assert call.words == {"duration": "ten minutes"}
