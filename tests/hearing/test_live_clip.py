"""A turn that is cut out while it comes is the one that is cut out of the whole recording."""

from pathlib import Path

import numpy as np
import pytest

from localvoice.audio.wav import read_speech
from localvoice.events import FRAME_SAMPLES, RATE_HZ
from localvoice.hearing.clips import Live, turns

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def recordings():
    folder = DATA / "librispeech-test-other-30"
    files = sorted(folder.rglob("*.flac"))[:3]
    if not files:
        pytest.skip(f"no recordings in {folder}")
    sounds = [read_speech(file)[0][: 5 * RATE_HZ] for file in files]
    silence = np.random.default_rng(0).normal(0, 1e-4, 2 * RATE_HZ).astype(np.float32)
    return [
        np.concatenate([silence, sounds[0], silence]),
        np.concatenate([sounds[0], silence, sounds[1]]),
        sounds[2][: 2 * RATE_HZ + 100],
    ]


@pytest.mark.parametrize("piece", [160, 512, 1024, 5000])
def test_it_is_the_same_turn_however_the_sound_comes(recordings, piece):
    for pcm in recordings:
        live, frames = Live(), []
        for start in range(0, len(pcm), piece):
            frames += live.feed(pcm[start : start + piece])
        frames += live.finish()
        [clip] = turns(pcm, one=True)
        assert np.array_equal(np.concatenate([frame.pcm for frame in frames]), clip.pcm)
        assert tuple(frame.voice for frame in frames) == clip.voices


def test_silence_is_no_turn_and_is_not_kept():
    live = Live()
    assert not any(live.feed(np.zeros(FRAME_SAMPLES, np.float32)) for _ in range(200))
    assert live.finish() == []
    assert live.seconds == pytest.approx(200 * 0.032)
