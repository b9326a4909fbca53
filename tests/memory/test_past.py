"""What was said lately, on a real disk that is sometimes damaged or full."""

import pytest

from localvoice.memory.past import FILE_BYTES, KEPT, Past


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "conversation.jsonl"


def test_what_was_said_is_there_after_a_new_start(file):
    past = Past(file, print)
    past.begin("who are you")
    past.end("who are you", "I am")
    past.begin("go on")
    past.end("go on", "your assistant.")
    assert Past(file, print).turns() == [("who are you", "I am"), ("go on", "your assistant.")]


def test_a_turn_in_whose_middle_the_process_died_has_no_answer(file):
    past = Past(file, print)
    past.begin("one")
    past.end("one", "two")
    past.begin("my name is Anna")
    again = Past(file, print)
    assert again.turns() == [("one", "two"), ("my name is Anna", "")]
    again.settle()
    again.begin("who am I")
    assert again.turns() == [("one", "two"), ("my name is Anna", ""), ("who am I", "")]


def test_an_answer_that_was_interrupted_ends_after_the_next_turn_has_begun(file):
    past = Past(file, print)
    past.begin("tell me a story")
    past.begin("stop")
    past.end("tell me a story", "Once upon")
    past.end("stop", "")
    assert past.turns() == [("tell me a story", "Once upon"), ("stop", "")]


def test_half_a_turn_that_was_taken_back_is_no_turn(file):
    past = Past(file, print)
    past.begin("set a timer")
    past.begin("set a timer for ten minutes")
    past.end("set a timer for ten minutes", "Timer set.")
    assert past.turns() == [("set a timer for ten minutes", "Timer set.")]


def test_only_the_last_ones_count_and_the_file_stays_small(file):
    past = Past(file, print)
    for number in range(3000):
        past.begin(f"question {number}")
        past.end(f"question {number}", "answer")
    assert past.turns() == [(f"question {number}", "answer") for number in range(3000 - KEPT, 3000)]
    assert file.stat().st_size < FILE_BYTES + 1000
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_is_passed_over(file):
    past = Past(file, print)
    past.end("one", "two")
    with file.open("ab") as torn:
        torn.write(b'\xff{"heard": "thr\n[]\n{"heard": 3, "said": 4}\n')
    past.end("five", "six")
    assert past.turns() == [("one", "two"), ("five", "six")]


def test_a_disk_that_refuses_is_told_once_until_it_does_not(tmp_path):
    told = []
    (tmp_path / "a").write_text("")
    past = Past(tmp_path / "a" / "conversation.jsonl", told.append)
    past.begin("one")
    past.end("one", "two")
    assert past.turns() == []
    (sentence,) = told
    assert "cannot be kept" in sentence
