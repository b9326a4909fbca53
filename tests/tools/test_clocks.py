"""Small talks about time, timers and alarms, at ten on Monday, 4 May 2026; each line is what a person says."""

from datetime import timedelta

import pytest

from localvoice.tools.due import due


def test_time_and_date(talk):
    assert talk.say("What time is it?") == "It is 10 AM."
    assert talk.say("what's the date") == "Today is Monday, May 4."
    assert talk.say("what day is it tomorrow") == "Tomorrow is Tuesday, May 5."
    assert talk.say("what day is december 24th") == "That is Thursday, December 24."
    assert talk.say("what day is the third of may") == "That is Monday, May 3, 2027."
    talk.later(hours=2)
    assert talk.say("what time is it") == "It is noon."
    talk.later(hours=3, minutes=5)
    assert talk.say("what time is it") == "It is 3:05 PM."


def test_one_timer(talk):
    assert talk.say("how long is left on my timer") == "There is no timer running."
    assert talk.say("cancel the timer") == talk.say("cancel all timers") == "There is no timer running."
    assert talk.say("add five minutes to the timer") == "There is no timer running."
    assert talk.say("set a timer for an hour and a half") == "Timer set for 1 hour and 30 minutes."
    talk.later(minutes=10)
    assert talk.say("how long is left") == "You have 1 hour and 20 minutes left on your 1 hour and 30 minute timer."
    assert talk.say("add five minutes to the timer") == "Added 5 minutes, 1 hour and 25 minutes left."
    assert talk.say("cancel the timer") == "1 hour and 30 minute timer cancelled."
    assert talk.shelf.all() == []


def test_several_timers_by_name_and_by_length(talk):
    talk.say("set a pasta timer for nine minutes")
    talk.say("set a timer for ten minutes")
    talk.say("set a timer for six minutes for the eggs")
    assert talk.say("what timers are running") == (
        "You have 6 minutes on the eggs timer, 9 minutes on the pasta timer and 10 minutes on the 10 minute timer."
    )
    assert talk.say("how much time is left on the pasta timer") == "You have 9 minutes left on your pasta timer."
    assert talk.say("how much time is left on the tea timer") == (
        "There is no such timer, only your eggs timer, pasta timer and 10 minute timer."
    )
    assert talk.say("add a minute to the timer") == (
        "Tell me to which one: the eggs timer, pasta timer or the 10 minute timer."
    )
    assert talk.say("cancel the ten minute timer") == "10 minute timer cancelled."
    assert talk.say("cancel my timer") == "Which one, the eggs timer or the pasta timer?"
    assert talk.say("the pasta timer") == "Pasta timer cancelled."
    assert talk.say("cancel all timers") == "Cancel 1 timer?"
    assert talk.say("yes") == "All timers cancelled."


def test_two_timers_of_one_length_need_no_choice(talk):
    talk.say("set a timer for ten minutes")
    talk.later(seconds=5)
    talk.say("set a timer for ten minutes")
    assert talk.say("cancel the ten minute timer") == "10 minute timer cancelled."
    assert len(talk.shelf.all("timer")) == 1
    talk.say("set a tea timer for ten minutes")
    assert talk.say("cancel all timers") == "Cancel all 2 timers?"


def test_a_timer_asks_for_its_length_and_keeps_its_name(talk):
    assert talk.say("start a laundry timer") == "For how long?"
    assert talk.say("40 minutes") == "Laundry timer set for 40 minutes."
    talk.say("set a timer")
    talk.say("never mind")
    assert talk.say("set a timer for ten minutes") == "Timer set for 10 minutes."
    assert talk.say("set a timer") == "For how long?"
    assert talk.say("ninety seconds") == "Timer set for 1 minute and 30 seconds."
    assert [item.text for item in talk.shelf.all("timer")] == ["laundry", "", ""]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("set an alarm for seven", "Alarm set for 7 PM."),
        ("set an alarm for seven am", "Alarm set for tomorrow at 7 AM."),
        ("wake me up tomorrow at five", "Alarm set for tomorrow at 5 AM."),
        ("wake me up at half past six in the morning", "Alarm set for tomorrow at 6:30 AM."),
        ("wake me up in 20 minutes", "Alarm set for 10:20 AM."),
        ("set an alarm for noon", "Alarm set for noon."),
        ("set an alarm for friday at eight", "Alarm set for Friday at 8 AM."),
        ("set an alarm for today at nine am", "That time has already passed."),
        ("wake me up every day at seven", "Alarm set for 7 AM every day."),
        ("set an alarm for six thirty on weekdays", "Alarm set for 6:30 AM every weekday."),
        ("wake me up at nine every sunday", "Alarm set for 9 AM every Sunday."),
    ],
)
def test_alarms_are_set(talk, said, answer):
    assert talk.say(said) == answer


