"""How is a server reached that runs already? Over HTTP on this machine, past every proxy, and counted (`meter`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from mcp.client._transport import TransportStreams
from mcp.client.streamable_http import streamable_http_client

from localvoice.loopback import loopback
from localvoice.tools.mcp.meter import MESSAGE, Meter

CONNECT_S = 5.0  # on the same machine it is there or it is not
WAITS = httpx2.Timeout(CONNECT_S, read=None)  # whoever calls knows how long; who listens for news has time


class Counted(httpx2.AsyncByteStream):
    """The body of an answer, as long as it is not too much of one."""

    def __init__(self, body: httpx2.AsyncByteStream, meter: Meter, streamed: bool) -> None:
        self._body, self._meter, self._streamed = body, meter, streamed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        whole = 0
        async for piece in self._body:
            self._meter.took(len(piece), piece.count(b"\n\n"))
            whole += len(piece)
            if not self._streamed:  # the events of a stream are counted by the package
                self._meter.holds(whole)
            yield piece

    async def aclose(self) -> None:
        await self._body.aclose()


class Loopback(httpx2.AsyncBaseTransport):
    """Reaches nothing but this machine."""

    def __init__(self, meter: Meter) -> None:
        self._meter, self._wire = meter, httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if not loopback(request.url.host.strip("[]")):
            raise httpx2.ConnectError(f"{request.url.host} is not on this machine", request=request)
        told = await self._wire.handle_async_request(request)
        streamed = told.headers.get("content-type", "").startswith("text/event-stream")
        assert isinstance(told.stream, httpx2.AsyncByteStream)
        told.stream = Counted(told.stream, self._meter, streamed)
        return told

    async def aclose(self) -> None:
        await self._wire.aclose()


@asynccontextmanager
async def reached(url: str, meter: Meter) -> AsyncIterator[TransportStreams]:
    """The streams of the server at an address on this machine."""
    async with (
        httpx2.AsyncClient(transport=Loopback(meter), timeout=WAITS, trust_env=False) as client,
        streamable_http_client(url, http_client=client, max_sse_event_size=MESSAGE) as streams,
    ):
        yield streams
