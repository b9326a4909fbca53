"""A model that hears and speaks at once, from a folder to a conversation: tiny and random, as it is published."""

import importlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.cli.attached import attached
from localvoice.errors import BadInput

OWN = """
[models.tiny-moshi]
family = "moshi"
roles = ["duplex"]
licence = "MIT"
languages = ["en"]

[profiles.tiny-duplex]
about = "Hears and speaks at once, and means nothing by it."
recogniser = "pocketsphinx"
voice = "hibari"
duplex = "tiny-moshi"
"""
SCENE = """
[[line]]
say = "set a timer for ten minutes"
at_s = 1.0
"""
WHISPERED = 0.0005  # so softly that the simulated person takes it for silence


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    sys.path.append(str(Path(__file__).parents[1] / "models"))
    world = importlib.import_module("moshi_world")
    folder = tmp_path_factory.mktemp("published")
    return world.make(folder, loudness=WHISPERED, n_q=4, dep_q=2, delays=[0, 0, 1, 0, 1])


@pytest.fixture
def data(tmp_path):
    (tmp_path / "models.toml").write_text(OWN)
    return tmp_path


def call(data, *words, code=0):
    done = CliRunner().invoke(app, [*map(str, words), "--data", str(data)])
    assert done.exit_code == code, done.output
    return done.stderr if code else done.stdout


def test_a_talk_in_a_simulated_room(data, published):
    scene = data / "scene.toml"
    scene.write_text(SCENE)
    talk = ("talk", "--profile", "tiny-duplex", "--room", scene, "--fast")
    assert "localvoice pull tiny-duplex" in call(data, *talk, code=1)
    call(data, "pull", "tiny-moshi", "--from", published)
    shown = call(data, *talk)
    assert "       you  set a timer for ten minutes\n" in shown
    assert "localvoice  Timer set for 10 minutes.\n" in shown
    assert "The model spoke " in shown.splitlines()[-1]
    assert " frames on time" in shown.splitlines()[-1]
    skill, *rest = sorted(json.loads(call(data, "trace", "--json"))["turns"], key=lambda turn: not turn["intent"])
    assert skill["heard"] == "set a timer for ten minutes"
    assert all(turn["said"] for turn in rest)


def test_it_does_not_talk_in_turns_where_another_localvoice_runs(data):
    class Running:
        def ask(self, verb):
            return {"settings": {"profile": "tiny-duplex"}} if verb == "settings" else {"process": 1}

    with pytest.raises(BadInput, match="in turns, by its skills alone: end it by `localvoice stop`"):
        attached(Running(), SimpleNamespace(folder=data, json=False), False)


def test_the_models_are_told_with_their_licence(data):
    every = {one["name"]: one for one in json.loads(call(data, "models", "--json"))}
    assert every["moshi-4bit"]["licence"] == "CC-BY-4.0"
    assert every["moshi-4bit"]["profiles"] == ["duplex"]
