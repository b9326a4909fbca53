"""What people say while they book that is no plain answer: corrections, limits, questions back, asides."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from skill_talk import Talk

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday
BEFORE = {
    "": (),
    "time": ("A table for two on Friday.",),
    "guests": ("A table on Friday at seven.",),
    "allergies": ("A table for two tomorrow at seven, inside.",),
    "name": ("A table for two on Friday at seven, inside, no allergies.",),
    "phone": ("A table for two on Friday at seven, inside, no allergies.", "Berg"),
    "echo": ("A table for two on Friday at seven, inside, no allergies.", "Berg", "555 123 456"),
}


def told(asked, *sentences):
    talk = Talk("receptionist", NOW)
    for sentence in (*BEFORE[asked], *sentences):
        answer = talk.say(sentence)
    return answer


@pytest.mark.parametrize(
    ("asked", "says", "begins"),
    [
        ("", "Put me down for two at eight.", "At 8 PM, for two."),
        ("", "Got a spot for five around seven tomorrow?", "Tomorrow, Wednesday, December 2nd, at 7 PM, for five."),
        ("", "My name is Anna Berg and I want a table for two.", "For two, for Anna Berg."),
        ("", "dinner for two saturday 8pm", "On Saturday, December 5th, at 8 PM, for two."),
        ("", "this evening with my wife and our two kids", "Today, Tuesday, December 1st, for four."),
        ("time", "As late as possible.", "At 9:30 PM."),
        ("time", "the earliest you have", "At 5 PM."),
        ("time", "Between seven and eight.", "7 PM or 8 PM?"),
        ("time", "1930.", "At 7:30 PM."),
        ("guests", "five or six", "Five or six?"),
        ("guests", "Not sure yet, maybe six.", "For six."),
        ("guests", "My wife, my two kids and me.", "For four."),
        ("allergies", "My daughter is celiac.", "Allergic to gluten."),
        ("allergies", "One of us doesn't eat pork.", "Allergic to pork."),
        ("allergies", "Nuts. No, wait, not nuts, peanuts.", "Allergic to peanuts."),
        ("allergies", "Yes.", "Allergic to what?"),
        ("allergies", "An hour later.", "At 8 PM."),
        ("allergies", "One more person, please.", "For three."),
        ("allergies", "In three weeks on a Friday.", "On Friday, December 25th."),
        ("allergies", "tomorrow week", "On Wednesday, December 9th."),
        ("allergies", "Christmas Eve at seven.", "On Thursday, December 24th, at 7 PM."),
        ("name", "Van der Berg.", "For Van der Berg."),
        ("name", "A as in apple, N, N, A.", "For Anna, A, N, N, A."),
        ("phone", "oh one seven", "0 1 7, and then?"),
        (
            "phone",
            "I'd rather not.",
            "A table for two on Friday, December 4th at 7 PM, inside, for Berg; no allergies; no phone",
        ),
    ],
)
def test_what_is_said_is_taken_and_said_back(asked, says, begins):
    assert told(asked, says).startswith(begins)


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("Zero guests.", "We have room for one to twelve people."),
        ("Minus three people.", "We have room for one to twelve people."),
        ("Two hundred people.", "We have room for one to twelve people."),
        ("on February 29th", "Tuesday, February 29, 2028 is too far ahead, Monday, March 1, 2027 is the last day."),
        ("Yesterday.", "Monday, November 30 is over."),
        ("next Monday", "We are closed on Mondays."),
        ("This coming weekend.", "I need to know the very day."),
        ("at midnight", "We take bookings from 5 PM to 9:30 PM on Wednesdays."),
        ("at a quarter to ten", "We take bookings from 5 PM to 9:30 PM on Wednesdays."),
    ],
)
def test_what_cannot_be_is_answered_with_the_limit_and_asked_again(says, why):
    answer = told("allergies", says)
    assert answer.startswith(why)
    assert answer.count("?") == 1


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        ("Are you open on Mondays?", "We are closed on Mondays. Does anybody have an allergy?"),
        ("How late can we come?", "We take bookings from 5 PM to 9:30 PM on Wednesdays. Does anybody have an allergy?"),
        ("Do you have a terrace?", "Yes, there is a terrace. Does anybody have an allergy?"),
        ("Can you repeat the time?", "At 7 PM. Does anybody have an allergy?"),
        ("Wait, which day did I say?", "Tomorrow, Wednesday, December 2nd. Does anybody have an allergy?"),
        ("Who did I say it was for?", "I have not written down the name yet. Does anybody have an allergy?"),
        ("Hello?", "Does anybody have an allergy?"),
        ("Why do you need that?", "You need not tell me. Does anybody have an allergy?"),
        ("Blue elephants sing.", "Sorry, I did not understand that. Does anybody have an allergy?"),
    ],
)
def test_the_form_goes_on_after_a_question_back(says, answer):
    assert told("allergies", says) == answer


@pytest.mark.parametrize(
    ("says", "has"),
    [
        ("Not Friday, Saturday.", "on Saturday, December 5th at 7 PM"),
        ("not inside, outside", ", outside,"),
        ("outside, not inside", ", outside,"),
        ("Wait, make it seven people and nine o'clock.", "A table for seven on Friday, December 4th at 9 PM"),
        ("actually half past eight", "at 8:30 PM"),
        ("make that five", "A table for five"),
        ("yes but outside please", ", outside,"),
        ("the name is Meyer with e y", "for Meyer, M, E, Y, E, R;"),
        ("and a high chair", "with a high chair"),
        ("yes, and it's her birthday", "; birthday;"),
        ("delete the phone number", "no phone number"),
    ],
)
def test_the_echo_is_corrected_and_said_again(says, has):
    answer = told("echo", says)
    assert has in answer
    assert answer.endswith("Shall I book it?")


def test_a_field_that_is_said_to_be_wrong_is_asked_again():
    assert told("echo", "Everything but the time is right.") == "At what time?"
    assert told("echo", "Everything but the time is right.", "eight").endswith("Shall I book it?")


def test_figures_that_come_in_pieces_are_one_number():
    assert "phone 0 1 7, 5 5 1, 2 3." in told("phone", "oh one seven", "double five", "one two three")


def test_letters_mend_a_name_and_do_not_spell_another():
    assert "for Schmidt, S, C, H, M, I, D, T;" in told("echo", "the name is Schmit", "with d t")


def test_more_letters_are_another_name():
    assert "for Okafor, O, K, A, F, O, R;" in told("echo", "the name is Ockuffer", "The name is spelt o k-a-f-o-r.")


def test_a_louder_voice_leaves_the_question_open():
    talk = Talk("receptionist", NOW)
    talk.say("A table for two on Friday.")
    talk.run(talk.toolbox.match("quieter"))
    assert talk.toolbox.question == "booking_time"
    assert talk.toolbox.unknown().text == "Sorry, I did not understand that. At what time?"


def test_thanks_are_no_yes():
    assert told("echo", "thank you") == "Shall I book it?"


def test_a_form_that_was_left_goes_on_within_minutes_and_not_the_next_day():
    talk = Talk("receptionist", NOW)
    talk.say("A table for two on Friday.")
    again = Talk("receptionist", NOW)
    again.world.shelf = again.shelf = talk.shelf
    assert again.say("at eight").startswith("At 8 PM. Inside")
    again.later(days=1)
    assert again.say("I need a table") == "For which day?"


def test_what_was_kept_is_cancelled_after_a_yes():
    talk = Talk("receptionist", NOW)
    for sentence in (*BEFORE["echo"], "yes"):
        talk.say(sentence)
    assert talk.say("Can I cancel my reservation?").endswith("Shall I cancel it?")
    assert talk.say("yes") == "It is cancelled."
    assert talk.shelf.all("booking") == []


def test_half_a_turn_that_goes_on_is_taken_back():
    talk = Talk("receptionist", NOW)
    talk.say("A table on Friday.")
    talk.shelf.mark = talk.shelf.undo = lambda: None
    kept = list(talk.shelf.items)
    undo = talk.toolbox.mark()
    talk.say("at six")
    talk.shelf.items = kept  # as the real shelf does
    undo()
    assert talk.say("at six thirty, for two").startswith("At 6:30 PM, for two.")


def test_the_draft_is_old_after_ten_minutes():
    talk = Talk("receptionist", NOW)
    talk.say("A table for two on Friday.")
    talk.now += timedelta(minutes=11)
    assert talk.say("what did you write down?") == "Nothing is written down yet."
