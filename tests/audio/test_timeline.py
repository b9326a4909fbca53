"""The loudspeaker on a hand-stepped clock; every written sample is a number of its own, so each can be found."""

import numpy as np
import pytest

from localvoice.audio.timeline import Present, Timeline
from localvoice.events import FRAME_S

RATE = 16_000  # so that what plays can be compared with the frames sample by sample
LATENCY = 0.020


class World:
    """A loudspeaker, the clock and the frames read so far."""

    def __init__(self, clock, rate_hz=RATE, latency_s=LATENCY):
        self.clock, self.present, self.track = clock, Present(clock), []
        self.timeline = Timeline(rate_hz, self.present.now_s, latency_s, self.track.append)
        self.frames = []

    def read(self, count=1, late_s=0.0):
        """Frames, each read when the clock has passed its end."""
        for _ in range(count):
            self.clock.at_s = max(self.clock.at_s, (len(self.frames) + 1) * FRAME_S + late_s)
            self.present.advance()
            self.frames.append(self.timeline.frame())

    @property
    def heard(self):
        return np.concatenate(self.frames)

    @property
    def file(self):
        return np.concatenate(self.track)


@pytest.fixture
def world(clock):
    return World(clock)


def numbers(first, count):
    return np.arange(first, first + count, dtype=np.float32) + 1


def test_silence_plays_until_something_is_written(world):
    world.read(5)
    assert not world.heard.any()
    assert (world.timeline.played, world.timeline.queued) == (0, 0)


def test_a_written_sample_sounds_the_latency_after_the_clock(world):
    world.read(10)
    world.clock.at_s += 0.011
    world.timeline.write(numbers(0, 4000))
    world.read(20)
    start = round((10 * FRAME_S + 0.011 + LATENCY) * RATE)
    assert not world.heard[:start].any()
    assert np.array_equal(world.heard[start : start + 4000], numbers(0, 4000))
    assert not world.heard[start + 4000 :].any()
    assert world.timeline.heard_at_s(0) == start / RATE
    assert world.timeline.heard_at_s(3999) == (start + 3999) / RATE


def test_a_busy_computer_plays_nothing_into_the_past(world):
    world.read(10)
    world.clock.at_s += 1.0  # the room stands at 0.32 s, the clock at 1.32 s
    world.timeline.write(numbers(0, 100))
    world.read(60)
    assert np.flatnonzero(world.heard)[0] == round((10 * FRAME_S + 1.0 + LATENCY) * RATE)


def test_a_room_that_is_ahead_of_the_clock_plays_only_what_is_still_to_come(world):
    world.read(10)
    world.clock.at_s = 0.1
    world.timeline.write(numbers(0, 100))
    world.read(10)
    assert np.flatnonzero(world.heard)[0] == round((10 * FRAME_S + LATENCY) * RATE)


def test_clock_and_room_agree_at_the_end_of_the_first_frame(clock):
    clock.at_s = 7.5  # models were loaded meanwhile
    present = Present(clock)
    assert present.now_s() == 0
    present.advance()
    assert present.now_s() == pytest.approx(FRAME_S)
    clock.at_s = 8.5
    assert present.now_s() == pytest.approx(1 + FRAME_S)


def test_pieces_join_without_a_gap_while_the_queue_lasts_and_begin_anew_after_it_ran_dry(world):
    world.read(1)
    for piece in range(10):
        world.timeline.write(numbers(100 * piece, 100))
    world.read(9)
    first = np.flatnonzero(world.heard)
    assert np.array_equal(world.heard[first[0] : first[0] + 1000], numbers(0, 1000))
    world.timeline.write(numbers(1000, 100))
    world.read(9)
    assert world.timeline.heard_at_s(1000) == 10 * FRAME_S + LATENCY
    assert world.heard[round((10 * FRAME_S + LATENCY) * RATE)] == 1001


def test_played_and_queued_follow_the_clock_to_the_sample(world):
    world.read(1)
    assert world.timeline.write(numbers(0, 1600)) == 0
    assert world.timeline.write(numbers(1600, 1600)) == 1600
    for ms in range(0, 400, 7):
        world.clock.at_s = FRAME_S + ms / 1000
        assert world.timeline.played == min(3200, round(ms * RATE / 1000))
        assert world.timeline.queued == 3200 - world.timeline.played


