"""The README's commands for ears and mouths, once through real PortAudio streams on the simulated sound card."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from test_readme import COMMANDS, is_live, spoken, words

pytestmark = pytest.mark.audio

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "scripts" / "benches"))
from _card import NoCard, missing, simulated_card  # noqa: E402

HANGS_S = 120.0
LIVE = [one for one in COMMANDS if is_live(one) and "--profile" not in one and "--push-to-talk" not in one]


@pytest.fixture(scope="module")
def virtual_card():
    """Starts the simulated card; gives the environment for programs that are to use it."""
    if why := missing():
        pytest.skip(why)
    try:
        with simulated_card() as environment:
            yield environment
    except NoCard as error:
        pytest.skip(str(error))


@pytest.fixture
def loudspeaker(virtual_card, tmp_path):
    """Gives what the loudspeaker has played so far."""
    file = tmp_path / "heard.wav"
    recorder = subprocess.Popen(
        ["parecord", "--device=lv_speaker.monitor", "--file-format=wav", "--channels=1", str(file)], env=virtual_card
    )

    def heard():
        recorder.send_signal(signal.SIGINT)
        recorder.wait(timeout=HANGS_S)
        return soundfile.read(file, dtype="float32")[0]

    yield heard
    recorder.kill()
    recorder.wait()


def conversation(child, person, card):
    """All lines that it tells: a person speaks after the greeting, and ends it after the answer."""
    lines, asked = [], None
    for line in child.stdout:
        lines.append(line)
        if asked is None and line.startswith("localvoice"):
            asked = subprocess.Popen(["bash", "-c", f"sleep 4; exec paplay --device=lv_room '{person}'"], env=card)
        answered = any(one.strip().startswith("you") for one in lines) and line.startswith("localvoice")
        if answered:
            child.send_signal(signal.SIGINT)
    if asked:
        asked.wait(timeout=HANGS_S)
    return "".join(lines)


@pytest.mark.parametrize("command", [*LIVE, 'say "hello"', 'ask "what time is it" --aloud'])
def test_a_command_runs_through_real_streams(command, virtual_card, loudspeaker, tmp_path):
    spoken(tmp_path / "person.wav", "a large latte please" if "cafe" in command else "what time is it")
    child = subprocess.Popen(
        [sys.executable, "-m", "localvoice", *words(command)],
        cwd=tmp_path,
        env={**virtual_card, "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join([str(ROOT)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    late = threading.Timer(HANGS_S, child.kill)
    late.start()
    try:
        told = conversation(child, tmp_path / "person.wav", virtual_card)
        assert child.wait(timeout=HANGS_S) == 0, told
    finally:
        late.cancel()
        late.join()
        child.kill()
        child.wait()
        child.stdout.close()
    assert "Traceback" not in told
    if command != "devices":
        assert np.abs(loudspeaker()).max() > 0.02, told
