"""Gemma 4 with random weights, hearing: the same as mlx-vlm's whole model. Needs the extra `vision`."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from localvoice.errors import EngineError
from localvoice.models import gemma_audio
from localvoice.models.interleaved.network import Heard
from localvoice.models.roles import Sampling, Text

# isort: split
import mlx.core as mx
from mlx.utils import tree_flatten

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
import _tiny_lm as tiny_lm

CONTROL = ["<turn|>", "<|turn>", "<bos>", "<boa>", "<eoa>", "<image>", "<audio>"]
WIDTH = {"hidden_size": 32, "num_attention_heads": 2}
TEXT = WIDTH | {"num_hidden_layers": 4, "intermediate_size": 64, "head_dim": 16, "global_head_dim": 32}
TEXT |= {"num_key_value_heads": 1, "num_kv_shared_layers": 1, "hidden_size_per_layer_input": 8}
TEXT |= {"sliding_window": 16, "sliding_window_pattern": 2}
SEES = WIDTH | {"num_hidden_layers": 1, "intermediate_size": 64, "num_key_value_heads": 2, "head_dim": 16}
HEARS = WIDTH | {"num_hidden_layers": 1, "subsampling_conv_channels": [8, 4], "output_proj_dims": 24}
GREEDY = Sampling(temperature=0, repetition_penalty=1, max_tokens=6)


def make(folder):
    pytest.importorskip("mlx_vlm", reason="mlx-vlm comes with the extra vision alone")
    from localvoice.models.gemma_audio import network

    tiny_lm.CONTROL["gemma_audio"], tiny_lm.TEMPLATES["gemma_audio"] = CONTROL, tiny_lm.TEMPLATES["gemma3_text"]
    tokens = tiny_lm._tokenizer(folder, "gemma_audio")
    text = TEXT | {"vocab_size": tokens, "vocab_size_per_layer_input": tokens}
    ids = {"boa_token_id": 3, "eoa_token_id": 4, "image_token_id": 5, "audio_token_id": 6}
    config = {"model_type": "gemma4", "text_config": text, "vision_config": SEES, "audio_config": HEARS, **ids}
    mx.random.seed(0)
    weights = {
        name: start + 0.1 * mx.random.normal(start.shape) if start.size > 1 else start
        for name, start in tree_flatten(network.build(config).parameters())
    }
    names = {name: f"model.{name.replace('language_model.model.', 'language_model.')}" for name in weights}
    mx.save_safetensors(str(folder / "model.safetensors"), {names[name]: weights[name] for name in weights})
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return gemma_audio.load(make(tmp_path_factory.mktemp("gemma")))


@pytest.mark.filterwarnings("ignore")
def test_stepwise_it_says_what_the_whole_model_says(model):
    pcm = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
    chat = model.open("You are kind.", [])
    told = list(chat.reply(pcm, GREEDY))
    assert any(isinstance(piece, Text) for piece in told)
    said = chat._messages.pop().positions
    positions = chat._script.answering(chat._messages)
    network = model.network
    made = network._mel([pcm])
    heard = mx.array(np.stack([*made["input_features"]]).astype(np.float32))
    mask = mx.array(np.stack([*made["input_features_mask"]]).astype(np.bool_))
    for token in said:
        ids = mx.array([[6 if isinstance(one, Heard) else one for one in positions]])
        scores = network.model(ids, input_features=heard, input_features_mask=mask, cache=network.cache())
        scores = getattr(scores, "logits", scores)
        assert int(mx.argmax(scores[0, -1]).item()) == token
        positions.append(token)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("words", [0, 2])
def test_after_a_cut_it_goes_on_as_if_no_more_had_been_said(model, words):
    pcm = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
    chat, fresh = model.open("You are kind.", []), model.open("You are kind.", [])
    answer = "".join(piece.text for piece in chat.reply(pcm, GREEDY) if isinstance(piece, Text))
    heard = " ".join(answer.split()[:words])
    chat.cut(heard, 0)
    fresh.note(pcm, "")
    fresh._messages[-1].positions = list(chat._messages[-1].positions)
    assert all(one >= 0 for one in chat._messages[-1].positions)
    assert len(chat._messages[-1].positions) >= words
    one, two = ([piece for piece in each.reply("and now", GREEDY) if isinstance(piece, Text)] for each in (chat, fresh))
    assert one == two


def test_without_mlx_vlm_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlx_vlm", None)
    monkeypatch.setitem(sys.modules, "mlx_vlm.models.gemma4.audio_feature_extractor", None)
    monkeypatch.delitem(sys.modules, "localvoice.models.gemma_audio.network", raising=False)
    with pytest.raises(EngineError, match="extra “vision”"):
        gemma_audio.load(tmp_path)
