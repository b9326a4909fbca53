"""Can one show a picture on the page: from a file, pasted, by the camera, and by key? The model sees its pixels."""

import numpy as np
import pytest
from page_house import recorded, skip_without_a_browser, told_by
from PIL import Image
from test_page_talk import Minded
from web_world import OWN, given, standing

pytestmark = pytest.mark.clients


class Seer(Minded):
    """Keeps what it is shown."""

    def open(self, system, tools, budget_tokens):
        chat = super().open(system, tools, budget_tokens)
        seen = chat.seen = []

        class Seeing(type(chat)):
            def see(self, pixels):
                seen.append(pixels)

        chat.__class__ = Seeing
        return chat


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    skip_without_a_browser()
    folder = tmp_path_factory.mktemp("picture")
    Image.new("RGB", (3000, 1000), (200, 30, 30)).save(folder / "red.png")
    model = Seer("A red picture.", "Something of the camera's.")
    with standing(folder, given() | {"lm": model}) as port:
        silence = recorded(folder / "silence.wav", 1.0)
        found = told_by("page_picture.mjs", f"{port.url}/#token={OWN}", silence, folder / "red.png", limit_s=90)
    return found | {"seen": model.chat.seen, "asked": model.chat.asked}


def test_a_chosen_picture_goes_with_the_next_words_and_is_as_large_as_is_looked_at(told):
    red, _ = told["seen"]
    assert red.shape == (512, 1536, 3)
    assert np.abs(red.reshape(-1, 3).mean(axis=0) - (200, 30, 30)).max() < 8
    assert told["asked"][0] == "what is this"
    assert told["said"][0] == "A red picture."
    assert told["tray"] is False


def test_it_is_said_to_who_cannot_see_the_page(told):
    assert told["status"] == "The picture goes with your next words."
    assert told["focused"] == "words"
    assert told["removed"] == "add-picture"


def test_the_camera_s_picture_needs_no_words_and_the_one_taken_back_is_not_sent(told):
    assert len(told["seen"]) == 2
    assert min(told["seen"][1].shape[:2]) > 200
    assert told["asked"][1] == "what is in this picture"


def test_what_is_no_picture_is_said_in_one_sentence(told):
    assert "no picture that this browser can open" in told["trouble"]


def test_neither_the_browser_nor_axe_has_anything_to_say(told):
    assert told["complaints"] == []
    assert told["violations"] == []
    assert not told["wide"]
    assert len(set(told["requests"])) == 1
