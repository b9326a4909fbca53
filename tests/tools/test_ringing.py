"""Time passes by hand; what has come due is asked for."""

from datetime import timedelta

import pytest
from skill_talk import NOW, ListShelf

from localvoice.errors import StoreError
from localvoice.tools.due import due, next_due


def berlin(day, hour, minute):
    return NOW.replace(day=day, hour=hour, minute=minute)


def texts(talk):
    return [ring.text for ring in due(talk.shelf, talk.now)]


def test_nothing_rings_before_its_time(talk):
    talk.say("set a timer for ten minutes")
    assert next_due(talk.shelf) == talk.now + timedelta(minutes=10)
    talk.later(minutes=9, seconds=59)
    assert texts(talk) == []


def test_each_rings_once(talk):
    talk.say("set a pasta timer for ten minutes")
    talk.later(minutes=10)
    assert texts(talk) == ["Your pasta timer is done."]
    assert texts(talk) == []
    assert next_due(talk.shelf) is None


@pytest.mark.parametrize(
    ("said", "rings", "missed"),
    [
        (
            "set a timer for ten minutes",
            "Your 10 minute timer is done.",
            "Your 10 minute timer ended at 10:10 AM, while I was off.",
        ),
        (
            "set an alarm for 10:10 am",
            "It is 10:10 AM, this is your alarm.",
            "Your alarm was at 10:10 AM, while I was off.",
        ),
        (
            "remind me to call my mom in ten minutes",
            "This is your reminder to call your mom.",
            "I should have reminded you to call your mom at 10:10 AM, while I was off.",
        ),
        (
            "remind me about the meeting at ten past ten",
            "This is your reminder about the meeting.",
            "I should have reminded you about the meeting at 10:10 AM, while I was off.",
        ),
    ],
)
def test_what_is_said_in_time_and_too_late(talk, said, rings, missed):
    talk.say(said)
    talk.later(minutes=10, seconds=20)
    assert texts(talk) == [rings]
    talk.now -= timedelta(minutes=10, seconds=20)
    talk.say(said)
    talk.later(minutes=12)
    (ring,) = due(talk.shelf, talk.now)
    assert (ring.text, ring.missed) == (missed, True)


def test_what_was_missed_days_ago_is_dated(talk):
    talk.say("set a timer for an hour")
    talk.later(days=1)
    assert texts(talk) == ["Your 1 hour timer ended yesterday at 11 AM, while I was off."]
    talk.say("set a timer for an hour")
    talk.later(days=3)
    assert texts(talk) == ["Your 1 hour timer ended on Tuesday, May 5 at 11 AM, while I was off."]


def test_several_ring_in_their_order(talk):
    talk.say("set an egg timer for six minutes")
    talk.say("set a tea timer for five minutes")
    talk.later(minutes=6)
    assert texts(talk) == ["Your tea timer is done.", "Your egg timer is done."]


def test_a_repeating_alarm_moves_on_to_its_next_day(talk):
    assert talk.say("wake me up at six thirty every weekday") == "Alarm set for 6:30 AM every weekday."
    assert next_due(talk.shelf) == berlin(5, 6, 30)
    talk.now = berlin(8, 6, 30)  # Friday
    assert texts(talk) == ["Your alarm was on Tuesday, May 5 at 6:30 AM, while I was off."]
    assert next_due(talk.shelf) == berlin(11, 6, 30)


def test_an_alarm_that_rang_can_be_snoozed_for_a_while(talk):
    assert talk.say("snooze") == "There is nothing to snooze."
    talk.say("set an alarm for noon")
    talk.now = berlin(4, 12, 0)
    assert texts(talk) == ["It is noon, this is your alarm."]
    assert talk.say("snooze") == "I will ring again in 9 minutes."
    talk.later(minutes=9)
    assert texts(talk) == ["It is 12:09 PM, this is your alarm."]
    assert talk.say("snooze for five minutes") == "I will ring again in 5 minutes."
    talk.later(hours=2)
    assert texts(talk) == ["Your alarm was at 12:14 PM, while I was off."]
    talk.later(hours=1)
    assert talk.say("snooze") == "There is nothing to snooze."


class RefusingShelf(ListShelf):
    """A disk that refuses to give up one thing."""

    def remove(self, item):
        if item.text == "to stay":
            raise StoreError("the disk is full")
        super().remove(item)


def test_what_the_disk_refuses_does_not_silence_what_left_the_shelf(talk):
    shelf = RefusingShelf(lambda: talk.now)
    for text in ("to go first", "to stay", "to go last"):
        shelf.put("reminder", text, talk.now)
    rung = [ring.text for ring in due(shelf, talk.now)]
    assert rung == ["This is your reminder to go first.", "This is your reminder to go last."]
    with pytest.raises(StoreError):
        due(shelf, talk.now)
