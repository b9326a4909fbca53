"""The voice that a profile speaks with where nobody chose one, and what speaks when it cannot."""

import sys

import anyio
import numpy as np
import pytest

from localvoice.app.engine import Engine
from localvoice.events import Manner
from localvoice.models.hibari import files
from localvoice.settings import Settings


def spoken(tmp_path, settings, times=1):
    """The voices that were lent, their sound, and what was told."""

    async def main():
        async with Engine(settings, tmp_path, tell=told.append) as engine:
            for _ in range(times):
                async with engine.voice(settings.voice) as voice:
                    pieces = await engine.lane.call("say", lambda: list(voice.say("Good morning.", Manner())))
                    made.append((type(voice).__name__, np.concatenate([piece.pcm for piece in pieces])))

    made, told = [], []
    anyio.run(main)
    return made, told


def no_package(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


def another_file(monkeypatch):
    monkeypatch.setitem(files.PINNED, "assets/vocab.json", "0" * 64)


def no_runtime(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)


@pytest.mark.parametrize("profile", ["starter", "tiny"])
def test_the_profiles_without_a_download_speak_with_the_neural_voice(tmp_path, profile):
    ((name, pcm),), told = spoken(tmp_path, Settings(profile=profile))
    assert name == "HibariVoice"
    assert len(pcm)
    assert told == []


@pytest.mark.parametrize("fault", [no_package, another_file, no_runtime])
def test_where_it_cannot_speak_another_one_does_and_that_is_said_once(tmp_path, monkeypatch, fault):
    fault(monkeypatch)
    made, told = spoken(tmp_path, Settings(profile="starter"), times=2)
    assert [name for name, _ in made] == ["EspeakVoice", "EspeakVoice"]
    assert all(len(pcm) for _, pcm in made)
    assert len(told) == 1
    assert "hibari" in told[0]
    assert "espeak" in told[0]


def test_who_wants_the_other_voice_gets_it_by_model_and_by_name(tmp_path):
    for settings in (Settings(profile="starter", voice_model="espeak"), Settings(profile="starter", voice="en-gb+f3")):
        ((name, _),), told = spoken(tmp_path, settings)
        assert name == "EspeakVoice"
        assert told == []
