"""The default voice: what it says, when its words begin, how it stops, and what happens when it is not as expected."""

import gzip
import json
import random
import shutil
import socket
import sys

import numpy as np
import pytest

from localvoice.errors import BadInput, EngineError
from localvoice.events import Manner
from localvoice.models import espeak, hibari
from localvoice.models.hibari import files
from localvoice.models.hibari.lookup import Features, SortedEntries
from localvoice.models.hibari.network import session
from localvoice.models.phrase import words

LONG = (
    "The train from Oslo leaves at nine and stops in every village of the valley which you can see from the window "
    "while the river is on the other side and the mountains are behind the clouds until the late afternoon of a day "
    "that nobody who was there will forget"
)


@pytest.fixture(scope="module")
def voice():
    return hibari.load()


@pytest.fixture(scope="module")
def assets():
    return files.read(files.folder())


def said(voice, phrase, **manner):
    pieces = list(voice.say(phrase, Manner(**manner)))
    pcm = np.concatenate([np.zeros(0, np.float32), *(piece.pcm for piece in pieces)])
    return pcm, [word for piece in pieces for word in piece.words]


def level(pcm):
    return float(np.sqrt(np.mean(pcm**2)))


def sounds(voice, text):
    return " ".join(one.sounds for one in voice._pronouncer.pronounce(text))


def test_every_word_is_announced_where_it_stands_and_in_order(voice):
    text = "Of course, the timer is set — for ten minutes."
    pcm, begun = said(voice, text)
    assert [text[word.start : word.end] for word in begun] == [word for word in text.split() if word != "—"]
    starts = [word.sample for word in begun]
    assert starts == sorted(set(starts))
    assert 0 <= starts[0] < 0.1 * voice.rate_hz
    assert starts[-1] < len(pcm)


def test_words_are_announced_with_the_piece_in_which_they_begin(voice):
    done = 0
    for piece in voice.say(LONG, Manner()):
        assert all(done <= word.sample < done + len(piece.pcm) for word in piece.words)
        done += len(piece.pcm)


def quiet(pcm):
    """Of each 10 ms, is it silent?"""
    return np.abs(pcm[: len(pcm) // 240 * 240].reshape(-1, 240)).max(axis=1) < 0.01


def test_a_word_after_a_pause_begins_where_its_sound_does(voice):
    pcm, begun = said(voice, LONG + ". I read it yesterday. Please, do it again. No.")
    silent = quiet(pcm)
    rises = [at for at in np.flatnonzero(~silent) if at > 9 and silent[at - 9 : at].all()]
    late_s = [min((word.sample / 240 - at for word in begun), key=abs) / 100 for at in rises]
    assert len(rises) >= 5
    assert np.median(np.abs(late_s)) < 0.05
    assert np.abs(late_s).max() < 0.1


def test_a_long_sentence_is_one_breath_after_the_other_without_a_gap(voice):
    pcm, begun = said(voice, LONG)
    assert [LONG[word.start : word.end] for word in begun] == LONG.split()
    pauses = [len(pause) / 100 for pause in "".join("q" if one else " " for one in quiet(pcm)).split()]
    assert max(pauses) < 0.45
    assert sum(pause > 0.15 for pause in pauses) >= 3


def test_sound_begins_at_once_and_ends_in_silence(voice):
    pcm, _ = said(voice, "The timer is set.")
    loud = np.flatnonzero(np.abs(pcm) > espeak.SILENCE)
    assert loud[0] < 0.01 * voice.rate_hz
    assert 0.15 < (len(pcm) - loud[-1]) / voice.rate_hz < 0.2
    assert np.abs(pcm[-20:]).max() < 1e-3


def test_it_is_as_loud_and_as_quick_as_the_other_voice(voice):
    text = "The timer is set for ten minutes, and I will remind you of the milk."
    other = espeak.load()
    (mine, _), (theirs, _) = said(voice, text), said(other, text)
    assert 0.7 < level(mine) / level(theirs) < 1.4
    assert 0.8 < (len(mine) / voice.rate_hz) / (len(theirs) / other.rate_hz) < 1.25


def test_pace_and_loudness_are_as_wanted(voice):
    text = "one two three four five"
    normal, fast, quiet = said(voice, text)[0], said(voice, text, pace=1.6)[0], said(voice, text, volume=0.5)[0]
    assert len(fast) < 0.8 * len(normal)
    assert np.abs(quiet).max() == pytest.approx(0.5 * np.abs(normal).max(), rel=0.01)
    slowest, wild = said(voice, text, pace=0.5)[0], said(voice, text, pace=0.01)[0]
    assert len(slowest) == len(wild) > 1.4 * len(normal)


def test_a_whisper_has_no_pitch(voice):
    def pitched(pcm):
        """How alike a vowel is to itself a few milliseconds later."""
        best = []
        for at in range(0, len(pcm) - 2400, 1200):
            part = pcm[at : at + 2400] - pcm[at : at + 2400].mean()
            alike = np.correlate(part, part, "full")[2399:]
            best.append(alike[100:300].max() / max(alike[0], 1e-9) if level(part) > 0.01 else 0)
        return max(best)

    aloud, whispered = (said(voice, "I may be away all year.", whispered=way)[0] for way in (False, True))
    assert pitched(aloud) > 0.8
    assert pitched(whispered) < 0.6
    assert 0.2 < level(whispered) / level(aloud) < 0.9


def test_the_same_phrase_sounds_the_same_every_time(voice):
    assert np.array_equal(said(voice, "Good morning.")[0], said(voice, "Good morning.")[0])


def test_speech_stops_when_nobody_wants_more(voice):
    steps = voice.say("one two three four five six seven", Manner())
    next(steps)
    steps.close()
    assert list(steps) == []


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("M R I", "ˈɛm ˈɑɹ ˈI"),
        ("A T M", "ˈA tˈi ˈɛm"),
        ("nine thirty AM", "nˈIn θˈɜɹTi ˌAˈɛm"),
        ("I read it yesterday.", "ˌI ɹˈɛd ɪt jˈɛstəɹdˌA."),
        ("Read it now.", "ɹˈid ɪt nˈW."),
        ("a plant", "ɐ plˈænt"),
        ("I AM HERE NOW", "ˌI æm hˈɪɹ nˈW"),
    ],
)
def test_words_are_pronounced_as_they_are_meant(voice, text, like):
    assert sounds(voice, text) == like


