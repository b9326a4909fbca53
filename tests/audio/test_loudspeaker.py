"""The conversation's loudspeaker, told by hand what a device has played: early, late, in jumps."""

import numpy as np
import pytest

from localvoice.audio.loudspeaker import Loudspeaker, Reached, Stretch

RATE = 1000


class Silent:
    """A device that keeps what it is told, and reports only when the test does."""

    def __init__(self):
        self.told = []

    def write(self, index, pcm):
        self.told.append((index, len(pcm)))

    def flush(self):
        self.told.append("flush")

    def fade(self, gain):
        self.told.append(gain)


@pytest.fixture
def device():
    return Silent()


@pytest.fixture
def loudspeaker(device):
    return Loudspeaker(RATE, device)


def sound(count):
    return np.ones(count, np.float32)


def test_everything_written_and_said_goes_to_the_device_in_order_and_nothing_waits_for_it(loudspeaker, device):
    assert [loudspeaker.write(sound(300)), loudspeaker.write(sound(200))] == [0, 300]
    loudspeaker.fade(0.5)
    reached = loudspeaker.flush()
    assert loudspeaker.write(sound(10)) == 500
    assert device.told == [(0, 300), (300, 200), 0.5, "flush", (500, 10)]
    assert not reached.done()


def test_what_nobody_reported_was_not_heard(loudspeaker):
    loudspeaker.write(sound(300))
    assert (loudspeaker.played, loudspeaker.queued, loudspeaker.heard_at_s(0)) == (0, 300, None)


def test_each_sample_was_heard_when_its_stretch_says(loudspeaker):
    loudspeaker.write(sound(300))
    loudspeaker.take(Stretch(0, 100, 5.0))
    loudspeaker.take(Stretch(100, 150, 7.0))
    assert (loudspeaker.played, loudspeaker.queued) == (150, 150)
    heard_s = [loudspeaker.heard_at_s(index) for index in (-1, 0, 99, 100, 149, 150)]
    assert heard_s == [None, 5.0, 5.099, 7.0, 7.049, None]


def test_a_stretch_may_grow_and_its_time_may_be_known_later(loudspeaker):
    loudspeaker.write(sound(300))
    loudspeaker.take(Stretch(0, 100, None))
    assert (loudspeaker.played, loudspeaker.heard_at_s(50)) == (100, None)
    loudspeaker.take(Stretch(0, 200, 3.0))
    assert (loudspeaker.played, loudspeaker.heard_at_s(199)) == (200, 3.199)


def test_a_flush_is_answered_by_what_was_reached_and_only_then(loudspeaker):
    loudspeaker.write(sound(300))
    reached = loudspeaker.flush()
    assert loudspeaker.queued == 0  # nothing of it will be played
    assert loudspeaker.write(sound(100)) == 300
    loudspeaker.take(Stretch(0, 120, 1.0))  # on its way already
    assert (loudspeaker.played, loudspeaker.queued) == (300, 100)
    loudspeaker.take(Reached(120))
    assert reached.result(0) == 120
    loudspeaker.take(Stretch(300, 400, 2.0))
    assert loudspeaker.queued == 0
    heard_s = [loudspeaker.heard_at_s(index) for index in (119, 120, 299, 300)]
    assert heard_s == [1.119, None, None, 2.0]


def test_several_flushes_are_answered_in_order(loudspeaker):
    loudspeaker.write(sound(100))
    first = loudspeaker.flush()
    loudspeaker.write(sound(100))
    second = loudspeaker.flush()
    loudspeaker.take(Reached(30))
    assert (first.result(0), second.done()) == (30, False)
    loudspeaker.take(Reached(140))
    assert second.result(0) == 140


def test_memory_stays_flat_over_hours_of_reports(loudspeaker):
    for number in range(5000):
        loudspeaker.write(sound(32))
        loudspeaker.take(Stretch(32 * number, 32 * number + 32, float(number)))
    assert len(loudspeaker._stretches) < 2100
    assert loudspeaker.heard_at_s(32 * 4999) == 4999.0
    assert loudspeaker.heard_at_s(0) is None
