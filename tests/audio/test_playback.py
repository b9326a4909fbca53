"""A voice at 22.05 kHz into an outlet at 48 or 44.1 kHz whose blocks the test takes by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from localvoice.audio.card.outlet import Outlet
from localvoice.audio.card.playback import Playback
from localvoice.audio.resample import Resampler

VOICE = 22_050


class Device:
    """An outlet whose callback is called by hand; what it plays is kept."""

    def __init__(self, rate_hz=48_000):
        self.outlet, self.rate, self.played, self.now_s = Outlet(rate_hz, 0.02), rate_hz, [], 10.0

    def play(self, blocks=1):
        for _ in range(blocks):
            out = np.ones((self.rate // 100, 2), np.float32)
            times = SimpleNamespace(outputBufferDacTime=self.now_s + 0.02, currentTime=self.now_s)
            self.outlet.callback(out, len(out), times, False)
            assert np.array_equal(out[:, 0], out[:, 1])
            self.played.append(out[:, 0])
            self.now_s += len(out) / self.rate

    @property
    def heard(self):
        return np.concatenate(self.played)


@pytest.fixture(params=[48_000, 44_100, 22_050])
def device(request):
    return Device(request.param)


@pytest.fixture
def playback(device):
    playback = Playback(VOICE)
    playback.attach(device.outlet)
    return playback


def tone(count, start=0):
    return (0.5 * np.sin(2 * np.pi * 300 * np.arange(start, start + count) / VOICE)).astype(np.float32)


def at_device(pcm, rate_hz):
    stream = Resampler(VOICE, rate_hz)
    return np.concatenate([stream.feed(pcm), stream.finish()])


def drain(playback, device, limit=2000):
    while playback.queued and limit:
        limit -= 1
        device.play(3)
        playback.pump()


def test_any_chopping_of_what_is_written_sounds_the_same(playback, device):
    random, at = np.random.default_rng(1), 0
    pcm = tone(30_000)
    while at < len(pcm):
        step = int(random.integers(1, 5000))
        assert playback.write(pcm[at : at + step]) == at
        at += step
    drain(playback, device)
    expected = at_device(pcm, device.rate)
    assert np.allclose(device.heard[: len(expected)], expected, atol=1e-5)
    assert not device.heard[len(expected) :].any()
    assert (playback.played, playback.queued) == (len(pcm), 0)


def test_more_than_the_ring_holds_is_kept_and_played_in_order(playback, device):
    pcm = tone(VOICE * 9)
    playback.write(pcm)
    drain(playback, device)
    expected = at_device(pcm, device.rate)
    assert np.allclose(device.heard[: len(expected)], expected, atol=1e-5)
    assert playback.played == len(pcm)


def test_played_follows_the_device_block_by_block(playback, device):
    playback.write(tone(VOICE))
    for block in range(1, 101):
        device.play()
        playback.pump()
        assert playback.played == min(VOICE, -(-block * (device.rate // 100) * VOICE // device.rate))
        assert playback.played + playback.queued == VOICE


def test_a_flush_drops_to_the_sample_what_the_device_has_not_taken(playback, device):
    playback.write(tone(VOICE))
    device.play(20)
    dropped = playback.flush()
    played = playback.played
    assert played == -(-20 * (device.rate // 100) * VOICE // device.rate)
    assert dropped == VOICE - played
    assert playback.queued == 0
    device.play(50)
    assert not device.heard[20 * (device.rate // 100) :].any()
    assert playback.played == played


def test_indices_go_on_after_a_flush_and_the_new_sound_is_whole(playback, device):
    playback.write(tone(VOICE))
    device.play(20)
    playback.flush()
    played = playback.played
    assert playback.write(tone(4000)) == played
    drain(playback, device)
    expected = at_device(tone(4000), device.rate)
    start = 20 * (device.rate // 100)
    assert np.allclose(device.heard[start : start + len(expected)], expected, atol=1e-5)
    assert playback.played == played + 4000


def test_flushing_twice_or_with_nothing_written_is_harmless(playback, device):
    assert playback.flush() == 0
    playback.write(tone(3000))
    assert playback.flush() == 3000
    assert playback.flush() == 0
    assert (playback.played, playback.queued) == (0, 0)
    assert playback.write(np.zeros(0, np.float32)) == 0


def test_the_time_of_each_sample_is_the_converters(playback, device):
    device.play(7)
    first_s = device.now_s + 0.02
    playback.write(tone(5000))
    drain(playback, device)
    for index in (0, 1, 777, 4999):
        assert playback.sounded_at_s(index) == pytest.approx(first_s + index / VOICE, abs=1.5 / device.rate)
    assert playback.sounded_at_s(5000) is None


def test_times_stay_right_over_pauses_and_flushes(playback, device):
    random, expected = np.random.default_rng(4), {}
    for turn in range(30):
        device.play(int(random.integers(1, 30)))
        playback.pump()
        if playback.queued == 0:
            begins_s = device.now_s + 0.02
            expected[playback.write(tone(int(random.integers(500, 9000))))] = begins_s
            device.play(int(random.integers(1, 10)))
        if turn % 4 == 3:
            playback.flush()
    for index, time_s in expected.items():
        if index < playback.played:
            assert playback.sounded_at_s(index) == pytest.approx(time_s, abs=1.5 / device.rate)


def test_the_tail_joins_on_before_the_ring_runs_dry(playback, device):
    playback.write(tone(VOICE // 4))
    for _ in range(12):  # the ear pumps every 32 ms
        device.play(3)
        playback.pump()
    expected = at_device(tone(VOICE // 4), device.rate)
    assert np.allclose(device.heard[: len(expected)], expected, atol=1e-5)


def test_whoever_only_asks_sees_the_queue_end(playback, device):
    playback.write(tone(2000))
    for _ in range(30):
        device.play()
        if playback.queued == 0:
            break
    assert playback.played == 2000


def test_another_device_goes_on_with_what_the_lost_one_had_not_taken(playback, device):
    playback.write(tone(VOICE))
    device.play(30)
    taken = playback.played
    playback.attach(None)
    assert playback.write(tone(2000, VOICE)) == VOICE
    assert (playback.played, playback.queued) == (taken, VOICE + 2000 - taken)
    assert playback.sounded_at_s(0) is None
    other = Device(16_000)
    playback.attach(other.outlet)
    drain(playback, other)
    stream = Resampler(VOICE, 16_000)
    expected = np.concatenate([stream.feed(tone(VOICE + 2000 - taken, taken)), stream.finish()])
    assert np.allclose(other.heard[: len(expected)], expected, atol=1e-5)
    assert playback.played == VOICE + 2000


def test_without_a_device_a_flush_still_empties_the_queue():
    playback = Playback(VOICE)
    playback.write(tone(1000))
    playback.pump()
    assert playback.flush() == 1000
    assert (playback.played, playback.queued) == (0, 0)


def test_memory_stays_flat_over_many_phrases(playback, device):
    for _ in range(150):
        playback.write(tone(VOICE // 2))
        for _ in range(17):
            device.play(4)
            playback.pump()
    assert playback.queued == 0
    assert len(playback._backlog) == 0
    assert len(playback._bursts) <= 122  # a minute of voice


@pytest.mark.parametrize("goes_on", [True, False])
def test_only_a_voice_that_says_that_it_goes_on_has_no_seam_where_little_of_it_waits(device, goes_on):
    """80 ms each time that 30 ms are left, as in a talk without turns; a frame of the ear is 32 ms."""
    playback, piece = Playback(VOICE, goes_on), round(0.08 * VOICE)
    playback.attach(device.outlet)
    playback.write(tone(round(0.03 * VOICE)))
    for number in range(12):
        playback.write(tone(piece, round(0.03 * VOICE) + number * piece))
        for _ in range(8):
            device.play()
            playback.pump()
    bends = np.abs(np.diff(device.heard[device.rate // 50 : device.rate * 9 // 10], n=2)).max()
    smooth = 0.5 * (2 * np.pi * 300 / device.rate) ** 2
    assert (bends < 1.1 * smooth) == (goes_on or device.rate == VOICE)