def test_alarms_are_told_and_cancelled(talk):
    for said in ("what alarms do i have", "when is my next alarm", "cancel my alarm", "cancel all my alarms"):
        assert talk.say(said) == "You have no alarm set."
    assert talk.say("set an alarm") == "For what time?"
    assert talk.say("half past six in the morning") == "Alarm set for tomorrow at 6:30 AM."
    assert talk.say("is my alarm set") == "Your alarm is set tomorrow at 6:30 AM."
    talk.say("wake me up at eight every weekday")
    assert talk.say("what alarms do i have") == ("You have 2 alarms: tomorrow at 6:30 AM and at 8 AM every weekday.")
    assert talk.say("when is my next alarm") == "Your next alarm is tomorrow at 6:30 AM."
    assert talk.say("cancel my alarm") == (
        "You have tomorrow at 6:30 AM and at 8 AM every weekday: tell me which to cancel."
    )
    assert talk.say("cancel my nine o'clock alarm") == "You have no such alarm."
    assert talk.say("cancel my six thirty alarm") == "Your alarm tomorrow at 6:30 AM is cancelled."
    assert talk.say("cancel my alarm") == "Your alarm at 8 AM every weekday is cancelled."
    talk.say("set an alarm for noon")
    assert talk.say("cancel all my alarms") == "Cancel 1 alarm?"
    assert talk.say("yes") == "All alarms cancelled."
    assert talk.shelf.all() == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("set a timer for 1h30m", "Timer set for 1 hour and 30 minutes."),
        ("set a timer for 1h30", "Timer set for 1 hour and 30 minutes."),
        ("set a timer for 1:30 hours", "Timer set for 1 hour and 30 minutes."),
        ("set a timer for 5m30s", "Timer set for 5 minutes and 30 seconds."),
        ("set a timer for 45m", "Timer set for 45 minutes."),
        ("set a timer for 2 1/2 minutes", "Timer set for 2 minutes and 30 seconds."),
        ("set a timer for 1 1/2 hrs", "Timer set for 1 hour and 30 minutes."),
        ("set a timer for 1/2 hour", "Timer set for 30 minutes."),
        ("set a timer for 3½ minutes", "Timer set for 3 minutes and 30 seconds."),
        ("set a timer for ½ hour", "Timer set for 30 minutes."),
        ("set a timer for 3/4 of an hour", "Timer set for 45 minutes."),
        ("set a timer for an hour thirty", "Timer set for 1 hour and 30 minutes."),
        ("set a timer for an hour and thirty", "Timer set for 1 hour and 30 minutes."),
        ("set a timer for a minute thirty", "Timer set for 1 minute and 30 seconds."),
        ("set a timer for a half hour", "Timer set for 30 minutes."),
        ("set a timer for 1 hr 5 min 30 sec", "Timer set for 1 hour, 5 minutes and 30 seconds."),
        ("set an hour and a half timer", "Timer set for 1 hour and 30 minutes."),
        ("set timer 10 minutes", "Timer set for 10 minutes."),
        ("set a 10 minute pasta timer", "Pasta timer set for 10 minutes."),
        ("set a ten minute pasta timer", "Pasta timer set for 10 minutes."),
        ("10 min pasta timer", "Pasta timer set for 10 minutes."),
        ("set a timer called pasta for 1/2 hour", "Pasta timer set for 30 minutes."),
        ("wake me up in 1h30m", "Alarm set for 11:30 AM."),
        ("remind me in 1 1/2 hours to eat", "I will remind you to eat in 1 hour and 30 minutes, at 11:30 AM."),
    ],
)
def test_spans_are_read_however_they_are_written(talk, said, answer):
    assert talk.say(said) == answer


@pytest.mark.parametrize("data", [{}, {"seconds": "ten"}, {"seconds": -1}, {"seconds": 1e300}, {"seconds": None}])
def test_a_timer_that_does_not_say_how_long_it_was_is_still_one(talk, data):
    talk.shelf.put("timer", "", talk.now + timedelta(minutes=10), data)
    assert talk.say("how long is left") == "You have 10 minutes left on your timer."
    assert talk.say("cancel the 10 minute timer") == "There is no such timer, only your timer."
    talk.later(minutes=10)
    assert [ring.text for ring in due(talk.shelf, talk.now)] == ["Your timer is done."]


@pytest.mark.parametrize("data", [{"days": "x"}, {"days": [9]}, {"days": []}, {"days": 3}, {"days": [1], "at": 5}])
def test_an_alarm_whose_days_make_no_sense_rings_once_and_is_told(talk, data):
    talk.shelf.put("alarm", "", talk.now + timedelta(minutes=10), data)
    assert talk.say("when is my next alarm").startswith("Your next alarm is at 10:10 AM")
    talk.later(minutes=10)
    assert [ring.text for ring in due(talk.shelf, talk.now)] == ["It is 10:10 AM, this is your alarm."]
