"""Blocks of 10 ms at 48 kHz with made-up converter times: exact, noisy, with outliers, drift and gaps."""

import numpy as np
import pytest

from localvoice.audio.card.blocks import KEPT, Blocks

RATE, BLOCK = 48_000, 480


def noted(count, error_s=lambda number: 0.0, voice=lambda number: (0, 0), zero_s=5.0, gap=lambda number: False):
    blocks = Blocks(RATE)
    for number in range(count):
        start = number * BLOCK
        blocks.note(start, zero_s + start / RATE + error_s(number), gap(number), *voice(number))
    return blocks


def test_nothing_is_known_before_the_first_block():
    assert Blocks(RATE).zero_s() is None
    assert Blocks(RATE).voice_at_s(0) is None


def test_outliers_of_300_ms_do_not_move_the_zero():
    blocks = noted(300, lambda number: -0.3 if number % 7 == 3 else 0.0)
    assert blocks.zero_s() == pytest.approx(5.0, abs=1e-9)


def test_times_that_wander_by_5_ms_average_out():
    blocks = noted(3000, lambda number: 0.005 * np.sin(number / 90))
    assert blocks.zero_s() == pytest.approx(5.0, abs=0.002)


def test_a_clock_that_drifts_by_100_ppm_is_followed():
    blocks = noted(6000, lambda number: 1e-4 * number * BLOCK / RATE)
    assert blocks.zero_s() == pytest.approx(5.0 + 60 * 1e-4, abs=0.002)


def test_after_lost_samples_only_the_new_part_counts():
    blocks = noted(1000, lambda number: 0.25 * (number >= 700), gap=lambda number: number == 700)
    assert blocks.zero_s() == pytest.approx(5.25, abs=1e-9)


def test_a_sample_of_the_voice_is_found_in_its_block_and_its_part():
    # ten blocks of silence, then voice, of which block 12 brings only half a block, silence, then voice again
    counts = [0] * 10 + [BLOCK, BLOCK, BLOCK // 2, 0, 0, BLOCK, 0]
    before = np.concatenate([[0], np.cumsum(counts)])
    blocks = noted(len(counts), voice=lambda number: (int(before[number]), counts[number]))
    assert blocks.voice_at_s(0) == pytest.approx(5.10)
    assert blocks.voice_at_s(BLOCK) == pytest.approx(5.11)
    assert blocks.voice_at_s(2 * BLOCK + BLOCK // 2 - 1) == pytest.approx(5.125 - 1 / RATE)
    assert blocks.voice_at_s(2 * BLOCK + BLOCK // 2) == pytest.approx(5.15)
    assert blocks.voice_at_s(int(before[-1])) is None


def test_the_memory_is_a_ring_that_forgets_the_oldest():
    blocks = noted(KEPT + 5000, voice=lambda number: (number * BLOCK, BLOCK))
    assert blocks.voice_at_s(0) is None
    last = (KEPT + 5000) * BLOCK - 1
    assert blocks.voice_at_s(last) == pytest.approx(5 + last / RATE)
    assert blocks.voice_at_s(last - 60 * RATE) == pytest.approx(5 + last / RATE - 60)


def test_it_is_looked_at_again_after_a_hundredth_of_what_was_looked_at_and_after_a_gap_at_once(monkeypatch):
    blocks, looks, look = Blocks(RATE), [], Blocks._zero_s
    monkeypatch.setattr(Blocks, "_zero_s", lambda self, number: looks.append(number) or look(self, number))
    for number in range(6000):
        late_s = 0.25 * (number >= 5000)
        blocks.note(number * BLOCK, 5.0 + number * BLOCK / RATE + late_s, number == 5000)
        assert blocks.zero_s() == pytest.approx(5.0 + late_s, abs=1e-9)
    assert looks[:150] == list(range(150))
    assert len(looks) < 1000
