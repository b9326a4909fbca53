"""A command in a process of its own: its notes as they come, its answer, its error; ended with who waits for it."""

import anyio
import pytest

from localvoice.app import apart
from localvoice.errors import BadInput, LocalvoiceError


def ran(data, *words):
    notes = []

    async def note(text):
        notes.append(text)

    return anyio.run(apart.command, list(words), data, note), notes


def test_it_gives_what_the_command_prints(tmp_path):
    found, notes = ran(tmp_path, "voices", "--profile", "starter")
    assert "heart" in found["voices"]
    assert notes == []


def test_its_error_is_of_the_kind_that_it_tells(tmp_path):
    with pytest.raises(BadInput, match="nothing"):
        ran(tmp_path, "voices", "--profile=nothing")


@pytest.mark.parametrize("printed", [b"", b"{", b"3", b"[]", b"\xff"])
def test_what_is_no_answer_is_told_in_a_sentence(printed):
    with pytest.raises(LocalvoiceError, match="localvoice doctor ended without an answer"):
        apart._read(printed, "doctor")


def test_it_ends_with_who_waits_for_it(tmp_path, monkeypatch):
    begun = []

    async def main():
        opened = anyio.open_process

        async def watched(line, **how):
            process = await opened(["sleep", "1000"], **how)
            begun.append(process)
            return process

        monkeypatch.setattr(anyio, "open_process", watched)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(apart.command, ["doctor"], tmp_path, None)
            while not begun:
                await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
        assert begun[0].returncode is not None

    anyio.run(main)
