"""A turn that ends with "over", as the starter hears it from a file."""

from functools import partial

import anyio
import numpy as np
import pytest

from localvoice.app import talk as module
from localvoice.app.talk import Talk
from localvoice.audio.open import open_sound
from localvoice.audio.resample import resample
from localvoice.audio.wav import write_wav
from localvoice.errors import BadInput
from localvoice.events import RATE_HZ, Manner
from localvoice.models import espeak
from localvoice.settings import Settings
from localvoice.trace import Turn


def quiet(seconds):
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def test_a_request_waits_in_silence_until_over_ends_it(tmp_path, monkeypatch):
    voice = espeak.load()

    def said(text):
        spoken = np.concatenate([piece.pcm for piece in voice.say(text, Manner())])
        return resample(spoken, voice.rate_hz, RATE_HZ)

    pcm = np.concatenate([quiet(0.5), said("what time is it"), quiet(1.5), said("over"), quiet(0.5)])
    write_wav(tmp_path / "in.wav", pcm, RATE_HZ)
    monkeypatch.setattr(module, "open_sound", partial(open_sound, tail_s=0.0))
    told = []
    settings = Settings(profile="starter", mic=str(tmp_path / "in.wav"), speaker="none", end_word="over")
    anyio.run(module.talk, settings, tmp_path, Talk(fast=True), told.append)
    (turn,) = [each for each in told if isinstance(each, Turn) and not each.unasked]
    assert (turn.heard, turn.intent) == ("what time is it", "time")
    assert any("the end word was said" in decision.text for decision in turn.decisions)


def test_an_end_word_that_the_ears_do_not_know_is_refused(tmp_path):
    write_wav(tmp_path / "in.wav", quiet(0.5) + 0.01, RATE_HZ)
    settings = Settings(profile="starter", mic=str(tmp_path / "in.wav"), speaker="none", end_word="xyzzyx")
    with pytest.raises(BadInput, match="does not know the end word xyzzyx"):
        anyio.run(module.talk, settings, tmp_path, Talk(fast=True), print)
