"""Virtual time: it jumps over waits, and only when everybody who was woken has done what they waited for."""

import anyio
import pytest
from still_clock import Still

from localvoice.clock import SETTLE_CHECKPOINTS


@pytest.mark.parametrize("others", range(5))
def test_what_follows_a_wait_happens_at_its_time_however_many_others_wait(others):
    async def main():
        clock, seen = Still(), []

        async def tick(every_s):
            while True:
                await clock.until(clock.now_s() + every_s)

        async def errand():
            for _ in range(20):
                await clock.until(clock.now_s() + 0.6)
                for _ in range(SETTLE_CHECKPOINTS - 4):  # through a few tasks
                    await anyio.lowlevel.checkpoint()
                seen.append(clock.now_s())
            tasks.cancel_scope.cancel()

        async with anyio.create_task_group() as tasks:
            for number in range(others):
                tasks.start_soon(tick, 0.032 + 0.001 * number)
            tasks.start_soon(errand)
        return seen

    assert anyio.run(main) == pytest.approx([0.6 * (count + 1) for count in range(20)])


def test_work_is_done_before_time_jumps():
    async def main():
        clock, left, done = Still(), [3], []

        def step():
            left[0] -= left[0] > 0
            done.append((clock.now_s(), left[0]))
            return left[0] > 0

        clock.begin(step)
        await clock.until(1.0)
        return done[:3]

    assert anyio.run(main) == [(0.0, 2), (0.0, 1), (0.0, 0)]
