"""A tiny Moshi, as published, in a talk: its frames and its words reach the loudspeaker as it said them."""

import sys
from pathlib import Path

import numpy as np
import pytest
from moshi_world import make

sys.path.append(str(Path(__file__).parents[1] / "dialogue"))
from duplex_world import RATE_HZ, World

from localvoice.audio.resample import Resampler
from localvoice.models.moshi import load
from localvoice.trace import Turn

FRAME = 1920


class Recorded:
    """The model, and every frame that it said."""

    def __init__(self, model):
        self.model, self.said = model, []
        self.rate_hz, self.frame_samples = model.rate_hz, model.frame_samples

    def open(self, system=""):
        talk = self.model.open(system)
        step = talk.step

        def recorded(pcm):
            self.said.append(step(pcm))
            return self.said[-1]

        talk.step = recorded
        return talk


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    folder = make(tmp_path_factory.mktemp("moshi"), n_q=4, dep_q=2, delays=[0, 0, 1, 0, 1], context=20)
    world = World(4, [(0.5, 3.5, 0.3)])
    world.model = Recorded(load(folder, seed=1))
    return world.go()


def test_every_frame_is_played_as_it_was_said_though_the_window_is_shorter_than_the_talk(talk):
    assert talk.talk.tally.on_time == talk.talk.tally.all > 40
    pcm = np.concatenate([each.pcm for each in talk.model.said])
    expected, out = Resampler(talk.model.rate_hz, RATE_HZ).feed(pcm), talk.room.assistant
    start = int(np.flatnonzero(np.abs(out) > 1e-4)[0]) - int(np.flatnonzero(np.abs(expected) > 1e-4)[0])
    length = min(len(expected), len(out) - start)
    assert length > 3 * RATE_HZ
    assert np.abs(out[start : start + length] - expected[:length]).max() < 1e-4


def test_the_words_are_those_of_their_frames(talk):
    (turn,) = [each for each in talk.told if isinstance(each, Turn)]
    whole = "".join(each.text for each in talk.model.said).strip()
    assert whole.startswith(turn.said)
    assert len(turn.said) >= len(whole) - 12  # but for what was not heard when it ended
    assert not turn.heard
