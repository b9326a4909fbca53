"""When is an utterance given back? When its turn is surely over, and not before; whatever began meanwhile goes on."""

import anyio
import pytest
from test_listening import Utterances, frames

from localvoice.clock import RealClock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.grammar import Grammar, sentence
from localvoice.understanding.cascade import COLD
from localvoice.understanding.listening import Listener


def listened(use):
    """`await use(recognise, forget)`, and which utterances were closed then."""
    recogniser = Utterances()

    async def main():
        clock = RealClock()
        with Lane(clock) as lane, anyio.fail_after(10):
            listener = Listener(lane, clock, recogniser, lambda also: Grammar(sentence("stop")), Costs(COLD))

            async def recognise(said):
                async def spoken():
                    for frame in said:
                        yield frame

                return (await listener.recognise(spoken(), lambda words: None))[0].text

            async def done():
                await lane.call("wait", lambda: None)

            await use(recognise, lambda: listener.forget(pytest.fail), done)
            return [utterance.closed for utterance in recogniser.all]

    return anyio.run(main)


def test_what_was_said_is_given_back_when_nobody_goes_on():
    async def use(recognise, forget, done):
        await recognise(frames(10))
        forget()
        await done()

    assert listened(use) == [True]


def test_until_then_it_stays_open_and_goes_on():
    said = frames(20)

    async def use(recognise, forget, done):
        await recognise(said[:10])
        assert await recognise(said) == "20 frames and the tail"

    assert listened(use) == [False]


def test_a_turn_that_has_begun_since_is_not_touched():
    async def use(recognise, forget, done):
        await recognise(frames(10))
        forget()
        assert await recognise(frames(40, start=20)) == "20 frames and the tail"
        await done()

    assert listened(use) == [True, False]


def test_to_forget_nothing_does_nothing():
    async def use(recognise, forget, done):
        forget()
        await done()

    assert listened(use) == []
