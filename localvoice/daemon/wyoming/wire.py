"""One connection's events, in both directions, as `wyoming.event` has them, within limits of size and of time.

Whoever sends what is no event, too much, or one byte a second, loses their own connection, and so does who does not
read.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import anyio
from anyio.abc import SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream
from wyoming.event import Event, async_read_event, async_write_event

# What a parser of JSON and of events says of bytes that are none.
NO_EVENT = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Limits:
    line_bytes: int = 1 << 14
    part_bytes: int = 1 << 18  # data and payload each; Home Assistant sends 2 kB of sound at once
    idle_s: float = 60.0  # without an event while nothing is being done
    event_s: float = 10.0  # from an event's first byte to its last, and until one was taken


class Wire:
    """`stream` is owned by whoever made it."""

    def __init__(self, stream: SocketStream, limits: Limits = Limits()) -> None:
        self._stream, self._limits = stream, limits
        self._source = BufferedByteReceiveStream(stream)
        self._sending = anyio.Lock()
        self._sent: list[bytes] = []
        self.busy = False  # something is being done, so it may be silent for long

    async def read(self) -> Event | None:
        """The next one; None when there is no more, or what came is none, or it came too slowly."""
        try:
            if not await self._begins():
                return None
            with anyio.fail_after(self._limits.event_s):
                event = await async_read_event(self)  # pyright: ignore[reportArgumentType] it asks for no more
        except (TimeoutError, OSError, anyio.IncompleteRead, anyio.DelimiterNotFound, *NO_EVENT):
            return None
        except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            return None
        return event if event and isinstance(event.type, str) and isinstance(event.data, dict) else None

    async def send(self, event: Event) -> None:
        """Raises anyio.BrokenResourceError when it has gone, or does not read."""
        async with self._sending:
            try:
                await async_write_event(event, self)  # pyright: ignore[reportArgumentType]
            except (OSError, anyio.ClosedResourceError) as error:
                raise anyio.BrokenResourceError from error

    async def _begins(self) -> bool:
        """Wait for the next event's first byte."""
        while not self._source.buffer:
            with anyio.move_on_after(self._limits.idle_s):
                self._source.feed_data(await self._stream.receive())
                return True
            if not self.busy:
                return False
        return True

    async def readline(self) -> bytes:
        """As an asyncio.StreamReader."""
        return await self._source.receive_until(b"\n", self._limits.line_bytes)

    async def readexactly(self, count: int) -> bytes:
        """As an asyncio.StreamReader; more than the limit is no event."""
        if not isinstance(count, int) or count > self._limits.part_bytes:
            raise ValueError(f"{count} bytes")
        return await self._source.receive_exactly(count)

    def writelines(self, parts: Iterable[bytes]) -> None:
        """As an asyncio.StreamWriter."""
        self._sent.extend(parts)

    def write(self, part: bytes) -> None:
        """As an asyncio.StreamWriter."""
        self._sent.append(part)

    async def drain(self) -> None:
        """As an asyncio.StreamWriter."""
        sent, self._sent = b"".join(self._sent), []
        with anyio.fail_after(self._limits.event_s):
            await self._stream.send(sent)
