"""Words while one speaks: when a look begins, what it costs at each frame, and windows that are full."""

import numpy as np
import pytest

from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ
from localvoice.models.moonshine.glance import STEPS, Glance


class Looks:
    """A reader that says how much it was given; so many steps each."""

    def __init__(self, steps=5):
        self.given, self.done, self._steps = [], 0, steps

    def read(self, pcm):
        self.given.append(len(pcm))
        for _ in range(self._steps):
            self.done += 1
            yield ""
        return f"{len(pcm) / RATE_HZ:.1f}"


def noise(seconds, loud=0.1):
    return np.random.default_rng(0).normal(0, loud, round(seconds * RATE_HZ)).astype(np.float32)


@pytest.fixture
def looks():
    return Looks()


def test_a_look_begins_after_half_a_second_and_its_words_are_shown_when_it_is_done(looks):
    glance, shown = Glance(looks.read, 20.0), []
    for frame in noise(1.0)[: 31 * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES):
        shown.append(glance.feed(frame))
    first = shown.index("0.5")
    assert set(shown[:first]) == {""}
    assert 0.5 <= (first + 1) * FRAME_S <= 0.7


def test_a_frame_takes_few_steps(looks):
    glance = Glance(looks.read, 20.0)
    for frame in noise(3.2).reshape(-1, FRAME_SAMPLES):
        before = looks.done
        glance.feed(frame)
        assert looks.done - before <= STEPS


@pytest.mark.parametrize("size", [1, 100, 511, 512, 513, 16_000])
def test_any_chopping_gives_the_same_words_and_the_same_looks(size):
    sound, whole, chopped = noise(2.0 if size > 1 else 0.7), Looks(), Looks()
    expected = Glance(whole.read, 20.0).feed(sound)
    glance, text = Glance(chopped.read, 20.0), ""
    for start in range(0, len(sound), size):
        text = glance.feed(sound[start : start + size])
    assert (text, chopped.given) == (expected, whole.given)


def test_looks_become_rarer_while_the_sound_grows(looks):
    Glance(looks.read, 30.0).feed(noise(16.0))
    apart = np.diff(looks.given) / RATE_HZ
    assert apart[0] < 0.6
    assert apart[-1] > 1.5
    assert sum(looks.given) / RATE_HZ < 9 * 16.0  # of sound read again, in all; each half second would be 256


def test_silence_after_words_is_not_looked_at_again(looks):
    glance = Glance(looks.read, 20.0)
    glance.feed(noise(2.0))
    glance.feed(noise(0.5, 0.001))
    before = len(looks.given)
    glance.feed(noise(5.0, 0.001))
    assert len(looks.given) <= before + 1


def test_a_full_window_is_read_for_good_and_the_rest_is_looked_at(looks):
    text = Glance(looks.read, 6.0).feed(noise(20.0))
    assert max(looks.given) <= 6.0 * RATE_HZ
    assert len(text.split()) >= 3


def test_a_sound_without_voice_at_all_shows_nothing(looks):
    assert Glance(looks.read, 20.0).feed(np.zeros(RATE_HZ, np.float32)) == ""
    assert looks.given == []
