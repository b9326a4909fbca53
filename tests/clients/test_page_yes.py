"""Does a change wait for a click as it waits for a word? A scripted model wants to put milk on the list, twice."""

import pytest
from page_house import skip_without_a_browser, told_by
from test_page_talk import Minded
from web_world import OWN, given, standing

from localvoice.app.person import MEMORY
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import ToolCall

pytestmark = pytest.mark.clients


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    skip_without_a_browser()
    folder = tmp_path_factory.mktemp("yes")
    model = Minded(ToolCall("shopping_add", {"things": "milk"}))
    with standing(folder, given() | {"lm": model}) as port:
        found = told_by("page_yes.mjs", f"{port.url}/#token={OWN}", limit_s=90)
    with SqliteShelf(folder / MEMORY) as shelf:
        return found | {"left": [item.text for item in shelf.all()]}


def test_it_is_asked_above_the_room_and_done_only_after_a_yes(told):
    assert len(told["asked"]) == 2
    assert all("milk" in asked for asked in told["asked"])
    assert all(told["answered"])
    assert told["kept"] == ["milk"]


def test_the_tab_says_how_many_wait(told):
    assert told["tab"].split()[:2] == ["Talk", "1"]


def test_what_is_kept_is_forgotten_after_a_second_question(told):
    assert "milk" in told["forgotten"]
    assert told["left"] == []


def test_neither_the_browser_nor_axe_has_anything_to_say(told):
    assert told["complaints"] == []
    assert told["violations"] == []
