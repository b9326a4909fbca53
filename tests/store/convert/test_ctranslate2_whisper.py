"""Is a Whisper made for CTranslate2 read as it is, and everything that is none refused in one sentence?"""

import json

import hostile
import numpy as np
import pytest
import tiny_ctranslate2
from safetensors.numpy import load_file

from localvoice.store.convert.ctranslate2_whisper import convert

HEAD = 6_000  # bytes in which every kind of field comes several times
CROSS = "decoder/layer_0/attention/linear_1"


@pytest.fixture(scope="module")
def variables():
    return tiny_ctranslate2.whisper()


@pytest.fixture(scope="module")
def whole(variables):
    return tiny_ctranslate2.written(variables)


@pytest.fixture
def place(tmp_path):
    """Puts the bytes of a model.bin into a folder."""

    def put(data):
        (tmp_path / "source").mkdir(exist_ok=True)
        (tmp_path / "source" / "model.bin").write_bytes(data)
        return tmp_path / "source"

    return put


def test_every_tensor_arrives_under_its_own_name(variables, whole, place, tmp_path):
    (tmp_path / "into").mkdir()
    convert(place(whole), tmp_path / "into")
    made = load_file(tmp_path / "into" / "model.safetensors")
    first, width = variables["decoder/layer_0/self_attention/linear_0/weight"], tiny_ctranslate2.WIDTH
    assert np.array_equal(made["decoder.blocks.0.attn.key.weight"], first[width : 2 * width])
    assert np.array_equal(made["decoder.blocks.0.cross_attn.value.bias"], variables[f"{CROSS}/bias"][width:])
    assert np.array_equal(made["encoder.conv1.weight"], variables["encoder/conv1/weight"].transpose(0, 2, 1))
    assert "decoder.blocks.0.cross_attn.key.bias" not in made
    assert {array.dtype for array in made.values()} == {np.dtype(np.float16)}
    config = json.loads((tmp_path / "into" / "config.json").read_text())
    assert (config["n_audio_head"], config["n_text_layer"], config["n_vocab"]) == (2, 1, 51864)


def test_float32_gives_the_same_bytes_as_float16(variables, whole, place, tmp_path):
    wide = {name: array.astype("<f4") if array.dtype == "<f2" else array for name, array in variables.items()}
    made = []
    for number, data in enumerate((whole, tiny_ctranslate2.written(wide))):
        into = tmp_path / str(number)
        into.mkdir()
        convert(place(data), into)
        made.append((into / "model.safetensors").read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({f"{CROSS}/bias": np.ones(16, np.float16)}, "keys"),
        ({f"{CROSS}/weight": np.zeros((16, 9), np.float16)}, "shape"),
        ({f"{CROSS}/weight": np.zeros((16, 8), np.int8)}, "int8"),
        ({f"{CROSS}/weight": np.full((16, 8), np.nan, np.float16)}, "no number"),
        ({f"{CROSS}/weight": np.full((16, 8), 1e9, np.float32)}, "too large"),
        ({f"{CROSS}/weight": None}, "no tensor"),
        ({"decoder/layer_0/adapter/weight": np.zeros(8, np.float16)}, "no place for"),
        ({"decoder/activation": np.array(0, np.int8)}, "activation"),
        ({"encoder/num_heads": np.array(3, np.int16)}, "3 heads"),
        ({"encoder/num_heads": np.array(0, np.int16)}, "0 heads"),
        ({"encoder/num_heads": np.zeros(4, np.int16)}, "shape"),
        ({"decoder/embeddings/weight": np.zeros((7, 8), np.float16)}, "7 tokens"),
        ({"encoder/position_encodings/encodings": np.zeros((6, 8), np.float16)}, "positions"),
        ({"encoder/position_encodings/encodings": np.full((6, 8), np.nan, np.float16)}, "positions"),
        ({"encoder/position_encodings/encodings": np.zeros((0, 8), np.float16)}, "shape"),
        ({"encoder/layer_0/ffn/linear_0/weight": None}, "no layers"),
    ],
)
def test_another_model_is_refused_by_what_is_wrong_with_it(variables, place, refused, change, why):
    changed = {name: array for name, array in (variables | change).items() if array is not None}
    assert why in refused(convert, place(tiny_ctranslate2.written(changed)))


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"version": 7}, "version is 7"),
        ({"specification": "TransformerSpec"}, "TransformerSpec"),
        ({"specification": "Wh\nisper" * 2000}, "isper"),
        ({"count": 2**32 - 1}, "4294967295 variables"),
        ({"count": 0}, "it has the name"),
        ({"aliases": []}, "does not end"),
        ({"aliases": [("a", "b")] * 9}, "does not end"),
    ],
)
def test_another_file_is_refused_by_what_is_wrong_with_it(variables, place, refused, form, why):
    assert why in refused(convert, place(tiny_ctranslate2.written(variables, **form)))


def test_a_name_that_comes_twice_is_refused(variables, whole, place, refused):
    data = whole.replace(b"decoder/alibi\0", b"encoder/alibi\0").replace(b"decoder/pre_norm", b"encoder/alibi\0\0\0")
    refused(convert, place(data))
    twice = tiny_ctranslate2.written({"a": np.zeros(1, np.int8), "b": np.zeros(1, np.int8)}).replace(b"b\0", b"a\0")
    assert "twice" in refused(convert, place(twice))


def test_no_model_two_models_and_a_link_are_refused(place, whole, tmp_path, refused):
    (tmp_path / "empty").mkdir()
    assert "0 files model.bin" in refused(convert, tmp_path / "empty")
    source = place(whole)
    (tmp_path / "empty" / "model.bin").symlink_to(source / "model.bin")
    assert "0 files model.bin" in refused(convert, tmp_path / "empty")


def test_a_file_that_ends_anywhere_is_refused(whole, place, refused):
    for data in [*hostile.cut(whole[:HEAD], 60), *hostile.cut(whole, 10), whole + b"\0"]:
        assert "model.bin" in refused(convert, place(data))


def test_changed_bytes_are_refused_in_one_sentence_or_are_only_other_weights(whole, place, tmp_path):
    refusals = 0
    for data in [*hostile.flipped(whole, 100, HEAD), *hostile.absurd(whole, 100, HEAD)]:
        told = hostile.outcome(convert, place(data), tmp_path / "into")
        refusals += bool(told)
        assert told.isprintable()
        assert len(told) < 400
    assert refusals > 60
