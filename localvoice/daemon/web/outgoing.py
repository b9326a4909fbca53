"""What is to go out to one program: a queue that never makes anybody wait, and is given up when nobody reads it."""

from collections import deque

import anyio

MOST_BYTES = 16 << 20  # four minutes of speech; who has not read so much does not read


class Slow(Exception):
    """The program does not read what it is sent."""


class Over(Exception):
    """All has been taken, and there will be no more."""


class Outgoing:
    """Texts, in order. One puts, one takes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._texts: deque[str] = deque()
        self._more = anyio.Event()
        self._ended = False

    def end(self) -> None:
        """There will be no more: when all has been taken, `take` raises Over."""
        self._ended = True
        self._more.set()

    def put(self, text: str) -> None:
        """When too much has not been taken, it takes in nothing more, and `take` raises Slow."""
        self._bytes += len(text)
        if self._bytes <= self._most:
            self._texts.append(text)
        self._more.set()

    async def take(self) -> str:
        """The next one, when there is one."""
        while not self._texts or self._bytes > self._most:
            if self._bytes > self._most:
                raise Slow
            if self._ended:
                raise Over
            self._more = anyio.Event()
            await self._more.wait()
        text = self._texts.popleft()
        self._bytes -= len(text)
        return text

    @property
    def full(self) -> bool:
        return self._bytes > self._most
