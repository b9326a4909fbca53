"""Is a GGUF read as llama.cpp means it, and everything that is none, or another model, refused in one sentence?"""

import json

import hostile
import mlx.core as mx
import numpy as np
import pytest
import tiny_gguf
from gguf import GGMLQuantizationType
from gguf.quants import dequantize, quantize
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from typer.testing import CliRunner

from localvoice.app.pull import models, verify
from localvoice.cli import app
from localvoice.store.convert.affine import BLOCKS, affine
from localvoice.store.convert.gguf import convert

HEAD = 5_000  # bytes: metadata, tokens, merges, and the list of tensors


@pytest.fixture
def made(tmp_path):
    """Writes a model and converts it: its config, its arrays, its tokenizer."""

    def make(*args, **kwargs):
        source, into = tmp_path / "source", tmp_path / "into"
        source.mkdir(exist_ok=True)
        into.mkdir(exist_ok=True)
        tiny_gguf.write(source / "model.gguf", *args, **kwargs)
        convert(source, into)
        config = json.loads((into / "config.json").read_text())
        return config, load_file(into / "model.safetensors"), Tokenizer.from_file(str(into / "tokenizer.json"))

    return make


@pytest.fixture
def place(tmp_path):
    """Puts a file, given as bytes or as what `tiny_gguf.write` takes, into a folder."""

    def put(data=None, **kwargs):
        (tmp_path / "source").mkdir(exist_ok=True)
        file = tmp_path / "source" / "model.gguf"
        file.write_bytes(data if data is not None else tiny_gguf.write(file, **kwargs))
        return tmp_path / "source"

    return put


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return tiny_gguf.write(tmp_path_factory.mktemp("whole") / "model.gguf")


@pytest.mark.parametrize("kind", BLOCKS)
def test_quantized_blocks_keep_their_integers_and_mean_the_same_in_mlx(kind):
    weight = np.random.default_rng(1).normal(0, 1, (6, 96)).astype(np.float32)
    raw = quantize(weight, GGMLQuantizationType[kind])
    packed = affine(kind, raw)
    scales, biases = (mx.array(each.astype(np.float32)) for each in (packed.scales, packed.biases))
    read = mx.dequantize(mx.array(packed.weight), scales, biases, 32, packed.bits)
    assert np.array_equal(np.array(read), dequantize(raw, GGMLQuantizationType[kind]))


def test_llamas_queries_and_keys_get_their_halves_back(made):
    weights = tiny_gguf.weights("llama")
    config, arrays, _ = made("llama", "F32", tensors=weights)
    theirs, ours = weights["blk.0.attn_k.weight"], arrays["model.layers.0.self_attn.k_proj.weight"]
    size = tiny_gguf.SIZE
    back = ours.reshape(tiny_gguf.CACHED, 2, size // 2, -1).swapaxes(1, 2).reshape(theirs.shape)
    assert np.array_equal(back, theirs.astype(np.float16))  # as llama.cpp's own converter turns them
    assert np.array_equal(
        arrays["model.layers.0.self_attn.v_proj.weight"], weights["blk.0.attn_v.weight"].astype(np.float16)
    )
    assert config["tie_word_embeddings"]
    assert "quantization" not in config


@pytest.mark.parametrize("family", ["qwen2", "qwen3"])
def test_qwens_rows_stay_and_its_own_tensors_arrive(made, family):
    weights = tiny_gguf.weights(family, tied=False)
    config, arrays, _ = made(family, "F32", tensors=weights)
    kept = weights["blk.1.attn_q.weight"].astype(np.float16)
    assert np.array_equal(arrays["model.layers.1.self_attn.q_proj.weight"], kept)
    more = "q_proj.bias" if family == "qwen2" else "k_norm.weight"
    assert f"model.layers.0.self_attn.{more}" in arrays
    assert "lm_head.weight" in arrays
    assert (config["model_type"], config["head_dim"], config["rope_theta"]) == (family, 16, 50_000.0)
    assert config["rms_norm_eps"] == 1e-5


def test_layers_with_different_bits_are_told_apart(made):
    config, arrays, _ = made("llama", "Q5_1")
    assert config["quantization"] == {"group_size": 32, "bits": 5}
    assert arrays["model.layers.0.mlp.down_proj.weight"].dtype == np.uint32
    assert arrays["model.layers.0.mlp.down_proj.scales"].shape == (64, 3)


def test_the_tokenizer_cuts_merges_and_knows_its_special_tokens(made):
    _, _, tokenizer = made()
    assert tokenizer.encode("hello 42<|im_end|>").tokens == ["hello", "Ġ", "4", "2", "<|im_end|>"]
    assert tokenizer.decode(tokenizer.encode("hello, you").ids) == "hello, you"
    _, _, tokenizer = made("qwen2")
    assert tokenizer.encode("a 42").tokens == ["a", "Ġ", "4", "2"]
    assert tokenizer.encode("a\u0308").tokens == ["Ã", "¤"]  # composed


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"llama.attention.head_count": 0}, "head_count"),
        ({"llama.attention.head_count": 2**31}, "head_count"),
        ({"llama.attention.head_count": "four"}, "head_count"),
        ({"llama.attention.head_count_kv": 3}, "4 heads"),
        ({"llama.attention.key_length": 32}, "shape"),
        ({"llama.attention.key_length": 15}, "heads of 15"),
        ({"llama.block_count": 3}, "blk.2"),
        ({"llama.block_count": 1}, "no place for"),
        ({"llama.block_count": 2**32 - 1}, "block_count"),
        ({"llama.embedding_length": None}, "embedding_length"),
        ({"llama.rope.scaling.type": "yarn"}, "stretches"),
        ({"llama.rope.freq_base": float("nan")}, "freq_base"),
        ({"llama.attention.layer_norm_rms_epsilon": -1.0}, "epsilon"),
        ({"tokenizer.ggml.model": "llama"}, "SmolLM2"),
        ({"tokenizer.ggml.pre": "default"}, "SmolLM2"),
        ({"tokenizer.ggml.tokens": None}, "tokens"),
        ({"tokenizer.ggml.tokens": tiny_gguf.TOKENS[:-1]}, "tokens"),
        ({"tokenizer.ggml.tokens": [*tiny_gguf.TOKENS[:-1], "a"]}, "'a' twice"),
        ({"tokenizer.ggml.tokens": [*tiny_gguf.TOKENS[:-1], "z" * 5_000]}, "endless"),
        ({"tokenizer.ggml.tokens": list(range(len(tiny_gguf.TOKENS)))}, "no text"),
        ({"tokenizer.ggml.token_type": [6] * len(tiny_gguf.TOKENS)}, "kinds"),
        ({"tokenizer.ggml.merges": ["x y"]}, "merges 'x y'"),
        ({"tokenizer.ggml.merges": ["he"]}, "merges 'he'"),
        ({"tokenizer.ggml.eos_token_id": 5_000}, "eos_token"),
        ({"tokenizer.chat_template": 7}, "chat_template"),
    ],
)
def test_another_model_is_refused_by_what_is_wrong_with_it(place, refused, changed, why):
    assert why in refused(convert, place(changed=changed))


