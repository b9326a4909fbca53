"""Models for the page: what there is, fetched with their progress as lines, ended when the page leaves."""

import threading

import anyio
import pytest
from daemon_household import with_caller
from tiny_hub import TinyHub

from localvoice.app.choices import TOLD_S, Told
from localvoice.app.pull import Note
from localvoice.daemon.control import verbs
from localvoice.store import hub
from localvoice.store.pull import Step

NAME = "smart-turn-v3"


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(hub, "Hub", TinyHub)


async def told(caller, line):
    """Progress lines, and the answer."""
    await caller.send(line)
    lines = [await caller.told()]
    while "ok" not in lines[-1]:
        lines.append(await caller.told())
    return [each["progress"] for each in lines[:-1]], lines[-1]


def test_a_pull_tells_how_far_it_is_and_then_what_is_there(tmp_path, tiny):
    async def test(house, caller):
        before = await caller.ask(b"models\n")
        assert {one["name"]: one for one in before["models"]}[NAME]["state"] == "not pulled"
        progress, done = await told(caller, {"verb": "pull", "name": NAME, "id": "bar"})
        assert done["ok"], done
        assert (done["id"], done["wanted"]) == ("bar", NAME)
        steps = [each for each in progress if "done_bytes" in each]
        assert {each["model"] for each in steps} == {NAME}
        assert [each["done_bytes"] for each in steps] == sorted(each["done_bytes"] for each in steps)
        assert steps[0]["done_bytes"] == 0
        assert steps[-1]["done_bytes"] == steps[-1]["all_bytes"] > 0
        assert steps[-1]["left_s"] == 0
        after = await caller.ask(b"models\n")
        assert {one["name"]: one for one in after["models"]}[NAME]["state"] == "there"
        assert after["free_bytes"] > 0
        assert {"starter", "light"} <= {one["name"] for one in after["profiles"]}

    with_caller(test, tmp_path)


def test_what_is_there_is_not_fetched_again_and_can_be_removed(tmp_path, tiny):
    async def test(house, caller):
        await told(caller, {"verb": "pull", "name": NAME})
        progress, done = await told(caller, {"verb": "pull", "name": NAME})
        assert done["models"][0]["already_there"]
        assert progress[0]["done_bytes"] == progress[0]["all_bytes"]
        assert (await caller.ask({"verb": "remove", "name": NAME}))["ok"]
        assert not (await caller.ask({"verb": "remove", "name": NAME}))["ok"]

    with_caller(test, tmp_path)


class Stuck(TinyHub):
    """Fetches for ever, byte for byte."""

    fetching = threading.Event()

    def fetch(self, repo, commit, name, into, grown):
        self.fetching.set()
        while True:
            grown(0)


@pytest.mark.parametrize("leaves", [True, False])
def test_a_pull_ends_when_it_is_cancelled_or_its_page_leaves(tmp_path, monkeypatch, leaves):
    monkeypatch.setattr(hub, "Hub", Stuck)
    Stuck.fetching.clear()

    async def test(house, caller):
        await caller.send({"verb": "pull", "name": NAME, "id": 1})
        await caller.told()
        await anyio.to_thread.run_sync(Stuck.fetching.wait)
        if leaves:
            await caller.stream.aclose()
            return  # the house ends only when all that it does has ended
        await caller.send({"verb": "cancel"})
        while "ok" not in (line := await caller.told()):
            pass
        assert line == {"ok": True, "id": 1, "cancelled": True}
        assert (await caller.ask({"verb": "status"}))["ok"]

    with_caller(test, tmp_path)


@pytest.mark.parametrize("name", ["", "nothing", "../../etc", "a" * 1000])
def test_what_there_is_not_is_refused_in_a_sentence(tmp_path, tiny, name):
    async def test(house, caller):
        answer = await caller.ask({"verb": "pull", "name": name})
        assert (answer["ok"], answer["kind"]) == (False, "BadInput")
        assert answer["error"].endswith(".")

    with_caller(test, tmp_path)


def test_steps_are_told_a_few_times_a_second_and_the_last_always():
    now_s, seen = 0.0, []
    told = Told(seen.append, lambda: now_s)
    for done in range(1001):
        now_s = done * TOLD_S / 100
        told.tell(Step("a", "file", done * 10, 10_000, had_bytes=1000))
    assert len(seen) == 11
    assert seen[-1] == {"model": "a", "done_bytes": 10_000, "all_bytes": 10_000, "had_bytes": 1000, "left_s": 0.0}
    assert seen[0]["left_s"] is None
    assert seen[5]["left_s"] == pytest.approx(1 * 5000 / 4000 * 0.5, abs=0.11)
    told.tell(Note("a", "It is being made."))
    assert seen[-1] == {"model": "a", "note": "It is being made."}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"verb": "doctor"}, ["doctor"]),
        ({"verb": "compare"}, ["compare", "--profile=starter"]),
        ({"verb": "compare", "chip": "m1-pro"}, ["compare", "--profile=starter", "--chip=m1-pro"]),
    ],
)
def test_what_loads_models_beside_ours_is_a_process_of_its_own_whose_notes_are_told(tmp_path, monkeypatch, line, words):
    async def command(typed, data, note):
        assert (typed, data) == (words, tmp_path)
        await note("Asking 5 requests …")
        return {"ready": True}

    monkeypatch.setattr(verbs, "command", command)

    async def test(house, caller):
        house.typed = {"profile": "starter", "port": 0}
        progress, done = await told(caller, line)
        assert progress == [{"note": "Asking 5 requests …"}]
        assert done == {"ok": True, line["verb"]: {"ready": True}}

    with_caller(test, tmp_path)
