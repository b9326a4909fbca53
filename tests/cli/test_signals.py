"""However a command is ended, it ends in order: the sound file is whole, JSON is one document, nothing is left over."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile

from localvoice.cli.signals import PATIENCE_S, Wish

HANGS_S = 60.0
SPOKEN_BYTES = 6_000  # more than a tenth of a second
COMMAND = [sys.executable, "-m", "localvoice"]


@pytest.fixture(autouse=True)
def hang_ups_are_heard():
    """Also where nohup started the tests: children inherit what is ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def silence(tmp_path):
    soundfile.write(tmp_path / "in.wav", np.random.default_rng(0).normal(0, 1e-3, 16_000 * 60), 16_000)
    return tmp_path / "in.wav"


def begun(folder, sign, bytes_):
    """Is there a file like this that has so much in it?"""
    return any(file.stat().st_size >= bytes_ for file in folder.glob(sign))


def ended(command, folder, numbers, *signs):
    """The command, sent these signals as soon as all of these (see `begun`) are there."""
    child = subprocess.Popen(
        [*COMMAND, *map(str, command)],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "memory")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until_s = time.monotonic() + HANGS_S
        while not all(begun(folder, *sign) for sign in signs) and child.poll() is None and time.monotonic() < until_s:
            time.sleep(0.02)
        for number in numbers:
            child.send_signal(number)
            time.sleep(0.02)
        out, error = child.communicate(timeout=HANGS_S)
    finally:
        child.kill()
        child.communicate()
    return child.returncode, out, error


@pytest.mark.parametrize(
    "numbers",
    [[signal.SIGTERM], [signal.SIGHUP], [signal.SIGINT] * 5, [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]],
    ids=lambda numbers: "-".join(signal.Signals(number).name for number in numbers),
)
def test_a_conversation_ends_in_order(numbers, silence, tmp_path):
    command = ["talk", "--mic", silence, "--speaker", tmp_path / "out.wav", "--json", "--data", tmp_path / "data"]
    code, out, error = ended(command, tmp_path, numbers, ("data/trace/*", 0), (".out.wav.*", SPOKEN_BYTES))
    assert code == 0, error
    assert "turns" in json.loads(out)
    assert "Traceback" not in error
    pcm, rate_hz = soundfile.read(tmp_path / "out.wav")
    assert len(pcm) > 0.1 * rate_hz
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_what_is_no_conversation_leaves_nothing_behind(tmp_path):
    (tmp_path / "memory").mkdir()
    code, out, error = ended(["demo", "--json"], tmp_path, [signal.SIGTERM] * 3, ("memory/*/trace/*", 0))
    assert (code, out) == (130, ""), error
    assert "Traceback" not in error
    assert [file.name for file in tmp_path.rglob("*")] == ["memory"]


def test_many_signals_are_one_wish_and_a_late_one_is_another():
    now_s, cancelled = [10.0], []
    wish = Wish(lambda: now_s[0])
    wish.cancel = lambda: cancelled.append(1)
    for _ in range(5):
        wish(signal.SIGINT, None)
    assert cancelled == [1]
    now_s[0] += PATIENCE_S
    with pytest.raises(KeyboardInterrupt):
        wish(signal.SIGTERM, None)
    assert cancelled == [1]


def test_a_signal_where_nothing_can_be_cancelled_is_an_interrupt():
    with pytest.raises(KeyboardInterrupt):
        Wish()(signal.SIGHUP, None)


def test_nohup_stays_nohup(tmp_path):
    code = (
        "import signal, os; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from localvoice.cli import signals; signals.heed()\n"
        "os.kill(os.getpid(), signal.SIGHUP); print('lives')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "lives\n"