@pytest.mark.parametrize("family", ["gemma3", "qwen2moe", "mamba", ""])
def test_another_architecture_is_refused_by_name(place, refused, family):
    assert "llama, qwen2, qwen3" in refused(convert, place(family=family))


def test_a_tensor_more_or_less_or_without_a_number_is_refused(place, refused):
    weights = tiny_gguf.weights("llama")
    norm = "blk.0.attn_norm.weight"
    more = weights | {"rope_freqs.weight": np.ones(8, np.float32)}
    assert "rope_freqs.weight" in refused(convert, place(tensors=more))
    assert norm in refused(convert, place(tensors={name: each for name, each in weights.items() if name != norm}))
    for value in (np.nan, np.inf, 1e30):
        assert norm in refused(convert, place(tensors=weights | {norm: np.full(64, value, np.float32)}))
    assert "blk.0" in refused(convert, place(tensors=weights | {norm: np.ones((2, 32), np.float32)}))


def test_an_endless_scale_of_a_block_is_refused(place, refused, whole):
    raw = quantize(tiny_gguf.weights("llama")["token_embd.weight"], GGMLQuantizationType.Q4_1).tobytes()
    at = whole.index(raw)
    assert "token_embd" in refused(convert, place(whole[:at] + b"\x00\x7c" + whole[at + 2 :]))


def test_a_file_that_ends_anywhere_is_refused(whole, place, refused):
    for data in [*hostile.cut(whole[:HEAD], 40), *hostile.cut(whole, 10)]:
        if data:
            assert "GGUF" in refused(convert, place(data))
    refused(convert, place(b""))


def test_changed_bytes_are_refused_in_one_sentence_or_are_only_other_weights(whole, place, tmp_path):
    refusals = 0
    for data in [*hostile.flipped(whole, 60, HEAD), *hostile.absurd(whole, 80, HEAD)]:
        told = hostile.outcome(convert, place(data), tmp_path / "into")
        refusals += bool(told)
        assert told.isprintable()
        assert len(told) < 400
    assert refusals > 40


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_gguf_file_of_ones_own_becomes_a_model_by_its_name(tmp_path, wrapped):
    stick, data = tmp_path / "stick", tmp_path / "data"
    stick.mkdir()
    data.mkdir()
    tiny_gguf.write(stick / "mine.gguf")
    (data / "models.toml").write_text(
        '[models.mine]\nfamily = "lm"\nroles = ["lm"]\nlicence = "MIT"\nlanguages = ["en"]\n'
    )
    origin = stick if wrapped else stick / "mine.gguf"
    done = CliRunner().invoke(app, ["pull", "mine", "--from", str(origin), "--data", str(data)])
    assert done.exit_code == 0, done.stderr
    (listed,) = (one for one in models(data) if one["name"] == "mine")
    assert (listed["state"], listed["origin"]) == ("there", "from a folder")
    assert verify("mine", data)[0]["ok"]
