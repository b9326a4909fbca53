"""A person's folder beside a conversation: read while nobody talks, and found by words and by meaning.

The model of meanings is a table of two topics; the files are real ones, and so is the process that reads them.
"""

import json
from contextlib import asynccontextmanager
from functools import partial

import anyio
import anyio.to_thread
import numpy as np
import pytest
from hand_clock import HandClock
from typer.testing import CliRunner

from localvoice.app import documents
from localvoice.app.engine import Engine
from localvoice.app.resident import House
from localvoice.cli import app
from localvoice.errors import BadInput
from localvoice.memory.documents.index import DOCUMENTS
from localvoice.memory.documents.renewing import Step
from localvoice.settings import Settings


class Topics:
    """Whatever speaks of animals points east, all else north."""

    dimensions = 8

    def __init__(self):
        self.seen = []

    def embed(self, texts):
        for text in texts:
            self.seen.append(text)
            yield None
            yield np.eye(2, 8, dtype=np.float32)[int("cat" not in text and "pet" not in text)]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "cat.txt").write_text("The cat eats duck and rice.")
    for number in range(6):
        (folder / f"bill-{number}.md").write_text(f"# Bill {number}\n\nTo be paid within {number + 20} days.")
    return folder


@asynccontextmanager
async def engine(settings, data, model=None, clock=None):
    async with Engine(settings, data, clock, given={"embedder": model}) as made:
        yield made


def test_a_folder_is_read_then_understood_and_only_a_changed_file_again(tmp_path, folder):
    settings, data, model = Settings(documents=str(folder)), tmp_path / "data", Topics()

    async def main():
        async with engine(settings, data, model) as made:
            told = []
            first = await documents.renewed(made, settings, data, told.append)
            assert (first["read"], first["same"], first["passages"], first["meanings"]) == (7, 0, 7, 7)
            assert [step.done for step in told if isinstance(step, Step)] == [1, 2, 3, 4, 5, 6, 7]
            assert told[-1] == documents.Meant(7, 7)
            (folder / "cat.txt").write_text("The cat eats nothing but tuna.")
            model.seen.clear()
            again = await documents.renewed(made, settings, data, told.append)
            assert (again["read"], again["same"], again["meanings"]) == (1, 6, 7)
            assert model.seen == ["cat. The cat eats nothing but tuna."]
            with documents.sources(settings, data, documents.meaning(made)) as (source,):
                search = partial(source.search, "what does my pet like", 3)
                (found, *_) = await anyio.to_thread.run_sync(search)
                assert (found.where, found.text) == ("cat.txt", "The cat eats nothing but tuna.")
                assert search() == []  # not in a thread of the loop's: by words alone

    anyio.run(main)


def test_without_a_model_of_meanings_it_is_found_by_its_words(tmp_path, folder):
    settings, data = Settings(documents=str(folder)), tmp_path / "data"

    async def main():
        async with engine(settings, data) as made:
            done = await documents.renewed(made, settings, data, lambda step: None)
            assert done["meanings"] == 0
            assert "localvoice pull minilm" in documents.renewed_text(done)
            with documents.sources(settings, data, documents.meaning(made)) as (source,):
                found = await anyio.to_thread.run_sync(source.search, "duck and rice", 3)
                assert [each.where for each in found] == ["cat.txt"]

    anyio.run(main)


def test_nothing_is_read_while_a_turn_is_live(tmp_path, folder):
    settings, data, clock, told = Settings(documents=str(folder)), tmp_path / "data", HandClock(), []

    async def main():
        async with engine(settings, data, Topics(), clock) as made, anyio.create_task_group() as tasks:
            made.live(made, True)
            tasks.start_soon(documents.renewed, made, settings, data, told.append)
            for _ in range(5):
                await anyio.to_thread.run_sync(lambda: None)
                clock.go_on(1)
            assert told == []
            made.live(made, False)
            with anyio.fail_after(10):
                while documents.Meant(7, 7) not in told:
                    clock.go_on(1)
                    await anyio.lowlevel.checkpoint()

    anyio.run(main)


