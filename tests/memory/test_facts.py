"""Facts on a real disk: what is found, what ends, and what is left of what was forgotten."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from localvoice.events import FACT
from localvoice.memory.facts import Facts

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TOLD = (
    "my wife's birthday is on May 3rd",
    "I'm allergic to nuts",
    "the spare key is with Mrs. Miller",
    "I parked on level 3",
    "my dentist is Dr. Brown",
    "my sister lives in Lisbon",
    "my shoe size is 43",
)


@pytest.fixture
def facts(tmp_path):
    with Facts(tmp_path / "facts.sqlite", lambda: NOW) as facts:
        for text in TOLD:
            facts.put(FACT, text)
        yield facts


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("when is my wife's birthday", 0),
        ("wife birthday", 0),
        ("am I allergic to anything", 1),
        ("nuts", 1),
        ("where's the spare key?", 2),
        ("which key do I have to spare", 2),
        ("Where did I park?", 3),
        ("who is my dentist", 4),
        ("do you know what my shoe size is", 6),
        ("where does my sister live", 5),
    ],
)
def test_a_fact_is_found_by_its_words(facts, asked, told):
    assert facts.search(asked, 3)[0].text == TOLD[told]


@pytest.mark.parametrize(
    "asked", ["what's my wife's name", "where is the car", "my blood type", "is Mr. Brown allergic to cats", "", "you"]
)
def test_what_nobody_told_is_not_found(facts, asked):
    assert facts.search(asked, 3) == []


def test_a_fact_says_where_and_when_it_was_told(facts):
    (found,) = facts.search("shoe size", 3)
    assert (found.where, found.when, found.score) == ("you told me", NOW, 1.0)


def test_what_has_ended_is_gone(tmp_path):
    now = NOW
    with Facts(tmp_path / "facts.sqlite", lambda: now) as facts:
        facts.put(FACT, "the car is at the garage", NOW + timedelta(days=2))
        facts.put(FACT, "the car is red")
        assert len(facts.known()) == 2
        now += timedelta(days=2)
        assert [item.text for item in facts.known()] == ["the car is red"]
        assert facts.search("garage", 3) == []
        assert len(facts.all(FACT)) == 1


def test_only_what_is_marked_always_is(facts):
    facts.put(FACT, "I prefer short answers", data={"always": True})
    assert facts.always() == ("I prefer short answers",)


def files(folder):
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file()).lower()


def test_what_is_forgotten_is_in_no_byte_of_any_file_while_it_is_open_elsewhere(facts, tmp_path):
    with Facts(tmp_path / "facts.sqlite", lambda: NOW) as elsewhere:
        before = elsewhere.erasures
        assert b"lisbon" in files(tmp_path)
        assert facts.erase([item for item in facts.known() if "Lisbon" in item.text]) == 1
        assert b"lisbon" not in files(tmp_path)
        assert [item.text for item in elsewhere.known()] == [text for text in TOLD if "Lisbon" not in text]
        assert elsewhere.erasures != before
        elsewhere.undo()
        facts.undo()
        assert b"lisbon" not in files(tmp_path)


def test_forgetting_everything_leaves_nothing_but_that_it_was_done(facts, tmp_path):
    assert facts.erase() == len(TOLD)
    assert facts.known() == []
    assert not any(word in files(tmp_path) for word in (b"wife", b"nuts", b"miller", b"level", b"lisbon"))
    assert facts.erasures


def test_all_of_it_is_for_this_person_alone(facts, tmp_path):
    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}
