"""Is every room of the page usable by everybody? Chromium walks through them, and axe looks at each, narrow and wide,
light and dark; history and settings are changed, and read back from the person's own files.
"""

import tomllib

import pytest
from page_house import running, skip_without_a_browser, told_by

from localvoice.memory.conversations import CONVERSATIONS, Conversations

pytestmark = pytest.mark.clients

OWN = "# not slower than this\nbudget_ms = 400 # a beat\nfollow_up_s = 7\n"
SAID = [("add milk to the shopping list", "I added milk to your shopping list."), ("what time is it", "It is noon.")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rooms")
    (folder / "settings.toml").write_text(OWN)
    with Conversations(folder / CONVERSATIONS) as kept:
        for heard, said in SAID:
            kept.begin(heard)
            kept.end(heard, said)
    return folder


@pytest.fixture(scope="module")
def told(folder):
    skip_without_a_browser()
    with running(folder) as url:
        return told_by("page_rooms.mjs", url, limit_s=150)


def test_the_browser_has_nothing_to_complain_of_and_asks_nobody_else(told):
    assert told["complaints"] == []
    assert len(set(told["requests"])) == 1


def test_axe_finds_nothing_in_any_room_narrow_or_wide_light_or_dark(told):
    assert told["violations"] == []


def test_no_room_is_scrolled_sideways(told):
    assert told["too_wide"] == []


def test_each_room_has_a_title_and_the_page_has_its_landmarks(told):
    assert len(set(told["titles"].values())) == 5
    assert told["landmarks"] == ["header", "nav", "main", "aside", "h1"]
    assert told["first_tab"] == "Skip to the content"


def test_the_key_does_not_stay_in_the_address(told):
    assert "token" not in told["address"]


def test_history_is_searched_and_one_turn_deleted_after_a_second_question(told, folder):
    assert "“what time is it”" in told["history"]
    assert told["found"] == ["“add milk to the shopping list”"]
    assert told["asked_again"] == "Delete for good?"
    assert told["deleted"] == []
    assert told["kept"] == ["“what time is it”"]
    assert b"milk" not in b"".join(file.read_bytes() for file in folder.glob("conversations*"))


def test_the_doctor_looks_at_this_machine_and_a_comparison_is_ended_by_who_began_it(told):
    assert any("profile starter" in check and check.startswith("✓") for check in told["doctor"])


def test_settings_are_written_to_the_person_s_file_beside_their_comments(told, folder):
    written = (folder / "settings.toml").read_text()
    assert tomllib.loads(written) == {"budget_ms": 350, "follow_up_s": 9}
    assert "# not slower than this" in written
    assert "# a beat" in written
    assert told["read_back"] == ["350", "9"]
    assert "Budget, ms" in told["saved"]


def test_what_counts_from_the_next_start_is_started_anew_from_the_page(told):
    assert told["link"] == "On this machine only"


def test_a_setting_that_cannot_be_is_refused_in_a_sentence_beside_it(told):
    assert "budget_ms" in told["refused"]


def test_without_its_key_the_page_says_how_to_open_it(told):
    assert "localvoice page" in told["locked"]
