"""install and uninstall from the command line, where there is no service manager."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from localvoice.app import microphone
from localvoice.audio.wav import write_wav
from localvoice.cli import app
from localvoice.cli import install as command
from localvoice.daemon import install as installing
from localvoice.daemon import life
from localvoice.daemon.install.place import Place


@pytest.fixture
def carried_out(monkeypatch):
    """The places that something was installed at; nothing is done there."""
    places, stopped = [], []
    monkeypatch.setattr(installing, "install", lambda place, tell: places.append(place))
    monkeypatch.setattr(installing, "uninstall", lambda place, tell: bool(places))
    monkeypatch.setattr(life, "stop", lambda data, tell: stopped.append(data))
    return places, stopped


def ran(*words):
    return CliRunner().invoke(app, words)


def test_what_is_typed_at_install_is_what_is_started_from_then_on(tmp_path, carried_out):
    typed = ("--listen", "wake", "--wake-word", "hey jarvis", "--wyoming-port", "10300")
    done = ran("install", "--data", str(tmp_path), *typed)
    assert done.exit_code == 0, done.output
    [place], [stopped] = carried_out
    assert isinstance(place, Place)
    assert place.arguments == typed
    assert str(place.data) == str(stopped) == str(tmp_path)


def test_a_mistake_in_the_settings_is_told_before_anything_is_done(tmp_path, carried_out):
    (tmp_path / "settings.toml").write_text("listen = 'sometimes'\n")
    done = ran("install", "--data", str(tmp_path))
    assert done.exit_code == 1
    assert carried_out == ([], [])


@pytest.mark.parametrize("command", ["install", "start"])
def test_a_wake_word_that_there_is_not_is_told_before_anything_is_done(tmp_path, carried_out, command):
    done = ran(command, "--data", str(tmp_path), "--listen", "wake", "--wake-word", "computer")
    assert done.exit_code == 1
    assert "okay nabu" in done.output
    assert carried_out == ([], [])


def test_uninstalling_what_is_not_installed_says_so(tmp_path, carried_out):
    done = ran("uninstall", "--data", str(tmp_path), "--json")
    assert json.loads(done.output) == {"uninstalled": False}
    assert carried_out[1] == []


def test_a_microphone_that_is_heard_may_be_used(tmp_path):
    wav = tmp_path / "voice.wav"
    write_wav(wav, np.full(8000, 0.1, np.float32), 16_000)
    done = ran("install", "--ask-microphone", "--mic", str(wav), "--data", str(tmp_path))
    assert done.exit_code == 0, done.output


def test_a_deaf_microphone_is_said_with_what_to_switch_on(tmp_path, monkeypatch):
    async def deaf(mic, tell):
        return False

    monkeypatch.setattr(microphone, "hears", deaf)
    done = ran("install", "--ask-microphone", "--data", str(tmp_path))
    assert done.exit_code == 1
    assert command.DEAF in done.output
