"""Where a conversation hears: live sound in a process of its own, files in this one; how a file ends."""

from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace

import anyio
import numpy as np
import pytest

from localvoice.app import talk as module
from localvoice.app.talk import Talk, _ear
from localvoice.audio.open import open_sound
from localvoice.audio.resample import resample
from localvoice.audio.wav import write_wav
from localvoice.clock import RealClock
from localvoice.errors import BadInput
from localvoice.events import RATE_HZ, Manner
from localvoice.hearing.apart.child import Child
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.ear import Ear
from localvoice.models import espeak
from localvoice.settings import Settings
from localvoice.trace import Turn

READY = SimpleNamespace(rate_hz=22_050, engine=SimpleNamespace(clock=RealClock()))


def ear(**settings):
    return anyio.run(_ear, Settings(**settings), None, READY, Child)


def test_live_sound_is_heard_in_a_process_of_its_own_and_files_in_this_one(tmp_path):
    write_wav(tmp_path / "in.wav", np.full(16_000, 0.1, np.float32), 16_000)
    assert isinstance(ear(mic="default", speaker="none"), EarProcess)
    assert isinstance(ear(mic=str(tmp_path / "in.wav"), speaker="default"), EarProcess)
    assert isinstance(ear(mic=str(tmp_path / "in.wav"), speaker="none"), Ear)


@pytest.mark.parametrize(("mic", "expected"), [("default", ["ear", "models"]), ("in.wav", ["models"])])
def test_live_sound_has_its_process_before_any_model_is_loaded(tmp_path, monkeypatch, mic, expected):
    write_wav(tmp_path / "in.wav", np.full(16_000, 0.1, np.float32), 16_000)
    begun = []

    @contextmanager
    def ear_begun():
        begun.append("ear")
        yield Child

    def loading(*given, **rest):
        begun.append("models")
        raise BadInput("That will do.")

    monkeypatch.setattr(module, "begun", ear_begun)
    monkeypatch.setattr(module, "Engine", loading)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="That will do"):
        anyio.run(module.talk, Settings(profile="starter", mic=mic, speaker="none"), tmp_path, Talk(), begun.append)
    assert begun == expected


def test_an_unknown_way_to_cancel_echo_is_said_before_anything_is_opened():
    with pytest.raises(BadInput, match="must be one of"):
        ear(mic="default", speaker="none", aec="magic")


def test_a_recording_that_ends_with_its_last_word_is_answered_all_the_same(tmp_path, monkeypatch):
    voice = espeak.load()
    said = np.concatenate([piece.pcm for piece in voice.say("what time is it", Manner())])
    pcm = resample(said, voice.rate_hz, RATE_HZ)
    write_wav(tmp_path / "in.wav", np.concatenate([np.zeros(8000, np.float32), pcm]), RATE_HZ)
    monkeypatch.setattr(module, "open_sound", partial(open_sound, tail_s=0.0))
    told = []
    settings = Settings(profile="starter", mic=str(tmp_path / "in.wav"), speaker="none")
    anyio.run(module.talk, settings, tmp_path, Talk(fast=True), told.append)
    (turn,) = [each for each in told if isinstance(each, Turn) and not each.unasked]
    assert turn.intent == "time"
    assert turn.said.startswith("It")
    assert turn.said_end_s  # heard to its end
