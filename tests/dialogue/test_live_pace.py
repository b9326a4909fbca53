"""Does sound go both ways at the pace of time? A mind that repeats what it hears, and a clock that jumps."""

import anyio
import numpy as np
import pytest

from localvoice.audio.wire import RATES_HZ, decoded, encoded
from localvoice.clock import RealClock
from localvoice.dialogue.live.mind import Spoken
from localvoice.dialogue.live.pace import Pace

FRAME = 960
FRAME_S = 0.04
LOUD = encoded(np.full(FRAME, 0.1, np.float32), "audio/pcm")


class Enough(Exception):
    """The test has seen what it wants to see."""


class Echo:
    """Says what it hears, and takes a while for it."""

    rate_hz = 24_000
    frame_samples = FRAME

    def __init__(self, clock):
        self.clock, self.heard, self.stops, self.takes_s = clock, [], 0, 0.0

    async def step(self, pcm):
        pcm = np.zeros(FRAME, np.float32) if pcm is None else pcm
        self.heard.append(pcm)
        self.clock.time_s += self.takes_s
        return Spoken(pcm, "hm" if pcm.any() else "")

    def stop(self):
        self.stops += 1


class Jumping(RealClock):
    """It is then whenever somebody waits; after `most` waits nobody is woken any more."""

    def __init__(self, most):
        super().__init__()
        self.time_s, self.waits, self.most, self.then = 0.0, 0, most, {}

    def now_s(self):
        return self.time_s

    async def until(self, due_s):
        self.waits += 1
        self.then.get(self.waits, lambda: None)()
        if self.waits > self.most:
            raise Enough
        self.time_s = max(self.time_s, due_s)


class Told:
    def __init__(self):
        self.frames, self.ends, self.notes = [], [], []

    def frame(self, sound, text, waiting_ms):
        self.frames.append((sound, text, waiting_ms))

    def note(self, code, sentence):
        self.notes.append(code)

    def played(self):
        self.ends.append(len(self.frames))


def run(frames, before=lambda pace: None, form="audio/pcm", form_hz=None, then=(), takes_s=0.0):
    """So many frames; `then`: what happens just before some of them."""
    clock, told = Jumping(frames), Told()
    mind = Echo(clock)
    mind.takes_s = takes_s
    pace = Pace(mind, form, form_hz or RATES_HZ[form], clock, told)
    clock.then = {number: lambda act=act: act(pace, clock) for number, act in then}
    before(pace)
    with pytest.raises(Enough):
        anyio.run(pace.run)
    return pace, mind, told, clock


def test_silence_is_heard_and_said_where_nobody_sends_anything():
    _, mind, told, clock = run(25)
    assert clock.time_s == pytest.approx(25 * FRAME_S)
    assert [sound for sound, _, _ in told.frames] == [bytes(2 * FRAME)] * 25
    assert not np.any(mind.heard)


def test_what_comes_faster_than_time_waits_and_nothing_of_it_is_lost():
    _, _, told, _ = run(12, lambda pace: pace.hear(LOUD * 10))
    assert b"".join(sound for sound, _, _ in told.frames) == LOUD * 10 + bytes(4 * FRAME)
    assert [waiting_ms for _, _, waiting_ms in told.frames[:3]] == [360, 320, 280]
    assert [text for _, text, _ in told.frames[9:]] == ["hm", "", ""]


def test_part_of_a_frame_waits_for_its_rest():
    half = len(LOUD) // 2
    then = [(3, lambda pace, clock: pace.hear(LOUD[half:]))]
    _, _, told, _ = run(4, lambda pace: pace.hear(LOUD[:half]), then=then)
    assert [sound == LOUD for sound, _, _ in told.frames] == [False, False, True, False]


def test_who_was_held_up_catches_up_in_silences():
    silence = bytes(2 * FRAME)
    _, _, told, _ = run(12, lambda pace: pace.hear(LOUD * 5 + silence * 10 + LOUD * 10))
    said = b"".join(sound for sound, _, _ in told.frames)
    assert said == LOUD * 5 + LOUD * 7


def test_a_muted_microphone_is_silence_and_its_sound_is_gone():
    then = [(3, lambda pace, clock: pace.mute(False))]

    def muted(pace):
        pace.hear(LOUD * 4)
        pace.mute(True)

    _, mind, _, _ = run(5, muted, then=then)
    assert [bool(pcm.any()) for pcm in mind.heard] == [False, False, True, True, False]


def test_what_is_played_is_said_whole_in_the_mind_s_place_which_hears_nothing():
    fixture = LOUD * 2 + LOUD[: FRAME // 2]

    def act(pace):
        pace.hear(LOUD * 3)
        pace.play(fixture)
        pace.hear(LOUD)

    _, mind, told, _ = run(5, act)
    assert b"".join(sound for sound, _, _ in told.frames) == fixture + bytes(5 * 2 * FRAME - len(fixture))
    assert (told.ends, mind.stops, len(mind.heard)) == ([3], 1, 2)


@pytest.mark.parametrize(("form", "form_hz"), [("audio/pcm", 16_000), ("audio/pcmu", 8000), ("audio/pcma", 8000)])
def test_every_form_comes_and_goes_at_its_own_rate(form, form_hz):
    tone = np.sin(np.arange(form_hz) / form_hz * 2 * np.pi * 300).astype(np.float32) / 2
    _, _, told, _ = run(25, lambda pace: pace.hear(encoded(tone, form)), form, form_hz)
    said = decoded(b"".join(sound for sound, _, _ in told.frames), form)
    assert abs(len(said) - form_hz) < 0.01 * form_hz
    assert np.sqrt(np.mean(said**2)) == pytest.approx(np.sqrt(np.mean(tone**2)), rel=0.1)


def test_a_mind_that_is_late_is_counted_and_told_once_and_the_clock_does_not_drift():
    pace, _, told, clock = run(20, takes_s=0.05)
    assert (pace.late, told.notes) == (20, [])
    assert clock.time_s == pytest.approx(20 * 0.05 + FRAME_S)
    pace, _, told, _ = run(60, takes_s=0.05)
    assert (pace.late, told.notes) == (60, ["late"])


def test_a_machine_that_slept_does_not_make_up_for_it():
    def sleep(pace, clock):
        clock.time_s += 60

    _, _, told, clock = run(10, then=[(5, sleep)])
    assert clock.time_s == pytest.approx(60 + 9 * FRAME_S, abs=0.05)
    assert len(told.frames) == 10
