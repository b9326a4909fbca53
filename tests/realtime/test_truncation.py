"""Which words of an answer had come out when somebody stopped it? Voices that tell where words begin, and others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localvoice.realtime.telling import Telling
from localvoice.realtime.truncation import Told
from localvoice.realtime.words import Word

TEXT = "It is noon in Bonn."


def words(text=TEXT, ms=200):
    starts = [0] + [place + 1 for place, letter in enumerate(text) if letter == " "]
    return tuple(Word(start, number * ms) for number, start in enumerate(starts))


def test_text_goes_out_with_the_sound_of_its_words():
    telling = Telling(Told())
    telling.phrase(TEXT)
    assert telling.sound(100, words()) == "It "
    assert telling.sound(200, ()) == "is "
    assert telling.sound(400, ()) == "noon in "
    assert telling.rest() == "Bonn."


def test_words_that_are_announced_piece_by_piece_go_out_piece_by_piece():
    telling = Telling(Told())
    telling.phrase(TEXT)
    assert [telling.sound(200, (word,)) for word in words()] == ["It ", "is ", "noon ", "in ", "Bonn."]


def test_words_may_be_announced_before_any_sound():
    telling = Telling(Told())
    telling.phrase(TEXT)
    assert telling.sound(0, words()) == ""
    assert telling.sound(300, ()) == "It is "


def test_a_voice_that_tells_no_words_tells_its_phrase():
    telling = Telling(Told())
    telling.phrase("It is noon. ")
    assert telling.sound(100, ()) == "It is noon. "
    assert telling.sound(1100, ()) == ""
    telling.phrase("Good day.")
    assert telling.sound(1000, ()) == "Good day."
    assert telling.told.heard(1199) == "It is"
    assert telling.told.heard(1200) == "It is noon."
    assert telling.told.heard(1800) == "It is noon. Good"


@pytest.mark.parametrize(("ms", "heard"), [(0, ""), (199, ""), (200, "It"), (700, "It is noon"), (1000, TEXT)])
def test_a_word_was_heard_when_it_had_come_out_whole(ms, heard):
    told = Told(TEXT, 1000.0)
    for word in words():
        told.mark(word.start, word.at_ms)
    assert told.heard(ms) == heard


@pytest.mark.parametrize("marks", [[(50, 10)], [(5, 100), (3, 200)], [(5, 500), (8, 100)], [(-4, 0)]])
def test_marks_that_cannot_be_are_not_believed(marks):
    told = Told(TEXT, 1000.0)
    for start, ms in marks:
        told.mark(start, ms)
    assert told.heard(1000) == TEXT
    assert TEXT.startswith(told.heard(500))


pieces = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 30), st.integers(0, 2000)), max_size=8)


@given(st.lists(st.text(alphabet="ab ,.", max_size=12), max_size=5), pieces, st.integers(0, 3000))
def test_whatever_a_voice_tells_nothing_is_lost_and_more_time_never_hears_less(phrases, sounds, at_ms):
    telling, told = Telling(Told()), ""
    for phrase, (ms, start, word_ms) in zip([*phrases, *[""] * len(sounds)], sounds, strict=False):
        telling.phrase(phrase)
        told += telling.sound(ms, (Word(start, word_ms),) if start % 3 else ())
    for phrase in phrases[len(sounds) :]:
        telling.phrase(phrase)
    told += telling.rest()
    assert told == telling.told.text == "".join(phrases)
    assert len(telling.told.heard(at_ms)) <= len(telling.told.heard(at_ms + 100))
    assert told.startswith(telling.told.heard(at_ms))
