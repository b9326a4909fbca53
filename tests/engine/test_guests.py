"""Other programs on the same lane: the person at this machine comes first, and nobody starves."""

import math

from localvoice.clock import VirtualClock
from localvoice.engine.lane import PARKED_POLL_S, Lane
from localvoice.engine.schedule import GUESTS, PATIENCE_S, Job, Schedule

STEP_S = 0.01


class Hands:
    def __init__(self):
        self.s = 0.0


def job(name, due, log, hands, guest=False, step_s=STEP_S):
    """One that goes on for ever, each step of which takes so long."""

    def steps():
        while True:
            hands.s += step_s
            yield name

    return Job(name, steps, due, log.append, lambda error: None, guest=guest)


def run(live, *jobs_of, until_s=10.0):
    """The names of the jobs whose steps were run, in order; the lane looks again as it does."""
    hands, log = Hands(), []
    schedule = Schedule(lambda: hands.s)
    schedule.live = live
    schedule.jobs = [make(log, hands) for make in jobs_of]
    while hands.s < until_s:
        if not schedule.step():
            hands.s += min(PARKED_POLL_S, schedule.rest_s())
    return log


def guest(due_s, step_s=STEP_S):
    return lambda log, hands: job("guest", lambda: due_s, log, hands, guest=True, step_s=step_s)


def person(due_s):
    return lambda log, hands: job("person", lambda: due_s, log, hands)


def test_while_nobody_talks_here_programs_have_the_whole_lane():
    assert len(run(False, guest(0.0), guest(0.0))) >= 1000


def test_while_somebody_talks_here_programs_together_get_no_more_than_their_share():
    steps = run(True, *[guest(-5.0)] * 20)
    assert 0.9 * GUESTS <= len(steps) * STEP_S / 10 <= GUESTS + 0.01


def test_programs_have_their_share_in_short_steps_too():
    steps = run(True, *[guest(-5.0, step_s=0.001)] * 20)
    assert 0.9 * GUESTS <= len(steps) * 0.001 / 10 <= GUESTS + 0.01


def test_what_the_person_waits_for_now_is_run_before_what_programs_have_waited_for_for_long():
    log = run(True, person(0.0), guest(-5.0), until_s=0.1)
    assert set(log) == {"person"}


def test_a_program_does_not_starve_while_the_person_s_answer_is_thought():
    log = run(True, person(0.0), guest(0.0))
    assert log.index("guest") * STEP_S <= PATIENCE_S + 2 * STEP_S
    assert log.count("guest") > 0.03 * len(log)


def test_a_guest_whose_step_is_not_wanted_is_not_run():
    assert run(True, guest(math.inf)) == []


def test_a_lane_for_guests_is_the_same_lane():
    clock, log = VirtualClock(), []
    with Lane(clock) as lane:
        guest = lane.guest()
        guest.live = True
        assert lane.live
        one, other = [Job(name, lambda: (each for each in ()), lambda: 0.0, log.append, log.append) for name in "ab"]
        guest.submit(one)
        lane.submit(other)
        while lane._step():
            pass
    assert log == [None, None]
