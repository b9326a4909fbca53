"""Gemma 4, which only hears, tiny and random: from a published folder through loader and lane to the session, spoken by
the cascade's voice."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path += [str(Path(__file__).parents[1] / room) for room in ("app", "models")]
from native_rooms import talk
from test_gemma_audio import make
from vlm_world import speakable

from localvoice.audio.simulated.scene import SceneLine
from localvoice.models import espeak, gemma_audio
from localvoice.models.interleaved.network import Heard
from localvoice.models.native import Reading
from localvoice.models.roles import Sampling

# isort: split
import mlx.core as mx

pytestmark = pytest.mark.filterwarnings("ignore:At least one mel filter")
HOW = {"temperature": 1.5, "top_p": 1.0, "min_p": 0.0, "top_k": 12, "max_tokens": 60, "seed": 1}
HOW |= {"repetition_penalty": 1.5}


class Remembering:
    """The same model, whose conversations can be looked at."""

    def __init__(self, model):
        self.model, self.chats = model, []
        self.rate_hz, self.frame_samples = model.rate_hz, model.frame_samples

    def open(self, system, tools, budget_tokens=4096):
        self.chats.append(self.model.open(system, tools, budget_tokens))
        return self.chats[-1]

    def close(self):
        self.model.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = make(tmp_path_factory.mktemp("published"))
    weights = mx.load(str(folder / "model.safetensors"))
    mx.save_safetensors(str(folder / "model.safetensors"), speakable(folder, weights))
    return Remembering(gemma_audio.load(folder))


@pytest.fixture(scope="module")
def done(model, tmp_path_factory):
    """A conversation in which the person interrupts the first answer."""
    more = SceneLine(
        "I would rather hear about the moon and the tides of the ocean.", after="answer_start", delay_s=1.5
    )
    lines = ["Why on earth is the sky so blue in summer?", more]
    voice = {"voice": espeak.load(None)}
    return talk(model, lines, tmp_path_factory.mktemp("data"), more=voice, persona="cafe", sampling=HOW)


def spoken(chat, role):
    tokenizer = chat._model.tokenizer
    positions = [message.positions for message in chat._messages if message.role == role]
    return [tokenizer.decode([one for one in each if isinstance(one, int)]).strip() for each in positions]


def test_what_it_hears_is_answered_in_the_cascades_voice(done):
    first, second = done.turns
    assert first.said
    assert second.said
    assert np.isfinite(second.first_audio_s)
    assert "".join(second.said.split()) in "".join(done.captions.split())


def test_it_was_given_the_sound_and_no_words(model, done):
    heard = [message.positions for message in model.chats[0]._messages if message.role == "user"]
    assert len(heard) == 2
    assert all(sum(isinstance(one, Heard) for one in each) > 10 for each in heard)


def test_an_interruption_cuts_its_memory_to_what_was_heard(model, done):
    first = done.turns[0]
    answer = spoken(model.chats[0], "assistant")[0]
    assert first.barged_in
    assert answer.split()[:3] == first.said.split()[:3]
    assert len(answer.split()) < HOW["max_tokens"] / 2


def test_after_it_the_cache_is_that_of_who_reads_it_anew(model, done):
    chat, fresh = model.chats[0], model.model.open("", [])
    list(chat.settle())
    fresh.context._sound.update(chat._encoded)
    list(fresh.context.read(chat.context.positions))
    kept, anew = (each.context.last for each in (chat, fresh))
    np.testing.assert_allclose(np.array(kept), np.array(anew), atol=1e-4)


def test_a_model_that_only_hears_is_no_voice(model):
    assert not (isinstance(model.model, Reading) and model.model.rate_hz)
    told = list(model.model.open("You are kind.", []).reply(np.zeros(8000, np.float32), Sampling(max_tokens=3)))
    assert told
