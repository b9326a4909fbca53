"""What was just set is corrected in few words, as people do; what was set long ago is not."""

from datetime import timedelta

import pytest
from skill_talk import Talk

TEN = (
    "make it ten minutes",
    "make that ten",
    "no, ten minutes",
    "no, ten",
    "no no ten minutes",
    "sorry, ten minutes",
    "sorry, I meant ten",
    "I meant ten minutes",
    "actually ten minutes",
    "actually, make it ten minutes please",
    "wait, make it ten",
    "change it to ten minutes",
    "change that to ten",
    "set it to ten minutes",
    "set it to ten minutes instead",
    "no, I said ten",
    "I said ten not five",
    "I said ten minutes, not five minutes",
    "ten minutes instead",
    "better make it ten minutes",
    "not five, ten",
    "no, not five but ten minutes",
    "oops, ten minutes",
    "on second thought ten minutes",
    "let's say ten minutes",
    "rather ten minutes",
    "correction, ten minutes",
    "no wait, ten minutes",
    "oh no, I meant ten",
    "it should be 10 minutes",
)


@pytest.fixture
def talk():
    return Talk()


@pytest.mark.parametrize("words", TEN)
def test_a_timer_is_corrected_right_after_it_was_set(talk, words):
    talk.say("set a timer for five minutes")
    talk.now += timedelta(seconds=5)
    assert talk.say(words) == "Timer changed to 10 minutes."
    assert talk.say("how much time is left on my timer") == "You have 10 minutes left on your 10 minute timer."


def test_a_bare_number_counts_what_the_length_was_counted_in(talk):
    talk.say("set a timer for two hours")
    assert talk.say("no, three") == "Timer changed to 3 hours."
    talk.say("set a timer for thirty seconds")
    assert talk.say("sorry, I meant forty") == "Timer changed to 40 seconds."


@pytest.mark.parametrize("words", ["make it eight", "no, eight", "sorry, I meant eight", "change it to 8 am"])
def test_an_alarm_is_corrected_too(talk, words):
    talk.say("set an alarm for seven tomorrow")
    assert talk.say(words).startswith("Alarm changed: ")
    assert "8 AM" in talk.say("when is my next alarm")


def test_a_reminder_is_corrected_too(talk):
    talk.say("remind me to call mom at five")
    assert "6 PM" in talk.say("no, at six")


def test_the_one_that_was_set_last_is_meant(talk):
    talk.say("set an alarm for seven tomorrow")
    talk.say("set a pasta timer for five minutes")
    assert talk.say("make it ten") == "Pasta timer changed to 10 minutes."


@pytest.mark.parametrize("before", [(), ("set a timer for an hour",)])
def test_what_was_set_long_ago_is_not_it(talk, before):
    for words in before:
        talk.say(words)
    talk.now += timedelta(minutes=5)
    assert talk.toolbox.match("make it ten minutes") is None


@pytest.mark.parametrize("words", ["no thanks", "no thank you", "no, thank you", "nah", "not really"])
def test_no_is_said_politely_too(talk, words):
    talk.say("set a timer for five minutes")
    talk.say("cancel all timers")
    assert talk.say(words) in ("All right, I left it as it is.", "Okay, nothing was changed.")
