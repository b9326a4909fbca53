"""What waits for a yes, answered on the page: by a click as by a word, once, and only the question that was shown."""

import anyio
from daemon_household import with_caller

from localvoice.app.person import tools
from localvoice.settings import Settings


def in_conversation(test, data):
    """Run `test(house, caller, toolbox)` while a conversation of the person goes on."""

    async def both(house, caller):
        with tools(Settings(), data, house.tell) as toolbox, house.opened(toolbox):
            await test(house, caller, toolbox)

    with_caller(both, data)


def wants(toolbox, text):
    toolbox.propose([toolbox.match(text)])


async def waiting(caller):
    return (await caller.ask({"verb": "waiting"}))["waiting"]


async def answered(caller, id, yes):
    return await caller.ask({"verb": f"waiting {'yes' if yes else 'no'}", "call": id})


def on_list(toolbox):
    return [item.text for item in toolbox.world.shelf.all("shopping")]


def test_a_yes_does_it_and_a_no_does_not_and_neither_does_it_twice(tmp_path):
    async def test(house, caller, toolbox):
        assert await waiting(caller) == []
        for yes, then in ((False, []), (True, ["milk"])):
            wants(toolbox, "add milk to my shopping list")
            [one] = await waiting(caller)
            assert "milk" in one["text"]
            assert one["text"].startswith("Shall I ")
            assert one["tool"] == "shopping_add"
            told = await answered(caller, one["id"], yes)
            assert told["ok"]
            assert told["text"]
            assert on_list(toolbox) == then
            assert await waiting(caller) == []
            again = await answered(caller, one["id"], True)
            assert not again["ok"]
            assert "does not wait" in again["error"]
            assert on_list(toolbox) == then

    in_conversation(test, tmp_path)


def test_a_yes_to_one_question_does_not_fall_on_the_next(tmp_path):
    async def test(house, caller, toolbox):
        wants(toolbox, "add milk to my shopping list")
        [old] = await waiting(caller)
        wants(toolbox, "clear my shopping list")
        assert not (await answered(caller, old["id"], True))["ok"]
        assert on_list(toolbox) == []
        [new] = await waiting(caller)
        assert new["id"] != old["id"]

    in_conversation(test, tmp_path)


def test_once_it_was_answered_by_voice_nothing_waits(tmp_path):
    async def test(house, caller, toolbox):
        wants(toolbox, "add milk to my shopping list")
        await toolbox.run(toolbox.match("yes please"))
        assert await waiting(caller) == []
        assert on_list(toolbox) == ["milk"]

    in_conversation(test, tmp_path)


def test_a_conversation_that_has_ended_waits_for_nothing(tmp_path):
    async def test(house, caller):
        with tools(Settings(), tmp_path, house.tell) as toolbox, house.opened(toolbox):
            wants(toolbox, "add milk to my shopping list")
            assert len(await waiting(caller)) == 1
        assert await waiting(caller) == []

    with_caller(test, tmp_path)


def test_restart_ends_the_process_in_order_and_says_that_it_is_to_begin_again(tmp_path):
    async def test(house, caller):
        assert (await caller.ask({"verb": "restart"}))["ok"]
        assert house.restarts
        with anyio.fail_after(5):
            await house.ending.wait()

    with_caller(test, tmp_path)
