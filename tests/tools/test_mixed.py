"""Sentences in which somebody changes their mind or asks for two things: nothing of it ends up inside a task."""

import pytest

from localvoice.tools.reading.mixed import mixed

SWALLOWED = [
    "remind me to leave at 4, no wait, at 5",
    "remind me to leave at four no wait at five",
    "remind me to call Tom tomorrow, I mean friday",
    "remind me to call Tom at 5, actually at 6",
    "remind me at 5 to buy milk and set a timer for 10 minutes",
    "remind me at 5 to buy milk and at 6 to call mom",
    "remind me tomorrow to buy milk and on friday to call mom",
    "remind me at 5 to buy milk and then wake me at 7",
    "add milk, no wait, eggs to my list",
    "add milk and eggs, actually just milk to the list",
]


@pytest.mark.parametrize("said", SWALLOWED)
def test_what_would_be_swallowed_is_not_understood_at_all(talk, said):
    assert talk.say(said).startswith("Sorry, I did not understand that.")
    assert talk.shelf.all() == []


@pytest.mark.parametrize(
    "text",
    [
        "milk, eggs and bread", "wash and wait for the plumber", "call mom and dad", "say sorry to Tom",
        "tell Tom that i mean it", "set the table and make the beds", "buy no more than six eggs", "no sugar cola",
        "meet Ana and at last settle the bill", "make the bed, wait for the post",
    ],
)  # fmt: skip
def test_one_thing_is_not_mixed(text):
    assert not mixed(text)


def test_another_time_than_the_first_is_taken_while_the_task_is_asked_for(talk):
    assert talk.say("set a reminder for 5") == "What shall I remind you of?"
    assert talk.say("no, I meant 6") == "What shall I remind you of?"
    assert talk.say("to call mom") == "I will remind you to call mom today, Monday, May 4th, at 6 PM."


def test_another_time_is_taken_while_the_time_is_asked_for(talk):
    assert talk.say("remind me to call mom") == "When shall I remind you?"
    assert talk.say("sorry, I mean at 6 pm").endswith("at 6 PM.")


def test_cancel_that_does_not_pretend_to_have_cancelled(talk):
    talk.say("set a timer for ten minutes")
    assert talk.say("cancel that") == "I have cancelled nothing. Say what I shall cancel."
    assert len(talk.shelf.all("timer")) == 1
    talk.say("remind me to call mom")
    assert talk.say("cancel that") == "Okay."
