"""What people say to be reminded, with what is kept of it, or the question; nothing about time may be swallowed."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from localvoice.tools.reading.match import Matcher

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def reminders(talk):
    return [
        (item.text, f"{item.due.astimezone(talk.now.tzinfo):%Y-%m-%d %H:%M}") for item in talk.shelf.all("reminder")
    ]


@pytest.mark.parametrize(
    ("said", "text", "due"),
    [
        ("to call mom on may 3 at 9 am", "to call mom", "2026-05-03 09:00"),
        ("to call mom in two days at 5 pm", "to call mom", "2026-03-06 17:00"),
        ("to call mom a week from tuesday", "to call mom", "2026-03-17 09:00"),
        ("to call dad on the 20th at 3 pm", "to call dad", "2026-03-20 15:00"),
        ("to call mom on 12/24 at 5 pm", "to call mom", "2026-12-24 17:00"),
        ("to call mom on May 3rd, 2027 at 9", "to call mom", "2027-05-03 09:00"),
        ("to call mom on 2026-05-03 at 9 am", "to call mom", "2026-05-03 09:00"),
        ("to call mom next week on friday", "to call mom", "2026-03-13 09:00"),
        ("tomorrow to call mom at 5 pm", "to call mom", "2026-03-05 17:00"),
        ("on sunday at 6 pm to plan next week", "to plan next week", "2026-03-08 18:00"),
        ("tomorrow about the meeting on monday", "about the meeting on monday", "2026-03-05 09:00"),
        ("to call mom two weeks from friday at 5", "to call mom", "2026-03-20 17:00"),
        ("to call mom two weeks from now at 5", "to call mom", "2026-03-18 17:00"),
        ("to call mom a week tomorrow", "to call mom", "2026-03-12 09:00"),
        ("to call mom 2026-05-03T09:00", "to call mom", "2026-05-03 09:00"),
        ("on 2026/05/03 at 9 to call mom", "to call mom", "2026-05-03 09:00"),
        ("to call mom on 24.12. at 9", "to call mom", "2026-12-24 09:00"),
        ("to call mom at half 5", "to call mom", "2026-03-04 17:30"),
        ("to call mom at 5.30 pm", "to call mom", "2026-03-04 17:30"),
        ("to call mom at 9ish", "to call mom", "2026-03-04 21:00"),
        ("to call mom on friday the 13th at 9", "to call mom", "2026-03-13 09:00"),
        ("to catch the 5 pm train at 4 pm", "to catch the 5 pm train", "2026-03-04 16:00"),
        ("to record friday night lights at 8 pm", "to record friday night lights", "2026-03-04 20:00"),
        ("in ten minutes to ask who comes on friday", "to ask who comes on friday", "2026-03-04 10:10"),
        ("to call mom on the third of may at nine in the morning", "to call mom", "2026-05-03 09:00"),
        ("on 3 May at 14:30 to renew the passport", "to renew the passport", "2026-05-03 14:30"),
        ("to pay rent on Apr. 1st at noon", "to pay rent", "2026-04-01 12:00"),
        ("to water the plants in three days", "to water the plants", "2026-03-07 10:00"),
        ("to send the report by friday at 4 pm", "to send the report", "2026-03-06 16:00"),
        ("in an hour and a half to take the bread out", "to take the bread out", "2026-03-04 11:30"),
        ("in a week at 3 pm to water the cactus", "to water the cactus", "2026-03-11 15:00"),
        ("to call the 7 eleven at 6 pm", "to call the 7 eleven", "2026-03-04 18:00"),
        ("to buy a week's supply of milk tomorrow at 9", "to buy a week's supply of milk", "2026-03-05 09:00"),
        ("to watch 24 tonight at 9", "to watch 24", "2026-03-04 21:00"),
        ("to pick up the kids at quarter past three", "to pick up the kids", "2026-03-04 15:15"),
        (
            "the day after tomorrow at half past seven in the evening to call the plumber",
            "to call the plumber",
            "2026-03-06 19:30",
        ),
        ("to call mom on march 1 at 9 am", "to call mom", "2027-03-01 09:00"),
        ("at 7 to get up", "to get up", "2026-03-04 19:00"),
        ("at 5pm on the 15th of march 2027 to renew insurance", "to renew insurance", "2027-03-15 17:00"),
        (
            "to buy tickets for march of the penguins at 6 pm",
            "to buy tickets for march of the penguins",
            "2026-03-04 18:00",
        ),
        ("around 5 to feed the cat", "to feed the cat", "2026-03-04 17:00"),
        ("on monday week at 9 am to call the bank", "to call the bank", "2026-03-16 09:00"),
        ("at 17:45 to leave", "to leave", "2026-03-04 17:45"),
        ("in 2 weeks on thursday at 10 am to see the dentist", "to see the dentist", "2026-03-19 10:00"),
        ("on christmas eve at 6 pm to wrap presents", "to wrap presents", "2026-12-24 18:00"),
        ("to call mom at 9 am on 24 december", "to call mom", "2026-12-24 09:00"),
        ("to read chapter five on monday at 8 pm", "to read chapter five", "2026-03-09 20:00"),
        ("on 12/24/2026 at 5:30 pm to leave work", "to leave work", "2026-12-24 17:30"),
        ("to renew my visa in six months", "to renew your visa", "2026-09-04 09:00"),
        ("to check the oven in half an hour", "to check the oven", "2026-03-04 10:30"),
        ("to ask about the may invoice on friday at noon", "to ask about the may invoice", "2026-03-06 12:00"),
        ("about the 3 o'clock meeting at 2:30 pm", "about the 3 o'clock meeting", "2026-03-04 14:30"),
        ("to buy two pounds of beef next tuesday at 6 pm", "to buy two pounds of beef", "2026-03-10 18:00"),
        ("to call mom next friday at 5 pm", "to call mom", "2026-03-13 17:00"),
    ],
)
def test_what_was_said_is_kept(talk, said, text, due):
    talk.now = WEDNESDAY
    talk.say(f"remind me {said}")
    assert reminders(talk) == [(text, due)]


@pytest.mark.parametrize(
    "said",
    [
        "to call mom before 5",
        "to call mom at the end of the month",
        "to take out the trash on the 3rd and the 17th",
        "to call mom sometime next week",
        "to call mom at 5 every day",
        "to call mom in a few days",
        "to call mom on 13/13 at 5",
        "to call mom on monday may 5th at 9",
        "to call mom two days ago",
        "to meet at 5 at 4",
        "to call mom after 5",
        "at 9 to call mom on may 3",
        "at 5 pm to call mom on friday about the rent",
        "to call mom on friday or saturday at 5",
        "to call mom between 3 and 5 pm",
        "to call mom on february 30 at 9 am",
        "to take my pills at 8 am and 8 pm",
        "to call grandma on the second sunday in may at 10 am",
        "every monday at 9 to put out the bins",
        "to call mom this weekend",
        "10 minutes before 5 pm to join the call",
        "to call mom at 25 o'clock",
    ],
)
def test_what_cannot_be_told_is_asked_and_no_part_of_the_task(talk, said):
    talk.now = WEDNESDAY
    answer = talk.answer(f"remind me {said}")
    assert answer.question == "reminder_when"
    assert reminders(talk) == []
    talk.say("tomorrow at 9 am")
    ((text, due),) = reminders(talk)
    assert due == "2026-03-05 09:00"
    assert not {"at", "every", "before", "after", "between", "pm", "am", "weekend"} & set(text.split())


def test_a_day_that_was_not_told_is_asked_for_again(talk):
    assert talk.say("remind me to call mom this weekend") == "When exactly shall I remind you to call mom?"
    assert talk.say("at 5") == "When exactly, with day and time?"
    assert talk.say("on saturday at 5") == "I will remind you to call mom on Saturday, May 9th, at 5 PM."
    assert talk.say("remind me to call mom on monday may 5th") == "There is no such day. When shall I remind you?"


def test_a_time_alone_is_kept_until_it_is_said_of_what_to_remind(talk):
    assert talk.say("set a reminder for 5 pm") == "What shall I remind you of?"
    assert talk.say("to call mom") == "I will remind you to call mom today, Monday, May 4th, at 5 PM."
    assert talk.say("remind me tomorrow") == "What shall I remind you of?"
    assert talk.say("to call dad at noon") == "I will remind you to call dad today, Monday, May 4th, at noon."
    assert talk.say("remind me") == "What shall I remind you of?"
    assert talk.say("to call dad") == "When shall I remind you?"


@pytest.mark.parametrize(
    "when",
    [
        "on may third at nine a m",
        "in two days at five p m",
        "a week from tuesday",
        "on the twentieth at three p m",
        "next week on friday",
        "on december twenty fourth at five p m",
    ],
)
def test_a_day_can_be_heard_without_typing(intents, when):
    heard = [
        replace(intent, typed=(), slots={name: replace(slot, open_text=False) for name, slot in intent.slots.items()})
        for intent in intents
        if not intent.question and intent.sentences
    ]
    assert Matcher(heard).match(f"remind me to call mom {when}").words["moment"] == when


def test_what_was_understood_is_said_with_its_day(talk):
    assert talk.say("remind me to call mom on the 3rd of june at 9") == (
        "I will remind you to call mom on Wednesday, June 3rd, at 9 AM."
    )
    assert talk.say("remind me to call mom on may 3 at 9 am") == (
        "I will remind you to call mom on Monday, May 3rd, 2027, at 9 AM."
    )
    assert talk.say("remind me in three days to water the plants") == (
        "I will remind you to water the plants in 3 days, on Thursday, May 7th, at 10 AM."
    )
    assert talk.say("remind me every monday at 9 to put out the bins") == (
        "I can remind you only once. When shall I remind you to put out the bins?"
    )


def test_a_model_that_leaves_the_day_in_the_task_only_makes_it_ask(talk):
    call = talk.toolbox.call("reminder_set", {"task": "call mom on friday", "moment": "9 am"})
    assert not talk.toolbox.changes(call)
    assert talk.run(call).text == "When exactly shall I remind you to call mom?"
    whole = talk.toolbox.call("reminder_set", {"task": "call mom", "moment": "on friday at 9 am"})
    assert talk.toolbox.changes(whole)


@pytest.mark.parametrize(
    ("now", "said", "due"),
    [
        ((4, 23, 50), "tonight", "2026-03-05 00:50"),
        ((5, 0, 20), "tonight at 1", "2026-03-05 01:00"),
        ((5, 0, 20), "tonight at 9", "2026-03-05 21:00"),
        ((4, 22, 0), "tonight at 1", "2026-03-05 01:00"),
        ((4, 22, 0), "today at midnight", "2026-03-05 00:00"),
    ],
)
def test_tonight_is_this_night(talk, now, said, due):
    day, hour, minute = now
    talk.now = WEDNESDAY.replace(day=day, hour=hour, minute=minute)
    talk.say(f"remind me to call mom {said}")
    assert reminders(talk) == [("to call mom", due)]


def test_reminders_from_first_to_last(talk):
    assert talk.say("what are my reminders") == talk.say("delete all my reminders") == "You have no reminders."
    assert talk.say("remind me to call my mom tomorrow at nine") == (
        "I will remind you to call your mom tomorrow, Tuesday, May 5th, at 9 AM."
    )
    assert talk.say("what are my reminders") == "I will remind you to call your mom tomorrow at 9 AM."
    assert talk.say("remind me in half an hour to check the oven") == (
        "I will remind you to check the oven in 30 minutes, at 10:30 AM."
    )
    assert talk.say("remind me about the meeting on friday at noon") == (
        "I will remind you about the meeting on Friday, May 8th, at noon."
    )
    assert talk.say("what are my reminders") == (
        "You have 3 reminders: to check the oven at 10:30 AM, to call your mom tomorrow at 9 AM"
        " and about the meeting on Friday at noon."
    )
    assert talk.say("delete the reminder about the meeting") == "The reminder about the meeting is deleted."
    assert talk.say("delete the reminder about the meeting") == "You have no such reminder."
    assert talk.say("delete the reminder to call my mom") == "The reminder to call your mom is deleted."
    assert talk.say("delete all my reminders") == "Delete the reminder to check the oven?"
    assert talk.say("yes") == "All reminders are deleted."
    talk.say("remind me to call mom at six")
    talk.say("remind me to call dad at seven")
    assert talk.say("delete all my reminders") == "Delete all 2 reminders?"


def test_a_reminder_asks_for_what_is_missing(talk):
    assert talk.say("remind me to book a table") == "When shall I remind you?"
    assert talk.say("at five") == "I will remind you to book a table today, Monday, May 4th, at 5 PM."
    assert talk.say("set a reminder") == "What shall I remind you of?"
    assert talk.say("to feed the cat") == "When shall I remind you?"
    assert talk.say("tomorrow morning") == "I will remind you to feed the cat tomorrow, Tuesday, May 5th, at 8 AM."
    assert talk.say("set a reminder") == "What shall I remind you of?"
    assert talk.say("walk the dog at noon") == "I will remind you to walk the dog today, Monday, May 4th, at noon."
    assert [item.kind for item in talk.shelf.all()] == ["reminder"] * 3


def test_a_reminder_whose_draft_was_lost_asks_again(talk):
    talk.say("remind me to book a table")
    talk.shelf.items.clear()
    assert talk.say("at five") == "What shall I remind you of?"


@pytest.mark.parametrize("when", ["today at 9 am", "yesterday at 5 pm", "on may 4 at 9 am", "on may 3rd, 2025 at 9"])
def test_a_reminder_in_the_past_is_asked_for_again(talk, when):
    assert talk.say(f"remind me {when} to call mom") == "That time has already passed. When shall I remind you?"
    assert talk.shelf.all("reminder") == []
    assert talk.say("at 5 pm") == "I will remind you to call mom today, Monday, May 4th, at 5 PM."
