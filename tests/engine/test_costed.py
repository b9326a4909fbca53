"""The simulated chips: time passes by waiting and by declared costs only, so the same run gives the same figures."""

import sys
from pathlib import Path

import anyio
import numpy as np
import pytest

from localvoice.engine.lane import Lane
from localvoice.engine.roofline import CHIPS
from localvoice.events import FRAME_SAMPLES, Manner, Speech, Transcript
from localvoice.models.roles import Ended, Read, Sampling, Text

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
import _costed as costed
from _costed import LAUNCH_MS, Lm, SimulatedClock

COSTS = costed.sounds(CHIPS["m1-pro"])


class Beep:
    rate_hz = 16_000

    def say(self, phrase, manner):
        for _ in range(5):
            yield Speech(np.zeros(1280, np.float32))


class Deaf:
    def listen(self, grammar):
        return self

    def feed(self, pcm):
        return "words"

    def transcript(self):
        return Transcript("words", True, 1.0)

    def close(self):
        pass


def test_sound_goes_on_while_the_lane_computes_and_its_result_comes_when_its_time_has_passed():
    seen, steps = [], []

    def work():
        for _ in range(2):
            clock.spend(50)
            yield clock.now_s()

    async def collect(lane):
        async with lane.stream("think", work, lambda: 0.0) as values:
            async for value in values:
                seen.append(("made", value, clock.now_s()))

    async def main():
        with Lane(clock, steps.append) as lane:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(collect, lane)
                for number in range(1, 5):
                    await clock.until(number * 0.032)
                    seen.append(("frame", number * 0.032, clock.now_s()))

    clock = SimulatedClock()
    anyio.run(main)
    assert [(kind, pytest.approx(at_s)) for kind, _, at_s in seen] == [
        ("frame", 0.032),
        ("made", 0.050),
        ("frame", 0.064),
        ("frame", 0.096),
        ("made", 0.100),
        ("frame", 0.128),
    ]
    assert [(step.start_s, step.end_s) for step in steps[:2]] == [(0.0, 0.05), (0.05, pytest.approx(0.1))]


def test_whoever_waits_for_less_is_woken_first():
    woken = []

    async def wait(due_s):
        await clock.until(due_s)
        woken.append((due_s, clock.now_s()))

    async def main():
        async with anyio.create_task_group() as tasks:
            for due_s in (3.0, 1.0, 2.0):
                tasks.start_soon(wait, due_s)

    clock = SimulatedClock()
    anyio.run(main)
    assert woken == [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]


def spent(clock, call):
    before_s = clock.now_s()
    value = call()
    return value, round(1000 * (clock.now_s() - before_s), 6)


def test_a_streaming_recogniser_costs_a_chunk_for_each_160_ms_and_one_at_the_end():
    clock = SimulatedClock()
    utterance = costed.CostedRecogniser(clock, COSTS, Deaf()).listen(None)
    frames = [spent(clock, lambda: utterance.feed(np.zeros(FRAME_SAMPLES, np.float32))) for _ in range(10)]
    chunk_ms = pytest.approx(COSTS.streaming_ms + LAUNCH_MS)
    assert frames == [("", 0)] * 4 + [("words", chunk_ms)] + [("words", 0)] * 4 + [("words", chunk_ms)]
    assert spent(clock, utterance.transcript)[1] == chunk_ms


def test_a_streaming_recogniser_and_a_voice_read_their_weights_a_language_model_computes_and_reads():
    assert (COSTS.streaming_ms, COSTS.pocket_ms) == (pytest.approx(650 / 150), pytest.approx(236 / 150))  # 75 % of 200
    lm = costed.language_model(costed.PROFILES["standard"], CHIPS["m1-pro"])
    assert (lm.prefill_ms, lm.decode_ms) == (pytest.approx(7.267 / 3.12), pytest.approx(2261 / 150))


def test_a_batch_recogniser_costs_by_the_second_at_the_end():
    clock = SimulatedClock()
    utterance = costed.CostedRecogniser(clock, COSTS, Deaf(), streaming=False).listen(None)
    assert spent(clock, lambda: utterance.feed(np.zeros(48_000, np.float32))) == ("", 0)
    assert spent(clock, utterance.transcript)[1] == pytest.approx(45 / 3.12 + LAUNCH_MS)  # GFLOP at 60 % of 5.2 TFLOPS


def test_the_oracle_hears_the_words_that_end_inside_its_sound_even_when_frames_come_in_a_burst():
    clock = SimulatedClock()
    script = [*costed.spread("what time", 0.0, 0.9), *costed.spread("is it", 2.0, 2.4)]
    utterance = costed.Oracle(clock, lambda: script).listen(None)
    clock.spend(2300)
    partials = [utterance.feed(np.zeros(1600, np.float32)) for _ in range(5)]
    assert partials[-1] == "is"
    clock.spend(200)
    assert utterance.feed(np.zeros(3200, np.float32)) == "is it"


def test_a_chat_reads_only_what_is_new_in_short_slices():
    clock = SimulatedClock()
    chat = costed.CostedLm(clock, Lm(2.0, 15.0), lambda said: "It is three").open("You are " * 40, [])
    slices = list(chat.warm())
    assert all(part.tokens <= 23 for part in slices)
    assert sum(part.tokens for part in slices) == 80
    assert clock.now_s() * 1000 == pytest.approx(80 * 2 + len(slices) * LAUNCH_MS)
    list(chat.prefill("what time"))
    told, took_ms = spent(clock, lambda: list(chat.reply("what time is it", Sampling())))
    assert [type(thing) for thing in told] == [Read, Text, Text, Text, Ended]
    assert told[0].tokens == 2 + costed.TEMPLATE_TOKENS
    assert took_ms == pytest.approx(14 * 2 + 3 * 15 + 4 * LAUNCH_MS)
    chat.cut("It is")
    assert sum(part.tokens for part in chat.prefill("thanks")) == 1


def test_a_retracted_turn_leaves_no_trace():
    clock = SimulatedClock()
    chat = costed.CostedLm(clock, Lm(2.0, 15.0), lambda said: "Yes").open("You are", [])
    list(chat.reply("turn the", Sampling()))
    chat.retract()
    read = [thing.tokens for thing in chat.reply("turn the light on", Sampling()) if isinstance(thing, Read)]
    assert read == [2 + costed.TEMPLATE_TOKENS]


@pytest.mark.parametrize(("streaming", "first_ms", "rest_ms"), [(True, None, None), (False, 0.4 * 57 / 3.12 + 3, 0)])
def test_a_voice_costs_frame_by_frame_or_all_at_once(streaming, first_ms, rest_ms):
    clock = SimulatedClock()
    pieces = costed.CostedVoice(clock, COSTS, Beep(), streaming).say("hello", Manner())
    frame_ms = COSTS.pocket_ms + LAUNCH_MS
    took_ms = [spent(clock, lambda: next(pieces))[1] for _ in range(5)]
    assert took_ms == pytest.approx(
        [frame_ms if first_ms is None else first_ms] + [frame_ms if rest_ms is None else rest_ms] * 4
    )
