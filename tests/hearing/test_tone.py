"""Tone of synthetic tones, of espeak's voices with known pitch, and of real readers against what people can do."""

from pathlib import Path
from time import thread_time

import numpy as np
import pytest

from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Manner
from localvoice.hearing.tone import LONGEST, WINDOW, Tone, ToneMeter, pitch, syllables
from localvoice.hearing.vad import Vad
from localvoice.models import espeak

READERS = Path(__file__).parents[3] / "shared" / "data" / "librispeech-train-clean-40spk" / "train-clean-100"
TIMES_S = np.arange(2 * RATE_HZ) / RATE_HZ


def buzz(pitch_hz):
    """A tone with ten harmonics, like a voice; pitch_hz may change over its 2 s."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(pitch_hz, TIMES_S.shape)) / RATE_HZ
    return (0.1 * sum(np.sin(k * phase) / k for k in range(1, 11))).astype(np.float32)


def measured(pcm, meter=None, voice=None):
    meter, vad = meter or ToneMeter(), Vad()
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        frame = pcm[start : start + FRAME_SAMPLES]
        meter.push(frame, vad.voice(frame) if voice is None else voice)
    return meter.tone()


def said(text, voice, pace=1.0):
    speaker = espeak.load(voice=voice)
    pcm = np.concatenate([piece.pcm for piece in speaker.say(text, Manner(pace=pace))])
    return resample(pcm, speaker.rate_hz, RATE_HZ)


@pytest.mark.parametrize("hz", [75, 110, 180, 260, 440])
def test_pitch_is_right_to_a_percent(hz):
    for tone in (buzz(hz), np.sin(2 * np.pi * hz * TIMES_S).astype(np.float32)):
        assert pitch(tone[4000 : 4000 + WINDOW + LONGEST]) == pytest.approx(hz, rel=0.01)


def test_noise_and_silence_have_no_pitch():
    noise = np.random.default_rng(1).standard_normal((50, WINDOW + LONGEST)).astype(np.float32)
    assert not any(pitch(0.1 * window) for window in noise)
    assert pitch(np.zeros(WINDOW + LONGEST, np.float32)) == 0.0


def test_a_rise_and_a_fall_are_told_in_semitones():
    rising = measured(buzz(np.where(TIMES_S < 1.85, 120, 180)), voice=1.0)
    falling = measured(buzz(np.where(TIMES_S < 1.85, 120, 80)), voice=1.0)
    assert rising.slope_st == pytest.approx(7.0, abs=0.3)
    assert falling.end_st == pytest.approx(-7.0, abs=0.3)
    assert rising.note == "rising"
    assert falling.note == ""


def test_getting_softer_at_the_end_is_told_in_decibels():
    softer = buzz(120) * np.where(TIMES_S < 1.84, 1.0, 0.1).astype(np.float32)
    assert measured(softer, voice=1.0).fall_db == pytest.approx(20, abs=2)


def test_the_last_voiced_stretch_is_measured():
    gap = buzz(120) * ((TIMES_S < 1.2) | (TIMES_S > 1.6)).astype(np.float32)
    assert measured(gap, voice=1.0).last_s == pytest.approx(0.4, abs=0.05)


def test_syllables_are_counted_by_the_dips_between_them():
    level_db = np.repeat([-60, -20, -35, -20, -19, -35, -22, -60], 8).astype(float)
    assert syllables(level_db) == 3
    assert syllables(np.full(40, -20.0)) == 0


@pytest.mark.parametrize(("voice", "low_hz", "high_hz"), [("en-us", 80, 130), ("en-us+f2", 170, 240)])
def test_men_speak_lower_than_women(voice, low_hz, high_hz):
    tone = measured(said("set a timer for ten minutes", voice))
    assert low_hz < tone.pitch_hz < high_hz
    assert tone.end_st < -1  # statements fall
    assert tone.note == ""


@pytest.mark.parametrize("voice", ["en-us+whisper", "en-us+whisperf"])
def test_a_whisper_is_noted(voice):
    assert "whispered" in measured(said("set a timer for ten minutes for the cake", voice)).note


def test_haste_is_noted():
    text = "remind me to pick up the kids at a quarter to four and buy milk"
    assert measured(said(text, "en-us", 1.8)).note == "fast"
    assert measured(said(text, "en-us")).note == ""


def test_loud_is_louder_than_the_person_was_before():
    meter = ToneMeter()
    assert measured(0.2 * buzz(120), meter, 1.0).note == ""
    meter.begin()
    assert measured(buzz(120), meter, 1.0).note == "loud"


def test_a_new_turn_forgets_the_last_one():
    meter = ToneMeter()
    measured(buzz(120), meter, 1.0)
    meter.begin()
    assert meter.tone() == Tone()
    assert measured(buzz(240), meter, 1.0).pitch_hz == pytest.approx(240, rel=0.01)


@pytest.mark.skipif(not READERS.is_dir(), reason="needs ../shared/data/librispeech-train-clean-40spk")
def test_readers_have_the_pitch_and_pace_that_people_have():
    for file in sorted(READERS.glob("*.flac"))[::8]:
        tone = measured(resample(*read_wav(file), RATE_HZ)[: 5 * RATE_HZ])
        assert 75 < tone.pitch_hz < 260, file.name
        assert 2.5 < tone.pace_hz < 8.5, file.name
        assert tone.voicing > 0.25, file.name


def test_a_frame_costs_little():
    meter, pcm, took_s = ToneMeter(), buzz(120), []
    for start in range(0, len(pcm) - FRAME_SAMPLES, FRAME_SAMPLES):
        started_s = thread_time()
        meter.push(pcm[start : start + FRAME_SAMPLES], 1.0)
        took_s.append(thread_time() - started_s)
    assert np.median(took_s) < 0.002  # of computing: 0.08 ms; the margin is for a slow machine
