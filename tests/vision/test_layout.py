"""What matters first on screens that are drawn here: dialogs over pages, errors, headings, buttons, menus, places."""

from dataclasses import replace

import pytest
from drawn_screen import BLUE, DARK, WHITE, Screen, article, with_dialog

from localvoice.vision.layout import view, where

RAIN = ("It will rain tomorrow in the north,\nand the wind is strong.", "Take an umbrella with you.")


def seen(screen, source="screen"):
    return view(source, screen.pixels, screen.lines)


def texts(found, *kinds):
    return [block.text for block in found.blocks if block.kind in kinds]


def test_a_page_is_a_heading_paragraphs_and_a_menu_last():
    found = seen(article("Rain in the north", *RAIN))
    assert [block.kind for block in found.blocks] == ["heading", "text", "text", "menu"]
    assert texts(found, "text")[0] == "It will rain tomorrow in the north, and the wind is strong."
    assert texts(found, "menu") == ["Safari, File, Edit, View, History"]
    assert found.blocks[0].where == "at the top left"


@pytest.mark.parametrize("colour", [WHITE, (250, 250, 252), DARK], ids=["white on white", "nearly white", "dark"])
def test_a_dialog_over_a_page_comes_first_with_its_buttons(colour):
    says = ("Save the changes to Letter?", "They are lost otherwise")
    ink = WHITE if colour == DARK else DARK
    screen = with_dialog(article("Rain in the north", *RAIN), (), "Don't Save", "Cancel", "Save", colour=colour)
    for at, line in enumerate(says):
        screen.text(410, 340 + 26 * at, line, 14, ink)
    found = seen(screen)
    assert found.blocks[0].kind == "dialog"
    assert found.blocks[0].text.startswith("Save the changes to Letter? They are lost otherwise")
    assert found.blocks[0].where == "in the middle"
    assert texts(found, "choice") == ["Don't Save", "Cancel", "Save"]
    assert "Rain in the north" in texts(found, "heading")


def test_a_dialog_that_tells_of_an_error_is_an_alert():
    found = seen(with_dialog(article("News", *RAIN), ("The disk could not be read.",), "OK"))
    assert (found.blocks[0].kind, found.blocks[0].text) == ("alert", "The disk could not be read.")
    assert texts(found, "choice") == ["OK"]


def test_a_question_before_something_is_deleted_is_no_error_and_its_buttons_are_told_from_the_left():
    screen = with_dialog(article("News", *RAIN), ("Delete 3 items?", "This cannot be undone."), "Cancel", "Delete")
    last = screen.lines.pop()
    screen.lines.append(replace(last, box=(last.box[0], last.box[1] + 3, *last.box[2:])))
    found = seen(screen)
    assert found.blocks[0].kind == "dialog"
    assert texts(found, "choice") == ["Cancel", "Delete"]


def test_an_error_in_a_terminal_comes_before_the_rest():
    screen = Screen(colour=DARK)
    for at, line in enumerate(("make all", "compiling twelve files", "error: no such file", "done")):
        screen.text(20, 60 + 22 * at, line, colour=WHITE)
    found = seen(screen)
    assert (found.blocks[0].kind, found.blocks[0].text) == ("error", "error: no such file")
    assert texts(found, "text") == ["make all. compiling twelve files. done"]


def test_a_page_with_a_button_is_no_dialog():
    found = seen(article("Shop", *RAIN).button(200, 600, "Continue", BLUE, WHITE))
    assert not texts(found, "dialog", "alert", "choice")
    assert texts(found, "button") == ["Continue"]


def test_lines_of_one_paragraph_stay_together_and_columns_apart():
    screen = Screen(colour=WHITE)
    for at in range(3):
        screen.text(60, 200 + 24 * at, f"left line {at}").text(700, 200 + 24 * at, f"right line {at}")
    assert sorted(texts(seen(screen), "text")) == [
        "left line 0 left line 1 left line 2",
        "right line 0 right line 1 right line 2",
    ]


def test_an_empty_screen_has_nothing():
    assert seen(Screen()).blocks == ()


@pytest.mark.parametrize(
    ("box", "place"),
    [
        ((0, 0, 10, 10), "at the top left"),
        ((400, 5, 500, 15), "at the top"),
        ((890, 290, 899, 299), "at the bottom right"),
        ((400, 100, 500, 200), "in the middle"),
        ((0, 100, 10, 200), "on the left"),
    ],
)
def test_places_are_ninths_of_the_picture(box, place):
    assert where(box, (900, 300)) == place
