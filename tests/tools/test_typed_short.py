"""What people type in a hurry: short forms and common slips, each with the day or span that it means."""

import pytest

SHORT = [
    ("remind me tmrw at 9 to call the dentist", "to call the dentist tomorrow, Tuesday, May 5th, at 9 AM"),
    (
        "remind me to call mom and to buy flowers tmrw",
        "to call mom and to buy flowers tomorrow, Tuesday, May 5th, at 9 AM",
    ),
    ("2moro at 10 remind me to go to the gym", "to go to the gym tomorrow, Tuesday, May 5th, at 10 AM"),
    ("remind me tommorow at noon to eat", "to eat tomorrow, Tuesday, May 5th, at noon"),
    ("remind me nxt fri to pay rent", "to pay rent on Friday, May 15th, at 9 AM"),
    ("remind me to call Tom on mon", "to call Tom on Monday, May 11th, at 9 AM"),
    ("remind me on sat at 10 to shop", "to shop on Saturday, May 9th, at 10 AM"),
    ("remind me to call mom in 2 wks", "to call mom in 14 days, on Monday, May 18th, at 10 AM"),
    ("remind me to pay in an hr", "to pay in 1 hour, at 11 AM"),
    ("remind me in 1/2 hr to stretch", "to stretch in 30 minutes, at 10:30 AM"),
    ("remind me mon at 9 to submit the timesheet", "to submit the timesheet on Monday, May 11th, at 9 AM"),
    ("remind me tonite to pack", "to pack today, Monday, May 4th, at 9 PM"),
]


@pytest.mark.parametrize(("typed", "kept"), SHORT)
def test_a_short_form_means_what_it_stands_for(talk, typed, kept):
    assert talk.say(typed) == f"I will remind you {kept}."


def test_a_day_in_short_is_still_a_word_elsewhere(talk):
    assert talk.say("remind me to buy sun cream at 5 pm").startswith("I will remind you to buy sun cream today")
    assert talk.say("remind me tomorrow that the sat nav broke").startswith("I will remind you about the sat nav broke")


@pytest.mark.parametrize("typed", ["scrap the eggs from my shopping list", "bin the eggs on my shopping list"])
def test_things_are_scrapped_from_a_list(talk, typed):
    talk.say("add eggs to my shopping list")
    assert "eggs" in talk.say(typed)
    assert not talk.shelf.all("shopping")


@pytest.mark.parametrize("typed", ["ta", "ta very much", "cheers", "cheers mate", "many thanks", "thx a lot"])
def test_thanks_come_in_many_words(talk, typed):
    assert talk.toolbox.match(typed).intent == "thanks"