def test_what_is_words_already_is_not_made_words_again(voice):
    assert sounds(voice, "one in two") == sounds(voice, "one in two".upper().lower())
    assert sounds(voice, "St. Paul").startswith("stɹˈit") is False
    assert sounds(voice, "No. five") != sounds(voice, "Number five")


def test_a_name_that_no_list_holds_is_spoken(voice):
    for name in ("Kraków", "Nguyen", "Vitalij", "Xochitl"):
        assert len(said(voice, name)[0]) > 0.3 * voice.rate_hz


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x07", "日本語", "<speak>no markup</speak>", "x" * 2000, "9" * 300, "—"]
)
def test_no_text_breaks_the_voice(voice, text):
    for piece in voice.say(text, Manner()):
        assert np.isfinite(piece.pcm).all()


def test_whatever_is_written_gets_one_pronunciation_a_word(voice):
    dice = random.Random(1)
    signs = "abcdefgzAIZ0129 .,;:!?…'’\"“”()—-/&%$+=@#*_\\[]<>{}|~^`éßñжя語🙂²½ªº\u0301\u200b\xad\n\t"
    for _ in range(300):
        text = "".join(dice.choice(signs) for _ in range(dice.randrange(1, 40)))
        for one in voice._pronouncer.pronounce(text):
            assert text[one.start : one.end].strip() == text[one.start : one.end] != ""
            assert one.sounds == one.sounds.strip() or not one.spoken


def test_looking_up_finds_what_parsing_finds(assets):
    dice = random.Random(1)
    for name in ("gold", "silver"):
        text = gzip.decompress(assets[f"assets/lexicon_us_{name}.json.gz"])
        parsed, looked_up = json.loads(text), SortedEntries(text)
        assert len(looked_up) == len(parsed)
        for key in [*dice.sample(sorted(parsed), 500), min(parsed), max(parsed)]:
            assert looked_up.get(key) == parsed[key]
        assert looked_up.get("no such word") is None
    text = gzip.decompress(assets["assets/tagger.json.gz"])
    parsed, features = json.loads(text)["weights"], Features(text, text.index(b',"weights":') + 11)
    for key in dice.sample([key for key in parsed if "\\" not in key], 500):
        assert features.get(key) == parsed[key]
    assert features.get("w=nosuchword") is None


def test_words_of_another_language_are_spoken_by_the_voice_that_has_it(voice):
    assert {"en", "de", "fr"} <= voice.languages
    pcm, begun = said(voice, "Guten Morgen", language="de")
    other = espeak.load()
    theirs, _ = said(other, "Guten Morgen", language="de")
    assert len(pcm) / voice.rate_hz == pytest.approx(len(theirs) / other.rate_hz, abs=0.02)
    assert [word.start for word in begun] == [start for start, _ in words("Guten Morgen")]


def test_the_other_voices_names_are_understood():
    assert hibari.voices()[0] == "heart"
    assert "en-us" in hibari.voices()
    assert isinstance(hibari.load(voice="en-gb+f3"), espeak.EspeakVoice)
    with pytest.raises(BadInput):
        hibari.load(voice="emma")


def test_nothing_is_fetched_and_neither_scipy_nor_the_package_itself_is_loaded(monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    voice = hibari.load()
    assert len(said(voice, "Good morning.")[0])
    assert "hibari" not in sys.modules
    assert "hibari.voices" not in sys.modules


def test_a_file_that_is_not_the_known_one_is_refused(tmp_path):
    place = tmp_path / "hibari"
    shutil.copytree(files.folder(), place)
    (place / "assets" / "vocab.json").write_text("{}")
    with pytest.raises(EngineError, match=r"vocab\.json"):
        files.read(place)
    (place / "assets" / "vocab.json").unlink()
    with pytest.raises(EngineError, match="lacks"):
        files.read(place)


def test_a_package_that_is_not_there_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EngineError, match="hibari-tts"):
        hibari.load()


def test_without_onnxruntime_it_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineError, match="onnxruntime"):
        hibari.load()


def test_a_graph_is_in_memory_once(assets):
    """As the library has made it ready, and not as it was read, too."""
    graph = assets["assets/oov.onnx"]
    assert not [value for value in vars(session(graph)).values() if isinstance(value, bytes)]
