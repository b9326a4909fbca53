"""Ctrl-C, TERM and HUP are one wish, however often they come: a command ends in order and leaves nothing half done."""

import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_S = 5.0  # that an orderly end may take; who asks again later than this gets one at once


class Wish:
    """A handler of signals: the first cancels what runs, or raises KeyboardInterrupt where nothing can be cancelled."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._asked_s: float | None = None
        self.cancel: Callable[[], object] | None = None  # what a loop that runs at present is to do

    def __call__(self, number: int, frame: object) -> None:
        now_s, before_s = self._now_s(), self._asked_s
        if before_s is not None and now_s < before_s + PATIENCE_S:
            return
        self._asked_s = now_s
        if before_s is not None or self.cancel is None:
            raise KeyboardInterrupt
        self.cancel()


WISH = Wish()  # of this process


def heed() -> None:
    """From now on signals are a wish; one that is ignored, as under nohup, stays so."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, WISH)


def ignore() -> None:
    """The command has ended, as was wished: while Python leaves, its handlers are gone and a signal would kill it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def run(function: Callable[..., Awaitable[T]], *arguments: Any) -> T:
    """`anyio.run`, which the first signal cancels. Raises KeyboardInterrupt when everything inside has ended."""
    import asyncio  # both take longer than all of --help

    import anyio

    async def whole() -> list[T]:
        loop = asyncio.get_running_loop()
        with anyio.CancelScope() as scope:
            WISH.cancel = lambda: loop.call_soon_threadsafe(scope.cancel)
            try:
                return [await function(*arguments)]
            finally:
                WISH.cancel = None
        return []

    for done in anyio.run(whole):
        return done
    raise KeyboardInterrupt
