"""What was said, on a real disk that is sometimes damaged or full; and what is found of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from localvoice.errors import StoreError
from localvoice.memory.conversations import KEPT, Conversations

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


class Watch:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "conversations.sqlite"


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def past(file, watch):
    with Conversations(file, print, watch) as past:
        yield past


def told(file):
    with Conversations(file) as again:
        return again.turns()


def say(past, heard, said="All right."):
    past.begin(heard)
    past.end(heard, said)


def test_what_was_said_is_there_after_a_new_start_for_this_person_alone(past, file):
    say(past, "who are you", "I am")
    say(past, "go on", "your assistant.")
    assert told(file) == [("who are you", "I am"), ("go on", "your assistant.")]
    assert {each.stat().st_mode & 0o777 for each in file.parent.iterdir()} == {0o600}


def test_a_turn_in_whose_middle_the_process_died_has_no_answer(past, file):
    say(past, "one", "two")
    past.begin("my name is Anna")
    with Conversations(file) as again:
        assert again.turns() == [("one", "two"), ("my name is Anna", "")]
        again.settle()
        again.begin("who am I")
        assert again.turns() == [("one", "two"), ("my name is Anna", ""), ("who am I", "")]


def test_an_answer_that_was_interrupted_ends_after_the_next_turn_has_begun(past):
    past.begin("tell me a story")
    past.begin("stop")
    past.end("tell me a story", "Once upon")
    past.end("stop", "")
    assert past.turns() == [("tell me a story", "Once upon"), ("stop", "")]


def test_half_a_turn_that_was_taken_back_is_no_turn(past, file):
    past.begin("set a timer")
    past.begin("set a timer for ten minutes")
    past.end("set a timer for ten minutes", "Timer set.")
    assert past.turns() == [("set a timer for ten minutes", "Timer set.")]
    past.settle()
    assert past.count() == 1


def test_all_of_it_stays_and_the_last_ones_are_told_again(past):
    for number in range(3 * KEPT):
        say(past, f"question {number}")
    assert [heard for heard, _ in past.turns()] == [f"question {number}" for number in range(2 * KEPT, 3 * KEPT)]
    assert past.count() == 3 * KEPT
    assert [each.heard for each in past.last(2, before=past.last(1)[0].id)] == ["question 57", "question 58"]


def test_a_turn_is_found_by_what_it_speaks_of_the_nearest_first(past, watch):
    say(past, "my sister Clara is moving to Lisbon", "How nice.")
    say(past, "what time is it", "It's noon.")
    watch.now += timedelta(days=1)
    say(past, "Clara called")
    nearest, *more = past.search("what did I say about Clara moving to Lisbon", 0.5, 5)
    assert (nearest.heard, nearest.said, nearest.when, nearest.share) == (
        "my sister Clara is moving to Lisbon",
        "How nice.",
        NOW,
        1.0,
    )
    assert not more
    assert [each.heard for each in past.search("Clara", 0.5, 5)] == [
        "Clara called",
        "my sister Clara is moving to Lisbon",
    ]


@pytest.mark.parametrize(
    "asked", ["", "what did I tell you", "my dentist's name", 'x" OR heard : *', "(((", "Lisbon's zoo"]
)
def test_what_nobody_spoke_of_is_not_found(past, asked):
    say(past, "my sister Clara is moving to Lisbon", "How nice.")
    assert past.search(asked, 0.6, 5) == []


def test_turns_are_found_by_their_day(past, watch):
    say(past, "today's words")
    watch.now += timedelta(days=1)
    say(past, "tomorrow's words")
    midnight = NOW.replace(hour=0)
    assert [each.heard for each in past.between(midnight, midnight + timedelta(days=1), 9)] == ["today's words"]


def test_a_conversation_has_turns_and_the_next_one_others(past, watch):
    say(past, "one")
    watch.now += timedelta(hours=1)
    past.new_talk()
    say(past, "two")
    one, two = past.last(2)
    assert (one.talk, two.talk) == (NOW, NOW + timedelta(hours=1))


def test_what_is_forgotten_is_in_no_byte_of_any_file(past, file):
    for number in range(30):
        say(past, f"something else {number}")
    say(past, "the secret is Zanzibar", "Zanzibar it is.")
    assert any(b"Zanzibar" in each.read_bytes() for each in file.parent.iterdir())
    assert past.forget(past.telling("the secret is Zanzibar")) == 1
    assert not any(b"anzibar" in each.read_bytes().lower() for each in file.parent.iterdir())
    assert past.count() == 30
    assert past.forget() == 30
    assert past.turns() == []
    assert not any(b"something" in each.read_bytes() for each in file.parent.iterdir())


def test_a_disk_that_refuses_is_told_once_until_it_does_not(tmp_path):
    sentences = []
    (tmp_path / "a").write_text("")
    with Conversations(tmp_path / "a" / "conversations.sqlite", sentences.append) as past:
        say(past, "one", "two")
        assert past.turns() == []
        with pytest.raises(StoreError):
            past.search("one", 0.5, 1)
    (sentence,) = sentences
    assert "cannot be kept" in sentence
