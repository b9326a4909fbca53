"""Order, parking, cancellation, failure. The schedule is stepped by hand; few tests start the real thread."""

import math
import threading

import anyio
import pytest

from localvoice.clock import RealClock, VirtualClock
from localvoice.engine.lane import Lane
from localvoice.engine.schedule import Job, Schedule
from localvoice.errors import BadInput, EngineError


def job(name, due, log, count=2):
    def steps():
        try:
            for number in range(count):
                yield f"{name}{number}"
        finally:
            log.append(f"{name} closed")

    return Job(name, steps, due, log.append, lambda error: log.append(error) if error else None)


def schedule(*jobs):
    made = Schedule()
    made.jobs = list(jobs)
    return made


def test_the_job_due_first_runs_first():
    log = []
    lane = schedule(job("think", lambda: 2.0, log), job("speak", lambda: 1.0, log))
    while lane.step():
        pass
    assert log == ["speak0", "speak1", "speak closed", "think0", "think1", "think closed"]


def test_speech_overtakes_thought_when_playback_runs_low():
    ahead, log = {"s": 1.0}, []
    lane = schedule(job("think", lambda: 0.5, log, 4), job("speak", lambda: ahead["s"], log, 1))
    lane.step()
    lane.step()
    ahead["s"] = 0.1
    lane.step()
    assert log == ["think0", "think1", "speak0"]


def test_a_parked_job_waits():
    log = []
    assert not schedule(job("speak", lambda: math.inf, log)).step()
    assert log == []


def test_cancelling_closes_the_generator():
    log = []
    one = job("think", lambda: 0.0, log)
    lane = schedule(one)
    lane.step()
    one.cancelled = True
    lane.step()
    assert log == ["think0", "think closed"]
    assert lane.jobs == []


def test_a_failing_job_reports_and_leaves_the_others_alone():
    log = []

    def broken():
        yield 1 / 0

    lane = schedule(Job("bad", broken, lambda: 0.0, log.append, log.append), job("good", lambda: 1.0, log, 1))
    while lane.step():
        pass
    assert isinstance(log[0], EngineError)
    assert "bad failed" in str(log[0])
    assert log[1:] == ["good0", "good closed"]


@pytest.mark.parametrize("make", [RealClock, VirtualClock])
def test_results_come_to_the_loop_in_order_and_steps_run_where_they_should(make):
    names = set()

    def steps():
        for number in range(5):
            names.add(threading.current_thread().name)
            yield number

    async def main():
        clock = make()
        with Lane(clock) as lane:
            async with lane.stream("count", steps, lambda: 0.0) as values, anyio.create_task_group() as tasks:
                if make is VirtualClock:
                    tasks.start_soon(clock.until, 0.1)
                return [value async for value in values]

    assert anyio.run(main) == [0, 1, 2, 3, 4]
    assert names == ({"lane"} if make is RealClock else {"MainThread"})


def test_an_error_in_the_lane_is_raised_where_its_result_was_wanted():
    def steps():
        yield 1
        raise BadInput("the file is damaged")

    async def main():
        with Lane(RealClock()) as lane:
            async with lane.stream("read", steps, lambda: 0.0) as values:
                return [value async for value in values]

    with pytest.raises(BadInput, match="damaged"):
        anyio.run(main)


def test_leaving_the_stream_stops_an_endless_job():
    closed = threading.Event()

    def steps():
        try:
            while True:
                yield 1
        finally:
            closed.set()

    async def main():
        with Lane(RealClock()) as lane:
            async with lane.stream("endless", steps, lambda: 0.0) as values:
                async for _ in values:
                    break
            return await lane.call("after", lambda: threading.current_thread().name)

    assert anyio.run(main) == "lane"
    assert closed.wait(5)


def test_the_virtual_clock_jumps_over_waits_but_counts_work():
    async def main():
        clock, spent = VirtualClock(), [3]

        def step():
            spent[0] -= 1
            return spent[0] >= 0

        clock.work.append(step)
        await clock.until(1000.0)
        return clock.now_s()

    assert 1000.0 <= anyio.run(main) < 1001.0
