"""Every command of the README runs: those for ears and mouths on a sound card that is a fake below PortAudio."""

import os
import pty
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tiny_hub import TinyHub
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.store import hub
from localvoice.trace import Turn
from localvoice.traces.journal import Journal

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
HANGS_S = 90.0
CODES = {"doctor": (0, 1)}  # a machine without sound is not ready
ELSEWHERE = {  # takes long enough to be run once, or changes the machine
    "demo": "test_demo.py",
    "compare": "test_compare.py",
    **dict.fromkeys(("start", "status", "logs", "stop", "restart"), "test_life.py"),
    "install": "test_install_command.py",
    "page": "test_page_opened.py",
}
LIVE = ("talk", "say", "ask", "devices")  # where no file stands in for the sound card


def commands():
    """All that the README tells a person to type after scripts/localvoice, in its blocks and in its sentences."""
    for line in re.findall(r"^    scripts/localvoice +(.+?)(?: {2,}#.*)?$", TEXT, re.M):
        yield from ([line] if " | " not in line else line.split(" | "))
    for quoted in re.findall(r"`([^`]+)`", TEXT):
        name, _, rest = quoted.partition(" ")
        if name in NAMES and rest.startswith("--") and "…" not in quoted:
            yield quoted


NAMES = {command.callback.__name__ if command.name is None else command.name for command in app.registered_commands}
COMMANDS = list(dict.fromkeys(commands()))


def words(command):
    return [word if word != "FOLDER" else "folder" for word in shlex.split(command)]


def is_live(command):
    name, *rest = words(command)
    return name in LIVE and not {"-o", "--fast", "--room"} & set(rest) and (name != "ask" or "--aloud" in rest)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A folder with the files that the README speaks of."""
    folder = tmp_path_factory.mktemp("readme")
    for name, text in {"order": "a large latte please", "question": "what time is it"}.items():
        spoken(folder / f"{name}.wav", text)
    (folder / "scene.toml").write_text('[[line]]\nsay = "what time is it"\n')
    return folder


def spoken(file, text):
    done = CliRunner().invoke(app, ["say", text, "--voice", "en-us", "-o", str(file)])
    assert done.exit_code == 0, done.output


@pytest.fixture
def home(world, tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *name, **how: str(tmp_path / "data"))
    monkeypatch.setattr(hub, "Hub", TinyHub)
    monkeypatch.chdir(world)
    return tmp_path / "data"


def ran(command):
    done = CliRunner().invoke(app, words(command))
    assert done.exit_code in CODES.get(command, (0,)), done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", [one for one in COMMANDS if not is_live(one) and one not in ELSEWHERE])
def test_a_command_of_the_readme_runs(command, home):
    if command.startswith("trace"):
        with Journal(home / "trace", pytest.fail) as journal:
            journal.turn(Turn(1, "what time is it", "It's noon.", "time", 0.5, 1.0, 1.3))
    ran(command)


@pytest.fixture
def card(world, tmp_path):
    """Runs a command in a process of its own on the fake card; its output, and what the loudspeaker played."""

    def on_card(command, person="", presses=()):
        if person:
            spoken(tmp_path / "person.wav", person)
        inside, outside = pty.openpty()
        here = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
        child = subprocess.Popen(
            [sys.executable, "-m", "localvoice", *words(command)],
            env={**here, "PYTHONPATH": f"{ROOT / 'tests' / 'fake_portaudio'}{os.pathsep}{ROOT}"},
            cwd=tmp_path,
            stdin=outside,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            for sign in presses:
                waited_for(tmp_path / sign)
                os.write(inside, b" ")
            told, _ = child.communicate(timeout=HANGS_S)
        finally:
            child.kill()
            child.communicate()
            os.close(inside)
            os.close(outside)
        heard = tmp_path / "heard.f32"
        return child.returncode, told, np.fromfile(heard, np.float32) if heard.exists() else np.zeros(1, np.float32)

    return on_card


def waited_for(file):
    """Until the fake card has come so far."""
    until_s = time.monotonic() + HANGS_S
    while not file.exists() and time.monotonic() < until_s:
        time.sleep(0.02)


PERSON = {"talk": "what time is it", "talk --persona cafe": "a large latte please"}


@pytest.mark.parametrize("command", [command for command in COMMANDS if is_live(command)])
def test_a_command_of_the_readme_runs_on_a_sound_card(command, card):
    if "--profile" in command:
        code, told, _ = card(command)
        assert code == 1
        assert "localvoice pull" in told
        return
    person = PERSON.get(command, "what time is it") if command.startswith("talk") else ""
    code, told, heard = card(command, person, ("quiet", "spoken") if "--push-to-talk" in command else ())
    assert code == 0, told
    assert "Traceback" not in told
    if command.startswith("talk"):
        assert "localvoice  " in told
        assert "Goodbye" in told
    if command != "devices":
        assert np.abs(heard).max() > 0.05, told


@pytest.mark.parametrize("command", ['say "hello"', 'ask "what time is it" --aloud', f'say "{"one two three. " * 12}"'])
def test_what_is_said_aloud_is_played_to_its_end_without_a_microphone(command, card):
    code, told, heard = card(command)
    assert code == 0, told
    audible = np.flatnonzero(np.abs(heard) > 0.02)
    assert len(audible), told
    seconds = (audible[-1] - audible[0]) / 48_000
    assert seconds > (8.0 if "three" in command else 0.2)


def test_the_readme_has_the_commands_that_this_file_thinks_of():
    assert {"demo", "talk", "hear", "ask", "say", "trace", "skills", "devices", "doctor", "pull"} <= {
        words(command)[0] for command in COMMANDS
    }
    assert len(COMMANDS) >= 12


@pytest.mark.parametrize(("command", "file"), ELSEWHERE.items())
def test_what_is_run_elsewhere_is_run_there(command, file):
    assert command in COMMANDS
    assert f'"{command}"' in next(ROOT.glob(f"tests/*/{file}")).read_text("utf-8")


@pytest.mark.parametrize("script", re.findall(r"^    (scripts/(?!localvoice)\w+)", TEXT, re.M))
def test_a_script_of_the_readme_is_there(script):
    assert os.access(ROOT / script, os.X_OK)
