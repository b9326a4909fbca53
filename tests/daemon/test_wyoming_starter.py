"""The models of the package behind a Wyoming server: a person's order, and a sentence that it says and hears again."""

from pathlib import Path

import numpy as np
import pytest
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStop
from wyoming.handle import Handled
from wyoming.tts import Synthesize
from wyoming_home import at_home, sent

from localvoice.audio.wav import read_speech
from localvoice.settings import Settings

DATA = Path(__file__).parents[3] / "shared" / "data" / "picovoice-spoken-commands"


def test_what_it_says_it_hears_and_does(tmp_path):
    order = "set a timer for ten minutes"

    async def use(home):
        *sound, _ = await home.ask(Synthesize(order), until="audio-stop")
        pause = AudioChunk(24_000, 2, 1, bytes(24_000))
        heard = [event for event in sound if event.type == "audio-chunk"]
        start, *rest = [event if event.type == "audio-start" else AudioChunk.from_event(event) for event in sound]
        got = await home.ask(_Given(start), pause, *rest, pause, AudioStop(), until="transcript-stop")
        assert len(heard) > 1
        assert Transcript.from_event(got[-2]).text == order
        answer = await home.ask(Transcript.from_event(got[-2]), until="handled")
        assert "10 minutes" in Handled.from_event(answer[-1]).text.lower()

    at_home(use, tmp_path)


def test_a_person_s_order_is_understood_at_any_rate(tmp_path):
    files = sorted(DATA.rglob("*.wav"))
    if not files:
        pytest.skip(f"no recordings in {DATA}")
    pcm, rate_hz = read_speech(files[0])
    assert rate_hz == 16_000
    silence = np.zeros(8000, np.float32)

    async def use(home):
        for other_hz in (16_000, 44_100):
            sound = sent(np.concatenate([silence, pcm, silence]), other_hz)
            got = await home.ask(*sound, until="transcript-stop")
            assert Transcript.from_event(got[-2]).text == "can i get a double shot house coffee with cream"

    at_home(use, tmp_path, settings=Settings(persona="cafe"))


class _Given:
    """An event as it was received."""

    def __init__(self, event):
        self._event = event

    def event(self):
        return self._event
