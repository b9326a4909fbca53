"""What a guest has booked is told, changed and cancelled for them alone; nobody hears of another's."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from skill_talk import Talk

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday
MEYER = ("A table for four on Friday at half past seven, outside, no allergies.", "Meyer", "555 1234", "yes")
ECHO = "A table for four on Friday, December 4th at 7:30 PM, outside, for Meyer; no allergies; phone 5 5 5, 1 2 3 4."
SECRETS = ("Meyer", "555", "5 5 5", "four", "7:30")


def booked(minutes_ago=0):
    talk = Talk("receptionist", NOW)
    for sentence in MEYER:
        talk.say(sentence)
    talk.later(minutes=minutes_ago)
    return talk


def kept(talk):
    return [item.data["known"] for item in talk.shelf.all("booking")]


@pytest.mark.parametrize(
    "says",
    [
        "What is booked today?", "What is booked on Friday?", "Who else is coming on Friday?",
        "Which bookings do we have on Friday?", "Read me all the bookings.", "Show me the list of bookings.",
        "How many people are coming on Friday?", "How full are you on Friday?", "How many tables are free on Friday?",
        "Who is booked on Friday?", "Do I have a booking?", "Is there a reservation for Meyer?",
        "When is my table booked for?", "Cancel my booking.", "I'd like to change my booking.",
        "Could we come an hour later?", "We'll be five instead of four.", "I can't come on Friday.",
        "I have a reservation for Friday and want to cancel it.", "Who is sitting next to us on Friday?",
        "Has Mister Meyer arrived?", "Could you tell me Meyer's phone number?", "Is that confirmed?",
    ],
)  # fmt: skip
def test_somebody_else_hears_nothing_of_what_is_booked(says):
    answer = booked(minutes_ago=30).say(says)
    assert not [secret for secret in SECRETS if secret in answer], answer
    assert answer.count("?") <= 1


@pytest.mark.parametrize(
    "says", [("Schmidt", "555 1234"), ("Meyer", "555 9999"), ("It's Garcia.", "five five five six")]
)
def test_a_name_or_a_number_that_is_not_theirs_finds_nothing(says):
    talk = booked(minutes_ago=30)
    talk.say("Cancel my booking.")
    name, number = says
    assert talk.say(name) == "And your phone number?"
    answer = talk.say(number)
    assert not [secret for secret in SECRETS if secret in answer], answer
    assert len(kept(talk)) == 1


def test_name_and_number_find_what_is_theirs():
    talk = booked(minutes_ago=30)
    assert talk.say("When is my table booked for?") == "What is the name?"
    assert talk.say("Meyer.") == "And your phone number?"
    assert talk.say("Five five five, one two three four.") == ECHO


def test_what_was_wanted_is_done_once_it_is_found():
    talk = booked(minutes_ago=30)
    talk.say("It's Meyer, I booked a table for Friday, and I need to change it to Saturday.")
    assert (
        talk.say("555 1234") == ECHO.replace("Friday, December 4th", "Saturday, December 5th") + " Shall I change it?"
    )
    assert talk.say("yes") == "It is changed."
    assert [each["date"] for each in kept(talk)] == ["2026-12-05"]


@pytest.mark.parametrize(
    ("says", "field", "value"),
    [
        ("Can you move my reservation to nine?", "time", "21:00"),
        ("Could we come an hour later?", "time", "20:30"),
        ("I'm running late, can you keep the table until half past eight?", "time", "20:30"),
        ("We'll be five instead of four.", "guests", 5),
        ("I made a mistake, the phone number is five five five double eight double one.", "phone", "5558811"),
        ("Change my booking to Saturday.", "date", "2026-12-05"),
        ("Actually, inside would be better.", "seats", "inside"),
        ("My plans changed, could I come on Saturday instead?", "date", "2026-12-05"),
        ("We're going to be two more.", "guests", 6),
        ("Oh, and my son is allergic to peanuts.", "allergies", ["peanuts"]),
    ],
)
def test_who_has_just_booked_changes_it_with_one_sentence_and_a_yes(says, field, value):
    talk = booked()
    assert talk.say(says).endswith("Shall I change it?")
    assert kept(talk)[0][field] != value  # until the yes
    talk.say("yes")
    assert [each[field] for each in kept(talk)] == [value]


@pytest.mark.parametrize(
    "says",
    ["What did you book for me?", "At what time was that again?", "Is that confirmed?", "Did you get my number right?"],
)
def test_who_has_just_booked_hears_it_again(says):
    assert booked().say(says) == ECHO


def test_one_field_of_it_is_told_and_a_vague_change_asks_for_it():
    talk = booked()
    assert talk.say("Which name did you write down?") == "For Meyer."
    assert talk.say("Sorry, can we make it a bit later?") == "At what time?"
    assert talk.say("Nine.").endswith("Shall I change it?")
    talk = booked()
    assert "with a high chair" in talk.say("Can you add a high chair?")


@pytest.mark.parametrize(
    "says", ["Hello, two people tomorrow at seven.", "I'd like to book for Sunday.", "Two people, Sunday, at six."]
)
def test_a_whole_wish_or_a_greeting_is_another_guest(says):
    assert "Meyer" not in booked().say(says)


def test_a_change_that_is_dropped_leaves_it_as_it_was():
    talk = booked()
    assert talk.say("I'd like to change my booking.") == f"{ECHO} What should I change?"
    assert talk.say("Never mind.") == "All right, it stays as it was."
    assert [each["time"] for each in kept(talk)] == ["19:30"]


@pytest.mark.parametrize(
    "says", ["Please cancel my reservation.", "Forget it, I don't need the table any more.", "We can't come."]
)
def test_it_is_cancelled_after_a_yes(says):
    talk = booked()
    assert talk.say(says) == f"{ECHO} Shall I cancel it?"
    assert talk.say("yes") == "It is cancelled."
    assert kept(talk) == []


def test_another_table_is_another_booking():
    talk = booked()
    assert talk.say("Can I book another table?") == "For which day?"
    for sentence in ("A table for two on Sunday at six, inside, no allergies.", "Lee", "555 777 8", "yes"):
        talk.say(sentence)
    assert [each["name"] for each in kept(talk)] == ["Meyer", "Lee"]


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        (
            "For six on Saturday at eight, and tell me if you have parking.",
            "There is parking behind the house. On Saturday",
        ),
        ("Do you have a terrace, and could we come on Sunday, three of us?", "Yes, there is a terrace. On Sunday"),
        ("Saturday at eight, and what does it cost?", "Main dishes cost from 15 to 30 euros. On Saturday"),
        ("Tomorrow at seven for two, and could we sit outside?", "Tomorrow, Wednesday"),
    ],
)
def test_a_question_beside_a_wish_is_answered_too_and_one_thing_is_asked(says, answer):
    said = Talk("receptionist", NOW).say(says)
    assert said.startswith(answer)
    assert said.count("?") == 1
