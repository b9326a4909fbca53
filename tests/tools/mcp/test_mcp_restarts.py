"""A server that is lost: told once, started again after ever longer pauses, then only for a call. Time goes by hand."""

from contextlib import asynccontextmanager

import anyio
import pytest
from mcp_world import Cafe, old, run, table, until

from localvoice.tools.mcp.connection import PAUSES_S, START_S, STEADY_S


class Broken:
    """A way to a server that is not there until it is mended."""

    def __init__(self):
        self.tries, self.cafe = 0, None

    def __call__(self):
        self.tries += 1
        if self.cafe is None:
            raise OSError("nobody there")
        return self.cafe.server


def told(why):
    return f"The MCP server cafe {why}; until it is back, its tools do not work."


async def passes(talk, seconds):
    """So much time, when everybody waits for it."""
    await anyio.wait_all_tasks_blocked()
    talk.clock.go_on(seconds)
    await anyio.wait_all_tasks_blocked()


def test_it_is_tried_again_after_ever_longer_pauses_told_once_and_then_left_alone():
    async def test():
        broken = Broken()
        async with table(broken) as talk:
            for tries, pause_s in enumerate(PAUSES_S, start=1):
                assert broken.tries == tries
                await passes(talk, pause_s - 0.1)
                assert broken.tries == tries
                await passes(talk, 0.1)
            await passes(talk, 10_000.0)
            assert broken.tries == len(PAUSES_S) + 1
            assert talk.told == [told("cannot be reached (nobody there)")]

    run(test)


def test_a_call_ends_the_pause_and_is_answered_when_the_server_is_back(tmp_path):
    async def test():
        async with table(Cafe().server, seen=tmp_path):
            pass
        broken = Broken()
        async with table(broken, seen=tmp_path) as talk:
            lost = (await talk.use("cafe_menu")).text
            assert lost == "Sorry, that did not work: the MCP server cafe cannot be reached (nobody there)."
            broken.cafe = Cafe()
            assert (await talk.use("cafe_menu")).text == "Soup, today."

    run(test)


@pytest.mark.parametrize("lived_s", [0.0, STEADY_S])
def test_who_has_lived_for_long_begins_with_the_shortest_pause_and_is_told_of_again(lived_s):
    async def test():
        ends = []

        @asynccontextmanager
        async def ending():
            """Its streams end when the test says so."""
            ends.append(anyio.Event())
            async with old(Cafe().server)() as streams, anyio.create_task_group() as tasks:
                tasks.start_soon(close, streams, ends[-1])
                yield streams
                tasks.cancel_scope.cancel()

        async def close(streams, end):
            await end.wait()
            await streams[1].aclose()

        async with table(ending) as talk:
            for round_, pause_s in enumerate(PAUSES_S[:3], start=1):
                assert len(ends) == round_
                await passes(talk, lived_s)
                ends[-1].set()
                await anyio.wait_all_tasks_blocked()
                assert (await talk.use("cafe_menu")).text.endswith("ended before it answered.")
                await passes(talk, PAUSES_S[0] if lived_s else pause_s)
                await until(lambda: talk.offer._those[0].connection._client)
                assert len(ends) == round_ + 1
            assert len(talk.told) == (3 if lived_s else 1)

    run(test)


def test_a_server_that_never_gets_ready_is_given_up_and_tried_again():
    tries = []

    @asynccontextmanager
    async def silent():
        tries.append(1)
        into, arriving = anyio.create_memory_object_stream(0)
        leaving, out_of = anyio.create_memory_object_stream(100)
        with into, arriving, leaving, out_of:
            yield arriving, leaving

    async def test():
        async with table(silent, waits=False) as talk:
            await until(lambda: tries)
            await passes(talk, START_S)
            await talk.offer.heard()
            assert talk.told[1:] == [told(f"did not answer within {START_S:g} seconds")]
            await passes(talk, PAUSES_S[0])
            assert len(tries) == 2

    run(test)