def test_a_house_keeps_its_documents_and_tells_once_what_it_cannot_read(tmp_path, folder):
    data, clock, log = tmp_path / "data", HandClock(), []
    (folder / "binary.txt").write_bytes(bytes(300))
    settings = Settings(documents=str(folder), idle_free_min=30)

    async def known(house, count):
        with anyio.fail_after(10):
            while len(documents.listed(settings, data)["documents"]) != count:
                clock.go_on(documents.EVERY_S / 100)
                await anyio.to_thread.run_sync(lambda: None)

    async def main():
        async with House(settings, data, log.append, clock=clock, given={"embedder": None}) as house:
            await known(house, 8)
            (folder / "new.txt").write_text("A new one.")
            await known(house, 9)
            assert not house.engine.loaded
        assert log == ["binary.txt is no text, whatever its name says; it is left out."]

    anyio.run(main)


def test_when_the_folder_is_named_no_more_its_words_are_gone_from_the_disk(tmp_path, folder):
    data, settings = tmp_path / "data", Settings(documents=str(folder))

    async def main():
        async with engine(settings, data) as made:
            await documents.renewed(made, settings, data, lambda step: None)
        async with House(Settings(), data):
            with anyio.fail_after(10):
                while (data / DOCUMENTS).exists():
                    await anyio.to_thread.run_sync(lambda: None)

    anyio.run(main)
    assert not [*data.glob("documents*")]


def test_a_folder_that_is_not_there_or_not_named_is_one_sentence(tmp_path):
    data, log = tmp_path / "data", []

    async def main():
        async with engine(Settings(), data) as made:
            with pytest.raises(BadInput, match="name no folder"):
                await documents.renewed(made, Settings(), data, log.append)
            settings = Settings(documents="nowhere")
            with pytest.raises(BadInput, match=f"{data / 'nowhere'}, is none: correct"):
                await documents.renewed(made, settings, data, log.append)

    anyio.run(main)
    assert "name no folder" in documents.listed_text(documents.listed(Settings(), data))


def test_a_bar_grows_and_what_is_known_is_listed(tmp_path, folder):
    written, now_s = [], iter(range(100))
    progress = documents.Progress(written.append, lambda: float(next(now_s)))
    for done in (1, 2, 3):
        progress.tell(Step("x.txt", "read", "", done, 3))
    progress.tell(documents.Meant(8, 8))
    assert written[0] == "\r██████████░░░░░░░░░░░░░░░░░░░░  1 of 3 documents read\033[K"
    assert written[2].endswith("3 of 3 documents read\033[K\n")
    assert written[3] == f"\r{'█' * 30}  8 of 8 passages understood\033[K\n"
    settings, data = Settings(documents=str(folder)), tmp_path / "data"
    (folder / "empty.txt").write_text("")

    async def main():
        async with engine(settings, data, Topics()) as made:
            return await documents.renewed(made, settings, data, lambda step: None)

    done = anyio.run(main)
    assert documents.renewed_text(done).splitlines() == [
        "empty.txt holds no words; it is left out.",
        f"7 documents of {folder}, 7 of them read now; 7 of 7 passages can be found by what they mean.",
    ]
    listed = documents.listed_text(documents.listed(settings, data)).splitlines()
    assert listed[0] == "bill-0.md: 1 passage"
    assert listed[7] == "empty.txt: empty.txt holds no words; it is left out."
    assert listed[8].startswith(f"7 documents of {folder}; ")


def test_as_commands_it_is_read_listed_and_searched(tmp_path, folder):
    data = tmp_path / "data"
    data.mkdir()

    def typed(*words):
        done = CliRunner().invoke(app, ["memory", *words, "--data", str(data)])
        assert done.exit_code == 0, done.output
        return done.stdout, done.stderr

    assert "name no folder" in typed("documents")[0]
    (data / "settings.toml").write_text(f"documents = '{folder}'\n")
    told, bar = typed("index", "--json")
    assert json.loads(told)["read"] == 7
    assert "7 of 7 documents read" in bar
    assert "cat.txt: 1 passage" in typed("documents")[0]
    assert "cat.txt: The cat eats duck and rice." in typed("search", "duck", "rice")[0]
    (data / "settings.toml").write_text("")
    assert "cat.txt" not in typed("search", "duck", "rice")[0]
