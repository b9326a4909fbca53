"""Who sees what happens? Everyone who watches, each at their own pace; who is too slow loses their own view only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from localvoice.dialogue.shown import Shown, record

BEHIND = 256  # events that a watcher may be behind: a minute of lively talk


class Watchers:
    """Several readers of one stream of events."""

    def __init__(self) -> None:
        self._sends: set[MemoryObjectSendStream[dict[str, Any]]] = set()

    def __len__(self) -> int:
        return len(self._sends)

    @contextmanager
    def watching(self) -> Iterator[MemoryObjectReceiveStream[dict[str, Any]]]:
        """Every event from now on, as `dialogue.shown.record` has it; the stream ends for who falls too far behind."""
        send, receive = anyio.create_memory_object_stream[dict[str, Any]](BEHIND)
        self._sends.add(send)
        try:
            with receive:
                yield receive
        finally:
            self._sends.discard(send)
            send.close()

    def tell(self, event: Shown) -> None:
        """Tell everyone; this never waits."""
        if not self._sends:
            return
        told = record(event)
        for send in list(self._sends):
            try:
                send.send_nowait(told)
            except (anyio.WouldBlock, anyio.BrokenResourceError):
                self._sends.discard(send)
                send.close()
