"""Moonshine's published weights: readings, words while one speaks, noises, and a conversation through files."""

import json
from pathlib import Path

import anyio
import numpy as np
import pytest

from localvoice.app.hear import hear
from localvoice.app.talk import Talk, talk
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav, write_wav
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Manner
from localvoice.models import espeak, moonshine
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.understanding.mind import Partial

pytestmark = pytest.mark.real
NAME = "moonshine-tiny-en"
DATA = Path(__file__).parents[3] / "shared" / "data"
READINGS = DATA / "librispeech-test-other-30"


@pytest.fixture(scope="module")
def model(real):
    return moonshine.load(real(NAME))


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    """A file with a synthetic “what time is it”."""
    voice = espeak.load()
    said = np.concatenate([piece.pcm for piece in voice.say("what time is it", Manner())])
    file = tmp_path_factory.mktemp("asked") / "question.wav"
    quiet = np.zeros(4 * RATE_HZ, np.float32)  # the greeting is over
    write_wav(file, np.concatenate([quiet, resample(said, voice.rate_hz, RATE_HZ)]), RATE_HZ)
    return file


def recording(file):
    return resample(*read_wav(file), RATE_HZ)


def words(text):
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign in " '").split()


@pytest.mark.skipif(not READINGS.is_dir(), reason="the recordings are not here")
def test_at_most_a_fifth_of_the_words_of_hard_readings_are_wrong(model):
    lines = [line.split("\t") for line in (READINGS / "references.tsv").read_text().splitlines()]
    missed = total = 0
    for name, said in lines[::3]:
        utterance = model.listen(None)
        utterance.feed(recording(READINGS / f"{name}.flac"))
        heard = words(utterance.transcript().text)
        missed += sum(word not in heard for word in words(said))
        total += len(words(said))
    assert missed / total < 0.2


@pytest.mark.skipif(not READINGS.is_dir(), reason="the recordings are not here")
def test_words_are_shown_while_one_speaks_and_any_chopping_ends_in_the_same(model):
    sound = recording(READINGS / "2033-164914-0000.flac")
    whole, utterance, shown = model.listen(None), model.listen(None), []
    whole.feed(sound)
    for start in range(0, len(sound), FRAME_SAMPLES):
        shown.append(utterance.feed(sound[start : start + FRAME_SAMPLES]))
        if start % (64 * FRAME_SAMPLES) == 0:
            utterance.transcript()
    assert utterance.transcript() == whole.transcript()
    assert words(shown[len(shown) // 2])[:5] == ["replied", "he", "of", "a", "truth"]
    assert len(set(shown)) > 6


@pytest.mark.skipif(not (DATA / "esc10-noise-cc0").is_dir(), reason="the recordings are not here")
def test_noises_are_no_good_words(real_folder):
    files = sorted((DATA / "esc10-noise-cc0").rglob("*.ogg"))[::3]
    settings = Settings(profile="starter", recogniser=NAME)
    told = anyio.run(hear, files, settings, real_folder(NAME), lambda text: None)
    assert [one["transcript"] for one in told if one["accepted"]] == []


def test_a_file_is_heard_with_its_language(real_folder, question):
    settings = Settings(profile="starter", recogniser=NAME)
    (one,) = anyio.run(hear, [question], settings, real_folder(NAME), lambda text: None)
    assert (one["transcript"], one["accepted"], one["language"]) == ("What time is it?", True, "en")
    assert one["intent"] == "time"
    json.dumps(one)


def test_as_the_first_ear_it_shows_words_and_answers_a_recording_that_ends_with_its_last_word(
    real_folder, question, tmp_path
):
    told = []
    settings = Settings(profile="starter", recogniser=NAME, mic=str(question), speaker="none")
    anyio.run(talk, settings, tmp_path, Talk(fast=True, models=real_folder(NAME)), told.append)
    (turn,) = [each for each in told if isinstance(each, Turn) and not each.unasked]
    assert turn.heard == "What time is it?"
    assert turn.intent == "time"
    assert [each for each in told if isinstance(each, Partial) and each.text]
