"""The Wyoming server, which Home Assistant knows: who may come in, and nobody waits for another.

The protocol has neither passwords nor encryption, so only this computer reaches it unless the person says otherwise.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack

import anyio
from anyio.abc import SocketAttribute, SocketStream

from localvoice.app.parts import parts
from localvoice.app.resident import House
from localvoice.daemon.wyoming.connection import Connection
from localvoice.daemon.wyoming.known import is_loopback, known
from localvoice.daemon.wyoming.wire import Limits, Wire
from localvoice.errors import BadInput
from localvoice.settings import Settings

CONNECTIONS = 32  # at once; Home Assistant makes one for each request
FULL = f"There are {CONNECTIONS} connections already: close one of them."
OPEN = "Everybody in the network {host} may use it: Wyoming has no passwords."


async def serve(house: House, settings: Settings, ready: Callable[[str], None]) -> None:
    """Nothing where the port is 0. Raises BadInput where it cannot be listened on."""
    if settings.wyoming_port:
        await listen(house, settings, ready, Limits())


async def listen(house: House, settings: Settings, ready: Callable[[str], None], limits: Limits) -> None:
    """The same, port 0 being any that is free."""
    host, port = settings.host, settings.wyoming_port
    try:
        listener = await anyio.create_tcp_listener(local_host=host, local_port=port)
    except OSError as error:
        why = error.strerror or error
        raise BadInput(
            f"Wyoming cannot listen on port {port} of {host} ({why}): set another wyoming_port or host."
        ) from error
    async with listener, AsyncExitStack() as stack:
        port = listener.extra(SocketAttribute.local_port)
        ready_parts = await stack.enter_async_context(parts(house))
        came: set[SocketStream] = set()
        if settings.zeroconf:
            await stack.enter_async_context(known(host, port, house.tell))

        async def attend(stream: SocketStream) -> None:
            came.add(stream)
            try:
                async with stream:
                    connection = Connection(ready_parts, Wire(stream, limits), house.tell)
                    await (connection.refuse(FULL) if len(came) > CONNECTIONS else connection.run())
            finally:
                came.discard(stream)

        ready(f"Wyoming listens on {host}:{port}." + ("" if is_loopback(host) else " " + OPEN.format(host=host)))
        await listener.serve(attend)
