"""Somebody says how a timer, an alarm or the list stands: they are told how it is, and nothing is done."""

import pytest


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my timer is at ten minutes", "timer_state"),
        ("the pasta timer has ten minutes left", "timer_state"),
        ("is my timer still at ten minutes", "timer_state"),
        ("I have ten minutes left on my timer", "timer_state"),
        ("the alarm is set for seven", "alarm_state"),
        ("you set an alarm for seven thirty", "alarm_state"),
        ("there is milk on the list", "shopping_check"),
        ("eggs are already on my shopping list", "shopping_check"),
    ],
)
def test_what_is_said_of_a_state_is_answered_with_the_state(talk, text, intent):
    call = talk.toolbox.match(text)
    assert call.intent == intent
    assert not talk.toolbox.changes(call)


def test_a_timer_that_is_said_to_be_at_another_length_is_told_as_it_is(talk):
    talk.say("set a timer for twenty minutes")
    assert talk.say("my timer is at ten minutes") == "You have 20 minutes left on your 20 minute timer."
    assert talk.say("how many timers are running").count("timer") == 1
