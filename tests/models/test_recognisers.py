"""Whisper, Nemotron and Parakeet, tiny: published layout, real loader, real lane; stepwise against all at once."""

import json
import socket
import threading
from functools import partial

import numpy as np
import pytest
from speech_world import (
    VOCABULARY,
    babble,
    in_lane,
    make_nemotron,
    make_parakeet,
    make_smart_turn,
    make_whisper,
    stepped,
)

from localvoice.errors import BadInput, EngineError
from localvoice.models import nemotron, parakeet, smart_turn, whisper
from localvoice.models.roles import StepwiseUtterance, Warming
from localvoice.models.windows import windows

# isort: split
import mlx.core as mx
import mlx.nn as nn
from mlx_audio.stt.models.nemotron_asr.tokenizer import decode
from mlx_audio.stt.models.parakeet.audio import log_mel_spectrogram

FAMILIES = {
    "whisper": (whisper, make_whisper),
    "nemotron": (nemotron, make_nemotron),
    "parakeet": (parakeet, make_parakeet),
    "smart_turn": (smart_turn, make_smart_turn),
}
RECOGNISERS = ("whisper", "nemotron", "parakeet")
SOUND = babble(2.3)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {name: make(tmp_path_factory.mktemp(name)) for name, (_, make) in FAMILIES.items()}


@pytest.fixture(scope="module")
def models(folders):
    return {name: family.load(folders[name]) for name, (family, _) in FAMILIES.items()}


def transcribed(model, parts):
    utterance = model.listen(None)
    texts = [utterance.feed(part) for part in parts]
    return utterance.transcript(), texts


@pytest.mark.parametrize("name", RECOGNISERS)
def test_stepwise_in_the_lane_is_the_same_as_whole(name, folders):
    family = FAMILIES[name][0]

    async def job(lane):
        model = await lane.call("load", partial(family.load, folders[name]))
        utterance = await lane.call("listen", partial(model.listen, None))
        for start in range(0, len(SOUND), 512):
            await lane.call("feed", partial(utterance.feed, SOUND[start : start + 512]))
        assert isinstance(utterance, StepwiseUtterance)
        texts, transcript = await stepped(lane, utterance.transcript_steps)
        return texts, transcript, await lane.call("whole", partial(transcribed, model, [SOUND]))

    texts, transcript, (whole, _) = in_lane(job)
    assert transcript == whole
    assert transcript.text
    assert len(texts) >= 2


