"""What a person who cannot see is told of a screen: pieces, changes, letters, and whole talks with scripted looks."""

import pytest
from skill_talk import Talk

from localvoice.errors import BadInput
from localvoice.events import Block, Ending, View
from localvoice.tools.page.changes import changed
from localvoice.tools.page.page import WORDS, cut, page, pieces
from localvoice.tools.page.spelling import spelt
from localvoice.tools.page.summary import first, length

LONG = " ".join(f"Sentence number {number} has exactly seven words." for number in range(1, 21))
ARTICLE = View(
    "window Safari",
    (
        Block("heading", "Rain in the north", "at the top"),
        Block("text", "It will rain tomorrow. Take an umbrella.", "on the left"),
        Block("text", LONG, "in the middle"),
        Block("button", "Subscribe", "at the top right"),
        Block("menu", "File, Edit, View", "at the top left"),
    ),
)
DIALOG = (
    Block("dialog", "Save the changes to Letter? They are lost otherwise.", "in the middle"),
    Block("choice", "Cancel", "in the middle"),
    Block("choice", "Save", "in the middle"),
)
OVER = View("window Safari", (*DIALOG, *ARTICLE.blocks))
ALERT = View("screen", (Block("alert", "The disk is full. Nothing was saved.", "at the top right"), *DIALOG[1:]))


def test_the_dialog_comes_first_and_what_is_behind_it_after():
    assert first(page(OVER)) == (
        "A dialog, in the middle: Save the changes to Letter? They are lost otherwise. Buttons: Cancel and Save."
        " Behind it: Rain in the north."
    )
    assert first(page(ALERT)).startswith("An error in a dialog, at the top right: The disk is full.")


def test_a_page_is_told_by_its_heading_and_its_length():
    assert first(page(ARTICLE)) == "Rain in the north. 151 words, a minute more to read."
    assert first(page(View("screen", ARTICLE.blocks[1:2]))) == "It will rain tomorrow. Take an umbrella."
    assert first(page(View("screen"))) == "I can read nothing there."
    assert first(page(View("camera", (), ("cup", "apple")))) == "I can read nothing there. I see a cup and an apple."


def test_who_wants_it_brief_hears_only_what_matters():
    assert first(page(OVER, brief=True)).endswith("Buttons: Cancel and Save.")
    assert first(page(ARTICLE, brief=True)) == "Rain in the north."
    assert page(ARTICLE, page(OVER, brief=True)).brief


def test_what_is_read_out_comes_in_pieces_that_can_be_remembered_and_loses_nothing():
    made = pieces(OVER)
    assert all(len(piece.split()) <= WORDS + 3 for piece in made)
    assert made[0].startswith("Save the changes to Letter?")
    assert "Its buttons are Cancel and Save." in made[0]
    assert made[-1].endswith("The menu: File, Edit, View.")
    assert all(sentence in " ".join(made) for sentence in LONG.split(". "))
    assert [len(part.split()) for part in cut("word " * 90)] == [40, 40, 10]


def test_what_changed_is_told_once_and_new_dialogs_first():
    assert changed(ARTICLE, OVER).startswith("New: a dialog, in the middle: Save the changes")
    assert changed(OVER, ARTICLE) == "The dialog is gone."
    assert changed(OVER, OVER) == "Nothing has changed that I can read."
    later = View("window Safari", (*ARTICLE.blocks, Block("text", "Download complete", "at the bottom right")))
    assert changed(ARTICLE, later) == "New, at the bottom right: Download complete."
    assert changed(later, ARTICLE) == "Gone: Download complete."
    assert changed(None, later).startswith("I have not looked before")


def test_what_is_read_a_little_differently_is_not_new():
    again = View("window Safari", (Block("text", "It wi11 rain tomorrow.Take an umbrela.", "on the left"),))
    assert changed(ARTICLE, View("window Safari", (*ARTICLE.blocks, *again.blocks))).startswith("Nothing")


def test_of_a_changed_text_only_the_new_sentence_is_told():
    text = Block("text", "It will rain tomorrow. Take an umbrella. The ferry is cancelled.", "on the left")
    after = View("window Safari", (text, *ARTICLE.blocks[2:], ARTICLE.blocks[0]))
    assert changed(ARTICLE, after) == "New, on the left: The ferry is cancelled."


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("Paßwort7", "capital P, A, ß, W, O, R, T, 7."),
        ("NASA", "all capitals, N, A, S, A."),
        ("a_b@c.de", "A, underscore, B, at, C, dot, D, E."),
        ("Ann Lee", "capital A, N, N, then capital L, E, E."),
        ("", ""),
    ],
)
def test_it_spells_capitals_and_signs(text, expect):
    assert spelt(text).replace("SS", "ß") == expect


def test_how_long_it_is_and_how_much_is_left():
    read = page(ARTICLE)
    assert length(read) == "3 paragraphs, 158 words, a minute."
    assert length(page(View("screen"))) == "I can read nothing there."


class Eyes:
    """Sees one view after the other, the last one for ever."""

    brief = False

    def __init__(self, *views):
        self.views, self.looked = list(views), []

    async def view(self, where):
        self.looked.append(where)
        view = self.views.pop(0) if len(self.views) > 1 else self.views[0]
        if isinstance(view, str):
            raise BadInput(view)
        return view


@pytest.fixture(scope="module")
def one():
    return Talk("describer")


@pytest.fixture
def talk(one):
    one.world.eyes = one.world.page = None
    one.world.unheard = one.world.rest = one.world.said = ""
    return one


