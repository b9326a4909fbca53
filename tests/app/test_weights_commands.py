"""The commands around weights, as a person types them; the files come from a folder in place of the hub."""

import json
import os
import shutil
import struct
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from localvoice.app import pull as weights_commands
from localvoice.audio.wav import write_wav
from localvoice.cli import app
from localvoice.events import RATE_HZ
from localvoice.store.catalogue import known
from localvoice.store.pull import Download, Step
from localvoice.store.sources import Listing, Stated

NAME = "smart-turn-v3"
COUNT = 8_000_000  # of its numbers, as weights.toml has it


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick" / NAME
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "smart_turn"}')
    write(folder, COUNT)
    return folder


def write(folder, count):
    """Weights of so many numbers, each of one byte."""
    head = json.dumps({"a": {"dtype": "U8", "shape": [count], "data_offsets": [0, count]}}).encode()
    file = folder / "model.safetensors"
    file.write_bytes(struct.pack("<Q", len(head)) + head)
    os.truncate(file, 8 + len(head) + count)


def call(data, *words, code=0):
    done = CliRunner().invoke(app, [*map(str, words), "--data", str(data)])
    assert done.exit_code == code, done.output
    return done


def test_a_model_is_pulled_listed_verified_and_removed(tmp_path, stick):
    done = call(tmp_path, "pull", NAME, "--from", stick)
    assert f"{NAME} is ready" in done.stdout
    assert f"{NAME}: a folder, 8 MB in 2 files; licence: not stated" in done.stderr
    listed = {one["name"]: one for one in json.loads(call(tmp_path, "models", "--json").stdout)}
    assert (listed[NAME]["state"], listed["kokoro"]["state"]) == ("there", "not pulled")
    assert (listed[NAME]["origin"], listed[NAME]["licence"]) == ("from a folder", None)
    lines = call(tmp_path, "models").stdout.splitlines()
    kokoro = next(line for line in lines if line.startswith("kokoro "))
    assert kokoro.startswith("kokoro (multilingual): voice for en es fr it pt; not pulled, 0.00 GB on disk, 0.16 GB ")
    assert NAME in call(tmp_path, "verify").stdout
    assert json.loads(call(tmp_path, "remove", NAME, "--json").stdout)["freed_bytes"] > 0
    assert json.loads(call(tmp_path, "verify", "--json").stdout) == []


def test_what_is_removed_already_is_not_removed_again(tmp_path, stick):
    call(tmp_path, "pull", NAME, "--from", str(stick))
    call(tmp_path, "remove", NAME)
    assert "nothing to remove" in call(tmp_path, "remove", NAME, code=1).stderr
    call(tmp_path, "remove", "--forget", NAME)  # what the first pull was is still known


def test_a_folder_of_folders_serves_every_model(tmp_path, stick):
    assert call(tmp_path, "pull", NAME, "--from", stick.parent).stdout
    error = call(tmp_path, "pull", "light", "--from", stick.parent, code=1).stderr
    assert "has no folder nemotron-0.6b-8bit" in error


def test_the_space_for_all_models_is_there_before_the_first_is_fetched(tmp_path, stick, monkeypatch):
    toml = tmp_path / "weights.toml"
    entry = (
        '[models.{}]\nfamily="{}"\nrepo="a/b"\nfiles=["*.safetensors"]\nroles=["{}"]\nlicence="MIT"\nlanguages=["en"]\n'
    )
    models = entry.format("ears", "whisper", "recogniser") + entry.format("mouth", "kokoro", "voice")
    toml.write_text(models + '[profiles.both]\nabout=""\nrecogniser="ears"\nvoice="mouth"\n')
    monkeypatch.setattr("localvoice.store.weights.path", lambda: toml)
    write(stick, 4)
    for name in ("ears", "mouth"):
        shutil.copytree(stick, tmp_path / "stick" / name)
    monkeypatch.setattr("localvoice.store.pull.SPARE_BYTES", 0)
    monkeypatch.setattr(
        "shutil.disk_usage", lambda folder: SimpleNamespace(free=100)
    )  # each of them needs more than half of it
    error = call(tmp_path, "pull", "both", "--from", tmp_path / "stick", code=1).stderr
    assert "ears and mouth need 0.00 GB free" in error
    assert not (tmp_path / "models").exists()
    call(tmp_path, "pull", "ears", "--from", tmp_path / "stick")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=80))
    told = json.loads(call(tmp_path, "pull", "both", "--from", tmp_path / "stick", "--json").stdout)
    assert [one["already_there"] for one in told["models"]] == [True, False]


