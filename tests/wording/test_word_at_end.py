"""Which words end with the end word, and what is left of them?"""

import pytest

from localvoice.wording.end_word import taken_off


@pytest.mark.parametrize(
    ("text", "left", "there"),
    [
        ("set a timer for ten minutes over", "set a timer for ten minutes", True),
        ("Tell me a joke. Over.", "Tell me a joke", True),
        ("remind me at six to call mum, over", "remind me at six to call mum", True),
        ("OVER!", "", True),
        ("is the meeting over over", "is the meeting over", True),
        ("over and out", "over and out", False),
        ("what is moreover", "what is moreover", False),
        ("", "", False),
    ],
)
def test_the_end_word_is_taken_off_where_it_is_the_last_one(text, left, there):
    assert taken_off(text, "over") == (left, there)
    assert taken_off(text, "") == (text, False)


def test_an_end_word_may_be_two_words():
    assert taken_off("add milk. Thank-you, computer!", "thank you computer") == ("add milk", True)
