"""The fake duplex model keeps the promises of its role."""

import numpy as np
import pytest
from fake_duplex import Echoer

from localvoice.models.duplex import Duplex, DuplexTalk


@pytest.fixture
def frames():
    return [np.full(1920, level, np.float32) for level in (0.0, 0.5, 0.5, 0.0, 0.25, 0.0, 0.0)]


def test_it_says_each_frame_again_and_a_word_where_a_sound_begins(frames):
    model: Duplex = Echoer(behind=2)
    talk: DuplexTalk = model.open()
    said = [talk.step(frame) for frame in frames]
    assert [float(each.pcm[0]) for each in said] == [0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.25]
    assert [each.text for each in said] == ["", "", "", " one", "", "", " two"]


def test_a_second_conversation_closes_the_first():
    model = Echoer()
    first = model.open()
    model.open("You are brief.")
    assert first.closed
