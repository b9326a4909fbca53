"""Bytes from and for other programs: every format there and back, for any chopping."""

import numpy as np
import pytest

from localvoice.audio.wire import RATES_HZ, Incoming, Outgoing, decoded, encoded

FORMATS = sorted(RATES_HZ)


def tone(rate_hz, seconds=0.5, hz=440):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(int(rate_hz * seconds)) / rate_hz)).astype(np.float32)


@pytest.mark.parametrize("form", FORMATS)
def test_a_tone_comes_back(form):
    pcm = tone(RATES_HZ[form])
    back = decoded(encoded(pcm, form), form)
    assert len(back) == len(pcm)
    assert np.abs(back - pcm).max() < (1e-4 if form == "audio/pcm" else 0.02)


def test_silence_and_the_loudest_are_what_g711_says():
    """ITU-T G.711: 0xFF and 0xD5 stand for next to nothing, 0x80 and 0xAA for the loudest."""
    assert abs(decoded(b"\xff", "audio/pcmu")[0]) < 1e-3
    assert abs(decoded(b"\xd5", "audio/pcma")[0]) < 1e-3
    assert decoded(b"\x80", "audio/pcmu")[0] == pytest.approx(32124 / 32768, abs=1e-3)
    assert decoded(b"\xaa", "audio/pcma")[0] == pytest.approx(32256 / 32768, abs=1e-3)


def test_too_loud_is_clipped_and_not_wrapped():
    for form in FORMATS:
        assert (decoded(encoded(np.array([2.0, -2.0], np.float32), form), form) * [1, -1] > 0.9).all()


@pytest.mark.parametrize("form", FORMATS)
def test_the_stream_is_the_same_for_any_chopping(form):
    sound, size = encoded(tone(RATES_HZ[form]), form), 2 if form == "audio/pcm" else 1
    whole = Incoming(form, 16_000)
    once = np.concatenate([whole.feed(sound), whole.finish()])
    parts = Incoming(form, 16_000)
    pieces = [parts.feed(sound[at : at + 38 * size]) for at in range(0, len(sound), 38 * size)]
    assert np.allclose(np.concatenate([*pieces, parts.finish()]), once, atol=1e-6)
    assert len(once) == 8000


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_is_as_long_as_what_was_said(form):
    out = Outgoing(22_050, form)
    pcm = tone(22_050)
    sound = b"".join([out.feed(pcm[:5000]), out.feed(pcm[5000:]), out.finish()])
    assert len(sound) == pytest.approx(0.5 * RATES_HZ[form] * (2 if form == "audio/pcm" else 1), abs=2)
    assert Outgoing(24_000, form).finish() == b""
