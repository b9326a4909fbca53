"""Pocket and Kokoro, tiny: published layout, real loader, real lane; what mlx-audio itself makes as reference."""

import shutil
import socket
import threading
import zipfile
from functools import partial

import numpy as np
import pytest
from speech_world import DATA, in_lane, make_kokoro, make_pocket, stepped

from localvoice.errors import BadInput, EngineError
from localvoice.events import Manner
from localvoice.models import kokoro, pocket
from localvoice.models.phonemes import sounds
from localvoice.models.phrase import words
from localvoice.models.roles import Warming

# isort: split
import mlx.core as mx
import mlx.nn as nn

FAMILIES = {"pocket": (pocket, partial(make_pocket, ends=0.95)), "kokoro": (kokoro, make_kokoro)}
PHRASE = "Hello there, how are you today?"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {name: make(tmp_path_factory.mktemp(name)) for name, (_, make) in FAMILIES.items()}
    yield made
    for folder in made.values():
        shutil.rmtree(folder)  # Kokoro's decoder cannot be made small: 110 MB


@pytest.fixture(scope="module")
def models(folders):
    return {name: family.load(folders[name]) for name, (family, _) in FAMILIES.items()}


def said(voice, phrase=PHRASE, manner=None):
    """Everything that is handed out; chance begins in the same place."""
    mx.random.seed(3)
    return list(voice.say(phrase, manner or Manner()))


def sound(spoken):
    return np.concatenate([np.zeros(0, np.float32), *[piece.pcm for piece in spoken]])


def reference(name, model):
    """What mlx-audio makes of PHRASE, all at once."""
    mx.random.seed(3)
    if name == "pocket":
        caches = model._begun()
        return np.concatenate(
            [np.array(c) for c in model.model._generate_audio_stream_short_text({"flow_cache": caches}, PHRASE, 3)]
        )
    phonemes = " ".join(part.text for part in sounds(PHRASE, "en-us"))
    style, _ = model.styles["en"]
    return np.array(model.model(phonemes, style[len(phonemes) - 1])).reshape(-1)


@pytest.mark.parametrize("name", FAMILIES)
def test_stepwise_in_the_lane_is_what_mlx_audio_makes_at_once(name, folders):
    async def job(lane):
        voice = await lane.call("load", partial(FAMILIES[name][0].load, folders[name]))
        expected = await lane.call("whole", partial(reference, name, voice))
        await lane.call("seed", partial(mx.random.seed, 3))
        return expected, (await stepped(lane, lambda: voice.say(PHRASE, Manner())))[0]

    expected, spoken = in_lane(job)
    assert np.array_equal(sound(spoken), np.clip(expected, -1, 1))
    assert len(spoken) > 5
    assert all(len(piece.pcm) <= 0.08 * 24_000 for piece in spoken)
    assert sound(spoken).std() > 0


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("phrase", [PHRASE, "  well — then , at 3.5 o'clock! ", "Yes"])
def test_every_word_is_announced_once_in_order_and_within_the_sound(name, phrase, models):
    spoken = said(models[name], phrase)
    begun = [word for piece in spoken for word in piece.words]
    assert {(word.start, word.end) for word in begun} >= {
        span for span in words(phrase) if phrase[slice(*span)] not in "—,"
    }
    assert [word.start for word in begun] == sorted({word.start for word in begun})
    samples = [word.sample for word in begun]
    assert samples == sorted(samples)
    assert samples[0] < 2000
    assert samples[-1] < len(sound(spoken))
    assert name == "pocket" or len(begun) == 1 or samples[-1] > len(sound(spoken)) / 2


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_to_say_is_no_sound(name, models):
    assert len(sound(said(models[name], " … — "))) == 0
    assert len(sound(said(models[name], ""))) == 0


@pytest.mark.parametrize("name", FAMILIES)
def test_half_the_volume_is_half_as_loud(name, models):
    loud, soft = (np.abs(sound(said(models[name], "Yes", Manner(volume=v)))) for v in (1.0, 0.5))
    assert soft == pytest.approx(loud / 2, abs=1e-6)


