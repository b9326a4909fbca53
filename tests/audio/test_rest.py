"""The canceller while nothing plays: one that may rest beside one that never does, on the same sounds."""

import numpy as np
import pytest

from localvoice.audio.echo.canceller import DualCanceller, canceller
from localvoice.audio.echo.rest import QUIET_FRAMES, Resting
from localvoice.audio.echo.suppressor import DELAY
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, EchoPath
from localvoice.audio.wav import read_wav
from localvoice.events import FRAME_SAMPLES, RATE_HZ

PLAYS, RESTS = 160, 800  # frames: 5 s and 26 s


class Counting:
    """A canceller that counts the frames that it is given."""

    def __init__(self, inner):
        self.inner, self.heard = inner, 0

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def clean(self, mic, reference):
        self.heard += 1
        return self.inner.clean(mic, reference)


@pytest.fixture(scope="module")
def sounds(data):
    """Microphone and loudspeaker, (frames, 512) each: an answer, a pause in which a person speaks, an answer."""
    reader = np.concatenate(
        [resample(*read_wav(data / f"ljspeech-32/wavs/LJ001-000{n}.flac"), RATE_HZ) for n in (1, 2)]
    )
    size, pause = PLAYS * FRAME_SAMPLES, np.zeros(RESTS * FRAME_SAMPLES, np.float32)
    far = np.concatenate([reader[:size], pause, reader[size : 2 * size]])
    near = np.zeros_like(far)
    near[size + len(pause) // 2 :][: len(pause) // 4] = 0.2 * reader[: len(pause) // 4]
    path = EchoPath(Acoustics())
    mic = np.concatenate([path.step(frame) for frame in far.reshape(-1, FRAME_SAMPLES)]) + near
    mic += 10 ** (-66 / 20) * np.random.default_rng(0).standard_normal(len(mic))
    return mic.astype(np.float32).reshape(-1, FRAME_SAMPLES), far.reshape(-1, FRAME_SAMPLES)


@pytest.fixture(scope="module")
def heard(sounds):
    """What both make of it, and how many frames the one that may rest has worked on."""
    work, always = Counting(DualCanceller()), DualCanceller()
    resting = Resting(work)
    out, mine, other, alone = [], [], [], []
    for mic, far in zip(*sounds, strict=True):
        out.append(resting.clean(mic, far))
        mine.append(resting.only_echo)
        other.append(always.clean(mic, far))
        alone.append(always.only_echo)
    return np.concatenate(out), mine, np.concatenate(other), alone, work


def level_db(pcm):
    return 10 * np.log10(np.mean(np.square(pcm, dtype=np.float64)) + 1e-12)


def test_it_works_on_no_frame_of_a_long_pause(heard):
    work = heard[-1]
    assert work.heard < len(heard[1]) - RESTS / 2


def test_while_it_rests_it_gives_exactly_the_microphones_sound_as_late_as_ever(heard, sounds):
    out, mic = heard[0], sounds[0].ravel()
    begin, end = (PLAYS + RESTS // 2) * FRAME_SAMPLES, (PLAYS + RESTS) * FRAME_SAMPLES
    assert np.array_equal(out[begin:end], mic[begin - DELAY : end - DELAY])


def test_until_the_next_answer_it_gives_what_one_gives_that_never_rests(heard):
    end = (PLAYS + RESTS) * FRAME_SAMPLES
    assert np.abs(heard[0][:end] - heard[2][:end]).max() < 1e-3
    assert heard[1][: PLAYS + RESTS] == heard[3][: PLAYS + RESTS]


def test_the_next_answer_is_cancelled_as_if_it_had_not_rested(heard):
    begin = (PLAYS + RESTS) * FRAME_SAMPLES
    mine, other = (pcm[begin:].reshape(-1, 8 * FRAME_SAMPLES) for pcm in (heard[0], heard[2]))
    assert all(level_db(a) < level_db(b) + 1 for a, b in zip(mine, other, strict=True))
    assert sum(heard[1][PLAYS + RESTS :]) >= sum(heard[3][PLAYS + RESTS :]) - 2


def test_before_the_first_answer_it_rests_too_and_the_answer_is_guarded_against(sounds):
    mic, far = sounds
    work, always = Counting(DualCanceller()), DualCanceller()
    resting, silence = Resting(work), np.zeros(FRAME_SAMPLES, np.float32)
    for frame in mic[PLAYS + RESTS // 2 : PLAYS + RESTS]:
        resting.clean(frame, silence)
        always.clean(frame, silence)
    assert work.heard < QUIET_FRAMES + 2
    out, other, alone = [], [], []
    for heard, played in zip(mic[:PLAYS], far[:PLAYS], strict=True):
        out.append(resting.clean(heard, played))
        other.append(always.clean(heard, played))
        alone.append((resting.only_echo, always.only_echo))
    assert sum(mine for mine, _ in alone) >= sum(theirs for _, theirs in alone) - 2
    for start in range(0, PLAYS, 16):
        part = slice(start, start + 16)
        assert level_db(np.concatenate(out[part])) < level_db(np.concatenate(other[part])) + 2  # at −70 dBFS


def test_a_sound_too_faint_to_hear_wakes_it_before_its_echo_comes(sounds):
    work = Counting(DualCanceller())
    resting, silence = Resting(work), np.zeros(FRAME_SAMPLES, np.float32)
    for frame in sounds[0][: 2 * QUIET_FRAMES]:
        resting.clean(frame, silence)
    before = work.heard
    resting.clean(sounds[0][0], np.full(FRAME_SAMPLES, 1e-7, np.float32))
    assert work.heard > before + 1


def test_the_usual_choice_rests():
    assert isinstance(canceller(), Resting)