@pytest.mark.parametrize("name", RECOGNISERS)
def test_however_the_sound_is_chopped_the_words_are_the_same(name, models):
    random = np.random.default_rng(1)
    whole, _ = transcribed(models[name], [SOUND])
    for most in (40, 3000, 30_000):
        cuts = np.cumsum(random.integers(0, most, size=2 * len(SOUND) // most))
        assert transcribed(models[name], np.split(SOUND, cuts[cuts < len(SOUND)]))[0] == whole
    assert transcribed(models[name], [babble(2.3, seed=1)])[0] != whole


@pytest.mark.parametrize("name", RECOGNISERS)
def test_wherever_a_transcript_was_asked_for_the_utterance_goes_on_as_if_it_had_not_been(name, models):
    whole, _ = transcribed(models[name], [SOUND])
    utterance, at = models[name].listen(None), 0
    for cut in (9000, 20_000, len(SOUND)):
        utterance.feed(SOUND[at:cut])
        at = cut
        left = utterance.transcript_steps()
        next(left, None)
        left.close()
        assert utterance.transcript() == transcribed(models[name], [SOUND[:cut]])[0]
    assert utterance.transcript() == whole


@pytest.mark.parametrize("name", ["whisper", "parakeet"])
def test_of_a_long_turn_windows_that_are_full_are_not_heard_again(name, models, monkeypatch):
    family = FAMILIES[name][0]
    monkeypatch.setattr(*((family.sound, "CHUNK_LENGTH", 6) if name == "whisper" else (family, "LONGEST_S", 6.0)))
    encoded, encode = [], family._encode
    monkeypatch.setattr(family, "_encode", lambda model, pcm: encoded.append(len(pcm)) or encode(model, pcm))
    pcm = babble(8)
    whole, _ = transcribed(models[name], [pcm])
    windows, utterance = len(encoded), models[name].listen(None)
    utterance.feed(pcm[: 7 * 16_000])
    utterance.transcript()
    encoded.clear()
    utterance.feed(pcm[7 * 16_000 :])
    assert utterance.transcript() == whole
    assert 0 < len(encoded) < windows


@pytest.mark.parametrize("name", FAMILIES)
def test_four_bit_weights_are_used_and_widened(name, tmp_path):
    family, make = FAMILIES[name]
    make(tmp_path, bits=4)
    packed, wide = family.load(tmp_path, float32=False), family.load(tmp_path, float32=True)
    networks = [getattr(model, "model", None) or model.network for model in (packed, wide)]
    kinds = [{type(module) for module in network.modules()} for network in networks]
    assert nn.QuantizedLinear in kinds[0]
    assert nn.QuantizedLinear not in kinds[1]
    if name == "smart_turn":
        assert packed.judge(SOUND) == pytest.approx(wide.judge(SOUND), abs=1e-4)
    else:
        assert transcribed(packed, [SOUND])[0].text == transcribed(wide, [SOUND])[0].text


@pytest.mark.parametrize("name", FAMILIES)
def test_a_model_used_off_its_lane_fails(name, models):
    errors = []
    utterance = None if name == "smart_turn" else models[name].listen(None)

    def misuse():
        try:
            if utterance:
                utterance.feed(SOUND)
                utterance.transcript()
            else:
                models[name].judge(SOUND)
        except EngineError as error:
            errors.append(str(error))

    thread = threading.Thread(target=misuse, name="loop")
    thread.start()
    thread.join()
    assert "“loop” and not in its lane" in errors[0]


@pytest.mark.parametrize("name", FAMILIES)
def test_warming_goes_all_the_way_and_leaves_no_trace(name, models):
    before = None if name == "smart_turn" else transcribed(models[name], [SOUND])[0]
    assert isinstance(models[name], Warming)
    assert list(models[name].warm())
    if before:
        assert transcribed(models[name], [SOUND])[0] == before


@pytest.mark.parametrize("name", RECOGNISERS)
def test_where_nothing_was_heard_there_are_no_words(name, models):
    for parts in ([], [np.zeros(0, np.float32)]):
        transcript, _ = transcribed(models[name], parts)
        assert (transcript.text, transcript.accepted, transcript.language) == ("", False, "")


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize(
    "damage", ["absent", "truncated", "a weight is missing", "one too many", "other shapes", "no settings"]
)
def test_a_folder_that_is_no_model_is_refused_in_one_sentence(name, damage, folders, tmp_path):
    for file in folders[name].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = next(tmp_path.glob("*.safetensors"))
    match damage:
        case "absent":
            (tmp_path / "config.json").unlink()
        case "truncated":
            weights.write_bytes(weights.read_bytes()[:2000])
        case "a weight is missing":
            kept = dict(mx.load(str(weights)))
            kept.pop(next(key for key in kept if key.endswith(("linear1.weight", "mlp1.weight", "fc1.weight"))))
            mx.save_safetensors(str(weights), kept)
        case "one too many":
            kept = dict(mx.load(str(weights)))
            mx.save_safetensors(str(weights), kept | {"decoder.blocks.9.mlp1.weight": mx.zeros((4, 4))})
        case "other shapes":
            config = (tmp_path / "config.json").read_text().replace(": 32", ": 64")
            (tmp_path / "config.json").write_text(config)
        case "no settings":
            (tmp_path / "config.json").write_text(json.dumps([]))
    with pytest.raises(EngineError, match="localvoice pull"):
        FAMILIES[name][0].load(tmp_path)


@pytest.mark.parametrize("name", FAMILIES)
def test_loading_and_hearing_open_no_socket(name, folders, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert list(FAMILIES[name][0].load(folders[name]).warm())


@pytest.mark.parametrize("name", FAMILIES)
def test_a_closed_model_has_given_its_weights_back(name, folders):
    model = FAMILIES[name][0].load(folders[name])
    before = mx.get_active_memory()
    model.close()
    assert mx.get_active_memory() < before


def test_nemotron_writes_while_it_listens_and_never_takes_back(models):
    frames = [SOUND[start : start + 512] for start in range(0, len(SOUND), 512)]
    transcript, texts = transcribed(models["nemotron"], frames)
    assert sum(map(bool, texts)) > len(texts) // 2
    for before, after in zip(texts, [*texts[1:], transcript.text], strict=True):
        assert after.startswith(before)


def test_nemotron_is_what_mlx_audio_makes_of_the_whole_sound(models):
    transcript, _ = transcribed(models["nemotron"], [SOUND])
    assert transcript.text == models["nemotron"].model.generate(mx.array(SOUND)).text.strip()


def test_nemotron_that_fell_behind_catches_up_at_the_end(models, monkeypatch):
    whole, _ = transcribed(models["nemotron"], [SOUND])
    monkeypatch.setattr(nemotron, "DECISIONS", 1)
    late, texts = transcribed(models["nemotron"], np.array_split(SOUND, 72))
    assert late == whole
    assert len(texts[-1]) < len(whole.text) - 5


def test_nemotron_tells_the_language_that_it_wrote(folders):
    model = nemotron.load(folders["nemotron"])
    tag = model.model.vocabulary.index("<en-US>")
    last = model.model.joint.joint_net[2]
    last.bias = mx.zeros_like(last.bias).at[tag].add(3.0)  # often, not always
    transcript, _ = transcribed(model, [SOUND])
    assert transcript.language == "en-US"
    assert "<" not in transcript.text
    assert decode([tag], VOCABULARY) == ""


def test_nemotron_refuses_languages_and_delays_that_it_does_not_have(folders):
    with pytest.raises(BadInput, match=r"language 'tlh'.*en-US"):
        nemotron.load(folders["nemotron"], language="tlh")
    assert nemotron.load(folders["nemotron"], language="en").language == "en-US"
    with pytest.raises(BadInput, match=r"100 ms.*160, 1120"):
        nemotron.load(folders["nemotron"], delay_ms=100)
    assert nemotron.load(folders["nemotron"], language="en-US", delay_ms=1120).model.default_att_context_size == [
        56,
        13,
    ]


def test_parakeet_is_what_mlx_audio_makes_of_the_whole_sound(models):
    model = models["parakeet"].model
    mel = log_mel_spectrogram(mx.array(SOUND), model.preprocessor_config)
    assert transcribed(models["parakeet"], [SOUND])[0].text == model.decode(mel)[0].text.strip()


def test_parakeet_does_not_stay_in_one_place_for_ever(folders):
    parrot = parakeet.load(folders["parakeet"])
    last = parrot.model.joint.joint_net[2]
    last.bias = last.bias.at[parrot.model.blank_id + 1].add(100.0)  # the duration 0
    transcript, _ = transcribed(parrot, [SOUND])
    mel = log_mel_spectrogram(mx.array(SOUND), parrot.model.preprocessor_config)
    assert transcript.text == parrot.model.decode(mel)[0].text.strip()
    assert len(transcript.text) > 100


def test_smart_turn_judges_in_the_lane_what_mlx_audio_predicts(folders, models):
    async def job(lane):
        model = await lane.call("load", partial(smart_turn.load, folders["smart_turn"]))
        return await lane.call("judge", partial(model.judge, SOUND))

    judged = in_lane(job)
    assert 0 < judged < 1
    assert judged == models["smart_turn"].model.predict_endpoint(SOUND, sample_rate=16_000).probability
    assert judged != models["smart_turn"].judge(babble(2.3, seed=1))
    long = babble(10)
    assert models["smart_turn"].judge(long) == models["smart_turn"].judge(long[-8 * 16_000 :])


def test_a_long_recording_is_cut_where_it_is_quiet():
    sound = babble(70, seed=3)
    sound[27 * 16_000 : 27 * 16_000 + 3200] = 0
    parts = list(windows(sound, 30.0))
    assert np.array_equal(np.concatenate(parts), sound)
    assert max(map(len, parts)) <= 30 * 16_000
    assert 27 * 16_000 < len(parts[0]) < 27.2 * 16_000
    assert list(windows(sound[:0], 30.0)) == []
