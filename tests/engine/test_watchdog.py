"""Is a step that hangs noticed? Time is handed in; a step hangs on an event that the test sets in the end."""

import subprocess
import sys
import threading

import anyio
import pytest

from localvoice.clock import VirtualClock
from localvoice.engine import watchdog as watchdog_module
from localvoice.engine.lane import Lane
from localvoice.engine.schedule import Running
from localvoice.engine.watchdog import EXIT_CODE, GONE_S, HUNG_S, LONG_S, Watchdog
from localvoice.errors import EngineError


class Hands:
    """A clock that a test moves by hand; it leaves the lane its thread."""

    stepper = None

    def __init__(self):
        self.s = 0.0

    def now_s(self):
        return self.s


class Watched:
    """A watchdog before a step that the test begins and ends."""

    def __init__(self):
        self.hands, self.running, self.ended, self.told = Hands(), None, [], []
        self.dog = Watchdog(lambda: self.running, self.hands.now_s, self.ended.append)

    def look(self, at_s):
        self.hands.s = at_s
        self.dog.look()
        return [str(error) for error in self.told], self.ended


def watched(*steps):
    """What is told and how it ends, looked at with each of these: the step's job, since when, whether long; now."""

    async def main():
        seen = Watched()
        with seen.dog.waiting(seen.told.append):
            for job, since_s, long, at_s in steps:
                if seen.running is None or seen.running.job != job:
                    seen.running = Running(job, since_s, long) if job else None
                told, ended = seen.look(at_s)
        return told, ended

    return anyio.run(main)


def test_a_step_that_hangs_is_named_once_to_who_waits():
    told, ended = watched(*(("think", 1.0, False, 1.0 + HUNG_S + more) for more in (-0.1, 0.1, 0.6, 1.1)))
    assert len(told) == 1
    assert "“think” has not come back for 10 s" in told[0]
    assert ended == []


def test_who_begins_to_wait_while_a_step_hangs_is_told_too():
    async def main():
        seen, later = Watched(), []
        seen.running = Running("say", 0.0, False)
        with seen.dog.waiting(seen.told.append):
            seen.look(HUNG_S)
        with seen.dog.waiting(later.append):
            seen.look(HUNG_S + 1)
        return len(seen.told), len(later)

    assert anyio.run(main) == (1, 1)


def test_short_steps_one_after_the_other_are_no_hanging():
    steps = [(f"step {number}", float(number), False, number + 0.9) for number in range(100)]
    assert watched(*steps) == ([], [])


def test_loading_may_take_minutes_but_not_for_ever():
    assert watched(("load lm", 0.0, True, LONG_S - 1)) == ([], [])
    told, ended = watched(("load lm", 0.0, True, LONG_S + 1), ("load lm", 0.0, True, LONG_S + GONE_S + 1))
    assert len(told) == 1
    assert "“load lm”" in ended[0]


def test_a_step_that_does_not_come_back_ends_the_process():
    told, ended = watched(("think", 0.0, False, HUNG_S), ("think", 0.0, False, HUNG_S + GONE_S))
    assert len(told) == 1
    assert "“think” has not come back for 30 s" in ended[0]


def test_a_step_that_comes_back_late_ends_nothing():
    told, ended = watched(("think", 0.0, False, HUNG_S), ("", 0.0, False, 20.0), ("say", 20.0, False, HUNG_S + GONE_S))
    assert len(told) == 1
    assert ended == []


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(watchdog_module, "LOOK_S", 0.001)
    monkeypatch.setattr(watchdog_module, "CLOSE_S", 0.01)


def test_a_hanging_lane_ends_the_turn_with_one_sentence_and_goes_on_when_it_can(soon):
    begun, come_back, hands, ended = threading.Event(), threading.Event(), Hands(), []

    def hang():
        begun.set()
        come_back.wait()
        yield

    async def main():
        with Lane(hands, end=ended.append) as lane, anyio.fail_after(10):
            async with lane.stream("think", hang, lambda: 0.0) as values:
                await anyio.to_thread.run_sync(begun.wait)
                hands.s = HUNG_S + 1
                with pytest.raises(EngineError, match="“think” has not come back"):
                    await anext(values)
            come_back.set()
            return await lane.call("after", lambda: "fine")

    assert anyio.run(main) == "fine"
    assert ended == []


def test_ending_the_program_waits_for_no_step_that_hangs(soon):
    begun, come_back, ended = threading.Event(), threading.Event(), []

    def hang():
        begun.set()
        come_back.wait()

    async def main():
        lane = Lane(Hands(), end=ended.append)
        with lane, anyio.move_on_after(10) as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(lane.call, "load lm", hang)
                await anyio.to_thread.run_sync(begun.wait)
                tasks.cancel_scope.cancel()
        return lane, scope.cancelled_caught

    lane, waited = anyio.run(main)
    come_back.set()
    lane._thread.join()
    assert not waited
    assert "“load lm”" in ended[0]


def test_simulated_time_is_no_hanging():
    class Skipping(VirtualClock):
        def now_s(self):
            return super().now_s() + self.more_s

        more_s = 0.0

    def steps():
        for _ in range(3):
            clock.more_s += 2 * (HUNG_S + GONE_S)
            yield clock.more_s

    async def main():
        with Lane(clock, end=ended.append) as lane:
            async with lane.stream("think", steps, lambda: 0.0) as values:
                await clock.until(1000.0)
                return [value async for value in values]

    clock, ended = Skipping(), []
    assert len(anyio.run(main)) == 3
    assert ended == []


def test_ctrl_c_while_a_step_hangs_ends_the_process_with_a_report():
    program = """
import os, signal, threading, anyio
from localvoice.clock import RealClock
from localvoice.engine import watchdog
from localvoice.engine.lane import Lane

watchdog.CLOSE_S = 0.05

def hang_in_the_gpu():
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait()

async def main():
    with Lane(RealClock()) as lane:
        async with lane.loaded("voice", lambda: 1, lambda model: None):
            await lane.call("think", hang_in_the_gpu)

anyio.run(main)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == EXIT_CODE
    assert "“think” has not come back" in done.stderr
    assert "in hang_in_the_gpu" in done.stderr
    assert "Traceback" not in done.stderr
