"""A clock for tests that is moved by hand; whoever waits for it is woken then."""

import anyio

from localvoice.clock import RealClock


class HandClock(RealClock):
    """Time that passes only when a test says so."""

    def __init__(self):
        self.now, self.passed = 0.0, anyio.Event()

    def now_s(self):
        return self.now

    async def until(self, due_s):
        while self.now < due_s:
            await self.passed.wait()

    def go_on(self, seconds):
        self.now += seconds
        passed, self.passed = self.passed, anyio.Event()
        passed.set()
