"""Sines, sweeps and noise through the streaming resampler, chopped at random; soxr is the judge of whole sounds."""

import numpy as np
import pytest
import soxr

from localvoice.audio.resample import Resampler, resample

PAIRS = [
    (48_000, 16_000),
    (44_100, 16_000),
    (24_000, 16_000),
    (22_050, 16_000),
    (16_000, 16_000),
    (8_000, 16_000),
    (22_050, 48_000),
    (22_050, 44_100),
    (24_000, 48_000),
    (16_000, 44_100),
]


def sine(hz, rate_hz, seconds=0.5):
    return np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz).astype(np.float32)


def whole(pcm, from_hz, to_hz):
    stream = Resampler(from_hz, to_hz)
    return np.concatenate([stream.feed(pcm), stream.finish()])


def level_db(pcm):
    return 10 * np.log10(np.mean(np.square(pcm, dtype=np.float64)) + 1e-20)


@pytest.mark.parametrize(("from_hz", "to_hz"), PAIRS)
def test_stream_equals_whole_for_any_chopping(from_hz, to_hz):
    random = np.random.default_rng(from_hz + to_hz)
    pcm = random.standard_normal(9000).astype(np.float32)
    for longest in (3, 512, 4000):
        stream, out, at = Resampler(from_hz, to_hz), [], 0
        while at < len(pcm):
            step = int(random.integers(0, longest))
            out.append(stream.feed(pcm[at : at + step]))
            at += step
        out.append(stream.finish())
        assert np.allclose(np.concatenate(out), whole(pcm, from_hz, to_hz), atol=1e-5)


@pytest.mark.parametrize(("from_hz", "to_hz"), PAIRS)
def test_the_stream_agrees_with_soxr_about_speech_frequencies(from_hz, to_hz):
    pcm = sine(300, from_hz) + sine(1234, from_hz) + sine(min(3300, from_hz * 0.4), from_hz)
    ours, theirs = whole(pcm, from_hz, to_hz), soxr.resample(pcm, from_hz, to_hz, quality="VHQ")
    assert len(ours) == -(-len(pcm) * to_hz // from_hz)
    inner = slice(400, min(len(ours), len(theirs)) - 400)
    assert level_db(ours[inner] - theirs[inner]) < -70


@pytest.mark.parametrize("from_hz", [48_000, 44_100, 22_050])
def test_what_lies_above_8_khz_does_not_fold_into_speech(from_hz):
    assert level_db(whole(sine(8300, from_hz), from_hz, 16_000)[200:-200]) < -65 - 3
    assert level_db(whole(sine(10_500, from_hz), from_hz, 16_000)[200:-200]) < -65 - 3
    assert level_db(whole(sine(6600, from_hz), from_hz, 16_000)[200:-200]) == pytest.approx(-3, abs=0.1)


@pytest.mark.parametrize(("from_hz", "to_hz"), PAIRS)
def test_the_stream_holds_back_at_most_3_ms(from_hz, to_hz):
    stream, got, most_s = Resampler(from_hz, to_hz), 0, 0.0
    for piece in range(1, 101):
        got += len(stream.feed(np.zeros(from_hz // 100, np.float32)))
        most_s = max(most_s, piece * (from_hz // 100) / from_hz - got / to_hz)
    assert most_s <= stream.held_s + 1 / to_hz
    assert stream.held_s <= 0.003


def test_a_constant_stays_the_same_constant():
    out = whole(np.ones(4410, np.float32), 44_100, 16_000)
    assert np.abs(out[100:-100] - 1).max() < 1e-5


def test_silence_and_emptiness_stay_what_they_are():
    stream = Resampler(48_000, 16_000)
    assert len(stream.feed(np.zeros(0, np.float32))) == 0
    assert len(stream.finish()) == 0
    assert not whole(np.zeros(4800, np.float32), 48_000, 16_000).any()


def test_a_whole_sound_is_resampled_by_soxr_and_left_alone_at_its_own_rate():
    pcm = sine(440, 44_100)
    assert resample(pcm, 16_000, 16_000) is pcm
    assert np.array_equal(resample(pcm, 44_100, 16_000), soxr.resample(pcm, 44_100, 16_000, quality="HQ"))