def test_a_dry_run_fetches_nothing(tmp_path, stick):
    told = json.loads(call(tmp_path, "pull", NAME, "--from", stick, "--dry-run", "--json").stdout)
    assert told["models"][0]["files"] == {
        "config.json": 28,
        "model.safetensors": (stick / "model.safetensors").stat().st_size,
    }
    assert "not pulled" in call(tmp_path, "models").stdout
    assert not (tmp_path / "models").exists()


def test_damage_is_found_and_named(tmp_path, stick):
    call(tmp_path, "pull", NAME, "--from", stick)
    weights = next((tmp_path / "models").rglob("model.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    done = call(tmp_path, "verify", code=1)
    assert "NO " in done.stdout
    assert "other contents" in done.stdout
    assert not json.loads(call(tmp_path, "verify", NAME, "--json", code=1).stdout)[0]["ok"]


def test_the_starter_needs_nothing(tmp_path):
    assert "needs no download" in call(tmp_path, "pull", "starter").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pull", "premium"), "no profile or model"),
        (("verify", "premium"), "no profile or model"),
        (("remove", "premium"), "no model"),
        (("remove", "open"), "is a profile"),
        (("remove", NAME), "never pulled"),
        (("pull", NAME, "--from", "/nowhere/at/all"), "is no folder"),
    ],
)
def test_mistakes_are_one_sentence(tmp_path, words, said):
    error = call(tmp_path, *words, code=1).stderr
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_a_bar_tells_how_much_and_how_long():
    assert weights_commands.progress(Step("m", "f", 250_000_000, 1_000_000_000), 10.0) == (
        "m  ████████░░░░░░░░░░░░░░░░░░░░░░  250 of 1000 MB, 30 s left"
    )
    assert "8 min left" in weights_commands.progress(Step("m", "f", 1, 100), 5.0)
    assert "0 s left" in weights_commands.progress(Step("m", "f", 0, 100), 5.0)
    assert "80 s left" in weights_commands.progress(Step("m", "f", 920, 1000, 900), 20.0)  # the 900 took no time


def test_each_model_is_timed_from_its_own_first_step():
    now, lines = [0.0], []
    shown = weights_commands.Progress(lines.append, lambda: now[0])
    for name, done, now[0] in (("a", 1, 10.0), ("a", 100, 20.0), ("b", 0, 20.0), ("b", 20, 22.0)):
        shown.tell(Step(name, "f", done, 100))
    assert ", 8 s left" in lines[-1]


def test_steps_are_shown_at_most_ten_times_a_second_and_the_last_always():
    now, lines = [0.0], []
    shown = weights_commands.Progress(lines.append, lambda: now[0])
    model = weights_commands.known().models[NAME]
    shown.tell(Download(NAME, model, Listing("", {}), {"f": Stated(100)}, False))
    for done in range(0, 101, 2):
        now[0] += 0.01
        shown.tell(Step(NAME, "f", done, 100))
    assert 5 <= len(lines) - 1 <= 7
    assert lines[-1].endswith("0 s left\033[K\n")


@pytest.mark.parametrize(
    ("profile", "command"),
    [
        ("native", ("talk", "--mic", "{wav}", "--speaker", "{data}/out.wav", "--fast")),
        ("delegation", ("talk", "--mic", "{wav}", "--speaker", "{data}/out.wav", "--fast")),
        ("native", ("say", "Hello.", "-o", "{data}/out.wav")),
        ("open", ("hear", "{wav}")),
    ],
)
def test_a_profile_that_was_not_pulled_names_all_it_needs_and_one_command(tmp_path, profile, command):
    """Else who pulls what is named is sent back for the next."""
    wav = tmp_path / "in.wav"
    write_wav(wav, np.full(RATE_HZ, 0.01, np.float32), RATE_HZ)
    words = [word.format(wav=wav, data=tmp_path) for word in command]
    error = call(tmp_path, *words, "--profile", profile, code=1).stderr
    assert f"run `localvoice pull {profile}` first" in error
    assert all(name in error for name in known().wanted(profile))
    assert len(error.strip().splitlines()) == 1
