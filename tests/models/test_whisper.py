"""Whisper: mlx-whisper's own decoding as reference, other published layouts, reference mels and tokens, its guards."""

import numpy as np
import pytest
from speech_world import DATA, WHISPER, babble, make_whisper, save, whisper_network

from localvoice.audio.wav import read_speech
from localvoice.errors import BadInput
from localvoice.models import circles, whisper
from localvoice.models.circles import circling
from localvoice.models.roles import Expected, Heeding
from localvoice.models.whisper import _encode, squeezed

# isort: split
import mlx.core as mx
from mlx_whisper.audio import N_SAMPLES, log_mel_spectrogram, mel_filters
from mlx_whisper.decoding import DecodingOptions, decode
from mlx_whisper.tokenizer import get_tokenizer

ASSETS = DATA / "whisper-format-assets" / "assets"
SOUND = babble(2.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_whisper(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def model(folder):
    return whisper.load(folder)


def heard(model, sound=SOUND):
    """The texts of all steps, and the transcript."""
    utterance, texts = model.listen(None), []
    utterance.feed(sound)
    steps = utterance.transcript_steps()
    try:
        while True:
            texts.append(next(steps))
    except StopIteration as end:
        return texts, end.value


def always(model, token, strength=200):
    """Its decoder prefers this token at every place."""
    ln = model.network.decoder.ln
    embedded = model.network.decoder.token_embedding.weight[token]
    ln.weight, ln.bias = mx.zeros_like(ln.weight), strength * embedded / mx.linalg.norm(embedded)
    return model


def test_the_first_decoding_is_mlx_whispers_token_for_token(model, monkeypatch):
    monkeypatch.setattr(whisper, "TEMPERATURES", (0.0,))
    monkeypatch.setattr(circles, "LOOP_TOKENS", 1000)
    texts, transcript = heard(model)
    mel = log_mel_spectrogram(np.pad(SOUND, (0, N_SAMPLES - len(SOUND))))
    reference = decode(model.network, mel, DecodingOptions(without_timestamps=True, temperature=0.0, fp16=False))
    assert (transcript.language, transcript.text) == (reference.language, reference.text)
    assert transcript.score == pytest.approx(reference.avg_logprob, abs=1e-4)
    grown = [model.tokenizer.decode(reference.tokens[:count]) for count in range(1, len(reference.tokens) + 1)]
    parts = -(-model.network.dims.n_audio_ctx // model.rows)
    steps = len(model.network.encoder.blocks) * parts + 2  # the layers, the end of encoding, the language
    assert texts[steps:] == [text.rstrip("\ufffd").strip() for text in grown]


def test_a_hint_is_read_before_as_mlx_whisper_reads_it_and_of_a_long_one_the_end(model, monkeypatch):
    monkeypatch.setattr(whisper, "TEMPERATURES", (0.0,))
    monkeypatch.setattr(circles, "LOOP_TOKENS", 1000)
    mel = log_mel_spectrogram(np.pad(SOUND, (0, N_SAMPLES - len(SOUND))))
    plain = heard(model)[1].text
    for hint in ("Anneliese Grünkohl, Ahrweiler", "Once more. " * 400 + "Ahrweiler"):
        utterance = model.listen_for(None, Expected(hint=hint))
        utterance.feed(SOUND)
        transcript = utterance.transcript()
        read = model.tokenizer.encode(f" {hint}")[-model.hint_tokens :]
        options = DecodingOptions(without_timestamps=True, temperature=0.0, fp16=False, prompt=read)
        reference = decode(model.network, mel, options)
        assert transcript.text == reference.text
        assert transcript.score == pytest.approx(reference.avg_logprob, abs=1e-4)
        assert transcript.text != plain
    assert isinstance(model, Heeding)


def test_signs_for_music_are_no_words_and_an_answer_is_not_empty(folder):
    model = whisper.load(folder, language="en")
    assert "[" not in heard(always(model, model.tokenizer.encode(" [")[0]))[1].text
    assert len(heard(always(model, model.tokenizer.eot))[1].text.split()) == 1


def test_hugging_faces_names_and_settings_are_understood(model, tmp_path):
    network = whisper_network()
    config = {
        "model_type": "whisper",
        "d_model": 32,
        "num_mel_bins": 80,
        "max_source_positions": 1500,
        "max_target_positions": WHISPER["n_text_ctx"],
        "vocab_size": WHISPER["n_vocab"],
        "encoder_attention_heads": 2,
        "encoder_layers": 2,
        "decoder_attention_heads": 2,
        "decoder_layers": 2,
    }
    theirs = {
        "coder.blocks.": "coder.layers.",
        "encoder.ln_post.": "encoder.layer_norm.",
        "decoder.ln.": "decoder.layer_norm.",
        "cross_attn_ln.": "encoder_attn_layer_norm.",
        ".attn_ln.": ".self_attn_layer_norm.",
        "mlp_ln.": "final_layer_norm.",
        "cross_attn.": "encoder_attn.",
        ".attn.": ".self_attn.",
        "query.": "q_proj.",
        "key.": "k_proj.",
        "value.": "v_proj.",
        ".out.": ".out_proj.",
        "mlp1.": "fc1.",
        "mlp2.": "fc2.",
        "token_embedding.": "embed_tokens.",
        "decoder.positional_embedding": "decoder.embed_positions.weight",
    }

    def published(name, weight):
        for ours, other in theirs.items():
            name = name.replace(ours, other)
        return f"model.{name}", weight.transpose(0, 2, 1) if weight.ndim == 3 else weight

    other = whisper.load(save(tmp_path, network, config, rename=published))
    assert heard(other) == heard(model)


def test_mel_filters_and_tokens_are_the_published_ones():
    if not ASSETS.is_dir():
        pytest.skip("the shared data are not here")
    filters = np.load(ASSETS / "mel_filters.npz")
    for bands in (80, 128):
        assert np.array_equal(np.array(mel_filters(bands)), filters[f"mel_{bands}"])
    for name, multilingual in (("gpt2", False), ("multilingual", True)):
        lines = (ASSETS / f"{name}.tiktoken").read_text().splitlines()
        assert get_tokenizer(multilingual).encoding.n_vocab > len(lines)
        assert get_tokenizer(multilingual).eot == len(lines)


def test_the_mels_of_a_real_recording_are_those_of_the_published_recipe():
    clip = DATA / "asr-known-clips" / "openai-whisper" / "tests" / "jfk.flac"
    if not clip.is_file():
        pytest.skip("the shared data are not here")
    pcm = read_speech(clip)[0][: 4 * 16_000]
    mono = pcm.mean(axis=1) if pcm.ndim == 2 else pcm
    padded = np.pad(mono.astype(np.float64), 200, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, 400)[::160][: len(mono) // 160]
    power = np.abs(np.fft.rfft(frames * np.hanning(401)[:-1])) ** 2
    bands = np.load(ASSETS / "mel_filters.npz")["mel_80"]
    logarithms = np.log10(np.maximum(power @ bands.T, 1e-10))
    expected = (np.maximum(logarithms, logarithms.max() - 8) + 4) / 4
    assert np.abs(np.array(log_mel_spectrogram(mono.astype(np.float32))) - expected).max() < 1e-3


def test_who_says_the_same_over_and_over_is_stopped_and_not_believed(folder):
    model = always(whisper.load(folder, language="en"), 1000)
    texts, transcript = heard(model)
    word = model.tokenizer.decode([1000]).strip()
    assert transcript.text == word
    assert not transcript.accepted
    assert max(len(text.split(word)) - 1 for text in texts) == circles.LOOP_TOKENS


def test_silence_that_the_model_itself_notices_is_no_text(folder):
    model = whisper.load(folder, language="en")
    transcript = heard(always(model, model.tokenizer.no_speech, 14))[1]
    assert (transcript.text, transcript.accepted) == ("", False)


def test_what_is_half_sure_where_perhaps_nobody_speaks_is_not_believed():
    cry = whisper.Attempt([], "Waaah! Waaah! Waaah!", -0.84, False, 0.355)
    dog = whisper.Attempt([], "One, two, three.", -0.79, False, 0.565)
    reader = whisper.Attempt([], "Fellow wrestlers also paid tribute to Luna.", -0.33, False, 0.195)
    mumbled = whisper.Attempt([], "But she said, whosoever thou seest awake.", -0.9, False, 0.05)
    assert [each.good for each in (cry, dog, reader, mumbled)] == [False, False, True, True]


def test_an_exclamation_that_is_half_sure_is_not_believed():
    sneeze = whisper.Attempt([], "Thank you!", -0.604, False, 0.096)
    other = whisper.Attempt([], "HEE-HOO!", -0.93, False, 0.1)
    thanks = whisper.Attempt([], "Thank you!", -0.3, False, 0.1)
    digit = whisper.Attempt([], "Zero.", -0.64, False, 0.1)
    assert [each.good for each in (sneeze, other, thanks, digit)] == [False, False, True, True]


def test_circles_are_found_and_ordinary_repetition_is_not():
    assert circling([7] * 12) == 11
    assert circling([1, 2, *[3, 4, 5] * 4]) == 9
    assert circling([1, 2, 3] * 3) == 0
    assert circling([5, 5, 5]) == 0
    assert circling([]) == 0


def test_repetitive_text_is_squeezed_more_than_a_sentence():
    assert squeezed("thank you " * 30) > whisper.SQUEEZED
    assert squeezed("could you set a timer for ten minutes and tell me when it is over") < whisper.SQUEEZED


def test_an_encoder_in_short_steps_hears_the_same(folder):
    model = whisper.load(folder)
    model.rows = model.network.dims.n_audio_ctx
    whole = heard(model)
    model.rows = 130  # does not divide 1500
    parts = heard(model)
    assert parts[1].text == whole[1].text
    assert parts[1].score == pytest.approx(whole[1].score, abs=1e-4)
    assert len(parts[0]) - len(whole[0]) == 11 * len(model.network.encoder.blocks)


def test_a_sentence_that_comes_twice_too_fast_is_told_once(folder, monkeypatch):
    model = whisper.load(folder, language="en")
    twice = whisper.Attempt([], "What has happened to me? What has happened to me?", -0.1, False)

    def decode(*_):
        yield ""
        return twice

    monkeypatch.setattr(whisper, "_decode", decode)
    transcript = heard(model)[1]
    assert (transcript.text, transcript.accepted) == ("What has happened to me?", True)
    assert not heard(model, SOUND[:4_000])[1].accepted  # in a quarter of a second


def test_long_speech_is_heard_in_windows(model):
    texts, transcript = heard(model, np.concatenate([SOUND, np.zeros(30 * 16_000, np.float32), SOUND]))
    one = heard(model)[0]
    assert len(texts) > 1.5 * len(one)
    assert len(transcript.text) > max(map(len, one))


def test_a_sliced_encoder_hears_only_what_was_said(folder):
    whole, sliced = whisper.load(folder), whisper.load(folder, sliced=True)

    def positions(model):
        steps = _encode(model, SOUND)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            return end.value.shape[1]

    assert positions(whole) == 1500
    assert positions(sliced) == (2.0 + whisper.SLICE_TAIL_S) * 50


def test_an_english_model_needs_no_language(tmp_path):
    english = {"n_vocab": 51864}
    model = whisper.load(save(tmp_path, whisper_network(**english), WHISPER | english))
    assert heard(model)[1].language == "en"


def test_a_language_is_taken_with_its_country_and_an_unknown_one_refused(folder, tmp_path):
    assert whisper.load(folder, language="de-AT").languages == ("de",)
    with pytest.raises(BadInput, match=r"language 'tlh'.*de, "):
        whisper.load(folder, language="tlh")
    english = {"n_vocab": 51864}
    only = save(tmp_path, whisper_network(**english), WHISPER | english)
    with pytest.raises(BadInput, match="language 'de'; it knows en"):
        whisper.load(only, language="de")
