"""A form is one file: a hairdresser's appointments without code, and what is said of a file that is wrong."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from skill_talk import Talk

from localvoice.errors import BadInput
from localvoice.models.pocketsphinx.dictionary import pronunciations
from localvoice.tools.persona import names, persona
from localvoice.tools.reading.templates import read, words

FILE = Path(__file__).parent / "hairdresser.toml"
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday


@pytest.fixture
def talk():
    return Talk(str(FILE), NOW)


def kept(talk):
    return [item.data["known"] for item in talk.shelf.all("appointment")]


def test_an_appointment_is_taken_field_by_field(talk):
    assert talk.say("I need an appointment") == "What would you like to have done?"
    assert talk.say("just a trim") == "A cut. On which day?"
    assert talk.say("Friday, please note I have long hair") == "On Friday, December 4th, I have long hair. When?"
    assert talk.say("at three") == "At 3 PM. Is it all the same who does it?"  # the house is not open at 3 AM
    assert talk.say("I don't mind") == "Your name, please?"
    assert talk.say("Ada Lovelace").endswith("for Ada Lovelace; I have long hair. Is that right?")
    assert talk.say("yes") == "See you then."
    assert [form["hour"] for form in kept(talk)] == ["15:00"]


def test_two_spans_of_hours_are_both_said(talk):
    talk.say("a haircut on Friday")
    refused = "We take appointments from 9 AM to noon and from 2 PM to 6 PM on Fridays. When?"
    assert talk.say("at half past twelve") == refused
    assert talk.say("eleven").startswith("At 11 AM.")


def test_a_day_that_comes_later_takes_a_time_back_that_it_has_not(talk):
    talk.say("a haircut at five")
    assert talk.say("on Saturday") == (
        "On Saturday, December 5th; we take appointments from 9 AM to 1 PM on Saturdays. When?"
    )


def test_two_things_where_one_is_needed_are_asked_about(talk):
    talk.say("a haircut on Friday")
    assert talk.say("at ten or eleven") == "10 AM or 11 AM?"
    assert talk.say("eleven").startswith("At 11 AM.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('daily = ["9-12"]', "sets hours to '9-12'"),
        ("funday = []", "unknown funday in [form.hours]"),
    ],
)
def test_a_wrong_form_is_named(line, said, tmp_path):
    file = tmp_path / "wrong.toml"
    text = FILE.read_text("utf-8")
    file.write_text(text.replace('daily = ["09:00-12:00", "14:00-18:00"]', line), "utf-8")
    with pytest.raises(BadInput) as error:
        persona(str(file))
    assert said in str(error.value)


@pytest.mark.parametrize("name", [*names(), str(FILE)])
def test_the_ear_knows_every_word_or_is_told_how_it_is_written(name):
    talk = Talk(name, NOW)
    coined = {word for intent in talk.toolbox.every_intent() for word in intent.coined}
    said = {
        word for intent in talk.toolbox.every_intent() for each in intent.sentences for word in all_of(intent, each)
    }
    assert said - coined <= pronunciations(said).keys()


def all_of(intent, template):
    return words(read(template, intent.slots))


def test_a_language_model_has_one_tool_for_the_form(talk):
    (schema,) = [each["function"] for each in talk.toolbox.schemas() if each["function"]["name"] == "appointment"]
    assert list(schema["parameters"]["properties"]) == ["what", "day", "hour", "who", "name", "remarks"]
    call = talk.toolbox.call("appointment", {"what": "cut", "day": "next friday", "hour": "10:30", "who": "Jo"})
    assert not talk.toolbox.changes(call)
    answer = talk.run(call)
    assert answer.text == "A cut, on Friday, December 11th, at 10:30 AM, Jo. Your name, please?"
    assert answer.question == "appointment_name"
    assert talk.toolbox.call("appointment", {"day": "in the blue"}) is None
