"""A person's own models: models.toml in the data folder, and weights from a folder of theirs."""

import json
import os
import struct

import pytest
from typer.testing import CliRunner

from localvoice.app.fit import fits
from localvoice.cli import app
from localvoice.engine.machine import GIB, Machine, imagine
from localvoice.errors import StoreError
from localvoice.store.catalogue import known

LINUX = Machine("Linux 6 x86_64", "AMD EPYC", 2, 16, "3.11", 0, 0.0)
MINE = """
[models.mine]
family = "whisper"
roles = ["recogniser"]
licence = "MIT"
languages = ["en"]
files = ["config.json", "*.safetensors"]
params = 1_000_000
bits = 16

[profiles.ours]
about = "My own ear."
recogniser = "mine"
voice = "espeak"
"""


def call(data, *words, code=0):
    done = CliRunner().invoke(app, [*map(str, words), "--data", str(data)])
    assert done.exit_code == code, done.output
    return done.stderr if code else done.stdout


def folder(at, count):
    """Weights of so many numbers of 16 bits."""
    head = json.dumps({"a": {"dtype": "F16", "shape": [count], "data_offsets": [0, 2 * count]}}).encode()
    at.mkdir()
    (at / "config.json").write_text("{}")
    (at / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head)
    os.truncate(at / "model.safetensors", 8 + len(head) + 2 * count)
    return at


def test_a_model_of_ones_own_is_pulled_from_a_folder_and_planned_with_as_it_is(tmp_path):
    (tmp_path / "models.toml").write_text(MINE)
    assert "pull it with --from FOLDER" in call(tmp_path, "pull", "mine", code=1)
    call(tmp_path, "pull", "ours", "--from", folder(tmp_path / "stick", 1_020_000))
    listed = {one["name"]: one for one in json.loads(call(tmp_path, "models", "--json"))}["mine"]
    assert (listed["state"], listed["origin"], listed["licence"]) == ("there", "from a folder", None)
    assert listed["memory_gb"] == pytest.approx(2 * 1_020_000 / GIB, rel=0.01)
    assert "mine is ready" in call(tmp_path, "pull", "mine"), "what is there needs no folder"


def test_another_model_under_a_known_name_is_refused(tmp_path):
    error = call(tmp_path, "pull", "smart-turn-v3", "--from", folder(tmp_path / "stick", 5_000_000), code=1)
    assert "5.0 million parameters, and smart-turn-v3 has 8.0" in error
    assert len(error.strip().splitlines()[-1]) < 300
    assert "not pulled" in call(tmp_path, "models")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n= 1", r"models\.toml cannot be read as TOML \(.*line 2"),
        (MINE.replace("licence", "license"), r"models\.toml has unknown license in \[models.mine\]"),
        (MINE.replace("models.mine", "models.kokoro"), r"models\.toml names 'kokoro', which localvoice has itself"),
        (MINE.replace("profiles.ours", "profiles.starter"), "names 'starter', which localvoice has"),
        (MINE.replace('"mine"', '"yours"'), r"models\.toml: \[profiles.ours\] names 'yours' as recogniser"),
    ],
)
def test_a_mistake_in_ones_own_file_names_the_file_and_the_place(tmp_path, text, said):
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(StoreError, match=said):
        known(tmp_path)


def test_without_a_gpu_every_weight_takes_four_bytes_and_the_cache_twice_as_much():
    mac, here = ({fit.profile: fit for fit in fits(one, known())} for one in (imagine("Apple M1", 16, 8), LINUX))
    model = known().models["qwen3-4b-4bit"]
    assert mac["standard"].weights_gb["qwen3-4b-4bit"] == model.memory_gb
    assert here["standard"].weights_gb["qwen3-4b-4bit"] == pytest.approx(15.0, abs=0.1)
    assert here["standard"].context_gb == 2 * mac["standard"].context_gb
    assert (mac["standard"].verdict, here["standard"].verdict) == ("fits", "no")
