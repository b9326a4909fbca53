"""Order, parking, cancellation, failure. The schedule is stepped by hand; few tests start the real thread."""

import math
import threading

import anyio
import pytest

from localvoice.clock import RealClock, VirtualClock
from localvoice.engine import lane as lane_module
from localvoice.engine.lane import Lane
from localvoice.engine.schedule import PATIENCE_S, Job, Schedule, slow_steps
from localvoice.errors import BadInput, EngineError


def job(name, due, log, count=2):
    def steps():
        try:
            for number in range(count):
                yield f"{name}{number}"
        finally:
            log.append(f"{name} closed")

    return Job(name, steps, due, log.append, lambda error: log.append(error) if error else None)


def once(word):
    yield word


class Hands:
    """A clock that a test moves by hand."""

    def __init__(self):
        self.s = 0.0

    def now_s(self):
        return self.s


def schedule(*jobs, hands=None, watch=None):
    made = Schedule((hands or Hands()).now_s, watch)
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


def test_a_job_that_fails_while_it_is_closed_leaves_the_others_alone():
    log = []

    def stubborn():
        try:
            while True:
                yield 1
        finally:
            raise ValueError("no")

    bad = Job("bad", stubborn, lambda: 0.0, lambda value: None, log.append)
    lane = schedule(bad, job("good", lambda: 1.0, log, 1))
    lane.step()
    bad.cancelled = True
    while lane.step():
        pass
    assert isinstance(log[0], EngineError)
    assert log[1:] == ["good0", "good closed"]


def test_a_job_that_cannot_say_when_it_is_due_fails_alone():
    log = []
    lane = schedule(job("lost", lambda: 1 / 0, log), job("good", lambda: 1.0, log, 1))
    while lane.step():
        pass
    assert isinstance(log[0], EngineError)
    assert log[1:] == ["good0", "good closed"]


def test_a_late_job_goes_before_one_that_is_wanted_now():
    log = []
    lane = schedule(job("think", lambda: 0.0, log, 1), job("recognise", lambda: -0.01, log, 1))
    lane.step()
    assert log == ["recognise0"]


def test_jobs_that_are_due_together_take_turns():
    log = []
    lane = schedule(job("think", lambda: 0.0, log, 3), job("speak", lambda: 0.0, log, 3))
    for _ in range(6):
        lane.step()
    assert log == ["think0", "speak0", "think1", "speak1", "think2", "speak2"]


@pytest.mark.parametrize(("due_s", "bound_s"), [(0.3, 0.3), (60.0, PATIENCE_S)])
def test_nobody_starves_beside_an_endless_job_that_is_always_due(due_s, bound_s):
    log, hands, first = [], Hands(), None
    busy = job("busy", lambda: 0.0, log, 10_000)
    lane = schedule(job("patient", lambda: due_s, log, 1), busy, hands=hands)
    while first is None:
        lane.step()
        first = hands.s if "patient0" in log else None
        hands.s += 0.01
    assert bound_s <= first <= bound_s + 2 * 0.01


def test_waiting_in_the_park_does_not_count_as_waiting():
    log, hands, due = [], Hands(), {"s": math.inf}
    lane = schedule(job("parked", lambda: due["s"], log, 1), job("busy", lambda: 0.0, log, 10), hands=hands)
    lane.step()
    hands.s = 2 * PATIENCE_S
    due["s"] = 0.5
    lane.step()
    assert log == ["busy0", "busy1"]


def test_upkeep_is_parked_while_a_turn_is_live():
    log = []
    upkeep = job("tidy", lambda: 0.0, log, 2)
    upkeep.upkeep = True
    lane = schedule(upkeep)
    lane.live = True
    assert not lane.step()
    lane.live = False
    assert lane.step()
    assert log == ["tidy0"]


def test_every_step_is_told_with_its_length_and_how_late_it_began():
    told, hands, due = [], Hands(), {"s": 0.1}

    def steps():
        for took_s in (0.02, 0.03):
            hands.s += took_s
            due["s"] = -0.004
            yield

    lane = schedule(Job("say", steps, lambda: due["s"], id, id), hands=hands, watch=told.append)
    while lane.step():
        pass
    assert [(step.job, step.start_s, step.end_s, step.late_s) for step in told] == [
        ("say", 0.0, 0.02, 0.0),
        ("say", 0.02, 0.05, pytest.approx(0.004)),
        ("say", 0.05, 0.05, pytest.approx(0.004)),
    ]


