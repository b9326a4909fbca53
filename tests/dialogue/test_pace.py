"""A loudspeaker with a clock of its own, frames that come when a test says so; no sound, no model."""

import numpy as np
import pytest

from localvoice.dialogue.pace import FADE_S, FREE_S, GAP_S, MARGIN_S, SPARE_S, START_S, Pace, Tally

RATE_HZ, FRAME = 24_000, 1920
FRAME_S = FRAME / RATE_HZ
JITTER_S = 0.032
FILTER_S = 0.0015  # that the way from 16 to 24 kHz holds back


class Device:
    """Plays what it was given, from when it was given, at `speed` of the rate; silence when it has nothing."""

    def __init__(self, speed=1.0, latency_s=0.02):
        self.speed, self.latency_s = speed, latency_s
        self.queued, self.played, self.at_s, self.dry_s = 0.0, 0.0, 0.0, 0.0

    def until(self, now_s):
        passed = (now_s - self.at_s) * RATE_HZ * self.speed
        self.dry_s += max(0.0, passed - self.queued) / RATE_HZ if self.played or self.queued else 0.0
        self.played += min(self.queued, passed)
        self.queued -= min(self.queued, passed)
        self.at_s = now_s

    def write(self, pcm, now_s):
        self.until(now_s)
        self.queued += len(pcm)


def talk(seconds, took=lambda number: 0.03, speed=1.0, sound=None):
    """Frames of so many seconds; each is heard at its end, on the beat of the ear's frames of 32 ms, and made `took`
    seconds later, one after the other. Returns the pace, the device and everything that was written."""
    pace, device, out = Pace(RATE_HZ, FRAME), Device(speed), []
    waiting, made, busy_s, tick, number = [], None, 0.0, 0, 0
    while pace.tally.all < round(seconds / FRAME_S):
        due_s = pace.gap_due_s if pace.begun else np.inf
        now_s = min(due_s, busy_s if made else np.inf, (tick + 1) * 0.032)
        if made and now_s == busy_s:
            pcm = pace.frame(made[1], made[0], now_s)
            made = None
        elif now_s == due_s:
            pcm = pace.gap(now_s)
        else:
            pcm, tick = None, tick + 1
            device.until(now_s)
            pace.follow(now_s, int(device.played))
            while (number + 1) * FRAME_S + FILTER_S <= now_s + 1e-9:
                frame = np.full(FRAME, 0.5, np.float32) if sound is None else sound[number * FRAME :][:FRAME]
                waiting.append(((number + 1) * FRAME_S, frame, took(number)))
                number += 1
        if pcm is not None:
            device.write(pcm, now_s)
            out.append(pcm)
        while made is None and waiting:
            first = waiting.pop(0)
            if waiting and pace.too_late(first[0], now_s):
                pace.lose()
            else:
                made, busy_s = first, now_s + first[2]
    return pace, device, np.concatenate(out)


def clicks(pcm):
    return np.abs(np.diff(pcm)).max()


def test_frames_in_time_are_played_as_they_are_after_a_short_silence():
    sound = np.random.default_rng(0).uniform(-1, 1, 375 * FRAME).astype(np.float32)
    pace, device, out = talk(30, sound=sound)
    start = round(START_S * RATE_HZ)
    assert np.array_equal(out[start : start + len(sound)], sound)
    assert pace.tally == Tally(on_time=375)
    assert device.dry_s < GAP_S
    assert str(pace.tally) == "375 of 375 frames on time, 0 late, 0 lost"


@pytest.mark.parametrize("number", [0, 1, 50])
def test_a_frame_that_comes_late_fades_in_after_a_silence_without_a_click(number):
    pace, _, out = talk(10, took=lambda at: 0.09 if at == number + 1 else 0.03)
    assert (pace.tally.late, pace.tally.lost) == (1, 0)
    assert pace.tally.all == 125
    silent = np.flatnonzero(out[round(START_S * RATE_HZ) :] == 0)
    assert len(silent) >= (GAP_S - FADE_S) * RATE_HZ - 2
    assert clicks(out[round(START_S * RATE_HZ) :]) < 0.01


def test_a_frame_that_comes_far_too_late_is_lost_and_those_after_it_are_not_behind():
    pace, device, out = talk(10, took=lambda at: 0.5 if at == 50 else 0.02)
    assert pace.tally.lost in (5, 6, 7)
    assert pace.tally.all == 125
    assert pace.tally.on_time > 115
    assert device.queued / RATE_HZ < START_S + 2 * FRAME_S  # at most a frame more than ever waits to be played
    assert clicks(out[round(START_S * RATE_HZ) :]) < 0.01


def test_what_a_late_frame_has_put_behind_is_made_up_for_in_the_next_silence():
    sound = np.full(250 * FRAME, 0.5, np.float32)
    sound[150 * FRAME : 170 * FRAME] = 0.001
    pace, device, out = talk(20, took=lambda at: 0.09 if at == 50 else 0.03, sound=sound)
    assert pace.tally == Tally(249, 1, 0)
    assert abs(len(out) - START_S * RATE_HZ - len(sound)) < (FREE_S + 0.001) * RATE_HZ
    assert device.queued / RATE_HZ < START_S + FRAME_S


@pytest.mark.parametrize("ppm", [-300, -100, 0, 100, 300])
def test_five_minutes_on_two_clocks_neither_run_dry_nor_fall_behind(ppm):
    pace, device, out = talk(300, speed=1 + ppm / 1e6)
    assert pace.tally.all == 3750
    assert pace.tally.on_time >= 3750 - 2
    # what waits at the end is what waits at the beginning, though the clocks are up to 90 ms apart by then
    assert device.queued / RATE_HZ < MARGIN_S + SPARE_S + FREE_S + FRAME_S + JITTER_S
    expected = 300 * RATE_HZ * (1 + ppm / 1e6)
    assert abs(len(out) - expected) < 2 * FRAME


def test_a_stretched_frame_has_no_seam():
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(3750 * FRAME) / RATE_HZ)).astype(np.float32)
    _, _, out = talk(300, speed=1.0003, sound=tone)
    assert clicks(out) < 0.5 * 2 * np.pi * 440 / RATE_HZ * 1.05


def test_steps_that_take_nearly_a_frame_miss_few_of_them():
    pace, _, _ = talk(60, took=lambda number: 0.079)
    assert pace.tally.missed <= 3
    assert pace.tally.lost == 0


def test_steps_that_take_longer_than_a_frame_lose_what_does_not_fit():
    pace, device, out = talk(20, took=lambda number: 0.1)
    assert pace.tally.lost >= 250 / 5 - 2  # as one fifth of them cannot be made
    assert device.queued / RATE_HZ < START_S + 2 * FRAME_S
    assert abs(len(out) / RATE_HZ - 20) < 0.3
