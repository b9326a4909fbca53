"""Moshi: equal to the reference, the same in steps and whole, and for any time; tiny and random, saved as published."""

import json
import shutil
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from moshi_world import CARD, CONFIG, MIMI, REFERENCE, REFERENCE_CONFIG, make, save_codec

from localvoice.errors import EngineError
from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx.utils import tree_flatten

from localvoice.models.duplex import Duplex
from localvoice.models.moshi import codec, load, shape
from localvoice.models.moshi.steps import Choice, Steps
from localvoice.models.published import ready

FRAME = 1920
NOISE = (0.1 * np.random.default_rng(0).standard_normal(12 * FRAME)).astype(np.float32).reshape(12, FRAME)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("moshi"))


def said(model, frames=NOISE):
    talk = model.open()
    uttered = [talk.step(pcm) for pcm in frames]
    return np.concatenate([each.pcm for each in uttered]), [each.text for each in uttered]


class Told:
    """Chooses what it is told to, and remembers what there was to choose from."""

    def __init__(self, tokens):
        self.tokens, self.logits = tokens, []

    def __call__(self, logits):
        self.logits.append(np.array(logits[0, 0]))
        return mx.array([[self.tokens[len(self.logits) - 1]]]), None


def test_every_logit_is_the_reference_s_though_its_window_is_shorter_than_the_talk(tmp_path):
    if not REFERENCE.is_dir():
        pytest.skip(f"no reference in {REFERENCE}")
    make(tmp_path, **REFERENCE_CONFIG)
    shutil.copyfile(REFERENCE / "test_lm_model.safetensors", tmp_path / "model.safetensors")
    lm = load(tmp_path).lm
    codes = np.array(mx.load(str(REFERENCE / "test_lm_codes.safetensors"))["codes"])  # (3, text and 3 books, 7)
    out = {name: np.array(one) for name, one in mx.load(str(REFERENCE / "test_lm_out.safetensors")).items()}
    for row, (words, *books) in enumerate(codes):
        delayed = [
            int(book[at - delay]) if at >= delay else CARD
            for at in range(7)
            for book, delay in zip(books, (1, 2, 4), strict=True)
        ]
        text, audio = Told(words.tolist()), Told(delayed)
        steps = Steps(lm, text, audio)
        for _ in range(7):
            steps.step(None)
            mx.eval(steps.newest)
        assert np.abs(np.array(text.logits) - out["text_logits"][row, 0]).max() < 1e-4
        logits = np.array(audio.logits).reshape(7, 3, CARD)
        for book, delay in enumerate((1, 2, 4)):
            expected, mask = out["logits"][row, book], out["mask"][row, book]
            assert mask.sum() == 7 - delay
            assert np.abs(logits[delay:, book] - expected[mask]).max() < 1e-4


def test_text_and_codes_of_a_frame_come_together_and_what_is_heard_goes_in_at_once():
    given = []

    def sample(word, inputs, text, audio, ct):
        at = len(given)
        given.append((int(word.item()), [int(one.item()) for one in inputs]))
        return mx.array([[at]]), mx.array([[[100 + at], [200 + at]]]), None

    cfg = SimpleNamespace(
        audio_delays=[0, 1, 0, 1], generated_codebooks=2, audio_padding_token=9, text_out_vocab_size=8
    )
    model = SimpleNamespace(cfg=cfg, transformer_cache=[], _sample=sample, condition_provider=None)
    steps = Steps(model, Choice(0, 1, 0), Choice(0, 1, 0))
    came = [steps.step(mx.array([[10 + frame], [20 + frame]])) for frame in range(4)]
    assert came[0] is None
    assert [int(word.item()) for word, _ in came[1:]] == [0, 1, 2]
    assert [codes[0, :, 0].tolist() for _, codes in came[1:]] == [[100, 201], [101, 202], [102, 203]]
    assert [word for word, _ in given] == [8, 0, 1, 2]
    assert [inputs for _, inputs in given] == [[9, 9, 9, 9], [100, 9, 11, 9], [101, 201, 12, 21], [102, 202, 13, 22]]


def test_it_speaks_from_the_second_frame_on_and_writes_words(folder):
    model: Duplex = load(folder, seed=1)
    assert (model.rate_hz, model.frame_samples) == (24_000, FRAME)
    pcm, texts = said(model, np.concatenate([NOISE, NOISE]))
    assert pcm.shape == (24 * FRAME,)
    assert not pcm[:FRAME].any()
    assert np.sqrt(np.mean(pcm[FRAME:] ** 2)) > 0.003
    assert "".join(texts).strip()