@pytest.mark.parametrize("name", FAMILIES)
def test_four_bit_weights_are_used_and_widened(name, tmp_path):
    family, make = FAMILIES[name]
    make(tmp_path, bits=4)
    packed, wide = (family.load(tmp_path, float32=widened).model for widened in (False, True))
    assert nn.QuantizedLinear in {type(module) for module in packed.modules()}
    assert nn.QuantizedLinear not in {type(module) for module in wide.modules()}
    assert len(sound(said(family.load(tmp_path), "Yes"))) > 0
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_voice_used_off_its_lane_fails(name, models):
    errors = []

    def misuse():
        try:
            said(models[name])
        except EngineError as error:
            errors.append(str(error))

    thread = threading.Thread(target=misuse, name="loop")
    thread.start()
    thread.join()
    assert "“loop” and not in its lane" in errors[0]


@pytest.mark.parametrize("name", FAMILIES)
def test_warming_goes_all_the_way_and_leaves_no_trace(name, models):
    before = sound(said(models[name], "Yes"))
    assert isinstance(models[name], Warming)
    assert len(sound(list(models[name].warm()))) > 0
    assert np.array_equal(sound(said(models[name], "Yes")), before)


@pytest.mark.parametrize("name", FAMILIES)
def test_after_an_interruption_the_next_phrase_is_right(name, models):
    whole = sound(said(models[name], "Yes"))
    interrupted = models[name].say(PHRASE, Manner())
    next(interrupted)
    next(interrupted)
    interrupted.close()
    assert np.array_equal(sound(said(models[name], "Yes")), whole)


def test_pocket_ends_a_phrase_when_another_is_begun(models):
    first = models["pocket"].say(PHRASE, Manner())
    next(first)
    second = sound(said(models["pocket"], "Yes"))
    assert list(first) == []
    assert np.array_equal(sound(said(models["pocket"], "Yes")), second)


def test_pocket_that_never_ends_is_ended(folders):
    voice = pocket.load(folders["pocket"])
    voice.model.eos_threshold = 1e9
    spoken = said(voice, "Yes no")
    assert len(spoken) == (2 * pocket.MOST_S_WORD + pocket.MOST_S) * 12.5
    assert [(word.start, word.end) for piece in spoken for word in piece.words] == [(0, 3), (4, 6)]


def test_another_voice_sounds_different(folders):
    one, other = (pocket.load(folders["pocket"], voice) for voice in ("alba", "marius"))
    assert not np.array_equal(sound(said(one))[:1920], sound(said(other))[:1920])


def test_kokoro_speaks_faster_and_slower(models):
    fast, slow = (len(sound(said(models["kokoro"], "Hello there.", Manner(pace=pace)))) for pace in (2.0, 0.5))
    assert slow > 1.5 * fast


def test_kokoro_gets_a_long_phrase_in_parts(models):
    phrase = "one two three four five six seven eight, " * 20
    parts = list(kokoro._parts(models["kokoro"]._known(sounds(phrase, "en-us"))))
    sizes = [len("".join(kokoro._texts(part))) for part in parts]
    assert max(sizes) <= kokoro.MOST
    assert len(parts) > 2
    assert all(part[-1].text.endswith(",") for part in parts)
    assert sum(len(each.begun) for part in parts for each in part) == 160
    endless = list(kokoro._parts(models["kokoro"]._known(sounds("and " * 400, "en-us"))))
    assert max(len("".join(kokoro._texts(part))) for part in endless) <= kokoro.MOST


def test_voices_are_listed_and_unknown_ones_are_refused_with_their_names(folders, tmp_path):
    assert pocket.voices(folders["pocket"]) == ["alba", "marius"]
    assert kokoro.voices(folders["kokoro"]) == ["af_heart", "bf_emma"]  # no Japanese: espeak-ng cannot
    assert pocket.voices(tmp_path) == kokoro.voices(tmp_path) == []
    for name, (family, _) in FAMILIES.items():
        with pytest.raises(BadInput, match=r"no voice 'nobody'; this model has a\w+, "):
            family.load(folders[name], "nobody")


