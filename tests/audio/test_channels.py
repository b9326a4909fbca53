"""Which channel is heard: a voice is played by bursts of a tone with pauses between them."""

import numpy as np
import pytest

from localvoice.audio.channels import mixed

RATE = 16_000
RNG = np.random.default_rng(5)
T = np.arange(4 * RATE) / RATE


def voice(gain=0.3, second=0.0):
    """Speaks half of every second."""
    return (gain * np.sin(2 * np.pi * 220 * T) * ((T + second) % 1.0 < 0.5)).astype(np.float32)


def noise(db):
    return (10 ** (db / 20) * RNG.standard_normal(len(T))).astype(np.float32)


def beside(*channels):
    return np.stack(channels, axis=1)


NOTHING = np.zeros(len(T), np.float32)


@pytest.mark.parametrize(
    "other",
    [NOTHING, NOTHING + 0.1, noise(-26), noise(-6), 0.02 * voice(), -voice(), -0.7 * voice()],
    ids=["silence", "an offset", "noise", "loud noise", "its own faint echo", "its reverse", "its softer reverse"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_voice_is_heard_whatever_is_on_the_other_channel(other, turned):
    pcm = beside(other, voice()) if turned else beside(voice(), other)
    heard = mixed(pcm, RATE)
    assert min(np.abs(heard - sign * voice()).max() for sign in (1, -1)) < 1e-6
    assert heard.dtype == np.float32


def test_two_persons_on_a_telephone_line_are_both_heard():
    heard = mixed(beside(voice(), voice(0.3, second=0.5)), RATE)
    assert np.abs(heard - (voice() + voice(0.3, second=0.5)) / 2).max() < 1e-6


def test_a_stereo_recording_is_averaged_which_lowers_its_noise():
    heard = mixed(beside(voice() + noise(-30), voice() + noise(-30)), RATE)
    assert np.std(heard - voice()) == pytest.approx(10 ** (-30 / 20) / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("alive", range(6))
def test_one_of_six_is_enough(alive):
    channels = [NOTHING] * 6
    channels[alive] = voice()
    assert np.array_equal(mixed(beside(*channels), RATE), voice())


@pytest.mark.parametrize("samples", [0, 1, 100])
def test_a_very_short_recording_is_no_trouble(samples):
    assert mixed(np.ones((samples, 2), np.float32), RATE).shape == (samples,)


def test_one_channel_stays_as_it_is():
    assert np.array_equal(mixed(voice()[:, None], RATE), voice())
