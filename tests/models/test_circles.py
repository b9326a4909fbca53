"""Is what was said once told once, and what nobody can say in the time not believed?"""

import pytest

from localvoice.models.circles import once, too_fast


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [
        ("What has happened to me? What has happened to me?", 2.0, "What has happened to me?"),
        ("Thank you. Thank you! thank you", 1.0, "Thank you."),
        ("Set a timer. Set a timer.", 4.0, "Set a timer. Set a timer."),  # there was time to say it twice
        ("no no no", 1.0, "no no no"),
        ("Row, row, row your boat.", 0.5, "Row, row, row your boat."),  # not the same all through
        ("", 0.0, ""),
    ],
)
def test_a_sentence_that_cannot_have_been_said_twice_was_said_once(text, seconds, said):
    assert once(text, seconds) == said


def test_more_letters_than_anybody_says_are_not_believed():
    assert too_fast("could you set a timer for ten minutes and tell me when it is over", 1.0)
    assert not too_fast("could you set a timer for ten minutes and tell me when it is over", 3.0)
    assert not too_fast("", 0.0)
