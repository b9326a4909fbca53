"""A talk without turns in a simulated room: a model that says again what it hears, 400 ms later, and takes its time."""

import numpy as np
import pytest
from duplex_world import Skilled, World

from localvoice.audio.resample import Resampler
from localvoice.dialogue.duplex import BUSY
from localvoice.dialogue.pace import START_S, Tally
from localvoice.dialogue.shown import Notice, State
from localvoice.events import RATE_HZ
from localvoice.models.duplex import Uttered
from localvoice.trace import Turn
from localvoice.understanding.mind import Saying, Understood

MODEL_HZ, FRAME = 24_000, 1920


@pytest.fixture(scope="module")
def minute():
    """A minute of two who speak at once: the person half of the time, the model what they said before."""
    random = np.random.default_rng(0)
    tones = [(at, at + random.uniform(0.5, 2.5), 0.3) for at in range(1, 58, 3)]
    return World(60, tones).go()


def turns(world):
    return [each for each in world.told if isinstance(each, Turn)]


def said(world):
    return np.concatenate([world.room.assistant, np.zeros(RATE_HZ, np.float32)])


def loud(pcm, start_s, end_s, rate_hz=RATE_HZ):
    return float(np.abs(pcm[round(start_s * rate_hz) : round(end_s * rate_hz)]).max())


def test_the_model_hears_every_sample_in_its_order(minute):
    resampler = Resampler(RATE_HZ, MODEL_HZ)
    mic = np.concatenate([resampler.feed(pcm) for pcm in minute.mic])
    heard = minute.heard()
    assert np.array_equal(heard, mic[: len(heard)])
    assert len(mic) - len(heard) < 2 * FRAME


def test_all_that_it_says_is_heard_without_a_gap_and_without_drift(minute):
    tally = minute.talk.tally
    assert tally.all >= len(minute.model.talks[0].heard) - 1 > 740
    assert tally.on_time == tally.all
    heard = minute.heard()
    down, up = Resampler(MODEL_HZ, RATE_HZ), np.concatenate([np.zeros(5 * FRAME, np.float32), heard])
    expected, out = down.feed(up), said(minute)
    start = int(np.flatnonzero(np.abs(out) > 0.01)[0]) - int(np.flatnonzero(np.abs(expected) > 0.01)[0])
    assert 0 < start / RATE_HZ < 0.08 + 0.032 + 0.06 + START_S + 0.03
    length = min(len(expected), len(minute.room.assistant) - start)
    for at in range(0, length - RATE_HZ, RATE_HZ):  # at the end of the minute as at its beginning
        assert np.abs(expected[at : at + RATE_HZ] - out[start + at :][:RATE_HZ]).max() < 1e-3


def test_each_stretch_of_talk_is_a_turn_with_its_words_and_times(minute):
    told = turns(minute)
    assert [turn.said for turn in told[:3]] == ["one", "two", "three"]
    assert [turn.number for turn in told] == list(range(1, len(told) + 1))
    assert all(turn.first_audio_s < turn.said_end_s for turn in told)
    assert all("frames on time, 0 late, 0 lost" in turn.decisions[-1].text for turn in told)
    assert [each.text for each in minute.told if isinstance(each, Saying)][:3] == ["one", "two", "three"]
    states = [each.name for each in minute.told if isinstance(each, State)]
    assert states.count("speaking") == len(told)


def test_a_frame_that_is_not_in_time_is_counted_and_told_and_clicks_nowhere():
    world = World(12, [(1, 11, 0.3)], took=lambda number: 0.3 if number == 60 else 0.03).go()
    tally = world.talk.tally
    assert tally.missed == tally.all - tally.on_time
    assert 1 <= tally.missed <= 5
    assert Notice(f"The model spoke {tally}.") == world.told[-1]
    assert str(tally) in turns(world)[-1].decisions[-1].text
    steepest = np.abs(np.diff(said(world)[: round(11.4 * RATE_HZ)]))
    assert steepest.max() < 0.3 * 2 * np.pi * 600 / RATE_HZ * 1.1  # of the tone itself, which rises to 600 Hz


def test_a_machine_that_is_too_slow_is_told_so_once_and_the_talk_is_not_behind():
    world = World(30, [(1, 2, 0.3), (25, 26, 0.3)], took=lambda number: 0.12).go()
    assert [each for each in world.told if each == Notice(BUSY)] == [Notice(BUSY)]
    assert 0.2 < world.talk.tally.lost / world.talk.tally.all < 0.45
    first = int(np.flatnonzero(np.abs(said(world)[25 * RATE_HZ :]) > 0.01)[0]) / RATE_HZ
    assert first < 5 * 0.12 + 5 * 0.04 + 0.5  # it says again what it heard, which it did not hear all of


