"""No server outlives us: not one that will not end, not what it has started, and not when we are killed ourselves."""

import os
import signal
import sys
from subprocess import PIPE

import anyio
import pytest

from localvoice.settings import Mcp
from localvoice.tools.mcp.meter import Meter
from localvoice.tools.mcp.process import Ended, started

# It heeds neither the end of its input nor a request to end, has a child, and both hold the door open while they live.
STUBBORN = 'exec 3>"$1"; trap "" TERM HUP INT; echo up >&3; while :; do sleep 100; done'
HOST = """
import sys, anyio
from localvoice.settings import Mcp
from localvoice.tools.mcp.meter import Meter
from localvoice.tools.mcp.process import Ended, started

async def main():
    async with started(Mcp("stubborn", command="/bin/sh", args=tuple(sys.argv[1:])), Meter(lambda: 0.0), Ended()):
        await anyio.sleep_forever()

anyio.run(main)
"""


@pytest.fixture
def door(tmp_path):
    os.mkfifo(tmp_path / "door")
    return str(tmp_path / "door")


async def last(door, act):
    """What the door brings until nobody holds it open; `act` is done when somebody does."""
    through = os.open(door, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with anyio.fail_after(30):
            await anyio.wait_readable(through)
            assert os.read(through, 10) == b"up\n"
            await act()
            await anyio.wait_readable(through)
            return os.read(through, 10)
    finally:
        os.close(through)


def test_a_server_that_will_not_end_is_ended_with_its_children_when_the_conversation_ends(door):
    async def test():
        over = anyio.Event()

        async def converse():
            server = Mcp("stubborn", command="/bin/sh", args=("-c", STUBBORN, "sh", door))
            async with started(server, Meter(lambda: 0.0), Ended()):
                await over.wait()

        async def end():
            over.set()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(converse)
            assert await last(door, end) == b""

    anyio.run(test)


def test_it_is_ended_also_when_we_are_killed(door):
    async def test():
        async with await anyio.open_process(
            [sys.executable, "-c", HOST, "-c", STUBBORN, "sh", door], stdin=PIPE, stdout=PIPE
        ) as host:

            async def kill():
                host.send_signal(signal.SIGKILL)

            assert await last(door, kill) == b""

    anyio.run(test)
