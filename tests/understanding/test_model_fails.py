"""A language model that fails where nobody waits for it: it is told, and the conversation goes on."""

import threading

import anyio
import pytest
from test_cascade import Beep, turn
from test_confirming import Errand
from test_language import talk

from localvoice.clock import RealClock
from localvoice.engine.lane import Lane
from localvoice.errors import EngineError
from localvoice.understanding.mind import Occasion, Out, Said

BROKEN = "The model broke; fetch it again."


class Failing(Errand):
    """Fails in one of its calls."""

    def __init__(self, call, error):
        super().__init__()
        self.call, self.error = call, error

    def __getattribute__(self, name):
        if name not in ("call", "error") and name == self.call:
            return self.fail
        return super().__getattribute__(name)

    def fail(self, *args):
        raise self.error


async def interrupted(mind, clock, recogniser):
    answered = mind.begin(Said(text="tell me a story"), Occasion())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(answered.run, Out(lambda told: None))
        await clock.until(clock.now_s() + 1.0)
    recogniser.begin()
    told = await turn(mind, clock, [0.9] * 50, occasion=Occasion(True, answered, lambda: "I"))
    told.exchange.take_back()
    await clock.until(clock.now_s() + 0.1)


@pytest.mark.parametrize(
    ("error", "words"),
    [(EngineError(BROKEN), [BROKEN]), (ZeroDivisionError("by zero"), ["please report it", "by zero"])],
)
@pytest.mark.parametrize("call", ["tool_result", "note", "cut", "retract", "settle"])
def test_no_failure_of_a_model_is_silent(call, error, words):
    notices = []
    said = ("we have run out of milk", ""), ("yes", ""), ("tell me a story", ""), ("and another one", "")
    answers, *_ = talk(Failing(call, error), Beep(), *said, then=interrupted, notice=notices.append)
    assert notices
    assert all(word in notice for word in words for notice in notices)
    assert all(answers)


def test_a_failure_is_told_on_the_loop_and_not_on_the_models_thread():
    where = []

    def fail():
        raise EngineError(BROKEN)
        yield

    async def main():
        told = anyio.Event()

        def complain(error):
            where.append((str(error), threading.current_thread()))
            told.set()

        with Lane(RealClock()) as lane:
            lane.start("note", fail, lambda: 0.0, complain)
            with anyio.fail_after(5):
                await told.wait()

    anyio.run(main)
    assert where == [(BROKEN, threading.main_thread())]
