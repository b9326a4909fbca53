"""Is text read in the order in which a person reads it? Rows of tables with their header, columns, terminals."""

from localvoice.events import Line
from localvoice.vision.reading import lined, rows, tables


def cell(text, left, top, wide=None, high=18):
    return Line(text, (left, top, left + (wide or 9 * len(text)), top + high), 0.9)


def grid(*texts, lefts=(40, 240, 400), step=34):
    return [
        cell(text, left, 40 + step * at)
        for at, row in enumerate(texts)
        for text, left in zip(row, lefts, strict=True)
        if text
    ]


def told(lines):
    return [line.text for line in lined(lines)]


def test_a_row_of_a_table_is_said_with_what_its_header_says():
    made = grid(("Item", "Quantity", "Price"), ("Tea", "2", "$3"), ("Cake", "1", "$4"))
    assert told(reversed(made)) == ["Tea: quantity 2, price $3.", "Cake: quantity 1, price $4."]


def test_an_empty_cell_takes_nobodys_name():
    made = grid(("Item", "Quantity", "Price"), ("Tea", "2", "$3"), ("Total", "", "$3"))
    assert told(made)[-1] == "Total: price $3."


def test_a_table_without_a_header_is_said_row_by_row():
    made = grid(("Rent", "900", "June 1"), ("Food", "412", "June 3"), ("Bus", "60", "June 4"))
    assert told(made) == ["Rent, 900, June 1.", "Food, 412, June 3.", "Bus, 60, June 4."]


def test_names_of_columns_that_were_read_as_one_are_parted_by_the_columns_below():
    header = [cell("Disk", 40, 40), cell("Size Used Free", 200, 40, 200)]
    below = [
        cell(text, left, top)
        for top, row in ((70, ("sda", "10G", "4G", "6G")), (100, ("sdb", "20G", "5G", "15G")))
        for text, left in zip(row, (40, 200, 280, 360), strict=True)
    ]
    assert told(header + below)[0] == "sda: size 10G, used 4G, free 6G."


def test_two_columns_of_running_text_are_not_mixed():
    words = "the quick brown fox jumps over it all"
    left = [cell(f"left {at} {words}", 40, 40 + 24 * at) for at in range(4)]
    right = [cell(f"right {at} {words}", 700, 40 + 24 * at) for at in range(4)]
    assert all("left" not in text or "right" not in text for text in told(left + right))
    assert tables(rows(left + right)) == []


def test_pieces_of_a_line_of_a_terminal_are_one_line():
    assert told([cell("! [rejected]", 40, 40), cell("main -> main (fetch first)", 170, 40)]) == [
        "! [rejected] main -> main (fetch first)"
    ]


def test_names_of_buttons_beside_each_other_stay_apart():
    assert told([cell("Cancel", 40, 40), cell("OK", 110, 40)]) == ["Cancel", "OK"]


def test_rows_are_found_though_letters_are_of_different_height():
    assert [row.text for row in rows([cell("Total", 40, 40, high=20), cell("$4.00", 300, 43, high=14)])] == [
        "Total $4.00"
    ]


def test_nothing_is_no_rows():
    assert lined([]) == []
