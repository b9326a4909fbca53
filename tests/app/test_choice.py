"""Which profile a command uses when nobody chose one; the machine and what was pulled are imagined."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from localvoice.app import choice
from localvoice.app.choice import settle
from localvoice.cli import app
from localvoice.engine.machine import imagine
from localvoice.engine.roofline import CHIPS
from localvoice.settings import AUTO, Settings
from localvoice.store.catalogue import there

ANY = Settings(profile=AUTO, persona="cafe")


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Settle on a Mac where these profiles were pulled."""

    def on(chip, memory_gb, *pulled):
        monkeypatch.setattr("localvoice.engine.machine.read", lambda: imagine(chip, memory_gb, CHIPS[chip].gpu_cores))
        monkeypatch.setattr(choice, "there", lambda data, known: {"starter", "tiny", *pulled}.__contains__)
        settings, why = settle(ANY, tmp_path)
        assert settings.persona == ANY.persona
        return settings.profile, why

    return on


def test_the_best_that_was_pulled_and_fits_is_used(here):
    assert here("m1-pro", 16, "light", "standard")[0] == "standard"
    assert here("m1-pro", 16, "light") == (
        "light",
        "Profile light: the best that was pulled and fits; --profile chooses another.",
    )
    assert here("m1", 8, "light", "standard")[0] == "light"


def test_what_does_not_fit_is_not_used_though_it_was_pulled(here):
    profile, why = here("m1", 4, "light")
    assert profile == "starter"
    assert "no other that was pulled fits" in why


def test_where_nothing_was_pulled_the_starter_is_used_without_a_word(here, monkeypatch):
    assert here("m1-max", 32) == ("starter", "")
    monkeypatch.setattr("localvoice.engine.machine.read", None)  # nor is the machine asked, which takes time
    assert settle(ANY, None)[0].profile == "starter"


def test_a_profile_is_there_when_the_models_that_a_person_put_into_it_are(here, monkeypatch, tmp_path):
    pulled = {"nemotron-0.6b-8bit", "qwen3-0.6b-4bit", "pocket", "pocket-voices", "smart-turn-v3"}
    here("m1", 8)
    monkeypatch.setattr(choice, "there", there)
    monkeypatch.setattr(
        "localvoice.store.catalogue.state", lambda place, name, model: "there" if name in pulled else ""
    )
    assert settle(ANY, tmp_path)[0].profile == "starter"
    assert settle(replace(ANY, lm="qwen3-0.6b-4bit"), tmp_path)[0].profile == "standard"


def test_what_a_person_chose_is_left_alone(tmp_path):
    assert settle(Settings(profile="native"), tmp_path) == (Settings(profile="native"), "")


def test_the_command_line_says_once_which_and_why_and_doctor_says_the_same(tmp_path, monkeypatch):
    chosen = (Settings(), "Profile starter: no other that was pulled fits this machine; --profile chooses another.")
    asked = []
    monkeypatch.setattr(choice, "settle", lambda settings, data: asked.append(settings.profile) or chosen)
    monkeypatch.setattr("localvoice.app.doctor.settle", choice.settle)
    done = CliRunner().invoke(app, ["voices", "--data", str(tmp_path)])
    assert (done.exit_code, done.stderr) == (0, f"{chosen[1]}\n")
    monkeypatch.setattr("localvoice.app.doctor._engines", lambda settings, data: "ready")
    told = json.loads(CliRunner().invoke(app, ["doctor", "--data", str(tmp_path), "--json"]).stdout)
    assert (told["profile"], told["why"], told["default"]) == ("starter", chosen[1], "starter")
    assert asked == [AUTO, AUTO]


def test_a_file_of_settings_or_an_option_wins(tmp_path):
    (tmp_path / "settings.toml").write_text('profile = "light"\n')
    done = CliRunner().invoke(app, ["voices", "--data", str(tmp_path)])
    assert "localvoice pull" in done.stderr
    done = CliRunner().invoke(app, ["voices", "--data", str(tmp_path), "--profile", "starter"])
    assert (done.exit_code, done.stderr) == (0, "")
