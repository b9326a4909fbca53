"""Tone of synthetic tones, of espeak's voices with known pitch, and of real readers against what people can do."""

from pathlib import Path
from time import thread_time

import numpy as np
import pytest

from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Manner, Note
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.tone_hop import LONGEST, WINDOW, pitch, syllables
from localvoice.hearing.tone_measured import Tone
from localvoice.hearing.tone_told import heeded, told
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
    rising = measured(buzz(np.interp(TIMES_S, [0, 1.7, 2.0], [120, 120, 180])), voice=1.0)
    falling = measured(buzz(np.interp(TIMES_S, [0, 1.7, 2.0], [120, 120, 80])), voice=1.0)
    assert rising.rise_st == pytest.approx(6.5, abs=0.7)
    assert rising.end_st == pytest.approx(6.5, abs=1.0)
    assert falling.rise_st < 0.3
    assert falling.end_st == pytest.approx(-6.0, abs=0.7)


def test_a_rise_is_one_only_where_the_voice_goes_on():
    leap = buzz(np.where(TIMES_S < 1.8, 120, 180))  # half of a creak, or another speaker
    assert measured(leap, voice=1.0).rise_st < 1


def test_a_rise_is_one_over_the_consonants_of_the_last_word():
    voice = buzz(np.interp(TIMES_S, [0, 1.6, 1.85, 2.0], [120, 100, 150, 150]))
    voice[(TIMES_S > 1.72) & (TIMES_S < 1.8)] = 0
    assert measured(voice, voice=1.0).rise_st > 4


