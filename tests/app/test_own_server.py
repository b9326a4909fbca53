"""The person's own language server as the mind of the starter: asked and answered, with the skills as its tools."""

import sys
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from localvoice.app import documents
from localvoice.app.ask import ask
from localvoice.app.engine import Engine
from localvoice.errors import BadInput, EngineError, ungrouped
from localvoice.models.roles import Sampling, Text
from localvoice.settings import Settings

sys.path.append(str(Path(__file__).parents[1] / "models"))
from server_world import DIES, ENDLESS, SILENT, call, said, serving, whole

LIMIT_S = 20.0
ADD = [said(calls=[call(0, "shopping_add", '{"things": "milk"}')]), said(reason="tool_calls"), b"[DONE]"]


def asked(server, data, *texts):
    return [turn["answer"] for turn in anyio.run(ask, list(texts), Settings(lm=server.address), data, print)]


def test_what_no_skill_explains_is_answered_by_the_server_and_the_rest_is_not_sent_there(tmp_path):
    with serving(whole("The sea is ", "wide and salty.")) as server:
        answers = asked(server, tmp_path, "tell me about the sea", "flip a coin")
        assert answers[0] == "The sea is wide and salty."
        assert answers[1].startswith(("Heads", "Tails", "It's", "It is"))
        assert len(server.asked) == 1
        names = [tool["function"]["name"] for tool in server.asked[0]["tools"]]
        assert "shopping_add" in names


def test_what_its_call_would_change_is_asked_aloud_and_done_after_a_yes(tmp_path):
    with serving(ADD, whole("Anything else?")) as server:
        answers = asked(server, tmp_path, "we have run out of milk", "yes", "what is on my shopping list")
        assert answers[0] == "Shall I add milk to your shopping list?"
        assert answers[1] == "I added milk to your shopping list."
        assert "milk" in answers[2]
        assert len(server.asked) == 1


def test_a_server_that_dies_in_its_answer_costs_that_answer_alone(tmp_path):
    with serving([said("Once upon a time. "), DIES], whole("Here I am again.")) as server:
        with pytest.raises(EngineError, match="broke off in the middle"), ungrouped():
            asked(server, tmp_path, "tell me about the sea")
        assert asked(server, tmp_path, "tell me about the sea") == ["Here I am again."]


@pytest.mark.parametrize("lm", ["127.0.0.1:11434", "localhost:1234/v1"])
def test_an_address_without_its_beginning_is_told_how_to_begin(tmp_path, lm):
    with pytest.raises(BadInput, match=f"write http://{lm} as lm"):
        anyio.run(partial(ask, ["tell me about the sea"], Settings(lm=lm), tmp_path, print))


def test_a_server_elsewhere_is_refused_before_anything_is_done_and_one_that_does_not_run_when_it_is_wanted(tmp_path):
    async def begun(lm):
        async with Engine(Settings(lm=lm), tmp_path) as engine:
            return await engine.lm()

    with pytest.raises(BadInput, match=r"http://example\.com/v1 is not on this machine"):
        anyio.run(begun, "http://example.com/v1")
    with serving() as server:
        address = server.address
    with pytest.raises(EngineError, match="cannot be reached"):
        anyio.run(begun, address)


def test_it_looks_into_the_persons_documents_by_its_tool_and_reads_where_each_thing_stands(tmp_path):
    folder, data = tmp_path / "mine", tmp_path / "data"
    folder.mkdir()
    (folder / "keys.md").write_text("# Keys\n\n## Shed\n\nThe padlock opens with 4711.\n")
    recall = [said(calls=[call(0, "recall", '{"query": "padlock shed"}')]), said(reason="tool_calls"), b"[DONE]"]
    with serving(recall, whole("It opens with 4711.")) as server:
        settings = Settings(lm=server.address, documents=str(folder))
        done = anyio.run(documents.index, settings, data, print, lambda step: None)
        assert done["read"] == 1
        (turn,) = anyio.run(ask, ["how do I get into the shed"], settings, data, print)
        assert turn["answer"] == "It opens with 4711."
        (result,) = [each["content"] for each in server.asked[1]["messages"] if each["role"] == "tool"]
        assert "keys.md, Shed" in result
        assert "The padlock opens with 4711." in result


def test_while_the_server_is_silent_the_lane_goes_on_and_who_interrupts_stops_the_server(tmp_path):
    async def main():
        async with Engine(Settings(lm=f"{server.address}#toy"), tmp_path) as engine:
            lm = await engine.lm()
            chat = await engine.lane.call("open", lambda: lm.open("", []))
            for count in (1, 2):  # the first says nothing, the second does not end
                reply = partial(chat.reply, "Hello?", Sampling())
                async with engine.lane.stream("think", reply, lambda: 0.0) as told:
                    assert await engine.lane.call("hear", lambda: "heard", long=False) == "heard"
                    with anyio.fail_after(LIMIT_S):
                        while len(server.asked) < count:
                            await anyio.sleep(0.001)
                        if count == 2:
                            assert isinstance(await anext(aiter(told)), Text)
                assert await anyio.to_thread.run_sync(server.left.wait, LIMIT_S)
                server.left.clear()

    with serving([SILENT], [ENDLESS]) as server:
        anyio.run(main)