def test_a_new_conversation_knows_nothing_of_the_one_before(folder):
    model = load(folder, seed=1)
    first = said(model)
    assert np.array_equal(first[0], said(model)[0])
    list(model.warm())
    assert np.array_equal(first[0], said(model)[0])
    assert not np.allclose(first[0], said(model, NOISE[::-1])[0])  # it hears


def test_quantized_weights_tell_themselves_how_they_are_quantized(tmp_path):
    make(tmp_path / "q4", bits=4)
    (tmp_path / "q4" / "model.q4.safetensors").rename(tmp_path / "q4" / "any name.safetensors")
    whole = load(tmp_path / "q4", float32=True, seed=1)
    kept = load(tmp_path / "q4", float32=False, seed=1)
    assert "scales" in kept.lm.text_linear
    assert "scales" not in whole.lm.text_linear
    mx.save_safetensors(str(tmp_path / "q4" / "any name.safetensors"), dict(tree_flatten(whole.lm.parameters())))
    assert np.array_equal(said(whole)[0], said(load(tmp_path / "q4", seed=1))[0])
    assert np.isfinite(said(kept)[0]).all()


def test_moshi_0_1_was_published_without_a_description():
    lm = shape.build({})
    main = lm.cfg.transformer
    assert (main.d_model, main.num_layers, main.context, main.max_seq_len) == (4096, 32, 3000, 3000)
    assert {cache.self_attn.max_size for cache in lm.transformer_cache} == {3000}


def test_what_is_kept_of_the_past_stops_growing(tmp_path):
    model = load(make(tmp_path, context=8, n_q=4, dep_q=2, delays=[0, 0, 1, 0, 1]), seed=1)
    said(model, np.zeros((20, FRAME), np.float32))
    kept = [model.lm.transformer_cache, model.codec.encoder_cache, model.codec.decoder_cache]
    assert {cache.self_attn.keys.shape[2] for cache in kept[0]} == {8}
    assert {cache.max_size for cache in (*kept[1], *kept[2])} == {250}
    model.open().close()
    assert all(cache.self_attn.keys is None for cache in model.lm.transformer_cache)
    assert all(cache.keys is None for cache in (*model.codec.encoder_cache, *model.codec.decoder_cache))


@pytest.mark.parametrize("steps", [9, 30, 41])
def test_after_any_time_it_knows_its_window_and_nothing_else(steps):
    """With one layer: so the last 8 inputs alone must come to the same. A public report: “Moshi stops after 5 min”."""
    lm = ready(shape.build(CONFIG | {"num_layers": 1, "context": 8}))
    tokens = np.random.default_rng(0).integers(0, CARD, (steps, 17))
    logits = []

    def fed(inputs):
        for cache in lm.transformer_cache:
            cache.reset()
        for word, *books in inputs:
            text = Told([0])
            lm._sample(mx.array([[int(word)]]), [mx.array([[int(one)]]) for one in books], text, Choice(0, 1, 0))
            logits.append(text.logits[0])
        return logits[-1]

    assert np.abs(fed(tokens) - fed(tokens[-8:])).max() < 1e-4
    assert np.abs(fed(tokens) - fed(tokens[-7:])).max() > 1e-3


def test_the_codec_says_in_frames_what_it_says_at_once_beyond_its_window(tmp_path):
    save_codec(tmp_path / MIMI)
    whole, steps = codec.load(tmp_path / MIMI, 4), codec.load(tmp_path / MIMI, 4)
    codes = mx.array(np.random.default_rng(0).integers(0, CARD, (1, 4, 150)), mx.int32)
    expected = np.array(whole.decode(codes))[0, 0]
    frames = [np.array(steps.decode_step(codes[:, :, at : at + 1]))[0, 0] for at in range(150)]
    assert np.abs(np.concatenate(frames) - expected).max() < 1e-4
    assert max(cache.keys.shape[2] for cache in steps.decoder_cache) <= 251


def test_the_codec_hears_in_frames_what_it_hears_at_once(tmp_path):
    save_codec(tmp_path / MIMI)
    whole, steps = codec.load(tmp_path / MIMI, 4), codec.load(tmp_path / MIMI, 4)
    expected = np.array(whole.encode(mx.array(NOISE.reshape(1, 1, -1))))
    frames = [np.array(steps.encode_step(mx.array(pcm)[None, None])) for pcm in NOISE]
    assert np.array_equal(np.concatenate(frames, axis=2), expected)


@pytest.mark.parametrize("temperature", [0.0, 0.001])
def test_the_likeliest_is_chosen_where_chance_has_no_room(temperature):
    logits = mx.array([[[0.1, 3.0, 0.2]]])
    assert Choice(temperature, 2, 0)(logits)[0].item() == 1


