"""Models in place of the profile's: tiny, random, of the real architectures, pulled from a folder."""

import importlib
import json
import sys
from pathlib import Path

import anyio
import pytest
from typer.testing import CliRunner

from localvoice.app.engine import Engine
from localvoice.cli import app
from localvoice.settings import Settings
from localvoice.store import weights

ENTRY = """
[models.{name}]
family = "{family}"
repo = "somebody/{name}"
files = ["config.json", "*.json", "*.safetensors"]
roles = ["{role}"]
licence = "MIT"
languages = ["en", "de"]
memory_gb = 0.001
"""
QUESTION = "tell me about the sea"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Model → the folder that is published."""
    sys.path.append(str(Path(__file__).parents[1] / "models"))
    speech, lm = importlib.import_module("speech_world"), importlib.import_module("lm_world")
    at = tmp_path_factory.mktemp
    return {"head": lm.make(at("head"), "qwen3"), "ears": speech.make_nemotron(at("ears"))}


@pytest.fixture(autouse=True)
def more_models(tmp_path, monkeypatch):
    toml, entries = tmp_path / "weights.toml", (("head", "lm", "lm"), ("ears", "nemotron", "recogniser"))
    more = [ENTRY.format(name=name, family=family, role=role) for name, family, role in entries]
    toml.write_text(weights.path().read_text("utf-8") + "".join(more), "utf-8")
    monkeypatch.setattr("localvoice.store.weights.path", lambda: toml)


def call(data, *words, code=0):
    done = CliRunner().invoke(app, [*map(str, words), "--data", str(data)])
    assert done.exit_code == code, done.output
    return done.stderr if code else done.stdout


def test_a_question_is_answered_by_the_language_model_that_was_put_in_the_profiles_place(tmp_path, folders):
    asked = ("ask", QUESTION, "--persona", "cafe", "--profile", "tiny", "--json")
    (tmp_path / "settings.toml").write_text("[sampling]\ntemperature = 0\nmax_tokens = 8\n")
    plain = json.loads(call(tmp_path, *asked))["answer"]
    assert plain
    assert "localvoice pull head" in call(tmp_path, *asked, "--lm", "head", code=1)
    call(tmp_path, "pull", "head", "--from", folders["head"])
    other = json.loads(call(tmp_path, *asked, "--lm", "head"))["answer"]
    assert other != plain  # signs without a meaning
    lent = json.loads(call(tmp_path, *asked, "--profile", "light", "--lm", "head"))["answer"]
    assert lent == other  # though none of that profile's ears and voices was pulled
    (tmp_path / "settings.toml").write_text('lm = "head"\n[sampling]\ntemperature = 0\nmax_tokens = 8\n')
    assert json.loads(call(tmp_path, *asked))["answer"] == other
    assert {"costs-tiny.json", "costs-tiny-head.json"} <= {file.name for file in tmp_path.iterdir()}


def test_a_recogniser_in_the_starters_place_is_told_the_language(tmp_path, folders):
    async def heard(**more):
        async with Engine(Settings(recogniser="ears"), tmp_path) as engine, engine.recogniser(**more) as recogniser:
            return recogniser.language

    call(tmp_path, "pull", "ears", "--from", folders["ears"])
    assert anyio.run(heard) == ""
    assert anyio.run(lambda: heard(language="en")) == "en-US"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('lm = "gpt"', "There is no model “gpt”; as lm choose one of tiny-lm, "),
        ('lm = "kokoro"', "The model “kokoro” is no lm; as lm choose one of tiny-lm, "),
        ('recogniser = "pocket"', "The model “pocket” is no recogniser; as recogniser choose one of pocketsphinx, "),
        ('voice_model = "kokoro"', "localvoice pull kokoro"),
        ("lm = 3", "must be a text"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, settings, said):
    (tmp_path / "settings.toml").write_text(f'profile = "starter"\n{settings}\n')
    told = call(tmp_path, "say", "hello", code=1)
    assert said in told
    assert len(told.strip().splitlines()) == 1


def test_the_voices_are_those_of_the_model_that_speaks(tmp_path):
    assert "en-us" in call(tmp_path, "voices", "--profile", "light", "--voice-model", "espeak")
    assert "localvoice pull pocket-voices" in call(
        tmp_path, "voices", "--profile", "multilingual", "--voice-model", "pocket", code=1
    )
