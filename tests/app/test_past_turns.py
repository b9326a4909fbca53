"""What was said, as a page lists, searches and deletes it; what is deleted is in no file."""

from datetime import datetime, timedelta

import pytest

from localvoice.app import history
from localvoice.app.assistant import TRACE
from localvoice.errors import BadInput
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.memory.facts import FACTS, Facts
from localvoice.trace import Turn
from localvoice.traces import journal

SAID = [
    ("set a timer for ten minutes", "Ten minutes, starting now."),
    ("what is on my list", "Milk and eggs."),
    ("tell me about Grünkohl", "Kale is eaten in winter."),
    ("stop", ""),
]


@pytest.fixture
def data(tmp_path):
    moment = datetime(2026, 11, 1, 9).astimezone()

    def now():
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    with Conversations(tmp_path / CONVERSATIONS, now=now) as kept, journal.Journal(tmp_path / TRACE, print) as written:
        for number, (heard, said) in enumerate(SAID):
            if number == 2:
                kept.new_talk()
            kept.begin(heard)
            kept.end(heard, said)
            written.turn(Turn(number + 1, heard, said))
        written.notice("It listens.")
    return tmp_path


def heard(found):
    return [turn["heard"] for turn in found["turns"]]


def test_the_last_turns_come_in_order_and_older_ones_when_they_are_wanted(data):
    found = history.last(data, 2)
    assert heard(found) == [words for words, _ in SAID[2:]]
    assert found["more"]
    older = history.last(data, 2, found["turns"][0]["id"])
    assert heard(older) == [words for words, _ in SAID[:2]]
    assert not older["more"]
    assert found["turns"][0]["conversation"] != older["turns"][0]["conversation"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("grünk", [2]), ("GRÜNKOHL", [2]), ("list milk", [1]), ("minutes", [0]), ("e", [0, 1, 2]), ("nowhere", [])],
)
def test_what_is_searched_for_may_be_parts_of_words_in_what_either_of_them_said(data, words, found):
    assert heard(history.search(data, words, 50)) == [SAID[number][0] for number in found]


def test_one_is_deleted_from_every_file_and_the_rest_stays(data):
    one = history.search(data, "grünkohl", 1)["turns"][0]
    assert history.delete(data, one["id"], "", False) == 1
    assert heard(history.last(data, 9)) == [words for words, _ in SAID if "Grünkohl" not in words]
    assert [turn.heard for turn in journal.read(data / TRACE, 9).turns] == heard(history.last(data, 9))
    assert journal.read(data / TRACE, 9).damaged == 0
    assert not any("Grünkohl".encode() in file.read_bytes() for file in data.rglob("*") if file.is_file())


def test_whoever_talks_now_sees_that_something_was_deleted(data):
    with Facts(data / FACTS) as facts:
        before = facts.erasures
        history.delete(data, history.last(data, 1)["turns"][0]["id"], "", False)
        assert facts.erasures != before


def test_a_conversation_is_deleted_and_everything_is(data):
    first = history.last(data, 9)["turns"][0]
    assert history.delete(data, "", first["conversation"], False) == 2
    assert heard(history.last(data, 9)) == [words for words, _ in SAID[2:]]
    assert history.delete(data, "", "", True) == 2
    assert history.last(data, 9) == {"turns": [], "more": False}
    assert history.delete(data, "", "", True) == 0
    for text in ("Milk", "Kale", "timer"):
        assert not any(text.encode() in file.read_bytes() for file in data.rglob("*") if file.is_file())


@pytest.mark.parametrize("id", ["7", "-1", "1 OR 1=1", "", "²", "9" * 40])
def test_what_is_not_there_is_said_to_be_gone(data, id):
    with pytest.raises(BadInput):
        history.delete(data, id, "", False)
    with pytest.raises(BadInput):
        history.said(data, id)


def test_an_answer_is_said_again_and_one_that_nobody_heard_is_not(data):
    *_, answered, unheard = history.last(data, 9)["turns"]
    assert history.said(data, answered["id"]) == "Kale is eaten in winter."
    with pytest.raises(BadInput, match="Nothing was heard"):
        history.said(data, unheard["id"])
