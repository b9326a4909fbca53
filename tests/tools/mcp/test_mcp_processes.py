"""Servers of the official SDK as programs, each era: they answer, ask, die, hang, flood, lie and change."""

import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from mcp_world import MODERN, OLD, Table, version

from localvoice.clock import RealClock
from localvoice.settings import Mcp
from localvoice.tools.mcp.servers import servers

SERVED = str(Path(__file__).with_name("mcp_served.py"))


class Skipping(RealClock):
    """Real time; but when it is told to, whatever is waited for is there at once."""

    skips = False

    async def until(self, due_s):
        if not self.skips:
            await super().until(due_s)


@asynccontextmanager
async def trial(*args, seen=None, clock=None, tell=None):
    told = []
    listed = [Mcp("trial", command=sys.executable, args=(SERVED, *args))]
    with anyio.fail_after(60):
        async with servers(listed, tell or told.append, seen, clock or RealClock()) as offer:
            await offer.heard()
            yield Table(offer, told, clock or RealClock())


@pytest.mark.parametrize("era", [(), ("old",)], ids=["new", "old"])
def test_a_program_answers_asks_lies_dies_and_is_there_again(era):
    async def test():
        async with trial(*era) as talk:
            assert (await talk.use("trial_echo", text="tea, please")).text == "tea, please"
            assert (await talk.use("trial_party")).text == "Trial asks: How many people?"
            assert (await talk.say("four")).text == "A party of 4."
            lied = (await talk.use("trial_lie")).text
            assert lied.startswith("Sorry, that did not work: the answer of trial breaks the protocol (RuntimeError: ")
            assert "\n" not in lied
            assert version(talk) == (OLD if era else MODERN)
            first = (await talk.use("trial_pid")).text
            died = (await talk.use("trial_die")).text
            assert died == "Sorry, that did not work: the MCP server trial ended before it answered."
            second = (await talk.use("trial_pid")).text
            assert second.isdigit()
            assert second != first
            assert talk.told == [
                "The MCP server trial ended (it wrote: no more); until it is back, its tools do not work."
            ]
        with pytest.raises(ProcessLookupError):
            os.kill(int(second), 0)

    anyio.run(test)


def test_a_program_that_hangs_or_floods_costs_one_sentence_and_no_turn_its_time():
    async def test():
        clock, longest_s = Skipping(), 0.0

        async def tick():
            nonlocal longest_s
            while True:
                before_s = anyio.current_time()
                await anyio.sleep(0.005)
                longest_s = max(longest_s, anyio.current_time() - before_s - 0.005)

        async with trial(clock=clock) as talk, anyio.create_task_group() as tasks:
            clock.skips = True
            assert (await talk.use("trial_hang")).text == (
                "Sorry, that did not work: trial gave no answer within 10 seconds."
            )
            clock.skips = False
            assert (await talk.use("trial_echo", text="still here")).text == "still here"
            tasks.start_soon(tick)
            ended = "Sorry, that did not work: the MCP server trial ended before it answered."
            assert (await talk.use("trial_flood")).text == ended
            assert (await talk.use("trial_chatter")).text == ended
            assert (await talk.use("trial_echo", text="still here")).text == "still here"
            assert [told.partition(";")[0] for told in talk.told] == [
                "The MCP server trial sent a message of more than 1 megabyte"
            ]
            tasks.cancel_scope.cancel()
        print(longest_s)

    anyio.run(test)