def test_what_a_skill_explains_is_spoken_in_the_models_place():
    """The person speaks for a second, the model says it again; the skill speaks from 1.6 s on, a second long."""
    world = World(8, [(1, 2, 0.3), (4, 5, 0.3)], mind=Skilled(turn=0)).go()
    assert [each.text for each in world.told if isinstance(each, Understood)] == ["hello"]
    skill, *rest = sorted(turns(world), key=lambda turn: turn.intent == "")
    assert (skill.heard, skill.intent, skill.said) == ("hello", "greet", "one two three four")
    assert rest
    start_s = skill.first_audio_s
    out = said(world)
    assert loud(out, start_s + 0.05, start_s + 0.95) == pytest.approx(0.5, abs=0.02)  # the skill's alone
    assert loud(out, 4.7, 5.4) == pytest.approx(0.3, abs=0.02)  # the model's again


def test_who_says_stop_hears_nothing_until_they_speak_again():
    """The model says again what it heard two seconds before; the turn is over within a second of its end."""
    world = World(11, [(1, 3, 0.3), (6, 8, 0.3)], mind=Skilled("", turn=0, intent="stop"), behind=25).go()
    out = said(world)
    assert loud(out, 3.3, 3.5) > 0.2
    assert loud(out, 4.3, 8.0) < 0.01  # though it would have gone on until 5.2 s
    assert loud(out, 8.5, 10.0) > 0.2


def recites(start, end):
    """A step of a model that says a word in each frame from one to another, whatever it hears."""
    count = 0

    def step(pcm):
        nonlocal count
        count += 1
        speaks = start <= count < end
        return Uttered(np.full(FRAME, 0.3 * speaks, np.float32), " word" if speaks else "")

    return step


@pytest.mark.parametrize(
    ("person", "unasked", "barged_in"),
    [((0.5, 1.5), False, False), ((4.5, 6.0), True, False), ((3.0, 5.0), True, True), ((3.0, 3.4), True, False)],
)
def test_who_spoke_first_and_who_gave_way_is_in_the_trace(person, unasked, barged_in):
    """The model speaks from about 2 s to 4 s."""
    (turn,) = turns(World(8, [(*person, 0.3)], script=recites(24, 49)).go())
    assert (turn.unasked, turn.barged_in) == (unasked, barged_in)
    assert turn.said == " ".join(["word"] * 25)
    assert turn.first_audio_s == pytest.approx(2.05, abs=0.1)
    assert turn.said_end_s - turn.first_audio_s == pytest.approx(2.0, abs=0.01)


def test_pushed_to_talk_the_model_hears_only_what_is_meant_for_it():
    async def press(world):
        for at_s in (3.0, 5.0):
            await world.clock.until(at_s)
            world.talk.press()

    world = World(8, [(0.5, 7.5, 0.3)], push_to_talk=True).go(press)
    heard = world.heard()
    assert loud(heard, 0.0, 2.9, MODEL_HZ) == 0
    assert loud(heard, 3.1, 4.9, MODEL_HZ) > 0.2
    assert loud(heard, 5.2, 7.4, MODEL_HZ) == 0


def test_it_can_be_left_in_the_middle_of_a_word():
    class Left(Exception):
        pass

    async def leave(world):
        await world.clock.until(3.01)
        raise Left

    world = World(8, [(1, 1.5, 0.3), (1.7, 2.2, 0.3), (2.4, 7, 0.3)])
    with pytest.raises(ExceptionGroup):
        world.go(leave)
    assert world.model.talks[0].closed
    (turn,) = turns(world)
    assert turn.said == "one two"
    assert turn.first_audio_s is not None
    assert isinstance(world.told[-1], Notice)


def test_a_recording_that_has_ended_is_waited_for_while_the_model_answers():
    async def ask(world):
        for at_s in (0.5, 2.0, 5.0):
            await world.clock.until(at_s)
            answering.append(world.talk.answering)

    answering = []
    World(6, [(1, 1.8, 0.3)]).go(ask)
    assert answering == [False, True, False]


def test_it_takes_a_lane_that_has_other_work():
    """Two hundred milliseconds of somebody else's steps, 20 ms each, beside it all the time."""

    async def work(world):
        def steps():
            while True:
                world.clock.spend(20)
                yield None

        async with world.lane.stream("other", steps, lambda: 0.0) as made:
            async for _ in made:
                pass

    world = World(10, [(1, 9, 0.3)], took=lambda number: 0.03).go(work)
    assert world.talk.tally.on_time >= 0.99 * world.talk.tally.all
    assert isinstance(world.talk.tally, Tally)


def test_steps_of_uneven_length_miss_less_than_one_frame_in_a_hundred():
    random = np.random.default_rng(1)
    tally = World(40, [(1, 39, 0.3)], took=lambda number: random.uniform(0.02, 0.065)).go().talk.tally
    assert tally.on_time >= 0.99 * tally.all
    assert tally.lost == 0
