"""A sound card for machines without one: the simulated card beside this repository, for as long as a bench runs."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = Path(__file__).parents[2].parent / "shared" / "virtual-audio" / "virtual_audio.sh"
TOOLS = ("pulseaudio", "pactl", "paplay", "parecord", "gcc")


class NoCard(Exception):
    """It does not start on this machine; says why."""


def missing() -> str:
    """Why there can be no simulated card, or ""."""
    if not SCRIPT.exists():
        return "the simulated sound card is not beside this repository"
    tools = [tool for tool in TOOLS if not shutil.which(tool)]
    return f"the simulated sound card needs {', '.join(tools)}" if tools else ""


@contextmanager
def simulated_card(echo_db: float = -12, echo_s: float = 0.040) -> Iterator[dict[str, str]]:
    """Starts it (PulseAudio, an echo path); gives the environment for programs that are to use it."""
    folder = tempfile.mkdtemp(prefix="lv")  # short: socket paths are limited to 107 characters
    own = {**os.environ, "LV_AUDIO_DIR": folder, "LV_ECHO_DB": str(echo_db), "LV_ECHO_MS": str(round(1000 * echo_s))}

    def card(command: str) -> str:
        done = subprocess.run(["bash", str(SCRIPT), command], env=own, capture_output=True, text=True, timeout=30)
        if done.returncode:
            raise NoCard(f"the simulated sound card does not {command} here: {done.stderr.strip()}")
        return done.stdout

    try:
        card("start")
        set_by_card = dict(re.findall(r"export (\w+)='([^']*)'", card("env")))
        yield {**{name: value for name, value in os.environ.items() if name != "PULSE_LATENCY_MSEC"}, **set_by_card}
    finally:
        card("stop")
        shutil.rmtree(folder)
