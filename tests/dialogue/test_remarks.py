"""What a model said and what of it was heard, frame by frame, with a loudspeaker that is played by hand."""

import numpy as np
import pytest

from localvoice.audio.loudspeaker import Loudspeaker, Stretch
from localvoice.dialogue.remarks import MOST_S, QUIET_S, Remarks
from localvoice.events import Word
from localvoice.understanding.mind import Saying

RATE_HZ, FRAME = 1000, 80


class Silent:
    """A device that plays when it is told to."""

    def __init__(self):
        self.loudspeaker = Loudspeaker(RATE_HZ, self)

    def write(self, index, pcm): ...

    def flush(self): ...

    def fade(self, gain): ...

    def play(self, frames):
        self.loudspeaker.take(Stretch(0, frames * FRAME, 5.0))


@pytest.fixture
def device():
    return Silent()


def say(remarks, device, *texts, level=0.1):
    """A frame for each of these texts; returns the phrases that are shown."""
    shown = []
    for text in texts:
        pcm = np.full(FRAME, level, np.float32)
        shown += remarks.wrote(device.loudspeaker.write(pcm), pcm, text)
    return shown


def test_phrases_are_shown_when_they_are_whole(device):
    remarks = Remarks(device.loudspeaker)
    assert say(remarks, device, " Hel", "lo", "", " there", ".") == [Saying("Hello there.", "Hello there.")]
    assert say(remarks, device, " How", "") == []
    assert remarks.close() == [Saying("How", "How")]


def test_words_are_where_their_frames_are(device):
    remarks = Remarks(device.loudspeaker)
    say(remarks, device, "", " Hel", "lo", "", " there", "")
    (phrase,) = remarks.now.phrases
    assert (phrase.text, phrase.start, phrase.samples) == ("Hello there", FRAME, 5 * FRAME)
    assert phrase.words == [Word(0, 5, 0), Word(6, 11, 3 * FRAME)]


@pytest.mark.parametrize(
    ("frames", "heard"), [(0, ""), (2, ""), (4, "Hello"), (5, "Hello"), (6, "Hello there."), (9, "Hello there.")]
)
def test_what_was_heard_ends_with_the_last_word_that_was_played(device, frames, heard):
    remarks = Remarks(device.loudspeaker)
    say(remarks, device, "", " Hel", "lo", "", " there", ".")
    remarks.close()
    if frames:
        device.play(frames)
    ((remark, said),) = remarks.heard_out(all_of_them=True)
    assert said == heard
    assert remark.first_s == (5.0 if frames else None)


def test_a_second_of_silence_ends_what_was_said_and_a_breath_does_not(device):
    remarks = Remarks(device.loudspeaker)
    say(remarks, device, " One", ".")
    quiet = int(QUIET_S * RATE_HZ / FRAME)
    say(remarks, device, *[""] * quiet, level=0.0)
    assert remarks.now
    say(remarks, device, " Two", ".")
    say(remarks, device, *[""] * (quiet + 1), level=0.0)
    assert remarks.now is None
    assert remarks.heard_out() == []  # nothing of it was played yet
    device.play(100)
    ((remark, said),) = remarks.heard_out()
    assert said == "One. Two."
    assert (remark.start, remark.end) == (0, (quiet + 4) * FRAME)


def test_who_never_stops_is_told_in_parts(device):
    remarks = Remarks(device.loudspeaker)
    say(remarks, device, *[" on"] * round(70 / 0.08))
    device.play(10_000)
    parts = remarks.heard_out()
    assert len(parts) == 2
    assert all(len(said.split()) == round(MOST_S / 0.08) for _, said in parts)


def test_silence_is_no_utterance(device):
    remarks = Remarks(device.loudspeaker)
    assert say(remarks, device, "", "", "", level=0.0005) == []
    assert remarks.now is None
    assert remarks.close() == []
