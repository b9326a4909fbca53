"""The end of speech inside what the detector still calls voice: levels made by hand."""

import numpy as np

from localvoice.events import FRAME_S, FRAME_SAMPLES
from localvoice.hearing.edge import Edge, level

NOISE = np.random.default_rng(1).standard_normal(FRAME_SAMPLES).astype(np.float32)


def frame(level_db):
    return NOISE * np.float32(10 ** (level_db / 20))


def after_speech(level_db=-20.0):
    edge = Edge()
    for _ in range(10):
        edge.voice(frame(level_db), 0.95)
    return edge


def test_the_first_speech_is_heard_at_any_level():
    assert Edge().voice(frame(-70), 0.9) == 0.9


def test_what_the_detector_still_hears_after_the_last_sound_is_silence():
    assert after_speech().voice(frame(-60), 0.8) == 0.0


def test_a_soft_end_of_a_word_is_speech():
    assert after_speech().voice(frame(-45), 0.8) == 0.8


def test_a_loud_frame_without_voice_stays_without():
    assert after_speech().voice(frame(-10), 0.1) == 0.1


def test_a_frame_that_is_half_sound_counts_as_sound():
    half = frame(-20).copy()
    half[FRAME_SAMPLES // 2 :] = 0
    assert after_speech().voice(half, 0.8) == 0.8
    assert level(half) > -21


def test_somebody_who_speaks_much_more_softly_is_heard_within_a_second():
    edge = after_speech()
    heard = [edge.voice(frame(-55), 0.9) > 0 for _ in range(round(1 / FRAME_S))]
    assert not heard[0]
    assert heard[-1]


def test_noise_as_loud_as_the_tail_of_speech_leaves_the_detector_alone():
    edge = after_speech()
    assert [edge.voice(frame(-40), p) for p in (0.8, 0.4, 0.1)] == [0.8, 0.4, 0.1]
