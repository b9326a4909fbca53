"""How long did the event loop stand still? A meter for tests; time spent while other programs have the core counts."""

import time

import anyio


class StallMeter:
    """Ticks as often as the loop lets it, in a task of its own; `longest_s` between two ticks."""

    longest_s = 0.0
    ticks = 0

    async def run(self, task_status=anyio.TASK_STATUS_IGNORED):
        task_status.started()
        last_s = time.perf_counter()
        while True:
            await anyio.sleep(0.001)
            now_s = time.perf_counter()
            self.longest_s, last_s, self.ticks = max(self.longest_s, now_s - last_s), now_s, self.ticks + 1


def longest_stall_s(main, enough_s, tries=5):
    """Of the quietest of a few runs of `main`, for a busy machine adds to each; main is an async function."""

    async def metered():
        meter = StallMeter()
        async with anyio.create_task_group() as tasks:
            await tasks.start(meter.run)
            await main(meter)
            tasks.cancel_scope.cancel()
        return meter.longest_s

    shortest_s = float("inf")
    for _ in range(tries):
        shortest_s = min(shortest_s, anyio.run(metered))
        if shortest_s < enough_s:
            break
    return shortest_s
