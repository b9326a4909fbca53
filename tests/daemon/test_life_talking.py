"""The process that stays, while somebody talks with it: as real processes, with files and silence in place of sound."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import numpy as np
import soundfile

from localvoice.app.folder import in_use
from localvoice.daemon import life
from localvoice.daemon.client import connected
from localvoice.memory.conversations import CONVERSATIONS, Conversations

HANGS_S = 60.0
QUIET_S = 3  # before a person speaks, who is not to be missed by who watches
FLAGS = ["--profile", "starter", "--port", "0", "--speaker", "none"]


def command(*words, data):
    return [sys.executable, "-m", "localvoice", *words, "--data", str(data)]


def typed(*words, data):
    return subprocess.run(command(*words, data=data), capture_output=True, text=True, timeout=60, check=True).stdout


@contextmanager
def started(*flags, data):
    """Its number; who does not come to an end is ended."""
    process = json.loads(typed("start", *flags, "--json", data=data))["process"]
    late = threading.Timer(HANGS_S, os.kill, (process, signal.SIGKILL))
    late.start()
    try:
        yield process
    finally:
        late.cancel()
        late.join()


def seen(data, wanted):
    """The first event of this kind; watching begins at once, and the person a while after it."""
    found = connected(data)
    assert found
    with found:
        found.send("watch")
        return next(told for told in found.lines() if told.get("kind") == wanted)


def past(data):
    with Conversations(data / CONVERSATIONS) as kept:
        return kept.turns()


def test_killed_in_the_middle_of_a_turn_it_still_knows_what_was_said(tmp_path):
    typed("say", "what time is it", "-o", str(tmp_path / "question.wav"), data=tmp_path)
    said, rate_hz = soundfile.read(tmp_path / "question.wav")
    soundfile.write(tmp_path / "question.wav", np.concatenate([np.zeros(QUIET_S * rate_hz), said]), rate_hz)
    flags = [*FLAGS, "--listen", "always", "--mic", str(tmp_path / "question.wav")]
    with started(*flags, data=tmp_path) as process:
        try:
            understood = seen(tmp_path, "understood")
        finally:
            os.kill(process, signal.SIGKILL)
    while in_use(tmp_path):
        pass
    assert past(tmp_path) == [(understood["text"], "")]
    with started(*flags, data=tmp_path):
        try:
            assert seen(tmp_path, "turn")["heard"] == understood["text"]
        finally:
            life.stop(tmp_path, print)
    (first, _), (second, said) = past(tmp_path)
    assert first == second == understood["text"]
    assert said


def test_a_talk_shows_what_happens_there_until_ctrl_c_and_then_it_listens_as_before(tmp_path):
    typed("start", *FLAGS, "--mic", "none", data=tmp_path)
    try:
        words = command("talk", "--json", data=tmp_path)
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as talk:
            assert talk.stderr
            assert "With the localvoice that runs" in talk.stderr.readline()
            while "What can I do for you?" not in talk.stderr.readline():
                assert talk.poll() is None
            assert life.status(tmp_path)["talks_attached"] == 1
            talk.send_signal(signal.SIGINT)
            out, rest = talk.communicate(timeout=30)
        assert talk.returncode == 0
        assert rest.endswith("Goodbye.\n")
        assert json.loads(out)["turns"] == []
        while life.status(tmp_path)["talks_attached"]:
            pass
        assert life.status(tmp_path)["listen"] == "press"
    finally:
        life.stop(tmp_path, print)
