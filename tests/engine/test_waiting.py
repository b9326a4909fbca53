"""A step that waits for somebody else, as a model in another process: it rests, and nobody is told."""

from localvoice.engine.schedule import Job, Schedule
from localvoice.events import Waiting


class Hands:
    """A clock that a test moves by hand."""

    s = 0.0

    def now_s(self):
        return self.s


def test_a_step_that_waits_rests_while_others_run_and_only_what_comes_of_it_is_told():
    hands, log, watched = Hands(), [], []

    def far():
        yield Waiting(0.1)
        yield "said"

    def near():
        yield "heard"

    lane = Schedule(hands.now_s, watched.append)
    lane.jobs = [
        Job("think", far, lambda: 0.0, log.append, lambda error: None),
        Job("hear", near, lambda: 1.0, log.append, lambda error: None),
    ]
    while lane.step():
        pass
    assert log == ["heard"]
    hands.s = 0.11
    while lane.step():
        pass
    assert log == ["heard", "said"]
    assert [step.job for step in watched] == ["hear", "hear", "think", "think"]
