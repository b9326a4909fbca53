"""What pip meets at an index: each a sentence of our own. The wheels are small, the index is on this machine."""

import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import alone, first
from test_faults import sentence

from localvoice.errors import StoreError
from localvoice.store import packages
from localvoice.store.packages import Packages
from localvoice.store.sources import Unreachable

NAME = "small_a-1.0-py3-none-any.whl"


def fetch(entry, folder):
    (name,) = Packages(entry).list("", "").files
    Packages(entry).fetch("", "", name, folder / "wheel.part", lambda size: None)
    return (folder / "wheel.part").read_bytes()


def unreachable(index, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")


def constrained(index, monkeypatch):
    file = Path(str(index.folder)) / "constraints.txt"
    file.write_text("small-a==3.0\n")
    monkeypatch.setenv("PIP_CONSTRAINT", str(file))


def only_source(index, monkeypatch):
    index.files = {"small_a-1.0.tar.gz": b"never built"}


def exchanged(index, monkeypatch):
    index.files[NAME] = first(stated="License: X\n")


def cut(index, monkeypatch):
    index.cut = True


FAULTS = {  # fault → (how the index and pip's settings are prepared, what the sentence must say)
    "wrong hash": (exchanged, "its hash is another"),
    "no such version": (lambda index, monkeypatch: None, r"no wheel py3-none-any of small-a 2\.0 \(it has 1\.0\)"),
    "no index": (unreachable, "cannot be reached .*check the connection"),
    "index down in the middle": (cut, "connection broke"),
    "a constraint in the way": (constrained, "constraint file of your pip does not permit small-a"),
    "only a source archive": (only_source, "only as a source archive"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_pip_meets_is_one_sentence(index, tmp_path, monkeypatch, fault):
    strike, said = FAULTS[fault]
    index.folder = tmp_path
    strike(index, monkeypatch)
    with pytest.raises(StoreError, match=said) as error:
        fetch(alone(version="2.0" if "version" in fault else "1.0"), tmp_path)
    sentence(error)
    assert isinstance(error.value, Unreachable) == ("cannot be reached" in said)
    assert not list(tmp_path.glob("wheel*"))


def test_a_withdrawn_version_is_taken_because_its_hash_is_pinned(index, tmp_path):
    index.links[NAME] = 'data-yanked="broken"'
    assert fetch(alone(), tmp_path) == first()


def test_an_index_that_is_a_folder_serves_a_wheel_of_another_platform_beside_a_constraint(index, tmp_path, monkeypatch):
    windows = "py3-none-win_amd64"
    (tmp_path / f"small_a-1.0-{windows}.whl").write_bytes(first())
    (tmp_path / "constraints.txt").write_text("torch<=2.14\n")
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": tmp_path, "CONSTRAINT": tmp_path / "constraints.txt"}.items():
        monkeypatch.setenv(f"PIP_{name}", str(value))
    entry = alone()
    assert fetch(replace(entry, packages=[replace(entry.packages[0], wheel=windows)]), tmp_path) == first()
    assert not index.asked


PROXY = "Could not fetch URL https://x/: proxy connection error: ('Unable to connect to proxy') - skipping"
SAID = {  # what pip 26 says, and in its log → what a person reads
    "wrong proxy": ("ERROR: No matching distribution found for x", PROXY, "cannot be reached .*check the proxy"),
    "index fails": (
        "ERROR: No matching distribution found for x",
        "Could not fetch URL http://x/: Max retries exceeded (Caused by ResponseError('too many 500')) - skipping",
        "cannot be reached",
    ),
    "no such package": (
        "ERROR: Could not find a version that satisfies the requirement x (from versions: none)\n"
        "ERROR: No matching distribution found for x",
        "Could not fetch URL http://x/: 404 Client Error: Not Found for url: http://x/ - skipping",
        "has no wheel py3-none-any of small-a 1.0: it was removed",
    ),
    "index without https": (
        "WARNING: The repository located at x is not a trusted or secure host and is being ignored.\n"
        "ERROR: No matching distribution found for x",
        "",
        "refuses its index",
    ),
    "no pip": ("python: No module named pip", "", "pip, which fetches packages, is missing"),
    "no constraint file": (
        "ERROR: Could not open constraint file: [Errno 2] No such file or directory: '/x'",
        "",
        "constraint file of your pip",
    ),
    "full disk": (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "",
        "full",
    ),
    "unknown": ("ERROR: something new", "", r"could not bring small-a 1\.0 \(something new\)"),
    "nothing": ("", "", "it said nothing"),
}


@pytest.mark.parametrize("fault", SAID)
def test_what_pip_said_becomes_one_sentence(tmp_path, fault):
    said, log, read = SAID[fault]
    (tmp_path / "log.txt").write_text(log)
    error = packages.refusal(alone().packages[0], said.splitlines(), tmp_path / "log.txt")
    assert re.search(read, str(error))
    assert "\n" not in str(error)


RUN = """
import sys; sys.path.insert(0, {here!r})
from pathlib import Path
from fake_index import alone
from localvoice.store import packages, pull, shelves
entry = alone()
pull.pull(shelves.Store(Path({folder!r})), "small", entry, packages.Packages(entry), id, free=lambda folder: 10**12)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_pull_that_is_ended_in_the_middle_leaves_nothing_that_counts(index, store, how):
    index.hangs = threading.Event()
    script = RUN.format(here=str(Path(__file__).parent), folder=str(store.folder))
    child = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        assert index.reached.wait(30)
        os.kill(child.pid, how) if how is signal.SIGKILL else os.killpg(child.pid, how)
        child.wait(30)
    finally:
        index.hangs.set()
    assert store.lock("small") is None
    with store.writing():
        assert not list(store.folder.glob("small/local-*"))
