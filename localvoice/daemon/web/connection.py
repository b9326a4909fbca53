"""One connection: who does not say what they want within a few seconds, or does not read it, is not waited for."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

REQUEST_S = 10.0  # for the first line to the last header: a program sends them at once
GOODBYE_S = 2.0  # to take what was sent last, and to say goodbye


class Connection(H11Protocol):
    """As uvicorn's, with a time limit for the first request's headers."""

    request_s = REQUEST_S

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limit = asyncio.get_running_loop().call_later(self.request_s, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._limit.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        transport: Any = self.transport
        if self.cycle is None and transport.get_protocol() is self:  # and it has not become a websocket
            transport.close()


class Websocket(WebSocketsSansIOProtocol):
    """As uvicorn's; when the session is over, what the other side does not take is dropped with the connection."""

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self.loop.call_later(GOODBYE_S, self.transport.abort)
