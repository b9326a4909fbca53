"""A picture that comes with words: looked at by the model where it sees, else by whoever reads and names things."""

import anyio
import numpy as np
import pytest
from test_cascade import Beep, Scripted, Still, cascade
from test_language import talk
from test_thinking import Chat
from test_typed import Seer, answered

from localvoice.errors import EngineError
from localvoice.events import Picture
from localvoice.models.roles import Text
from localvoice.understanding.mind import Said, Saying
from localvoice.understanding.shown import BLIND, SEEN, SHUT, UNOPENED

PICTURE = Picture(np.zeros((2, 2, 3), np.uint8), "page", 0.0)
SHUT_PICTURE = Picture(np.zeros((0, 0, 3), np.uint8), "page", 0.0)
NOBODY = "I can't see yet."


class Eyes:
    """Tells the same of every picture; "" : nobody can look."""

    brief = False

    def __init__(self, told="I see a cup."):
        self.told, self.shown, self.asked = told, [], []

    @property
    def fresh(self):
        return bool(self.shown)

    def given(self, picture):
        self.shown.append(picture)

    async def look(self, where, question=""):
        self.asked.append((where, question))
        if not self.told:
            raise EngineError(NOBODY)
        return self.told


def with_model(chat, eyes, text, picture=PICTURE):
    """What is said."""
    told = []

    async def main(mind, clock, recogniser):
        mind._lasting.toolbox.world.eyes = eyes
        told.extend(await answered(mind, clock, Said(text=text, picture=picture)))

    talk(chat, Beep(), ("",), then=main)
    return " ".join(each.text for each in told if isinstance(each, Saying))


def by_skills(eyes, text, picture=PICTURE):
    async def main():
        lane, mind = cascade(Scripted(""), Still())
        mind._lasting.toolbox.world.eyes = eyes
        with lane:
            return await answered(mind, mind._lasting.clock, Said(text=text, picture=picture))

    return " ".join(each.text for each in anyio.run(main) if isinstance(each, Saying))


@pytest.mark.parametrize("text", ["what is in this picture", "what is this animal", "is that a cup", "look"])
def test_without_a_language_model_the_words_ask_about_the_picture(text):
    eyes = Eyes()
    assert by_skills(eyes, text) == "I see a cup."
    assert eyes.shown == [PICTURE]


def test_what_another_skill_explains_is_done_and_the_picture_stays_the_last_one():
    eyes = Eyes()
    assert by_skills(eyes, "what time is it") == "It is 3:30 PM."
    assert (eyes.shown, eyes.asked) == ([PICTURE], [])


def test_who_cannot_look_says_what_is_missing():
    assert by_skills(Eyes(""), "what is this animal") == NOBODY
    assert (
        with_model(Chat(Text("Perhaps a cat.")), Eyes(""), "compose a poem for my sister") == f"{BLIND} Perhaps a cat."
    )


def test_a_model_that_cannot_see_is_told_what_there_is():
    chat = Chat(Text("Drink from it."))
    assert with_model(chat, Eyes(), "compose a poem for my sister") == "Drink from it."
    said = next(told[1] for told in chat.log if told[0] == "reply")
    assert said == f"compose a poem for my sister ({SEEN.format(text='I see a cup.')})"


@pytest.mark.parametrize("text", ["what is in this picture", "describe this", "what is this animal"])
def test_a_model_that_sees_looks_itself(text):
    chat, eyes = Seer(Text("A cat.")), Eyes()
    assert with_model(chat, eyes, text) == "A cat."
    assert [told for told in chat.log if told[0] == "see"] == [("see", (2, 2, 3))]
    assert (eyes.shown, eyes.asked) == ([PICTURE], [])


def test_a_picture_that_nobody_could_open_is_admitted_whoever_answers():
    chat, eyes = Seer(Text("Send it again.")), Eyes()
    assert with_model(chat, eyes, "what is this animal", SHUT_PICTURE) == f"{SHUT} Send it again."
    assert next(told[1] for told in chat.log if told[0] == "reply").endswith(f"({UNOPENED})")
    assert eyes.shown == []
    assert by_skills(eyes, "what is this animal", SHUT_PICTURE).startswith(SHUT)
