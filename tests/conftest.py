"""What every test gets: nothing of this machine's ways to the network, and a failure when it leaves a thread behind."""

import os
import signal
import threading

import pytest

for name in [name for name in os.environ if name.startswith("HF_") or name.lower().endswith("_proxy")]:
    del os.environ[name]

# A shell ignores Ctrl-C in what it starts in the background, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# They wait for real time, so that one of them as the last would let the other process of scripts/test wait too.
FIRST = ["test_readme_on_card.py", "test_readme.py", "test_ear_streams.py", "test_signals.py", "test_life.py"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))


@pytest.fixture(autouse=True)
def nobody_s_own_data(monkeypatch, tmp_path_factory):
    """Where nobody names a folder, the one of whoever runs the tests is left alone: it may hold models and settings."""
    own = str(tmp_path_factory.getbasetemp() / "nobody")
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *given, **named: own)


@pytest.fixture(autouse=True)
def no_thread_is_left_behind():
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith("asyncio-waitpid"):  # it waits for a process, and ends with it
            thread.join(5)
    left = [thread.name for thread in set(threading.enumerate()) - before if "AnyIO" not in thread.name]
    assert not left, f"threads still run: {left}"