def test_a_slow_step_is_named_once_for_each_job():
    told, hands = [], Hands()

    def steps():
        for took_s in (0.04, 0.06, 0.07):
            hands.s += took_s
            yield

    jobs = [Job(name, steps, lambda: 0.0, id, id) for name in ("say", "think")]
    lane = schedule(*jobs, hands=hands, watch=slow_steps(told.append))
    while lane.step():
        pass
    assert len(told) == 2
    assert "“say” took 60 ms" in told[0]
    assert "“think” took 60 ms" in told[1]


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


def test_a_parked_job_is_looked_at_as_soon_as_it_is_woken(monkeypatch):
    monkeypatch.setattr(lane_module, "PARKED_POLL_S", 60.0)
    looked, due = threading.Event(), {"s": math.inf}

    def due_s():
        looked.set()
        return due["s"]

    async def main():
        with Lane(RealClock()) as lane, anyio.fail_after(10):
            async with lane.stream("recognise", lambda: once("word"), due_s) as values:
                await anyio.to_thread.run_sync(looked.wait)
                due["s"] = 0.0
                lane.wake()
                return [value async for value in values]

    assert anyio.run(main) == ["word"]


def test_upkeep_in_the_lane_waits_for_the_end_of_the_turn():
    async def main():
        clock = VirtualClock()
        with Lane(clock) as lane:
            lane.live = True
            async with (
                lane.stream("tidy", lambda: once("tidied"), lambda: 0.0, upkeep=True) as tidied,
                lane.stream("think", lambda: once("thought"), lambda: 0.0) as thought,
            ):
                await clock.until(1.0)
                first = [value async for value in thought]
                lane.live = False
                await clock.until(2.0)
                return first + [value async for value in tidied]

    assert anyio.run(main) == ["thought", "tidied"]


def test_a_model_is_loaded_and_freed_in_the_lane_even_when_its_user_fails():
    threads = {}

    def note(what):
        threads[what] = threading.current_thread().name
        return what

    async def main():
        with Lane(RealClock()) as lane:
            async with lane.loaded("voice", lambda: note("load"), lambda model: note(f"free {model}")):
                raise BadInput("no")

    with pytest.raises(BadInput):
        anyio.run(main)
    assert threads == {"load": "lane", "free load": "lane"}


def test_the_watch_of_a_real_lane_hears_of_its_steps():
    told = []

    async def main():
        with Lane(RealClock(), told.append) as lane:
            await lane.call("load", lambda: None)

    anyio.run(main)
    assert told[0].job == "load"
    assert told[0].end_s >= told[0].start_s


def test_whoever_the_clock_names_steps_the_lane_and_hands_over_what_it_makes():
    class Stepped(RealClock):
        """Not a virtual clock: a stranger who steps by hand."""

        def __init__(self):
            super().__init__()
            self.steps, self.delivered, self.stepper = [], [], self

        def begin(self, step):
            self.steps.append(step)

        def end(self, step):
            self.steps.remove(step)

        def deliver(self, call, value):
            self.delivered.append(value)
            call(value)

    async def main():
        clock = Stepped()
        with Lane(clock) as lane:
            async with lane.stream("count", lambda: (number for number in range(3)), lambda: 0.0) as values:
                while clock.steps[0]():
                    pass
                return [value async for value in values], clock

    values, clock = anyio.run(main)
    assert values == clock.delivered[:3] == [0, 1, 2]
    assert clock.steps == []


@pytest.mark.parametrize("make", [RealClock, VirtualClock])
def test_closing_the_lane_ends_jobs_that_never_began(make):
    ended = []
    with Lane(make()) as lane:
        for number in range(20):
            lane.submit(Job(f"{number}", lambda: once(1), lambda: math.inf, id, ended.append))
    assert ended == [None] * 20


def test_the_virtual_clock_jumps_over_waits_but_counts_work():
    async def main():
        clock, spent = VirtualClock(), [3]

        def step():
            spent[0] -= 1
            return spent[0] >= 0

        clock.begin(step)
        await clock.until(1000.0)
        return clock.now_s()

    assert 1000.0 <= anyio.run(main) < 1001.0


def test_what_mlx_keeps_for_the_lane_goes_with_it(monkeypatch):
    mlx = pytest.importorskip("mlx.core")
    cleared = []
    monkeypatch.setattr(mlx, "clear_streams", lambda: cleared.append(threading.current_thread().name))
    with Lane(RealClock()):
        assert cleared == []
    assert cleared == ["lane"]
