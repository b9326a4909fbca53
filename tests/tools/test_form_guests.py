"""Twenty guests book a table: whatever they correct, forget or ask, what is kept is what they wanted."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from skill_talk import Talk

from localvoice.wording.manners.judging import judge

FILE = Path(__file__).parent / "guests.toml"
GUESTS = {each["name"]: (each["says"], each["form"]) for each in tomllib.loads(FILE.read_text("utf-8"))["guest"]}
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday


def kept(talk):
    """The forms that were kept, without what there is none of."""
    forms = [item.data["known"] for item in talk.shelf.all("booking")]
    return [{name: value for name, value in form.items() if value not in ("", [])} for form in forms]


@pytest.mark.parametrize("guest", GUESTS)
def test_the_form_of_a_guest_is_right_at_the_end(guest):
    says, wanted = GUESTS[guest]
    talk = Talk("receptionist", NOW)
    for sentence in says:
        talk.say(sentence)
    assert kept(talk) == [wanted]


@pytest.mark.parametrize("guest", GUESTS)
def test_every_answer_keeps_the_manners_and_asks_one_thing(guest):
    talk = Talk("receptionist", NOW)
    for sentence in GUESTS[guest][0]:
        answer = talk.say(sentence)
        echo = answer.endswith("Shall I book it?")  # which may be long
        assert answer.count("?") <= 1
        assert [fault for fault in judge(answer, sentence) if not (echo and fault.rule == "length")] == [], answer


def test_all_of_it_is_said_back_before_it_is_kept():
    talk = Talk("receptionist", NOW)
    for sentence in GUESTS["gives all at once"][0][:-1]:
        answer = talk.say(sentence)
    assert answer == (
        "A table for four on Friday, December 4th at 7:30 PM, outside, for Meyer; allergic to nuts;"
        " phone 0 1 7, 5 5 2, 3 4. Shall I book it?"
    )
    assert kept(talk) == []
    talk.say("yes")
    assert talk.say("what is booked on friday") == (
        "A table for four on Friday, December 4th at 7:30 PM, outside, for Meyer; allergic to nuts;"
        " phone 0 1 7, 5 5 2, 3 4."
    )
    assert "Meyer" not in talk.say("what is booked today")
