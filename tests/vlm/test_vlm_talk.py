"""A language model that sees, tiny and random, from a published folder through loader and lane to the session."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path += [str(Path(__file__).parents[1] / room) for room in ("app", "daemon")]
from native_rooms import talk
from vlm_world import loaded, picture
from web_world import Ears

from localvoice.audio.simulated.scene import SceneLine
from localvoice.models import espeak
from localvoice.models.vlm.album import FIRST

HOW = {"temperature": 1.5, "top_p": 1.0, "min_p": 0.0, "top_k": 12, "max_tokens": 60, "seed": 1}
ASKED = "Describe this thing."
MORE = SceneLine("I would rather hear about the other thing on it.", after="answer_start", delay_s=1.5)


class Shown:
    """A model, and its one conversation, which can be shown something."""

    def __init__(self, model):
        self.model, self.chat = model, None

    def open(self, system, tools, budget_tokens=4096):
        self.chat = self.model.open(system, tools, budget_tokens)
        return self.chat

    def close(self): ...


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("published"), "qwen3_vl")


def answers(model, folder, seed, *lines):
    """What became of a conversation in which this picture was shown first."""
    shown = Shown(model)
    more = {"recogniser": Ears("describe this thing for me", "and what is the other one"), "voice": espeak.load(None)}
    done = talk(
        None, lines, folder, shown, more, lambda: shown.chat.see(picture(seed, 512, 512)), persona="cafe", sampling=HOW
    )
    return done, shown.chat


def test_the_spoken_answer_changes_with_the_picture_and_with_nothing_else(model, tmp_path):
    said = [answers(model, tmp_path / str(at), seed, ASKED)[0].answers for at, seed in enumerate((0, 0, 1))]
    assert said[0]
    assert said[0] == said[1]
    assert said[0] != said[2]


def test_an_interruption_keeps_the_picture_and_cuts_the_answer_to_what_was_heard(model, tmp_path):
    done, chat = answers(model, tmp_path, 0, ASKED, MORE)
    first, second = done.turns
    assert first.barged_in
    assert second.said
    assert [len(message.pictures) for message in chat._messages if message.role == "user"] == [1, 0]
    heard = next(message.text for message in chat._messages if message.role == "assistant")
    assert heard.split()[:3] == first.said.split()[:3]
    assert len(heard.split()) <= len(first.said.split()) + 1
    list(chat.settle())
    numbers, fresh = list(chat.context.ids), chat.unread()
    assert sum(number >= FIRST for number in numbers) >= 12
    list(fresh.read(numbers))
    kept, anew = (np.array(each._cache[0].keys[:, :, : len(numbers)]) for each in (chat.context, fresh))
    np.testing.assert_allclose(kept, anew, atol=1e-4)
