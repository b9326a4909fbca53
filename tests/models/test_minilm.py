"""What texts mean, by a tiny BERT with random weights of the real architecture, saved as the published one is."""

import json

import numpy as np
import pytest
from speech_world import in_lane, randomised, save
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from localvoice.errors import EngineError
from localvoice.models import minilm

CONFIG = {
    "model_type": "bert",
    "hidden_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 12,
    "intermediate_size": 48,
    "vocab_size": 40,
    "max_position_embeddings": 512,
    "hidden_act": "gelu",
}
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "the",
    "key",
    "lies",
    "under",
    "a",
    "flower",
    "pot",
    "cat",
    "where",
    "is",
    "my",
    "##s",
    "door",
    "open",
]


def published(name, weight):
    """The opposite of `minilm.NAMES`."""
    for there, here in reversed(minilm.NAMES):
        if here == "norm" and "embeddings.norm" not in name:
            continue
        name = name.replace(here, there)
    return name, weight


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("minilm")
    save(place, randomised(lambda: minilm._build(CONFIG)), CONFIG, rename=published)
    words = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", PIECES.index("[CLS]")), ("[SEP]", PIECES.index("[SEP]"))]
    )
    words.enable_padding(length=128)
    words.enable_truncation(128)
    words.save(str(place / "tokenizer.json"))
    return place


def embedded(folder, texts, **how):
    async def job(lane):
        async with (
            lane.loaded("minilm", lambda: minilm.load(folder, **how), minilm.MiniLm.close) as model,
            lane.stream("embed", lambda: model.embed(texts), lambda: 0.0, upkeep=True) as steps,
        ):
            return model.dimensions, [step async for step in steps]

    return in_lane(job)


def test_each_text_is_a_vector_of_length_one_after_as_many_steps_as_layers(folder):
    size, steps = embedded(folder, ["The key lies under a pot", "the cat"])
    assert [step is None for step in steps] == [True, True, True, False] * 2
    for vector in (steps[3], steps[7]):
        assert (vector.shape, vector.dtype) == ((size,), np.float32)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_case_and_what_else_is_asked_make_no_difference_and_other_words_do(folder):
    alone = embedded(folder, ["the key"])[1][-1]
    _, steps = embedded(folder, ["a flower pot", "The KEY"])
    assert np.allclose(alone, steps[-1], atol=1e-5)
    assert not np.allclose(alone, steps[3], atol=1e-2)


def test_a_long_text_is_cut_where_the_model_ends(folder):
    long = "the key lies under a flower pot " * 100
    _, steps = embedded(folder, [long, long + "cat " * 50])
    assert np.allclose(steps[3], steps[7])


def test_sixteen_bits_mean_the_same(folder):
    wide, narrow = (embedded(folder, ["where is my key"], float32=wide)[1][-1] for wide in (True, False))
    assert float(wide @ narrow) > 0.999


def test_a_folder_of_something_else_is_refused_in_one_sentence(folder, tmp_path):
    with pytest.raises(EngineError, match="There is no model of meanings"):
        minilm.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({**CONFIG, "model_type": "gpt2"}))
    with pytest.raises(EngineError, match="not a bert"):
        minilm.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({**CONFIG, "num_hidden_layers": 4}))
    (tmp_path / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes())
    with pytest.raises(EngineError, match=r"weight .* is missing"):
        minilm.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EngineError, match="tokenizer"):
        minilm.load(tmp_path)
