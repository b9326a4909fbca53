"""Files that are sent while they are made: players can read what came."""

from pathlib import Path

import numpy as np
import pytest

from localvoice.audio.encoded import KINDS, RATE_HZ, Encoder
from localvoice.audio.wav import read_content
from localvoice.audio.wire import decoded


def sent(kind, rate_hz=22_050, seconds=2.0):
    pcm = (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate_hz * seconds)) / rate_hz)).astype(np.float32)
    encoder = Encoder(kind, rate_hz)
    pieces = [encoder.feed(pcm[at : at + 1500]) for at in range(0, len(pcm), 1500)]
    return [*pieces, encoder.finish()]


def frames(mp3):
    """How many there are, one behind the other: MPEG 2 layer III at 24 kHz (ISO/IEC 13818-3)."""
    rates = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    at = count = 0
    while at < len(mp3):
        assert mp3[at : at + 2] == b"\xff\xf3", at
        padding = (mp3[at + 2] >> 1) & 1
        at += 72_000 * rates[mp3[at + 2] >> 4] // RATE_HZ + padding
        count += 1
    return count


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_was_sent_is_the_sound(kind):
    pieces = sent(kind)
    assert kind == "flac" or sum(map(bool, pieces[:-1])) > 1, "it is sent while it is made"
    sound = b"".join(pieces)
    if kind == "mp3":  # libsndfile would believe the size of the first frame
        assert frames(sound) * 576 == pytest.approx(2 * RATE_HZ, rel=0.1)
        return
    if kind == "pcm":
        pcm = decoded(sound, "audio/pcm")
    else:
        pcm, rate_hz = read_content(Path("sent"), sound)
        assert rate_hz == RATE_HZ
    assert len(pcm) == pytest.approx(2 * RATE_HZ, rel=0.1)
    middle = np.abs(np.fft.rfft(pcm[RATE_HZ // 2 : RATE_HZ + RATE_HZ // 2]))
    assert np.argmax(middle) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_said_is_an_empty_file_and_no_failure(kind):
    assert isinstance(Encoder(kind, 24_000).finish(), bytes)
