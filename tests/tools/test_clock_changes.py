"""Timers, alarms and reminders while the clocks change and the person travels; real minutes pass, asked once each."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from skill_talk import Talk

from localvoice.tools.due import due, go_with

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
LORD_HOWE, AUCKLAND, LOS_ANGELES = "Australia/Lord_Howe", "Pacific/Auckland", "America/Los_Angeles"


def at(day, clock, zone=BERLIN, fold=0):
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=zone, fold=fold)


def rings(talk, minutes, off=0):
    """What rings while so many minutes pass after `off` more in which nobody asked: minutes since now, text, missed."""
    begun = talk.now.astimezone(UTC)
    talk.later(minutes=off)
    found = []
    for _ in range(minutes + 1):
        passed = round((talk.now.astimezone(UTC) - begun).total_seconds() / 60)
        found += [(passed, ring.text, ring.missed) for ring in due(talk.shelf, talk.now)]
        talk.later(minutes=1)
    return found


def journey(talk, zone):
    talk.now = talk.now.astimezone(ZoneInfo(str(zone)))


def saying(now, *sentences):
    talk = Talk()
    talk.now = now
    for sentence in sentences:
        talk.say(sentence)
    return talk


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        (at("03-29", "01:30"), 60),
        (at("03-29", "01:30"), 90),
        (at("03-28", "23:00"), 480),
        (at("10-25", "02:50"), 20),
        (at("10-25", "02:50", fold=1), 20),
        (at("10-25", "01:30"), 120),
        (at("03-08", "01:45", NEW_YORK), 30),
        (at("11-01", "01:30", NEW_YORK), 45),
        (at("10-04", "01:45", ZoneInfo(LORD_HOWE)), 30),
        (at("04-05", "01:45", ZoneInfo(LORD_HOWE)), 30),
    ],
)
def test_a_timer_lasts_as_long_as_was_said_when_the_clocks_change(now, minutes):
    talk = saying(now, f"set a tea timer for {minutes} minutes")
    assert rings(talk, minutes + 90) == [(minutes, "Your tea timer is done.", False)]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", LOS_ANGELES, AUCKLAND, "UTC"])
@pytest.mark.parametrize(
    "said", ["set a timer for two hours", "remind me in two hours to stretch", "wake me up in two hours"]
)
def test_a_span_from_now_lasts_as_long_on_a_journey(zone, said):
    talk = saying(at("03-04", "10:00"), said)
    assert rings(talk, 29) == []
    journey(talk, zone)
    ((passed, _, missed),) = rings(talk, 24 * 60)
    assert (passed, missed) == (90, False)


def test_what_is_left_is_told_across_a_change_and_a_journey():
    talk = saying(at("03-29", "01:50"), "set a timer for 20 minutes")
    talk.later(minutes=15)
    assert talk.say("how long is left") == "You have 5 minutes left on your 20 minute timer."
    talk = saying(at("10-25", "02:30"), "set a timer for an hour")
    talk.later(minutes=45)
    assert talk.say("how long is left") == "You have 15 minutes left on your 1 hour timer."
    journey(talk, TOKYO)
    assert talk.say("how long is left") == "You have 15 minutes left on your 1 hour timer."
    assert talk.say("add ten minutes to the timer") == "Added 10 minutes, 25 minutes left."


def test_timers_keep_their_order_in_the_hour_that_comes_twice():
    talk = saying(at("10-25", "02:50"), "set a tea timer for 20 minutes")
    talk.later(minutes=5)
    talk.say("set an egg timer for 10 minutes")  # it rings at 2:05, the tea at 2:10
    assert (
        talk.say("what timers are running") == "You have 10 minutes on the egg timer and 15 minutes on the tea timer."
    )


def test_what_came_due_while_the_program_was_off_is_told_once_with_its_time_here():
    talk = saying(at("10-25", "02:30"), "set a tea timer for 20 minutes")
    ((passed, text, missed),) = rings(talk, 10, off=70)
    assert (passed, missed) == (70, True)
    assert text == "Your tea timer ended at 2:50 AM, while I was off."
    talk = saying(at("03-04", "10:00"), "set a tea timer for two hours")
    talk.later(minutes=60)
    journey(talk, TOKYO)
    assert rings(talk, 59) == []  # and it is not taken for missed
    assert rings(talk, 60)[0][1:] == ("Your tea timer is done.", False)


@pytest.mark.parametrize(
    ("now", "said", "minutes", "shown"),
    [
        (at("03-28", "22:00"), "set an alarm for 7 am", 8 * 60, "7 AM"),
        (at("10-24", "22:00"), "set an alarm for 7 am", 10 * 60, "7 AM"),
        (at("03-28", "22:00"), "set an alarm for 2:30 am", 4 * 60 + 30, "3:30 AM"),  # no clock shows 2:30
        (at("10-24", "22:00"), "set an alarm for 2:30 am", 4 * 60 + 30, "2:30 AM"),
        (at("10-25", "02:15", fold=1), "set an alarm for 2:30 am", 15, "2:30 AM"),
        (at("03-27", "08:00"), "wake me up at 7 on weekdays", 71 * 60 - 60, "7 AM"),
    ],
)
def test_an_alarm_rings_once_when_the_clock_shows_its_time(now, said, minutes, shown):
    talk = saying(now, said)
    assert rings(talk, minutes + 120) == [(minutes, f"It is {shown}, this is your alarm.", False)]


@pytest.mark.parametrize(("zone", "hours"), [(NEW_YORK, 15), (TOKYO, 1), (BERLIN, 9)])
def test_an_alarm_and_a_reminder_go_with_the_person(zone, hours):
    talk = saying(at("03-04", "22:00"), "set an alarm for 7 am", "remind me tomorrow at 7 am to get up")
    journey(talk, zone)
    assert [passed for passed, *_ in rings(talk, 16 * 60)] == [hours * 60] * 2


def test_an_alarm_that_a_journey_jumps_over_is_told():
    talk = saying(at("03-04", "22:00"), "set an alarm for 7 am")
    talk.later(minutes=90)
    journey(talk, TOKYO)  # half past seven there
    assert rings(talk, 60) == [(0, "Your alarm was at 7 AM, while I was off.", True)]


@pytest.mark.parametrize(
    ("now", "said", "times"),
    [
        (at("03-27", "22:00"), "wake me up every day at 7", ["7 AM", "7 AM", "7 AM", "7 AM"]),
        (at("03-27", "22:00"), "wake me up every day at 2:30 am", ["2:30 AM", "3:30 AM", "2:30 AM", "2:30 AM"]),
        (at("10-23", "22:00"), "wake me up every day at 2:30 am", ["2:30 AM", "2:30 AM", "2:30 AM", "2:30 AM"]),
    ],
)
def test_a_daily_alarm_rings_once_a_day_through_a_change(now, said, times):
    talk = saying(now, said)
    found = rings(talk, 4 * 24 * 60)
    assert [text for _, text, _ in found] == [f"It is {clock}, this is your alarm." for clock in times]
    assert not any(missed for *_, missed in found)


def test_what_is_confirmed_is_what_the_clock_will_show():
    talk = saying(at("03-29", "01:00"))
    assert talk.say("remind me in two hours to stretch") == "I will remind you to stretch in 2 hours, at 4 AM."
    talk.now = at("03-28", "12:00")
    assert talk.say("remind me tomorrow at 2:30 am to stretch") == (
        "I will remind you to stretch tomorrow, Sunday, March 29th, at 3:30 AM."
    )
    assert talk.say("set an alarm for tomorrow at 2:30 am") == "Alarm set for tomorrow at 3:30 AM."
    talk.now = at("03-27", "12:00")
    assert talk.say("remind me in two days at 5 pm to call mom") == (
        "I will remind you to call mom on Sunday, March 29th, at 5 PM."
    )
    journey(talk, NEW_YORK)
    assert talk.say("what time is it") == "It is 7 AM."


def test_snooze_lasts_nine_minutes_in_the_hour_that_comes_twice():
    talk = saying(at("10-25", "02:40"), "set an alarm for 2:55 am")
    assert rings(talk, 15)[0][0] == 15
    assert talk.say("snooze") == "I will ring again in 9 minutes."
    assert rings(talk, 60)[0][0] == 9


def test_a_span_of_days_keeps_its_time_of_day():
    talk = saying(at("03-28", "09:00"), "remind me in two days to water the plants")
    ((passed, *_),) = rings(talk, 3 * 24 * 60)
    assert timedelta(minutes=passed) == timedelta(hours=47)


@pytest.mark.parametrize("step", [timedelta(hours=1), -timedelta(hours=1)])
def test_a_timer_lasts_as_long_when_the_clock_is_set_by_hand(step):
    talk = saying(at("03-04", "10:00"), "set a tea timer for 30 minutes", "set an alarm for noon")
    talk.later(minutes=10)
    talk.now += step
    go_with(talk.shelf, step)
    assert talk.say("how long is left") == "You have 20 minutes left on your tea timer."
    assert rings(talk, 25) == [(20, "Your tea timer is done.", False)]
    assert talk.say("when is my next alarm") == "Your next alarm is at noon."
