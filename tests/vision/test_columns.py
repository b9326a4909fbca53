"""Are columns, sidebars and cards read one by one, and tables across? On lines with places."""

import pytest

from localvoice.vision.columns import columns
from localvoice.vision.reading import lined
from tests.vision.written import below, cell, grid

WORDS = "the quick brown fox jumps over it"
TABLE = grid(
    ("Name", "Size", "Changed"), ("a.pdf", "6 MB", "May 3"), ("b.pdf", "2 MB", "May 9"), ("c.pdf", "1 MB", "May 4"),
    lefts=(300, 500, 640),
)  # fmt: skip


def read(lines):
    return [[line.text for line in part] for part in columns(lines)]


def test_a_sidebar_with_a_step_of_its_own_is_read_before_the_table_beside_it():
    side = below("Recent", "Home", "Music", "Pictures", top=48, step=27)
    assert read([*TABLE, *side])[0] == ["Recent", "Home", "Music", "Pictures"]
    assert "a.pdf: size 6 MB, changed May 3." in [line.text for line in lined([*TABLE, *side])]


@pytest.mark.parametrize("shift", [0, 7])
def test_columns_of_running_text_are_read_to_their_end_whether_their_lines_are_level_or_not(shift):
    left = below(*(f"left {at} {WORDS}" for at in range(5)), step=22)
    right = below(*(f"right {at} {WORDS}" for at in range(5)), left=500, top=40 + shift, step=22)
    assert [part[0].split()[0] for part in read([*right, *left])] == ["left", "right"]


def test_cards_beside_each_other_are_apart():
    rows = (("Red kettle", "Blue kettle"), ("1.7 litre", "1.5 litre"), ("£34.99", "£29.50"), ("In stock", "Sold out"))
    assert read(grid(*rows, lefts=(40, 340), step=22)) == [list(card) for card in zip(*rows, strict=True)]


def test_the_columns_of_a_table_are_none():
    assert len(columns(TABLE)) == 1


def test_a_table_below_two_columns_keeps_its_header():
    left = below("INVOICE", "No. 381", "May 8", "Bill to", "Ann Lee", step=23)
    right = below("Harrow Ltd", "Unit 7", "Stroud", "VAT 318", left=560, top=46, step=31)
    goods = grid(("Item", "Pieces", "Amount"), ("Lock", "8", "74.00"), ("Sash", "4", "66.00"), ("Survey", "1", "40.00"),
                 lefts=(40, 300, 560), top=175)  # fmt: skip
    assert "Lock: pieces 8, amount 74.00." in [line.text for line in lined([*left, *right, *goods])]


def test_a_title_across_both_columns_comes_first_and_a_note_below_them_last():
    left, right = (below(*(f"{side} {at} {WORDS}" for at in range(4)), left=x, top=100, step=22)
                   for side, x in (("left", 40), ("right", 500)))  # fmt: skip
    title, note = cell("The news of the whole week in one place", 40, 40, wide=700), cell("Page one", 300, 260)
    assert [part[0].split()[0] for part in read([*left, *right, title, note])] == ["The", "left", "right", "Page"]


def test_nothing_has_no_columns():
    assert columns([]) == []
