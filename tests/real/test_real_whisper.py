"""Whisper's published weights: which language a file is in, what noises become, and an order in a conversation."""

from pathlib import Path

import anyio
import pytest

from localvoice.app.hear import hear
from localvoice.app.talk import Talk, talk
from localvoice.settings import Settings
from localvoice.trace import Turn

pytestmark = pytest.mark.real
NAME = "whisper-base"
DATA = Path(__file__).parents[3] / "shared" / "data"
CLIPS = DATA / "multilingual-fleurs-clips"
NOISES = DATA / "esc10-noise-cc0"
ORDER = DATA / "picovoice-spoken-commands/data/speech/clean/0fb01265-e40d-4c41-ba9e-608b875405d9.wav"


def told(real_folder, files):
    settings = Settings(profile="starter", recogniser=NAME)
    return anyio.run(hear, files, settings, real_folder(NAME), lambda text: None)


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the recordings are not here")
def test_each_file_is_heard_in_its_own_language(real_folder):
    (german,) = CLIPS.rglob("fleurs_de.wav")
    (hindi,) = CLIPS.rglob("fleurs_hi.wav")  # once taken for Telugu
    first, second = told(real_folder, [german, hindi])
    assert (first["language"], first["accepted"], second["language"]) == ("de", True, "hi")
    assert first["transcript"].startswith("Das erschien mir nicht sinnvoll")


@pytest.mark.skipif(not NOISES.is_dir(), reason="the recordings are not here")
def test_what_noises_are_written_as_is_not_accepted(real_folder):
    """Once "Thank you!", "HEE-HOO!" and "No,"."""
    files = [next(NOISES.rglob(name)) for name in ("2-130979-A.ogg", "2-82538-A.ogg", "1-59513-A.ogg")]
    assert [one["transcript"] for one in told(real_folder, files) if one["accepted"]] == []


@pytest.mark.skipif(not ORDER.is_file(), reason="the recordings are not here")
def test_an_order_is_one_right_turn(real_folder, tmp_path):
    events = []
    settings = Settings(persona="cafe", recogniser=NAME, mic=str(ORDER), speaker="none")
    anyio.run(talk, settings, tmp_path, Talk(fast=True, models=real_folder(NAME)), events.append)
    (turn,) = [each for each in events if isinstance(each, Turn) and not each.unasked]
    assert turn.heard == "May I have a light roast mocha with sweetener?"
    assert turn.intent == "order"
