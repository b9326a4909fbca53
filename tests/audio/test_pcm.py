"""Sound in other programs' formats: the same tone in each of them, however it is chopped."""

import numpy as np
import pytest

from localvoice.audio.pcm import RATES_HZ, Pcm
from localvoice.errors import BadInput


def tone(rate_hz, hz=440, seconds=0.5):
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)


def coded(pcm, width, channels):
    whole = np.rint(pcm * (2.0 ** (8 * width - 1) - 1)).astype(np.int64)
    if width == 1:
        data = (whole + 128).astype(np.uint8)[:, None]
    else:
        data = whole.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :width]
    return np.repeat(data[:, None, :], channels, axis=1).tobytes()


def level(pcm):
    return 20 * np.log10(np.sqrt(np.mean(np.square(pcm[400:-400]))) + 1e-12)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_tone_is_the_same_tone_at_any_rate(rate_hz):
    pcm = Pcm(rate_hz, 2, 1, 16_000)
    got = np.concatenate([pcm.feed(coded(tone(rate_hz), 2, 1)), pcm.finish()])
    assert np.abs(got - tone(16_000)[: len(got)])[200:-200].max() < 0.01
    assert len(got) == 8000


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_a_tone_is_the_same_tone_in_any_width_and_in_several_channels(width, channels):
    got = Pcm(16_000, width, channels, 16_000).feed(coded(tone(16_000), width, channels))
    assert np.abs(got - tone(16_000)).max() < 0.02
    assert got.dtype == np.float32


def test_a_tone_above_what_is_heard_does_not_fold_down():
    assert level(Pcm(48_000, 2, 1, 16_000).feed(coded(tone(48_000, 9000), 2, 1))) < -70


@pytest.mark.parametrize("size", [1, 7, 1001])
def test_it_is_the_same_however_the_bytes_are_cut(size):
    data, cut = coded(tone(48_000, seconds=0.05), 2, 2), Pcm(48_000, 2, 2, 16_000)
    got = [cut.feed(data[at : at + size]) for at in range(0, len(data), size)]
    assert np.array_equal(np.concatenate(got), Pcm(48_000, 2, 2, 16_000).feed(data))


@pytest.mark.parametrize(
    "form", [(12_345, 2, 1), (16_000, 5, 1), (16_000, 2, 0), (16_000, 2, 9), (0, 2, 1), (-1, 0, -1)]
)
def test_a_format_that_nobody_has_is_refused_in_one_sentence(form):
    with pytest.raises(BadInput):
        Pcm(*form, 16_000)
