"""Are lines joined that were broken for want of room, and only those?"""

import pytest

from localvoice.vision.wrapped import joined, wrapped
from tests.vision.written import below


def read(*texts, **how):
    return [joined(part) for part in wrapped(below(*texts, **how))]


def test_a_sentence_that_goes_on_is_one_and_a_short_line_above_it_is_its_name():
    assert read(
        "There is a problem",
        "Your account has been locked after too many",
        "failed attempts. Try again in 30 minutes or",
        "reset your password.",
    ) == [
        "There is a problem",
        "Your account has been locked after too many failed attempts. Try again in 30 minutes or reset your password.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("make all", "compiling twelve files", "error: no such file", "done"),
        ("1. Run the route twice a day", "2. Fit winter tyres early", "3. Recruit six more drivers"),
        ("Night light", "Warmer colours from 20:30"),
        ("FAILED test_cart - assert 41", "1 failed, 19 passed"),
    ],
)
def test_lines_that_end_where_they_like_stay_apart(lines):
    assert read(*lines) == list(lines)


def test_rows_that_stand_far_from_each_other_are_no_paragraph():
    rows = (
        "Rehearsal moved to Thursday at seven",
        "Lease renewal for you to please sign",
        "Sunday lunch for all of us",
    )
    assert read(*rows, step=40) == list(rows)


def test_no_lines_are_none():
    assert wrapped([]) in ([], [[]])
