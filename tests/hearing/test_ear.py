"""The ear on scripted sound: a fake microphone that gives arrays, the real voice detector."""

from pathlib import Path

import anyio
import numpy as np
import pytest
import soundfile

from localvoice.clock import VirtualClock
from localvoice.events import FRAME_S, FRAME_SAMPLES, Captured
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import SETTLED, Vad

SPEECH = Path(__file__).parents[3] / "shared/data/rooms-noise-vad-speechbrain/VAD/valid.wav"


class Tape:
    """A sound that gives the frames of an array, then ends."""

    def __init__(self, pcm):
        self.chunks = list(pcm.reshape(-1, FRAME_SAMPLES))

    def read(self):
        return Captured(self.chunks.pop(0), np.ones(FRAME_SAMPLES, np.float32)) if self.chunks else None


class Minus:
    delay_s = 0.0
    only_echo = False
    notice = ""

    def clean(self, mic, reference):
        return mic - reference


async def listen(ear, live):
    return [frame async for frame in frames(ear, live, VirtualClock())]


@pytest.mark.parametrize("live", [True, False])
def test_frames_come_in_order_without_the_echo(live):
    tape = Tape(np.ones(3 * FRAME_SAMPLES, np.float32))
    heard = anyio.run(listen, Ear(tape, Minus(), Vad()), live)
    assert [round(frame.start_s / FRAME_S) for frame in heard] == [0, 1, 2]
    assert not any(frame.pcm.any() for frame in heard)


def test_the_canceller_is_not_shown_the_sign_at_the_beginning():
    tape = Tape(np.ones(3 * FRAME_SAMPLES, np.float32))
    heard = anyio.run(listen, Ear(tape, Minus(), Vad(), 2 * FRAME_S), False)
    assert [float(frame.pcm.max()) for frame in heard] == [1.0, 1.0, 0.0]


def test_a_frame_is_stamped_with_the_time_its_sound_was_recorded():
    class Late(Minus):
        delay_s = 0.016

    (frame,) = anyio.run(listen, Ear(Tape(np.ones(FRAME_SAMPLES, np.float32)), Late(), Vad()), False)
    assert frame.start_s == pytest.approx(-0.016)


def test_what_the_canceller_has_to_say_is_told_once():
    class Ill(Minus):
        notice = "Half of it is missing."

    class Told(Tape):
        def notices(self):
            return ["The card is new."]

    ear = Ear(Told(np.ones(FRAME_SAMPLES, np.float32)), Ill(), Vad())
    assert ear.notices() == ["Half of it is missing.", "The card is new."]
    assert ear.notices() == ["The card is new."]


def test_a_voice_that_is_only_the_assistants_does_not_count():
    class Alone(Minus):
        only_echo = True

    class Sure(Vad):
        def voice(self, pcm):
            return 0.9

    tape = Tape(np.ones(2 * FRAME_SAMPLES, np.float32))
    assert [frame.voice for frame in anyio.run(listen, Ear(tape, Alone(), Sure()), False)] == [0.0, 0.0]


def test_silence_has_no_voice_and_speech_has():
    if not SPEECH.exists():
        pytest.skip("shared data is not here")
    pcm, rate_hz = soundfile.read(SPEECH, dtype="float32")
    assert rate_hz == 16_000
    vad = Vad()
    silent = [vad.voice(np.zeros(FRAME_SAMPLES, np.float32)) for _ in range(10)]
    chunks = pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)[:300]
    voiced = [vad.voice(chunk) for chunk in chunks]
    assert max(silent) < 0.3
    assert np.mean(np.array(voiced) > 0.5) > 0.3


def test_a_frame_of_another_length_is_refused():
    with pytest.raises(ValueError, match="512"):
        Vad().voice(np.zeros(100, np.float32))


def test_a_microphone_that_is_switched_off_is_not_listened_to_and_a_voice_after_it_is_heard_as_ever():
    class Counting:
        heard = 0

        def hear(self, chunk):
            self.heard += 1
            return 0.5

    vad = Vad()
    vad._silero = Counting()
    silence, sound = np.zeros(FRAME_SAMPLES, np.float32), np.full(FRAME_SAMPLES, 2**-12, np.float32)
    assert [vad.voice(silence) for _ in range(SETTLED + 100)] == [0.5] * SETTLED + [0.0] * 100
    assert vad._silero.heard == SETTLED
    assert [vad.voice(frame) for frame in (sound, silence, sound)] == [0.5] * 3
