"""Wake words: recordings of people and voices, names in any spelling, and a package that is missing."""

import sys
from pathlib import Path

import numpy as np
import pytest

from localvoice.audio.wav import read_speech
from localvoice.errors import BadInput, EngineError
from localvoice.events import FRAME_SAMPLES, RATE_HZ
from localvoice.hearing import wake
from localvoice.hearing.wake import MISSING, OLD_MAC, REFRACTORY_S, WORDS, Wake, load, named, why_missing

DATA = Path(__file__).parents[3] / "shared" / "data" / "picovoice-wake-words" / "audio"


class Loud:
    """A network that is as sure as the sound is loud."""

    probability_cutoff = 0.5

    def __init__(self):
        self.resets = 0

    def process_streaming_prob(self, features):
        return float(features)

    def reset(self):
        self.resets += 1


class Loudness:
    def process_streaming(self, audio_bytes):
        return [np.abs(np.frombuffer(audio_bytes, "<i2")).max() / 32768]


def sound(level, seconds):
    return np.full(round(seconds * RATE_HZ), level, np.float32)


def by_frames(listening, pcm):
    """(seconds, word) of each that was noticed."""
    found = []
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        if word := listening.hear(pcm[start : start + FRAME_SAMPLES]):
            found.append(((start + FRAME_SAMPLES) / RATE_HZ, word))
    return found


def test_a_word_that_still_sounds_is_noticed_once():
    found = by_frames(Wake({"alexa": Loud()}, Loudness()), sound(0.9, REFRACTORY_S * 0.9))
    assert [word for _, word in found] == ["alexa"]


def test_a_word_that_is_said_again_later_is_noticed_again():
    pcm = np.concatenate([sound(0.9, 0.1), sound(0.0, 2.0), sound(0.9, 0.1)])
    assert len(by_frames(Wake({"alexa": Loud()}, Loudness()), pcm)) == 2


def test_of_several_words_the_surest_is_noticed():
    class Surer(Loud):
        def process_streaming_prob(self, features):
            return float(features) + 0.05

    assert Wake({"alexa": Loud(), "okay nabu": Surer()}, Loudness()).hear(sound(0.9, 0.1)) == "okay nabu"


def test_sound_beyond_the_range_of_a_microphone_is_clipped_and_not_turned_round():
    assert Wake({"alexa": Loud()}, Loudness()).hear(sound(1.5, 0.1)) == "alexa"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("okay nabu", "okay nabu"),
        ("OK Nabu", "okay nabu"),
        ("ok_nabu", "okay nabu"),
        ("Hey, Jarvis", "hey jarvis"),
        ("hey-mycroft", "hey mycroft"),
        (" Alexa ", "alexa"),
    ],
)
def test_a_word_may_be_spelled_in_any_way(typed, word):
    assert named(typed) == word


@pytest.mark.parametrize("typed", ["computer", "", "nabu", "okay"])
def test_an_unknown_word_is_refused_in_one_sentence_that_names_those_there_are(typed):
    with pytest.raises(BadInput) as refused:
        named(typed)
    assert all(word in str(refused.value) for word in WORDS)


def test_a_missing_package_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymicro_wakeword", None)
    with pytest.raises(EngineError, match="pip install 'localvoice\\[wake\\]'"):
        load(["okay nabu"])


def test_an_old_mac_is_told_that_it_is_too_old():
    assert why_missing("darwin", "23.6.0") == OLD_MAC
    assert why_missing("darwin", "24.1.0") == MISSING
    assert why_missing("linux", "6.8.0-41-generic") == MISSING


def test_a_library_that_does_not_run_here_is_said(monkeypatch):
    class Broken:
        Model = str

        class MicroWakeWord:
            @staticmethod
            def from_builtin(model):
                raise OSError("wrong architecture")

    monkeypatch.setattr(wake, "import_module", lambda name: Broken)
    with pytest.raises(EngineError, match="wrong architecture"):
        load(["okay nabu"])


@pytest.fixture(scope="module")
def people():
    """Each (n,) float32: a second and a half of hardly anything, one of two words by 10 people, then a second more."""
    if not DATA.is_dir():
        pytest.skip(f"no recordings in {DATA}")
    hiss = np.random.default_rng(0).normal(0, 1e-4, 40_000).astype(np.float32)

    def said(word):
        for file in sorted((DATA / word).iterdir())[:10]:
            pcm, rate_hz = read_speech(file)
            assert rate_hz == RATE_HZ
            yield np.concatenate([hiss[:24_000], pcm, hiss[24_000:]])

    return {word: list(said(word)) for word in ("alexa", "computer")}


def test_people_who_say_the_word_are_noticed_and_those_who_say_another_are_not(people, capfd):
    assert all(len(by_frames(load(["alexa"]), pcm)) == 1 for pcm in people["alexa"])
    assert not any(by_frames(load(list(WORDS)), pcm) for pcm in people["computer"])
    assert capfd.readouterr().err == ""


def test_it_is_the_same_however_the_sound_is_cut(people):
    pcm = people["alexa"][0]
    at, word = by_frames(load(["alexa"]), pcm)[0]
    pieces = np.split(pcm, np.arange(777, len(pcm), 777))
    other, ended = load(["alexa"]), 0
    for piece in pieces:
        ended += len(piece)
        if other.hear(piece):
            break
    assert (word, abs(ended / RATE_HZ - at) < 0.08) == ("alexa", True)
