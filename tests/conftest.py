"""What every test gets: a failure when it leaves a thread behind."""

import threading

import pytest


@pytest.fixture(autouse=True)
def no_thread_is_left_behind():
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if "AnyIO" not in thread.name]
    assert not left, f"threads still run: {left}"
