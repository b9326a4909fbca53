"""What a reporter tells of a device in this process: a timeline on a hand-stepped clock, and one whose times fail."""

import numpy as np
import pytest

from localvoice.audio.loudspeaker import Reached, Stretch
from localvoice.audio.reporter import Reporter
from localvoice.audio.timeline import Timeline

RATE = 16_000


class World:
    def __init__(self):
        self.now_s, self.timeline = 0.0, Timeline(RATE, lambda: self.now_s, 0.02)
        self.reporter, self.told = Reporter(self.timeline, RATE, self.timeline.heard_at_s), []
        self.loudspeaker, take = self.reporter.loudspeaker, self.reporter.tell
        self.reporter.tell = lambda report: (self.told.append(report), take(report))

    def pass_(self, seconds):
        self.now_s += seconds
        self.reporter.look()


@pytest.fixture
def world():
    return World()


def sound(count):
    return np.ones(count, np.float32)


def test_it_tells_what_was_played_since_it_looked_last_and_nothing_twice(world):
    world.loudspeaker.write(sound(1600))
    world.pass_(0.05)
    world.reporter.look()
    world.pass_(0.10)
    world.pass_(1.0)
    assert world.told == [Stretch(0, 800, 0.02), Stretch(800, 1600, pytest.approx(0.07))]


def test_a_gap_between_two_looks_does_not_blur_the_times(world):
    world.loudspeaker.write(sound(100))
    world.now_s += 0.5
    world.loudspeaker.write(sound(100))
    world.pass_(0.5)
    assert world.loudspeaker.heard_at_s(99) == pytest.approx(0.02 + 99 / RATE)
    assert world.loudspeaker.heard_at_s(100) == pytest.approx(0.52)
    assert world.loudspeaker.heard_at_s(199) == pytest.approx(0.52 + 99 / RATE)


def test_indices_are_the_loudspeakers_though_the_device_gives_its_own_again(world):
    world.loudspeaker.write(sound(1600))
    world.pass_(0.05)
    assert world.loudspeaker.flush().result(0) == 800
    assert world.loudspeaker.write(sound(320)) == 1600
    world.pass_(0.05)
    assert world.told[1:] == [Reached(800), Stretch(1600, 1920, pytest.approx(0.07))]
    assert world.loudspeaker.flush().result(0) == 1920


def test_random_writes_flushes_fades_and_looks_never_contradict_the_device(world):
    random = np.random.default_rng(5)
    for _ in range(400):
        match random.integers(5):
            case 0:
                world.loudspeaker.write(sound(random.integers(0, 2000)))
            case 1 if random.random() < 0.2:
                written, played = world.loudspeaker.written, world.loudspeaker.played
                reached = world.loudspeaker.flush().result(0)
                assert world.loudspeaker.queued == 0
                assert reached <= written
                assert reached >= played or world.timeline.played == 0 or played == written
            case 2:
                world.loudspeaker.fade(float(random.choice([0.0, 0.3, 1.0])))
            case _:
                world.pass_(random.uniform(0, 0.2))
        if world.loudspeaker.queued:
            assert world.loudspeaker.queued >= world.timeline.queued
        world.reporter.look()
        assert world.loudspeaker.queued == world.timeline.queued


def test_samples_whose_time_is_not_known_count_at_once_and_are_dated_later():
    now, known = [0.0], [False]
    timeline = Timeline(RATE, lambda: now[0], 0.02)
    reporter = Reporter(timeline, RATE, lambda index: timeline.heard_at_s(index) if known[0] else None)
    reporter.loudspeaker.write(sound(1600))
    now[0] = 0.05
    reporter.look()
    assert (reporter.loudspeaker.played, reporter.loudspeaker.heard_at_s(0)) == (800, None)
    known[0] = True
    reporter.look()
    assert reporter.loudspeaker.heard_at_s(799) == pytest.approx(0.02 + 799 / RATE)
