"""The chime as a sound: its length, its pitches, and that it neither clips nor clicks."""

import numpy as np
import pytest

from localvoice.audio.chime import NOTES_HZ, chime


def test_the_chime_is_as_loud_as_the_voice_is_set():
    assert np.allclose(chime(16_000, 0.25), 0.25 * chime(16_000))


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 48_000])
def test_the_chime_is_two_soft_notes(rate_hz):
    pcm = chime(rate_hz)
    assert pcm.dtype == np.float32
    assert len(pcm) / rate_hz == pytest.approx(0.7, abs=0.01)
    assert 0.2 < np.abs(pcm).max() < 0.9
    assert abs(pcm[0]) < 0.01
    assert np.abs(pcm[-rate_hz // 100 :]).max() < 0.02
    spectrum = np.abs(np.fft.rfft(pcm, 8 * rate_hz))
    for pitch_hz in NOTES_HZ:
        near = slice(round(8 * (pitch_hz - 10)), round(8 * (pitch_hz + 10)))
        assert spectrum[near].max() > 0.5 * spectrum.max()
