"""Who looks for somebody is the profile's model where it sees: the question and the picture go to it, and are data."""

from dataclasses import replace

import anyio
import pytest
from vlm_world import make, picture

from localvoice.app.engine import Engine
from localvoice.app.sight import Eyes, look
from localvoice.events import Picture
from localvoice.models import vlm
from localvoice.models.vlm.album import FIRST
from localvoice.settings import Settings
from localvoice.tools.skill import Call


class Watched:
    """The model of a folder, loaded in the lane; its conversations can be looked at."""

    def __init__(self, folder):
        self.folder, self.model, self.chats = folder, None, []

    def open(self, system, tools, budget_tokens=4096):
        self.model = self.model or vlm.load(self.folder)
        self.chats.append(self.model.open(system, tools, budget_tokens))
        return self.chats[-1]

    def close(self): ...


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return make(tmp_path_factory.mktemp("published"), "lfm2_vl")


def looked(model, folder, ask, seed=0):
    """What `ask(eyes)` gives, after a picture was shown, and the conversation that it was asked in."""
    watched, settings = Watched(model), replace(Settings(), sampling={"temperature": 0.0, "max_tokens": 6})

    async def main():
        given = {"lm": watched, "reader": None, "finder": None, "turn": None}
        async with Engine(settings, folder, given=given) as engine:
            eyes = Eyes(engine, settings, folder)
            eyes.given(Picture(picture(seed), "page", engine.clock.now_s()))
            return await ask(eyes)

    answer = anyio.run(main)
    chat = watched.chats[-1]
    words = chat._lm.tokenizer.decode([number for number in chat.context.ids if number < FIRST])
    return answer, words, sum(number >= FIRST for number in chat.context.ids)


def test_the_question_and_the_picture_go_to_the_model(model, tmp_path):
    answer, words, places = looked(model, tmp_path, lambda eyes: eyes.look("again", "is the kettle on"))
    assert answer
    assert "is the kettle on" in words
    assert places >= 4


def test_the_tool_of_a_language_model_asks_the_same_eyes(model, tmp_path):
    call = Call("look", {"at": "again", "question": "how many cups"}, {})
    answer, words, places = looked(model, tmp_path, lambda eyes: look(eyes).run(call))
    assert answer.text
    assert "how many cups" in words
    assert places >= 4


def test_without_a_question_it_is_asked_what_it_sees(model, tmp_path):
    assert "What do you see?" in looked(model, tmp_path, lambda eyes: eyes.look("again"))[1]
