"""Gigabytes that are hashed at start: not on the loop, not again, and Ctrl-C ends it at once."""

import json

import anyio
import pytest
from fake_hub import FIRST, model

from localvoice.app import profile
from localvoice.store import catalogue, contents
from localvoice.store.pull import pull


@pytest.fixture
def pulled(tmp_path, hub, monkeypatch):
    """A data folder with a model, whose files are to be checked again."""
    place = catalogue.store(tmp_path)
    pull(place, "small", model(), hub.source(), lambda step: None)
    (place.folder / "small" / "checked.json").unlink(missing_ok=True)
    return tmp_path


def test_checking_weights_lets_the_loop_go_on_and_ends_when_it_is_cancelled(pulled, monkeypatch):
    began, ended = [], []

    def slow(file, go_on):
        began.append(file)
        try:
            while True:
                go_on()
        finally:
            ended.append(file)

    async def main():
        with anyio.fail_after(20), anyio.CancelScope() as start:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(profile._checked, "small", model(), pulled)
                while not began:
                    await anyio.sleep(0.001)
                start.cancel()

    monkeypatch.setattr(contents, "sha256", slow)
    anyio.run(main)
    assert ended == began


def test_what_was_checked_is_not_read_again(pulled, monkeypatch):
    folder = profile.folder("small", model(), pulled)
    assert json.loads((pulled / "models" / "small" / "checked.json").read_text())
    monkeypatch.setattr(contents, "sha256", lambda file, go_on: pytest.fail("it was read again"))
    assert profile.folder("small", model(), pulled) == folder
    assert FIRST in str(folder)
