"""Does the lane's step come back? One that hangs is named and ends the turn; if it stays, the process, with a report.

A thread that waits for the GPU cannot be stopped from outside, and Python waits for it when it ends; MLX waits without
a bound. So whoever waits for the lane on the loop looks at its clock meanwhile. On a virtual clock nobody looks: there
the lane's step is the loop's own, and its time is simulated.
"""

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from localvoice.engine.schedule import Running
from localvoice.errors import EngineError

# A step is meant to take 50 ms. The longest that is known, a kernel that is compiled for the first time or 256 tokens
# read by a machine that swaps, takes seconds; and nobody who talks waits for longer than this.
HUNG_S = 10.0
# Loading and warming up are one step each: gigabytes from a slow disk and every kernel compiled, in a minute or two.
LONG_S = 300.0
GONE_S = 20.0  # after that it is not believed to come back: long enough to read the sentence, and for a machine's sleep
CLOSE_S = 5.0  # somebody who ends the program waits no longer for what the lane is doing
LOOK_S = 0.5  # how often it is looked at while somebody waits
EXIT_CODE = 70  # EX_SOFTWARE of sysexits.h


class Watchdog:
    """`running` tells the step that runs, `now_s` the lane's clock, `end` ends the process with this report."""

    def __init__(
        self, running: Callable[[], Running | None], now_s: Callable[[], float], end: Callable[[str], None]
    ) -> None:
        self._running, self._now_s, self._end = running, now_s, end
        self._waiting: list[Callable[[EngineError], None]] = []
        self._hung: Running | None = None  # that was told
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def waiting(self, fail: Callable[[EngineError], None]) -> Iterator[None]:
        """Somebody on the loop waits for the lane here: `fail` is called when its step hangs."""
        self._waiting.append(fail)
        if self._timer is None:
            self._look_later()
        try:
            yield
        finally:
            if fail in self._waiting:
                self._waiting.remove(fail)
            if not self._waiting and not self._hung and self._timer:
                self._timer.cancel()
                self._timer = None

    def look(self) -> None:
        """Tell all who wait when the step hangs, and end the process when it has hung for too long."""
        running, hung = self._running(), self._hung
        late_s = self._now_s() - running.since_s - (LONG_S if running.long else HUNG_S) if running else -1.0
        if running is None or late_s < 0:
            self._hung = None
            return
        self._hung = running
        waiting, self._waiting = self._waiting, []
        for fail in waiting:
            fail(EngineError(f"{_named(running, self._now_s())}: a model hangs; if it stays so, localvoice ends."))
        if running is hung and late_s >= GONE_S:
            self._end(_named(running, self._now_s()))

    def join(self, thread: threading.Thread) -> None:
        """Wait until the lane's thread has ended, or end the process if it does not."""
        while thread.is_alive():
            thread.join(CLOSE_S)
            running = self._running()
            if thread.is_alive() and running:
                self._end(_named(running, self._now_s()))
                return

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_S, self._look_now)

    def _look_now(self) -> None:
        self._timer = None
        self.look()
        if self._waiting or self._hung:
            self._look_later()


def _named(running: Running, now_s: float) -> str:
    return f"A step of “{running.job}” has not come back for {now_s - running.since_s:.0f} s"


def end_process(thread: threading.Thread, report: str) -> None:
    """Say why and where the thread is, and be gone: Python's own way out would wait for it."""
    frame = sys._current_frames().get(thread.ident or 0)
    place = "".join(traceback.format_stack(frame)) if frame else ""
    print(f"{report}, so localvoice ends without it; please report these lines.\n{place}", file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(EXIT_CODE)
