"""A model in several machines, from settings to an answer: the ring is in this process, all else is real."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from localvoice.app.doctor import _machines
from localvoice.app.fit import fits
from localvoice.cli import app
from localvoice.engine.machine import imagine
from localvoice.errors import BadInput
from localvoice.settings import Settings
from localvoice.store import weights
from localvoice.store.catalogue import chosen

ENTRY = """
[models.head]
family = "lm"
repo = "somebody/head"
files = ["config.json", "*.json", "*.safetensors"]
roles = ["lm"]
licence = "MIT"
languages = ["en"]
memory_gb = 24.0
kv_bytes_per_token = 98304
"""
ASKED = ("ask", "what is the capital of peru", "--persona", "cafe", "--profile", "tiny", "--json")
SETTINGS = 'lm = "head"\nlm_hosts = ["{}"]\n[sampling]\ntemperature = 0\nmax_tokens = 8\n'


@pytest.fixture(scope="module")
def world():
    sys.path.append(str(Path(__file__).parents[1] / "models"))
    return importlib.import_module("lm_world"), importlib.import_module("ring_world")


@pytest.fixture(autouse=True)
def more_models(tmp_path, monkeypatch):
    toml = tmp_path / "weights.toml"
    toml.write_text(weights.path().read_text("utf-8") + ENTRY, "utf-8")
    monkeypatch.setattr("localvoice.store.weights.path", lambda: toml)


def ask(data, *words, code=0):
    done = CliRunner().invoke(app, [*map(str, words), "--data", str(data)])
    assert done.exit_code == code, done.output
    return done


def test_each_machine_has_its_share_and_the_profiles_own_model_stays_beside_it():
    mac = imagine("Apple M2 Pro", 32, 19)
    alone, three = Settings(lm="head"), Settings(lm="head", lm_hosts=("a.local", "b.local"))
    one, many = (
        next(fit for fit in fits(mac, chosen(each)) if fit.profile == "standard").weights_gb for each in (alone, three)
    )
    assert many["head"] == pytest.approx(one["head"] / 3)
    assert set(many) == {*one, chosen(Settings()).profiles["standard"].lm}
    assert [found.ok for found in _machines(three, chosen(three))] == [False]  # nobody is called so here
    near = Settings(lm="head", lm_hosts=("192.168.1.7",))
    assert "head runs in this machine and in 192.168.1.7, 12.0 GB in each" in _machines(near, chosen(near))[0].found


@pytest.mark.parametrize("lm", ["", "http://127.0.0.1:11434#llama"])
def test_machines_without_a_model_to_divide_are_refused(lm):
    with pytest.raises(BadInput, match="`lm` must name one"):
        chosen(Settings(lm=lm, lm_hosts=("mac-2.local",)))


def test_the_answer_is_the_rings_and_without_one_the_profiles_own_model_gives_it(tmp_path, world, monkeypatch):
    lm_world, ring_world = world
    folder = lm_world.make(tmp_path / "made", "qwen3")
    own = json.loads(ask(tmp_path, *ASKED).stdout)["answer"]
    ask(tmp_path, "pull", "head", "--from", folder)
    alone = json.loads(ask(tmp_path, *ASKED, "--lm", "head").stdout)["answer"]
    (tmp_path / "settings.toml").write_text(SETTINGS.format("localhost"))
    ring = "localvoice.models.lm_ring.conversation.Ring"
    whole = lm_world.lm.load(folder, float32=True).model
    monkeypatch.setattr(ring, lambda hosts, folder, float32: ring_world.AloneRing(whole))
    assert json.loads(ask(tmp_path, *ASKED).stdout)["answer"]

    def absent(hosts, folder, float32):
        raise ring_world.RingGone("The part of the language model on mac-2.local is gone (no route)")

    monkeypatch.setattr(ring, absent)
    done = ask(tmp_path, *ASKED)
    instead = json.loads(done.stdout)["answer"]
    assert own.startswith(instead)  # of which the settings allow only so much
    assert instead != alone
    assert "on mac-2.local is gone (no route): see that ssh reaches every machine" in done.stderr
    assert "Meanwhile the profile's own language model answers." in done.stderr


def test_a_machine_elsewhere_ends_the_start_and_nothing_answers_in_its_place(tmp_path, world):
    ask(tmp_path, "pull", "head", "--from", world[0].make(tmp_path / "made", "qwen3"))
    (tmp_path / "settings.toml").write_text(SETTINGS.format("8.8.8.8"))
    assert "is not on the local network" in ask(tmp_path, *ASKED, code=1).stderr
