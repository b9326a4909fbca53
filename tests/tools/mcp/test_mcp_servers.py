"""A conversation's beginning with servers: it waits for none, knows what they offered last, says what is missing."""

import json
import sys

import anyio
import pytest
from hand_clock import HandClock
from mcp_world import Cafe, Table, run, table

from localvoice.settings import Mcp
from localvoice.tools.mcp.servers import ABSENT, servers


def test_without_servers_nothing_of_the_package_is_loaded():
    assert anyio.run(begun, []) == ((), [])


async def begun(listed, **how):
    """What a conversation has that begins at once."""
    told = []
    async with servers(listed, told.append, **how) as offer:
        return offer.tools(), told


def test_a_conversation_begins_without_a_slow_server_and_says_so_once():
    async def test():
        told = []
        async with servers([Mcp("slow", command="slow"), Mcp("lazy", command="lazy")], told.append) as offer:
            assert offer.tools() == offer.tools() == ()
        assert told == ["The tools of slow and lazy are not ready yet, so this conversation begins without them."]

    run(test)


def test_what_a_server_listed_last_is_there_at_once_in_the_same_words_and_a_call_waits_for_it(tmp_path):
    async def test():
        async with table(Cafe().server, seen=tmp_path) as talk:
            before = json.dumps(talk.shown())
        (kept,) = tmp_path.iterdir()
        assert kept.stat().st_mode & 0o777 == 0o600
        told, cafe = [], Cafe()
        connects = {"cafe": lambda meter, ended: cafe.server}
        listed = [Mcp("cafe", command="at-hand")]
        async with servers(listed, told.append, tmp_path, HandClock(), connects=connects) as offer:
            talk = Table(offer, told, HandClock())
            assert json.dumps(talk.shown()) == before
            assert (await talk.use("cafe_menu")).text == "Soup, today."
        assert told == []

    run(test)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"name": "a"}]', '{"name": "a"}', "null"])
def test_a_damaged_file_of_what_was_listed_costs_nothing(tmp_path, text):
    async def test():
        async with table(Cafe().server, seen=tmp_path):
            pass
        (kept,) = tmp_path.iterdir()
        kept.write_text(text)
        async with table(Cafe().server, seen=tmp_path) as talk:
            assert (await talk.use("cafe_menu")).text == "Soup, today."

    run(test)


def test_a_program_that_is_not_there_or_ends_at_once_is_one_sentence_with_its_last_words(tmp_path):
    async def test():
        told = []
        ends = "import sys; sys.exit('no module named calendar')"
        listed = [Mcp("cafe", command="no-such-program"), Mcp("files", command=sys.executable, args=("-c", ends))]
        async with servers(listed, told.append, clock=HandClock()) as offer:
            await offer.heard()
            assert sorted(told) == [
                "The MCP server cafe cannot be started, because there is no program no-such-program; "
                "until it is back, its tools do not work.",
                "The MCP server files ended (it wrote: no module named calendar); "
                "until it is back, its tools do not work.",
            ]

    run(test)


def test_two_servers_with_the_same_tools_are_told_apart():
    async def test():
        one, other = Cafe(), Cafe()
        async with table(one.server, other=other.server) as talk:
            assert (await talk.use("other_menu", day="friday")).text == "Soup, friday."
            assert (one.called, other.called) == ([], ["friday"])
            assert [each["name"] for each in talk.shown()] == sorted(each["name"] for each in talk.shown())

    run(test)


def test_a_tool_whose_schema_nobody_can_use_is_left_out_with_one_notice():
    async def test():
        cafe = Cafe()

        async def lie(context, call_next):
            answer = await call_next(context)
            if context.method == "tools/list":
                answer["tools"][0]["inputSchema"] = {"type": "object", "properties": {"day": {"type": "moment"}}}
            return answer

        cafe.server._lowlevel_server.middleware.append(lie)
        async with table(cafe.server) as talk:
            assert [each["name"] for each in talk.shown()] == ["cafe_book", "cafe_grow", "cafe_party"]
            assert talk.told == [
                "Of the MCP server cafe the conversation goes without menu (its schema is none ('moment' is not valid "
                "under any of the given schemas))."
            ]

    run(test)


def test_without_the_package_it_says_how_to_get_it(monkeypatch):
    async def test():
        monkeypatch.setitem(sys.modules, "localvoice.tools.mcp.connection", None)
        told = []
        async with servers([Mcp("cafe", command="cafe")], told.append) as offer:
            await offer.heard()
            assert offer.tools() == ()
            assert told == [ABSENT]

    run(test)