@pytest.mark.parametrize("text", ["the heater is on", "we have milk"])
def test_a_short_last_vowel_asks_where_it_is_high(text):
    silence = np.zeros(RATE_HZ // 4, np.float32)

    def rises(end):
        return "rising" in told(measured(np.concatenate([silence, said(text + end, "en-us+f3"), silence])))

    assert any(rises("?") for _ in range(3))  # espeak-ng never says a sentence twice alike
    assert not all(rises(".") for _ in range(3))


def test_a_drawn_out_sound_is_measured_and_counts_for_no_pace():
    beats = np.where(TIMES_S < 1.2, 0.55 + 0.45 * np.sin(2 * np.pi * 5 * TIMES_S), 1.0)
    melody = buzz(np.interp(TIMES_S, [0, 1.2, 1.21, 2.0], [90, 180, 120, 120]))
    tone = measured((melody * beats).astype(np.float32), voice=1.0)
    assert tone.drawn_s == pytest.approx(0.75, abs=0.1)
    assert tone.pace_hz == pytest.approx(5, abs=1)


def test_syllables_are_counted_by_the_dips_between_them():
    level_db = np.repeat([-60, -20, -35, -20, -19, -35, -22, -60], 8).astype(float)
    assert syllables(level_db) == 3
    assert syllables(np.full(40, -20.0)) == 0


@pytest.mark.parametrize(("voice", "low_hz", "high_hz"), [("en-us", 80, 130), ("en-us+f2", 170, 240)])
def test_men_speak_lower_than_women(voice, low_hz, high_hz):
    tone = measured(said("set a timer for ten minutes", voice))
    assert low_hz < tone.pitch_hz < high_hz
    assert tone.end_st < -1  # statements fall
    assert str(told(tone)) == ""


@pytest.mark.parametrize("voice", ["en-us+whisper", "en-us+whisperf"])
def test_a_whisper_is_noted(voice):
    assert str(told(measured(said("set a timer for ten minutes for the cake", voice)))) == "whispered"


def test_haste_is_noted():
    text = "remind me to pick up the kids at a quarter to four and buy milk"
    assert str(told(measured(said(text, "en-us", 1.8)))) == "fast"
    assert str(told(measured(said(text, "en-us")))) == ""


def test_slowness_is_noted():
    text = "what is the weather going to be like tomorrow"
    assert str(told(measured(said(text, "en-us", 0.55)))) == "slow"


def test_who_usually_speaks_slowly_hurries_at_a_pace_that_is_usual_for_others():
    meter = ToneMeter()
    for text in ("what is the weather going to be like tomorrow", "is there any bread left in the house"):
        measured(said(text, "en-us", 0.65), meter)
        meter.begin()
    measured(said("what is the weather going to be like on Sunday", "en-us", 1.2), meter)
    assert "fast" in meter.note()


def noted(pcm, meter=None):
    meter = meter or ToneMeter()
    measured(pcm, meter, 1.0)
    return meter.note()


def test_loud_and_soft_are_louder_and_softer_than_the_person_was_before():
    for again, word in ((1.0, "loud"), (0.03, "soft"), (0.2, None)):
        meter = ToneMeter()
        first = noted(0.2 * glide(120), meter)
        assert (first.loud, first.soft) == (None, None)  # nobody knows yet
        meter.begin()
        note = noted(again * glide(120), meter)
        assert [name for name in ("loud", "soft") if name in note] == [word] * (word is not None)


def glide(hz):
    """A voice with a melody, in syllables."""
    melody = hz * 2 ** (np.sin(2 * np.pi * 1.3 * TIMES_S) * 4 / 12)
    return (buzz(melody) * (0.55 + 0.45 * np.sin(2 * np.pi * 5 * TIMES_S))).astype(np.float32)


def test_a_whisper_does_not_make_the_next_words_loud():
    meter = ToneMeter()
    noted(0.2 * glide(120), meter)
    meter.begin()
    noise = np.random.default_rng(1).standard_normal(len(TIMES_S)).astype(np.float32)
    assert str(noted(0.003 * noise, meter)) == "whispered"
    meter.begin()
    assert "loud" not in noted(0.2 * glide(120), meter)


def test_a_voice_without_melody_is_flat():
    beats = (0.55 + 0.45 * np.sin(2 * np.pi * 5 * TIMES_S)).astype(np.float32)
    assert "flat" in noted(buzz(120) * beats)
    assert "flat" not in noted(glide(120))


def test_too_little_speech_tells_nothing():
    assert told(Tone(speech_s=0.3, voicing=0.0)) == Note()
    short = told(Tone(speech_s=0.5, voicing=0.9))
    assert (short.flat, short.rising, short.fast, short.slow, short.hesitant) == (None,) * 5
    assert short.whispered is not None


def test_nobody_knows_laughing_or_sighing():
    note = noted(glide(120))
    assert (note.laughing, note.sighing) == (None, None)


def test_the_end_of_a_long_speech_is_no_question():
    assert told(Tone(speech_s=12.0, voicing=0.8, rise_st=9.0, end_st=4.0)).rising is None


def test_a_tone_that_is_turned_off_is_not_told():
    note = Note(whispered=0.9, rising=0.8)
    assert str(note) == "whispered, rising"
    assert str(note.only(heeded("-rising"))) == "whispered"
    assert str(note.only(heeded("rising, fast"))) == "rising"
    assert str(note.only(heeded("none"))) == ""
    assert note.only(heeded("all")) == note


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


def test_a_frame_costs_less_than_a_millisecond_even_late_in_a_long_turn():
    meter, pcm, took_s = ToneMeter(), buzz(120), []
    for _ in range(15):
        for start in range(0, len(pcm) - FRAME_SAMPLES, FRAME_SAMPLES):
            started_s = thread_time()
            meter.push(pcm[start : start + FRAME_SAMPLES], 1.0)
            took_s.append(thread_time() - started_s)
    asked_s = []
    for _ in range(9):
        meter.push(pcm[:FRAME_SAMPLES], 1.0)
        started_s = thread_time()
        meter.note()
        asked_s.append(thread_time() - started_s)

    assert np.median(took_s) < 0.002  # of computing: 0.1 ms; the margin is for a slow machine
    assert np.median(asked_s) < 0.005  # 0.7 ms