def test_it_reads_on_from_piece_to_piece_and_back(talk):
    talk.world.eyes = Eyes(ARTICLE)
    whole = pieces(ARTICLE)
    assert talk.say("read everything") == whole[0]
    assert talk.say("read on") == whole[1]
    assert talk.say("go back a bit") == whole[0]
    assert talk.say("skip to the end") == whole[-1]
    assert talk.say("keep reading").startswith("That was all.")
    assert talk.say("from the top") == whole[0]


def test_after_an_interruption_it_goes_on_with_the_sentence_that_was_cut(talk):
    talk.world.eyes = Eyes(ARTICLE)
    assert talk.say("read everything").endswith("Take an umbrella.")
    talk.world.unheard = "Take an umbrella."
    talk.world.page = talk.world.page.kept(talk.world.unheard)
    talk.say("what time is it")
    assert talk.say("read on") == "Take an umbrella."
    assert talk.say("read on") == pieces(ARTICLE)[1]


def test_the_dialog_its_buttons_and_where_they_are(talk):
    talk.world.eyes = Eyes(OVER)
    assert talk.say("read the dialog").endswith("They are lost otherwise. Its buttons are Cancel and Save.")
    assert talk.say("which buttons are there") == "In the dialog, in the middle: Cancel and Save."
    assert talk.say("where is the cancel button") == "Cancel is a button of the dialog, in the middle."
    assert talk.say("where is the word umbrella") == "Umbrella is in the text, on the left."
    assert talk.say("is there an error message").startswith("I see no error")


def test_paragraphs_headings_places_and_letters(talk):
    talk.world.eyes = Eyes(ARTICLE)
    assert talk.say("read the second paragraph") == "It will rain tomorrow. Take an umbrella."
    assert talk.say("spell that") == "U, M, B, R, E, L, L, A."
    assert talk.say("what's the heading") == "Rain in the north."
    assert talk.say("spell the word north") == "N, O, R, T, H."
    assert talk.say("what's on the left") == "It will rain tomorrow. Take an umbrella."
    assert talk.say("read the tenth paragraph") == "There are only 3 paragraphs."


@pytest.mark.parametrize("said", ["read on", "keep reading", "what changed", "read the dialog", "spell that", "go on"])
def test_short_orders_are_answered_at_once(talk, said):
    assert talk.toolbox.ending(said) is Ending.COMPLETE


def test_what_changed_since_the_last_look(talk):
    talk.world.eyes = Eyes(ARTICLE, OVER, ARTICLE)
    talk.say("what's on the screen")
    assert talk.say("what changed").startswith("New: a dialog")
    assert talk.say("did anything change") == "The dialog is gone."


def test_which_window_is_in_front(talk):
    talk.world.eyes = eyes = Eyes(ARTICLE)
    assert talk.say("what window is in front") == "Safari is in front. Its heading is Rain in the north."
    assert eyes.looked == ["window"]


def test_it_says_why_it_cannot_see(talk):
    assert talk.say("what's on the screen").startswith("I cannot see your screen from here")
    talk.world.eyes = Eyes("The screen cannot be seen: allow it in the settings.")
    assert talk.say("what's on the screen") == "The screen cannot be seen: allow it in the settings."
    assert talk.say("read on") == "The screen cannot be seen: allow it in the settings."


def test_nothing_is_told_by_its_colour(talk):
    assert "colour" in talk.say("is there anything red")


def test_a_screen_reader_makes_it_brief(talk):
    talk.world.eyes = Eyes(OVER)
    talk.world.eyes.brief = True
    assert "Behind it" not in talk.say("what's on the screen")
    assert "Behind it" in talk.say("more detail")
    assert "Behind it" in talk.say("what's on the screen")


def test_a_turn_that_is_taken_back_has_not_read_on(talk):
    talk.world.eyes = Eyes(ARTICLE)
    talk.say("read everything")
    undo = talk.toolbox.mark()
    talk.say("read on")
    undo()
    assert talk.say("read on") == pieces(ARTICLE)[1]


def test_what_is_on_a_screen_is_put_on_no_shelf(talk):
    talk.world.eyes = Eyes(OVER)
    for said in ("what's on the screen", "read everything", "read on", "what changed", "spell that"):
        talk.say(said)
    assert talk.shelf.items == []


SAYINGS = {
    "tell": ["hello what can you see", "tell me what's in front of me", "summarize it", "where am I"],
    "all": ["read me what it says", "go back to the beginning", "read everything"],
    "error": ["what does the error say", "is there an error message"],
    "dialog": ["did something pop up", "is there a popup", "read the dialogue box to me"],
    "buttons": ["what do I have to press", "which button should I press", "what are my choices"],
    "front": ["which app is this", "am I in the browser", "which program is open"],
    "on": ["read the next paragraph", "what comes next", "skip this paragraph", "keep reading"],
    "changed": ["did my click do anything", "has the page loaded", "what's new"],
    "spell": ["how do you spell that name", "spell it out"],
    "length": ["is it long", "how much is left"],
    "where": ["is there an okay button", "find the word total"],
    "headings": ["just the headings please"],
    "place": ["what's in the top right corner", "what's at the bottom"],
}


@pytest.mark.parametrize("meant", SAYINGS)
def test_strangers_words_for_a_screen_are_understood(talk, meant):
    for said in SAYINGS[meant]:
        call = talk.toolbox.match(said)
        assert call, said
        assert call.intent == f"screen_{meant}", said
