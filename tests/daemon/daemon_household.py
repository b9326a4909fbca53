"""A house with its control socket on a real unix socket, and a connection to it, for tests."""

import json
from contextlib import asynccontextmanager

import anyio
from anyio.streams.buffered import BufferedByteReceiveStream

from localvoice.app.resident import House
from localvoice.daemon.client import address
from localvoice.daemon.control.server import serve as control
from localvoice.daemon.main import serve
from localvoice.errors import DeviceError
from localvoice.settings import Settings

LIMIT_S = 20.0  # for anything that is waited for


def no_sound(order, clock):
    raise DeviceError("This machine has no sound.")


@asynccontextmanager
async def served(data, settings=None, hear=no_sound, live=False, **options):
    """`live`: the assistant lives, too."""
    with anyio.fail_after(LIMIT_S):
        house = House(settings or Settings(), data, hear=hear, **options)
        async with house, anyio.create_task_group() as tasks:
            tasks.start_soon(serve, house, "control", control)
            if live:
                tasks.start_soon(house.assistant.live)
            while "control" not in house.services:
                await anyio.lowlevel.checkpoint()
            yield house
            tasks.cancel_scope.cancel()


class Caller:
    def __init__(self, stream):
        self.stream, self.buffered = stream, BufferedByteReceiveStream(stream)

    async def send(self, line):
        await self.stream.send(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")

    async def told(self):
        return json.loads(await self.buffered.receive_until(b"\n", 1 << 26))

    async def ask(self, line):
        await self.send(line)
        return await self.told()


@asynccontextmanager
async def calling(data):
    async with await anyio.connect_unix(address(data)) as stream:
        yield Caller(stream)


def in_house(test, data, **how):
    """Run `test(house)` in one."""

    async def main():
        async with served(data, **how) as house:
            await test(house)

    anyio.run(main)


def with_caller(test, data, **how):
    """Run `test(house, caller)` in one."""

    async def both(house):
        async with calling(house.data) as caller:
            await test(house, caller)

    in_house(both, data, **how)
