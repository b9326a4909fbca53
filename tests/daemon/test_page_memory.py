"""Facts, lists and timers as the page shows, searches and erases them; what is erased is in no file."""

from datetime import datetime

import pytest
from daemon_household import with_caller

from localvoice.app.person import MEMORY
from localvoice.events import FACT
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.memory.facts import FACTS, Facts
from localvoice.memory.shelf import SqliteShelf


@pytest.fixture
def data(tmp_path):
    with Facts(tmp_path / FACTS) as facts, SqliteShelf(tmp_path / MEMORY) as shelf:
        facts.put(FACT, "my dog is called Rex", data={"always": True})
        facts.put(FACT, "the key is under the blue pot")
        shelf.put("shopping", "milk")
        shelf.put("timer", "tea", due=datetime(2999, 1, 1, 9).astimezone())
    with Conversations(tmp_path / CONVERSATIONS) as conversations:
        conversations.begin("my dog is called Rex")
        conversations.end("my dog is called Rex", "A good name.")
        conversations.begin("what day is it")
        conversations.end("what day is it", "Friday.")
    return tmp_path


def texts(answer):
    return [one["text"] for one in answer["memory"]]


def holding(data, word):
    return [file.name for file in data.rglob("*") if file.is_file() and word in file.read_bytes()]


def test_facts_come_before_lists_each_with_its_kind_and_times(data):
    async def test(house, caller):
        told = await caller.ask(b"memory\n")
        assert texts(told) == ["my dog is called Rex", "the key is under the blue pot", "milk", "tea"]
        assert [one["kind"] for one in told["memory"]] == ["fact", "fact", "shopping", "timer"]
        assert [one["always"] for one in told["memory"]] == [True, False, False, False]
        assert told["memory"][3]["until"].startswith("2999-01-01T09:00:00")
        assert len({one["id"] for one in told["memory"]}) == 4
        assert told["turns"] == 2

    with_caller(test, data)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dog", ["my dog is called Rex"]),
        ("where is the key", ["the key is under the blue pot"]),
        ("BLU", ["the key is under the blue pot"]),
        ("shop", ["milk"]),
        ("mil", ["milk"]),
        ("zebra", []),
    ],
)
def test_a_search_finds_by_words_and_by_parts_of_them(data, words, found):
    async def test(house, caller):
        assert texts(await caller.ask({"verb": "memory search", "text": words})) == found

    with_caller(test, data)


def test_a_fact_is_erased_from_every_file_and_a_thing_of_a_list_alone(data):
    async def test(house, caller):
        for one in (await caller.ask({"verb": "memory"}))["memory"]:
            if one["text"] in ("my dog is called Rex", "milk"):
                assert (await caller.ask({"verb": "memory forget", "item": one["id"]}))["deleted"] == 1
                again = await caller.ask({"verb": "memory forget", "item": one["id"]})
                assert "not kept any more" in again["error"]
        assert texts(await caller.ask({"verb": "memory"})) == ["the key is under the blue pot", "tea"]
        assert [turn["heard"] for turn in (await caller.ask({"verb": "history"}))["turns"]] == ["what day is it"]

    with_caller(test, data)
    assert holding(data, b"Rex") == []


def test_everything_but_the_lists_is_erased_at_once(data):
    async def test(house, caller):
        assert (await caller.ask({"verb": "memory forget", "everything": True}))["deleted"] == 4
        told = await caller.ask({"verb": "memory"})
        assert (texts(told), told["turns"]) == (["milk", "tea"], 0)

    with_caller(test, data)
    for word in (b"Rex", b"blue pot", b"Friday"):
        assert holding(data, word) == []


@pytest.mark.parametrize("item", ["", "fact-99", "item-1 OR 1=1", "fact-", "-1"])
def test_what_is_not_there_is_said_not_to_be(data, item):
    async def test(house, caller):
        answer = await caller.ask({"verb": "memory forget", "item": item})
        assert (answer["ok"], answer["kind"]) == (False, "BadInput")
        assert len(texts(await caller.ask({"verb": "memory"}))) == 4

    with_caller(test, data)