def test_a_flush_leaves_what_the_device_had_taken_even_when_the_room_is_behind(world):
    world.read(5)
    world.timeline.write(numbers(0, 16_000))
    world.clock.at_s += 0.25  # the computer was busy: these 250 ms have been heard though no frame was read
    assert world.timeline.flush() == 16_000 - 4000
    assert (world.timeline.played, world.timeline.queued) == (4000, 0)
    world.read(40)
    start = round((5 * FRAME_S + LATENCY) * RATE)
    assert np.array_equal(world.heard[start : start + 4000], numbers(0, 4000))
    assert not world.heard[start + 4000 :].any()


def test_after_a_flush_indices_go_on_after_the_last_played_sample(world):
    world.read(1)
    world.timeline.write(numbers(0, 16_000))
    world.clock.at_s += 0.1
    world.timeline.flush()
    assert world.timeline.write(numbers(50_000, 800)) == 1600
    world.clock.at_s += 1
    assert world.timeline.played == 2400
    world.read(50)
    assert world.heard[world.heard > 0].tolist() == [*numbers(0, 1600), *numbers(50_000, 800)]


@pytest.mark.parametrize("waits_s", [0.0, 0.3])
def test_flushing_an_empty_queue_drops_nothing(world, waits_s):
    world.read(1)
    assert world.timeline.flush() == 0
    world.timeline.write(numbers(0, 100))
    world.clock.at_s += 0.1 + waits_s
    assert world.timeline.flush() == 0
    assert world.timeline.played == 100


def test_a_flush_before_the_first_sample_sounded_gives_all_indices_back(world):
    world.read(1)
    world.timeline.write(numbers(0, 100))
    assert world.timeline.flush() == 100
    assert world.timeline.played == 0
    assert world.timeline.write(numbers(0, 10)) == 0


def test_nothing_was_heard_of_what_was_never_played(world):
    world.read(1)
    world.timeline.write(numbers(0, 100))
    assert world.timeline.heard_at_s(0) is None
    assert world.timeline.heard_at_s(-1) is None
    world.clock.at_s += 0.001
    assert world.timeline.heard_at_s(15) is not None
    assert world.timeline.heard_at_s(16) is None


def test_the_last_minute_is_remembered_and_older_sound_forgotten(world):
    world.read(1)
    world.timeline.write(numbers(0, 160))
    world.read(1800)  # 57.6 s
    world.timeline.write(numbers(0, 160))
    assert world.timeline.heard_at_s(0) is not None
    world.read(200)
    assert world.timeline.heard_at_s(0) is None
    assert world.timeline.heard_at_s(160) is not None
    assert world.timeline.played == 320
    world.read(1900)
    assert world.timeline.played == 320


def test_random_writes_flushes_and_waits_keep_all_accounts_straight(clock):
    random = np.random.default_rng(3)
    world = World(clock)
    truth = np.zeros(0, np.float32)  # written and not dropped
    world.read(1)
    for _ in range(600):
        match random.integers(4):
            case 0:
                pcm = random.uniform(0.1, 1, random.integers(0, 3000)).astype(np.float32)
                assert world.timeline.write(pcm) == len(truth)
                truth = np.append(truth, pcm)
            case 1 if random.random() < 0.3:
                dropped = world.timeline.flush()
                truth = truth[: len(truth) - dropped]
                assert world.timeline.queued == 0
            case 2:
                clock.at_s += random.uniform(0, 0.2)
            case _:
                world.read(int(random.integers(1, 8)))
        assert world.timeline.played + world.timeline.queued == len(truth)
    world.read(world.timeline.queued // 512 + 100)
    assert np.array_equal(world.heard[world.heard > 0], truth)


def test_at_another_rate_the_file_is_exact_and_the_frames_follow_it(clock):
    world = World(clock, rate_hz=22_050)
    tone = np.sin(2 * np.pi * 500 * np.arange(11_025) / 22_050).astype(np.float32)
    world.read(2)
    world.timeline.write(tone)
    world.read(30)
    start = int(np.ceil((2 * FRAME_S + LATENCY) * 22_050))
    assert np.array_equal(world.file[start : start + len(tone)], tone)
    heard_at = round(world.timeline.heard_at_s(0) * RATE)
    expected = np.sin(2 * np.pi * 500 * (np.arange(heard_at + 200, heard_at + 7000) / RATE - start / 22_050))
    assert np.abs(world.heard[heard_at + 200 : heard_at + 7000] - expected).max() < 2e-3


def test_without_latency_the_frames_still_come_out_whole(clock):
    world = World(clock, rate_hz=8_000, latency_s=0.0)
    world.read(3)
    assert {len(frame) for frame in world.frames} == {512}