def test_kokoro_reads_the_published_voices(folders, tmp_path):
    published = DATA / "model-kokoro-voices"
    if not published.is_dir():
        pytest.skip("the shared data are not here")
    for file in folders["kokoro"].iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    (tmp_path / "voices").mkdir()
    for file in published.glob("*.pt"):  # PyTorch's zip; the one tensor's numbers are in it as they are
        with zipfile.ZipFile(file) as archive:
            raw = archive.read(next(name for name in archive.namelist() if name.endswith("/data/0")))
        style = mx.array(np.frombuffer(raw, np.float32).reshape(510, 1, 256))
        mx.save_safetensors(str(tmp_path / "voices" / f"{file.stem}.safetensors"), {"voice": style})
    assert kokoro.voices(tmp_path) == ["af_heart", "am_michael", "bf_emma", "ff_siwis"]
    voice = kokoro.load(tmp_path, "ff_siwis")
    assert voice.languages == {"en", "fr"}
    assert len(sound(said(voice, "Bonjour."))) > 0


def test_kokoro_has_one_voice_for_each_language(folders, tmp_path):
    for file in folders["kokoro"].iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    (tmp_path / "voices").mkdir()
    for number, name in enumerate(("af_heart", "bm_george", "ef_dora", "em_alex", "ff_siwis", "jf_alpha")):
        style = mx.full((510, 1, 256), 0.1 * number)
        mx.save_safetensors(str(tmp_path / "voices" / f"{name}.safetensors"), {"voice": style})
    man = kokoro.load(tmp_path, "bm_george")
    numbers = {language: round(10 * style[0, 0, 0].item()) for language, (style, _) in man.styles.items()}
    assert numbers == {"en": 1, "es": 3, "fr": 4}
    assert man.languages == {"en", "es", "fr"}
    own, english, german, spanish = (said(man, "Hola.", Manner(language=each)) for each in ("", "en", "de", "es"))
    assert np.array_equal(sound(own), sound(english))
    assert np.array_equal(sound(own), sound(german))  # there is no German voice
    assert not np.array_equal(sound(own), sound(spanish))


def test_nothing_is_fetched_even_when_the_settings_name_a_file_on_the_network(folders, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    shutil.copytree(folders["pocket"], tmp_path / "pocket")
    (tmp_path / "pocket" / "tokenizer.json").unlink()
    with pytest.raises(EngineError, match="tokenizer or its voices are not there"):
        pocket.load(tmp_path / "pocket")
    apart = tmp_path / "voices"
    (tmp_path / "pocket" / "embeddings").rename(tmp_path / "embeddings")
    apart.mkdir()
    (tmp_path / "embeddings").rename(apart / "embeddings")
    shutil.copy(folders["pocket"] / "tokenizer.json", apart)
    assert sound(said(pocket.load(tmp_path / "pocket", voices_folder=apart), "Yes")).size


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("damage", ["absent", "a broken voice", "truncated"])
def test_a_folder_that_is_no_voice_is_refused_in_one_sentence(name, damage, folders, tmp_path):
    for file in folders[name].rglob("*"):
        if file.is_file():
            (tmp_path / file.relative_to(folders[name])).parent.mkdir(exist_ok=True)
            (tmp_path / file.relative_to(folders[name])).symlink_to(file)
    match damage:
        case "absent":
            (tmp_path / "config.json").unlink()
        case "truncated":
            (tmp_path / "model.safetensors").unlink()
            (tmp_path / "model.safetensors").write_bytes(b"0" * 1000)
        case "a broken voice":
            voice = next(tmp_path.glob("*/a*.safetensors"))
            voice.unlink()
            voice.write_bytes(b"0" * 1000)
    with pytest.raises(EngineError, match="localvoice pull"):
        FAMILIES[name][0].load(tmp_path)
