"""LFM2.5-Audio's real architecture, tiny and random, from a published folder through loader and lane to the session."""

import sys
from pathlib import Path

import numpy as np
import pytest
from native_rooms import talk

from localvoice.audio.simulated.scene import SceneLine
from localvoice.models import lfm_audio

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
import _native

FRAME_S = 0.08


class Lettered:
    """The same model, whose tokens are written as plain words: what random weights write is no text."""

    def __init__(self, model):
        self._model = model
        self.rate_hz, self.frame_samples, self.chats = model.rate_hz, model.frame_samples, []

    def open(self, system, tools, budget_tokens=4096):
        self.chats.append(self._model.open(system, tools, budget_tokens))
        return self.chats[-1]

    def voice(self):
        return self._model.voice()

    def close(self):
        self._model.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return Lettered(lfm_audio.load(_native.make(tmp_path_factory.mktemp("published"), scale=0.2)))


def test_a_whole_conversation_with_an_interruption_in_mid_frame(model, tmp_path):
    more = SceneLine(
        "I would rather hear about the moon and the tides of the ocean.", after="answer_start", delay_s=1.5
    )
    for _ in range(3):  # what random weights say is another sound each time, and one of them swallowed the person
        done = talk(model, ["Why on earth is the sky so blue in summer?", more], tmp_path, sampling={"max_tokens": 40})
        chat = model.chats.pop()
        if len(done.turns) == 2 and done.turns[0].barged_in:
            break
    first, second = done.turns
    assert first.barged_in
    assert second.said
    users = [message for message in chat._messages if message.role == "user"]
    answers = [message for message in chat._messages if message.role == "assistant"]
    assert len(users) == 2
    cut = [one for one in answers[0].positions if not isinstance(one, int) and one.numbers[0] != 2048]
    heard_s = first.said_end_s or len(cut) * FRAME_S
    assert 1.5 <= len(cut) * FRAME_S <= 5.0, heard_s
    written = chat._model.tokenizer.decode([one for one in answers[0].positions if isinstance(one, int)])
    said = "".join(first.said.split())
    assert "".join(written.split()).startswith(said[: len(said) // 2])
    assert np.isfinite(second.first_audio_s)
