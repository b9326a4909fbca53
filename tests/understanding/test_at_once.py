"""A model that hears and speaks at once, in the lane; it is scripted, and so is when its frames are wanted."""

import anyio
import numpy as np
import pytest

from localvoice.clock import VirtualClock
from localvoice.engine.lane import Lane
from localvoice.errors import EngineError
from localvoice.models.duplex import Uttered
from localvoice.understanding.at_once import AtOnce, Heard


class Counting:
    """Says how many frames it has heard."""

    rate_hz, frame_samples = 1000, 80

    def __init__(self, fails_at=99):
        self.heard, self.closed, self.fails_at = 0, 0, fails_at

    def open(self, system=""):
        return self

    def step(self, pcm):
        self.heard += 1
        if self.heard == self.fails_at:
            raise EngineError("It broke.")
        return Uttered(pcm, str(self.heard))

    def close(self):
        self.closed += 1


def heard(number):
    return Heard(np.full(80, number, np.float32), float(number))


def run(model, hear, seconds=1.0):
    """What it said; `hear(at_once)` gives it frames."""
    said = []

    async def main():
        clock = VirtualClock()
        with Lane(clock) as lane:
            at_once = AtOnce(model, lane, clock)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(at_once.run, lambda: 0.0, said.append)
                hear(at_once)
                await clock.until(seconds)
                tasks.cancel_scope.cancel()

    anyio.run(main)
    return said


def test_each_frame_is_answered_in_order_and_the_talk_is_closed():
    model = Counting()
    said = run(model, lambda at_once: [at_once.hear(heard(number)) for number in range(5)])
    assert [(each.to.end_s, each.text) for each in said] == [(float(n), str(n + 1)) for n in range(5)]
    assert model.closed == 1


def test_what_is_too_late_is_not_heard_but_the_newest_always_is():
    dropped = []

    def hear(at_once):
        for number in range(6):
            at_once.hear(heard(number))
        dropped.append(at_once.drop(lambda frame: frame.end_s < 3))
        dropped.append(at_once.drop(lambda frame: frame.end_s < 99))

    assert [each.to.end_s for each in run(Counting(), hear)] == [5.0]
    assert dropped == [3, 2]


def test_a_model_that_fails_ends_the_talk_with_its_sentence():
    model = Counting(fails_at=2)
    with pytest.raises(ExceptionGroup) as failed:
        run(model, lambda at_once: [at_once.hear(heard(number)) for number in range(5)])
    assert failed.group_contains(EngineError, match="It broke")
    assert model.closed == 1