def test_only_the_likeliest_few_are_chosen_and_the_same_seed_chooses_the_same():
    logits = mx.array([[[5.0, 5.0, 4.9, -1.0]]])
    choices = [[Choice(1.0, 3, seed)(logits)[0].item() for seed in range(20)] for _ in range(2)]
    assert choices[0] == choices[1]
    assert set(choices[0]) == {0, 1, 2}


def test_a_conversation_that_has_ended_and_a_thread_of_its_own_are_refused(folder):
    model = load(folder, seed=1)
    talk, refused = model.open(), []
    model.open()
    with pytest.raises(EngineError, match="had ended"):
        talk.step(NOISE[0])

    def elsewhere():
        try:
            model.open()
        except EngineError as error:
            refused.append(str(error))

    thread = threading.Thread(target=elsewhere, name="elsewhere")
    thread.start()
    thread.join()
    assert "“elsewhere”" in refused[0]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda at: (at / MIMI).unlink(), "There is no Moshi"),
        (lambda at: (at / "model.safetensors").write_bytes(b"{}"), "cannot be loaded"),
        (lambda at: (at / "tokenizer_spm_32k_3.model").write_bytes(b"junk"), "cannot be loaded"),
        (lambda at: (at / "config.json").write_text(json.dumps(CONFIG | {"num_layers": 3})), "layers.2"),
        (lambda at: (at / "config.json").write_text(json.dumps(CONFIG | {"num_layers": 1})), "5 more have no place"),
        (lambda at: (at / "config.json").write_text(json.dumps(CONFIG | {"norm": "other"})), "does not know"),
        (lambda at: (at / "config.json").write_text(json.dumps(CONFIG | {"dep_q": 0})), "cannot be loaded"),
        (lambda at: (at / "config.json").write_text("{"), "cannot be loaded"),
    ],
)
def test_a_folder_that_does_not_fit_is_refused_in_one_sentence(tmp_path, damage, told):
    make(tmp_path)
    damage(tmp_path)
    with pytest.raises(EngineError, match=told) as refused:
        load(tmp_path)
    assert "localvoice pull" in str(refused.value)


HIBIKI = {  # what its configuration has beside Moshi's
    "delays": [0, *[0, *[2] * 7] * 2],
    "conditioners": {
        "description": {
            "type": "lut",
            "lut": {"n_bins": 31, "dim": 16, "tokenizer": "noop", "possible_values": ["very_bad", "very_good"]},
        }
    },
    "fuser": {"sum": ["description"]},
}


def as_hibiki(folder, **more):
    """A tiny one, as it is published: other names of files, and told how well it shall speak."""
    make(folder, **HIBIKI, **more)
    (folder / "model.safetensors").rename(folder / "hibiki-mlx-dc2cf5a5@80.safetensors")
    (folder / MIMI).rename(folder / "mimi-dbaa9758@125.safetensors")
    return folder


def test_hibiki_is_a_moshi_that_is_told_how_well_it_shall_speak(tmp_path):
    model = load(as_hibiki(tmp_path / "hibiki"), seed=0)
    sound, words = said(model)
    assert np.abs(sound).max() > 0.01
    assert len(words) == len(NOISE)
    assert Steps(model.lm, Choice(0, 1, 0), Choice(0, 1, 0)).delay == 2
    given = []
    for told in (True, False):
        steps = Steps(model.lm, words := Told([1] * 3), Told([1] * 3 * 8))
        steps._told = steps._told if told else None
        for _ in range(3):
            steps.step(mx.zeros((8, 1), mx.int32))
        steps.forget()
        given.append(np.stack(words.logits))
    assert not np.allclose(*given)


def test_a_moshi_that_is_told_anything_else_is_refused(tmp_path):
    strange = {"conditioners": {"speaker": {"type": "tensor", "tensor": {"dim": 16}}}}
    make(tmp_path, n_q=4, dep_q=2, delays=[0, 0, 1, 0, 1])
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | strange))
    with pytest.raises(EngineError, match="parts that this version does not know"):
        load(tmp_path)


def test_hibiki_has_as_many_weights_as_its_repository_lists():
    """3.6 GB in 16 bits: the shape that is built of its published configuration is the one that was published."""
    published = CONFIG | HIBIKI | {
        "card": 2048, "text_card": 48_000, "dim": 2048, "num_heads": 16, "num_layers": 16, "hidden_scale": 4.125,
        "max_period": 100_000, "depformer_dim": 1024, "depformer_dim_feedforward": 4224, "depformer_num_heads": 16,
        "depformer_num_layers": 6, "depformer_context": 16, "depformer_max_period": 10_000,
    }  # fmt: skip
    weights = tree_flatten(shape.build(published).parameters())
    assert 2 * sum(weight.size for _, weight in weights) == pytest.approx(3.6e9, rel=0.01)
