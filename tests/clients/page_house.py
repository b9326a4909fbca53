"""A localvoice that runs as people start it, and a browser that talks with its page, for the tests of the page."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import wave
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from web_world import SILENCE, person

from localvoice.daemon.web.token import OWN

FOLDER = Path.home() / ".cache" / "localvoice" / "clients" / "page"  # as in scripts/clients
TALKS = Path(__file__).parent / "talks"
BEGINS_S = 60
FLAGS = ["--foreground", "--profile", "starter", "--mic", "none", "--speaker", "none", "--no-zeroconf"]


def browser():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def skip_without_a_browser():
    if not browser():
        pytest.skip("no Chromium here: apt install chromium")
    if not FOLDER.is_dir():
        pytest.skip(f"no Playwright and no axe in {FOLDER}; scripts/clients fetches them")


@contextmanager
def running(data):
    """The address of its page, with the key."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "localvoice", "start", *FLAGS, "--port", str(port), "--data", str(data)]
    url = f"http://127.0.0.1:{port}/"
    with open(data / "told", "wb") as told, subprocess.Popen(command, stdout=told, stderr=told) as started:
        try:
            until = time.monotonic() + BEGINS_S
            while not _there(url):
                assert started.poll() is None, (data / "told").read_text()
                assert time.monotonic() < until, (data / "told").read_text()
            yield f"{url}#token={(data / OWN).read_text().strip()}"
        finally:
            started.terminate()
            started.wait(20)


def _there(url):
    try:
        return httpx.get(f"{url}healthz", timeout=2).status_code == 200
    except httpx.HTTPError:
        os.sched_yield()
        return False


def recorded(file, *said):
    """Sentences, and seconds of silence, as a microphone's recording."""
    with wave.open(str(file), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(24_000)
        for part in said:
            made.writeframes(person(part) if isinstance(part, str) else SILENCE[:2] * round(24_000 * part))
    return file


def told_by(script, *given, limit_s):
    """What a script of the browser's tells at its end: one line of JSON."""
    for file in TALKS.glob("page_*.mjs"):
        shutil.copy(file, FOLDER / file.name)  # Node looks for packages beside the file
    command = ["node", str(FOLDER / script), browser(), *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False)
    assert done.returncode == 0, done.stderr[-4000:] + done.stdout[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
