"""Cutting an answer at every possible sample: what was heard is a beginning of what was said."""

import pytest

from localvoice.dialogue.history import Spoken, heard
from localvoice.events import Word


def phrases():
    first = Spoken("It is 5.", "It is five.", 100, 3000, [Word(0, 2, 10), Word(3, 5, 1000), Word(6, 11, 2000)])
    return [first, Spoken("Bye.", "Bye.", 3100, 500, [Word(0, 4, 0)])]


@pytest.mark.parametrize(
    ("played", "text"),
    [
        (0, ""),
        (100, ""),
        (1100, "It"),
        (2099, "It"),
        (2100, "It is"),
        (3099, "It is"),
        (3100, "It is 5."),
        (3600, "It is 5. Bye."),
    ],
)
def test_history_holds_the_whole_words_that_were_heard(played, text):
    assert heard(phrases(), played, complete=True) == text


def test_a_phrase_still_being_made_is_not_heard_as_a_whole():
    assert heard(phrases(), 3600, complete=False) == "It is 5."


def test_what_was_heard_only_grows():
    texts = [len(heard(phrases(), played, complete=True)) for played in range(0, 3700, 50)]
    assert texts == sorted(texts)
