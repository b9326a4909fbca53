"""What can be asked about when nobody understands the words: the likeliest request, with what it needs."""

import pytest

from localvoice.tools.persona import persona
from localvoice.tools.reading.guessed import guessed

INTENTS = {intent.name: intent for intent in persona("assistant").intents()}


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Kindly set the alarm, and let it be seven.", "alarm_set", {"moment": "seven"}),
        ("a timer would be lovely of 25 minutes", "timer_set", {"duration": "twenty five minutes"}),
    ],
)
def test_the_likeliest_request_is_guessed_with_what_was_said(text, intent, slots):
    call = guessed(INTENTS, text)
    assert call
    assert (call.intent, call.words) == (intent, slots)


@pytest.mark.parametrize(
    "text",
    [
        "She had seven children, and they were all of them clever.",  # is about nothing
        "set the alarm would you",  # for when?
        "set an alarm for seven or an alarm for nine",  # which?
        "put it on the shopping list",  # a name is not read
        "",
    ],
)
def test_nothing_is_guessed_where_nothing_or_not_enough_was_said(text):
    assert guessed(INTENTS, text) is None
