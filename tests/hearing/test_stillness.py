"""When does nobody look closely? In a still room, until anything is louder; and then what was missed is heard."""

import numpy as np

from localvoice.hearing.stillness import SETTLED, Stillness
from localvoice.hearing.vad import REMEMBERED, Vad

CHANCE = np.random.default_rng(0)


def noise(db, count=1):
    return [(10 ** (db / 20) * CHANCE.standard_normal(512)).astype(np.float32) for _ in range(count)]


class Counting:
    def __init__(self):
        self.heard = []

    def hear(self, pcm):
        self.heard.append(pcm)
        return 0.5


def sparing():
    vad = Vad(sparing=True)
    vad._silero = Counting()
    return vad, vad._silero.heard


def test_a_still_room_is_looked_at_no_more_after_a_moment():
    vad, heard = sparing()
    for pcm in noise(-60, 300):
        vad.voice(pcm)
    assert len(heard) < 1.2 * SETTLED


def test_what_was_not_looked_at_is_heard_before_the_first_sound():
    vad, heard = sparing()
    still = noise(-60, 300)
    for pcm in still:
        vad.voice(pcm)
    (sound,) = noise(-40)
    assert vad.voice(sound) == 0.5
    assert heard[-1] is sound
    assert all(one is other for one, other in zip(heard[-1 - REMEMBERED : -1], still[-REMEMBERED:], strict=True))


def test_a_soft_voice_is_louder_than_the_room():
    stillness = Stillness()
    assert [stillness.still(pcm) for pcm in noise(-60, 100)][-1]
    soft = noise(-60)[0] + noise(-58)[0]
    assert not stillness.still(soft)


def test_a_noisy_room_is_never_still():
    stillness = Stillness()
    assert not any(stillness.still(pcm) for pcm in noise(-40, 300))


def test_a_pause_between_words_is_no_stillness():
    stillness = Stillness()
    for _ in range(5):
        assert not any(stillness.still(pcm) for pcm in [*noise(-30, 20), *noise(-60, SETTLED - 1)])
