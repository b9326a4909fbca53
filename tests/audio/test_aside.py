"""A voice aside, mixed into a loudspeaker that is played by hand."""

import numpy as np
import pytest

from localvoice.audio.aside import Aside
from localvoice.audio.loudspeaker import Loudspeaker, Stretch

RATE_HZ, FRAME = 24_000, 1920


class Tape:
    """Where everything ends up; it has been heard when `hear` says so."""

    def __init__(self):
        self.loudspeaker, self.pcm = Loudspeaker(RATE_HZ, self), np.zeros(0, np.float32)

    def write(self, index, pcm):
        assert index == len(self.pcm)
        self.pcm = np.concatenate([self.pcm, pcm])

    def flush(self): ...

    def fade(self, gain): ...

    def hear(self, until):
        self.loudspeaker.take(Stretch(0, until, 10.0))


def mixed(aside, tape, frames):
    for _ in range(frames):
        tape.loudspeaker.write(aside.take(FRAME))
    aside.look()


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_what_is_said_aside_comes_out_whole_and_is_heard_when_it_was(rate_hz):
    tape = Tape()
    aside = Aside(rate_hz, tape.loudspeaker)
    tone = (0.3 * np.sin(2 * np.pi * 200 * np.arange(rate_hz) / rate_hz)).astype(np.float32)
    mixed(aside, tape, 1)
    for piece in np.array_split(tone, 7):
        aside.loudspeaker.write(piece)
    assert aside.speaks
    mixed(aside, tape, 14)
    assert not aside.speaks
    assert aside.loudspeaker.played == 0
    expected = 0.3 * np.sin(2 * np.pi * 200 * np.arange(RATE_HZ - 100) / RATE_HZ)
    assert np.abs(tape.pcm[FRAME : FRAME + len(expected)] - expected).max() < 0.01
    tape.hear(FRAME + FRAME)
    aside.look()
    assert aside.loudspeaker.played == round(FRAME * rate_hz / RATE_HZ)
    tape.hear(15 * FRAME)
    aside.look()
    assert (aside.loudspeaker.played, aside.loudspeaker.queued) == (rate_hz, 0)
    assert aside.loudspeaker.heard_at_s(rate_hz // 2) == pytest.approx(10.0 + FRAME / RATE_HZ + 0.5, abs=0.002)


def test_held_it_waits_and_goes_on_with_the_next_sample():
    tape = Tape()
    aside = Aside(RATE_HZ, tape.loudspeaker)
    aside.loudspeaker.write(np.full(4 * FRAME, 0.5, np.float32))
    mixed(aside, tape, 1)
    aside.loudspeaker.fade(0.0)
    mixed(aside, tape, 3)
    assert not aside.speaks
    assert np.count_nonzero(tape.pcm[FRAME:]) == 480  # 20 ms to silence
    aside.loudspeaker.fade(1.0)
    mixed(aside, tape, 4)
    assert np.count_nonzero(tape.pcm) == 4 * FRAME
    assert np.abs(np.diff(tape.pcm[: 6 * FRAME])).max() < 0.01


def test_dropped_it_ends_after_what_was_mixed_in():
    tape = Tape()
    aside = Aside(RATE_HZ, tape.loudspeaker)
    aside.loudspeaker.write(np.full(4 * FRAME, 0.5, np.float32))
    mixed(aside, tape, 2)
    assert aside.loudspeaker.flush().result() == 2 * FRAME
    aside.loudspeaker.write(np.full(FRAME, 0.25, np.float32))
    mixed(aside, tape, 3)
    assert sorted(set(tape.pcm.tolist())) == [0.0, 0.25, 0.5]
    tape.hear(5 * FRAME)
    aside.look()
    assert aside.loudspeaker.queued == 0


def test_a_piece_shorter_than_the_filter_comes_out():
    tape = Tape()
    aside = Aside(16_000, tape.loudspeaker)
    aside.loudspeaker.write(np.full(8, 0.5, np.float32))
    mixed(aside, tape, 1)
    tape.hear(FRAME)
    aside.look()
    assert aside.loudspeaker.queued == 0
