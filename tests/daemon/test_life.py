"""The process that stays, as a real process: begun, used by commands, ended, killed. Without any sound card."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime

import pytest

from localvoice.app.folder import in_use
from localvoice.audio.wav import read_wav
from localvoice.daemon import life
from localvoice.daemon.client import address, connected
from localvoice.daemon.log import log_file
from localvoice.errors import BadInput, LocalvoiceError, StoreError

FLAGS = ["--profile", "starter", "--port", "0", "--mic", "none", "--speaker", "none"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    started = typed("start", *FLAGS, data=folder)
    assert "is running" in started.stdout
    yield folder
    life.stop(folder, print)
    assert not in_use(folder)


def typed(*words, data, **how):
    command = [sys.executable, "-m", "localvoice", *words, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **how)


def both(words, data, tmp_path):
    """What a command gives through the process that stays, and without it."""
    return typed(*words, data=data), typed(*words, data=tmp_path)


def test_a_second_one_is_refused_in_one_sentence_and_the_first_lives_on(data):
    with pytest.raises(StoreError, match="running already"):
        life.start(data, FLAGS)
    status = life.status(data)
    assert status["running"]
    assert status["process"] != os.getpid()
    assert f"process {status['process']}" in life.status_text(status)
    assert "listening after `localvoice press`, microphone closed;" in life.status_text(status)


STATUS = {
    "running": True,
    "process": 7,
    "version": "1",
    "since": "2026-03-04T10:00:05+00:00",
    "profile": "starter",
    "models_loaded": True,
    "state": "waiting",
    "listen": "wake",
    "wake_word": "okay nabu",
    "muted": False,
    "microphone_open": True,
    "services": {},
    "trouble": "",
}


def test_the_status_is_told_in_a_person_s_words():
    told = life.status_text(STATUS)
    since = datetime.fromisoformat(STATUS["since"]).astimezone()
    assert f"since {since:%Y-%m-%d %H:%M}." in told
    assert "listening after “okay nabu”, microphone open; waiting" in told
    assert "listening always," in life.status_text(STATUS | {"listen": "always"})
    assert "listening muted;" in life.status_text(STATUS | {"muted": True})


def test_it_is_apart_from_the_terminal_and_its_log_is_for_one_user(data):
    process = life.status(data)["process"]
    assert os.getsid(process) == process
    assert log_file(data).stat().st_mode & 0o777 == 0o600
    assert "Commands come through" in typed("logs", data=data).stdout


def test_a_question_is_answered_the_same_with_and_without_it(data, tmp_path):
    through, alone = both(["ask", "what is two plus two", "--json"], data, tmp_path)
    assert json.loads(through.stdout) == json.loads(alone.stdout)
    assert through.returncode == alone.returncode == 0
    assert not through.stderr


def test_a_text_becomes_the_same_file_with_and_without_it(data, tmp_path):
    through, alone = both(["say", "Dinner is ready.", "-o", str(tmp_path / "a.wav"), "--json"], data, tmp_path)
    pcm, rate_hz = read_wav(tmp_path / "a.wav")
    assert json.loads(through.stdout) == json.loads(alone.stdout)
    assert json.loads(through.stdout)["seconds"] == pytest.approx(len(pcm) / rate_hz, abs=0.001)


def test_a_text_is_said_aloud_where_there_is_no_sound_at_all(data):
    told = json.loads(typed("say", "Dinner is ready.", "--json", data=data).stdout)
    assert told == {"text": "Dinner is ready.", "seconds": pytest.approx(1.0, abs=0.5), "file": None}


def test_a_recording_is_heard_the_same_with_and_without_it_and_so_is_one_that_is_missing(data, tmp_path):
    typed("say", "what time is it", "-o", str(tmp_path / "q.wav"), data=data)
    told = []
    for folder in (data, tmp_path / "other"):
        one = typed("hear", "q.wav", "--json", data=folder, cwd=tmp_path)
        (heard,) = json.loads(one.stdout)
        told.append(heard | {"decode_s": 0})
    assert told[0] == told[1]
    assert told[0]["intent"] == "time"
    missing = both(["hear", "nowhere.wav"], data, tmp_path)
    assert missing[0].stderr == missing[1].stderr
    assert missing[0].returncode == missing[1].returncode == 1


def test_a_command_that_wants_another_voice_does_its_work_itself_and_says_so(data, tmp_path):
    told = typed("say", "Hello.", "--voice", "af_heart", "-o", str(tmp_path / "a.wav"), data=data)
    assert "The localvoice that runs uses another voice, so" in told.stderr
    same = typed("say", "Hello.", "--profile", "starter", "-o", str(tmp_path / "b.wav"), data=data)
    assert not same.stderr
    talk = typed("talk", "--voice", "af_heart", data=data)
    assert "uses another voice: let it use yours by `localvoice restart --voice af_heart`" in talk.stderr
    assert talk.returncode == 1


def test_flags_of_the_first_start_are_kept_by_a_new_one(data):
    before = life.status(data)["process"]
    told = typed("restart", "--follow-up-s", "3", "--json", data=data)
    assert json.loads(told.stdout)["process"] != before
    found = connected(data)
    assert found
    with found:
        settings = found.ask("settings")["settings"]
    assert (settings["speaker"], settings["port"], settings["follow_up_s"]) == ("none", 0, 3.0)


def test_a_mistake_in_the_settings_is_told_before_the_one_that_runs_is_ended(data):
    (data / "settings.toml").write_text("patience = 1e9\n")
    try:
        told = typed("restart", data=data)
        assert told.returncode == 1
        assert "patience" in told.stderr
        assert life.status(data)["running"]
    finally:
        (data / "settings.toml").unlink()


def test_killed_and_started_again_it_takes_the_place_of_what_was_left(data):
    process = life.status(data)["process"]
    os.kill(process, signal.SIGKILL)
    while in_use(data):
        pass
    assert address(data).exists()
    assert life.status(data) == {"running": False}
    assert typed("status", "--json", data=data).returncode == 1
    typed("start", *FLAGS, data=data)
    assert life.status(data)["process"] != process


def test_where_none_runs_each_command_says_so_in_one_sentence(tmp_path):
    assert life.stop(tmp_path, print) is False
    told = typed("status", data=tmp_path)
    assert told.stdout == "localvoice is not running: start it with localvoice start.\n"
    assert told.returncode == 1
    assert typed("stop", data=tmp_path).returncode == 0
    with pytest.raises(BadInput, match="no log"):
        life.logs(tmp_path, 10)


def test_what_it_ended_with_at_once_is_what_start_says(tmp_path):
    (tmp_path / "settings.toml").write_text("mik = 3\n")
    with pytest.raises(LocalvoiceError, match="unknown mik"):
        life.start(tmp_path, FLAGS)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        life.start(tmp_path / "file" / "data", FLAGS)


def test_a_key_of_the_keyboard_can_run_a_command(data, tmp_path):
    assert typed("mute", data=data).stdout == "muted\n"
    assert "is muted" in typed("press", data=data).stderr
    assert json.loads(typed("unmute", "--json", data=data).stdout)["muted"] is False
    assert (
        typed("hush", data=tmp_path).stderr
        == "localvoice: localvoice is not running: start it with localvoice start.\n"
    )


def test_restart_begins_it_again_as_the_same_process_with_the_settings_as_they_are_now(tmp_path):
    typed("start", *FLAGS, data=tmp_path)
    before = life.status(tmp_path)
    try:
        with connected(tmp_path) as found:
            found.ask("settings set", values={"follow_up_s": 9})
            found.ask("restart")
        until_s = time.monotonic() + 30
        after = before
        while after["since"] == before["since"]:
            assert time.monotonic() < until_s
            with suppress(LocalvoiceError):  # it ends just now, or has not begun
                after = {"since": before["since"], **life.status(tmp_path)}
        assert after["process"] == before["process"]
        with connected(tmp_path) as found:
            told = found.ask("settings")
        assert told["settings"]["follow_up_s"] == 9
        assert told["typed"] == {"profile": "starter", "port": 0, "mic": "none", "speaker": "none"}
    finally:
        life.stop(tmp_path, print)
