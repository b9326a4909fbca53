"""The demo as a stranger runs it: real engines in the simulated room; its figures are checked against its own sound."""

import json
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.settings import Settings


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    done = CliRunner().invoke(app, ["demo", "--json", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout), folder


def test_there_are_at_least_six_turns_and_an_interruption(shown):
    turns = shown[0]["turns"]
    assert len(turns) >= 6
    assert sum(turn["barged_in"] for turn in turns) == 1
    keys = {"heard", "said", "speech_end_s", "first_audio_s", "latency_ms", "barged_in"}
    assert all(keys <= set(turn) for turn in turns)


def test_most_questions_are_understood_and_answered_with_sense(shown):
    said = {turn["heard"]: turn["said"] for turn in shown[0]["turns"]}
    assert "milk" in said["what is on my shopping list"]
    assert "132" in said["what is twelve times eleven"]
    assert sum(bool(turn["intent"]) for turn in shown[0]["turns"]) >= 8


def test_every_latency_is_found_again_in_the_recorded_sound(shown):
    report, folder = shown
    pcm, rate_hz = soundfile.read(folder / "demo.wav")
    assert pcm.shape[1] == 2  # person, assistant
    for turn in report["turns"]:
        if turn["latency_ms"] is None:
            continue
        end, first = (round(turn[name] * rate_hz) for name in ("speech_end_s", "first_audio_s"))
        assert turn["latency_ms"] == pytest.approx(1000 * (first - end) / rate_hz, abs=1)
        assert np.abs(pcm[end + 320 : first - 16, 1]).max() < 0.0035  # silence until then …
        assert np.abs(pcm[first - 16 : first + 160, 1]).max() > 0.003  # … and sound from there
        assert np.abs(pcm[end - 320 : end, 0]).max() > 100 * np.abs(pcm[end + 320 : first, 0]).max(initial=0)


def test_the_interruption_cuts_the_answer_short(shown):
    (cut,) = [turn for turn in shown[0]["turns"] if turn["barged_in"]]
    assert cut["said"].startswith("I can tell the time")
    assert "louder" not in cut["said"]


def test_the_page_shows_every_turn(shown):
    report, folder = shown
    page = (folder / "demo.html").read_text()
    assert page.count("<details class=hops") >= len(report["turns"])
    assert "Simulated room" in page


def test_an_unknown_persona_is_one_sentence(tmp_path):
    done = CliRunner().invoke(app, ["demo", "--persona", "pirate", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "choose one of assistant, cafe" in done.stderr


def test_the_profile_may_be_left_to_the_machine(monkeypatch, tmp_path):
    chosen, why = replace(Settings(), profile="native"), "Profile native: the best that was pulled and fits."
    monkeypatch.setattr("localvoice.app.demo.settle", lambda settings, data: (chosen, why))
    done = CliRunner().invoke(app, ["demo", "--profile", "auto", "--out", str(tmp_path)])
    assert why in done.stdout
    assert "localvoice pull" in done.stderr  # what that profile needs


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(app, ["demo", "--persona", "cafe", "--out", str(tmp_path / "file")])
    assert done.exit_code == 1
    assert done.stderr.strip().splitlines()[-1].startswith("localvoice: ")
