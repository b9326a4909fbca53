"""The door between the ear and the conversation: what is said before the wake word stays outside, in memory only."""

import numpy as np

from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.hearing.door import BEHIND_S, FIRST_S, KEPT_S, Door


class SaidAt:
    """A wake word that is noticed in these frames."""

    def __init__(self, *numbers):
        self.numbers, self.count = numbers, 0

    def hear(self, pcm):
        self.count += 1
        return "okay nabu" if self.count - 1 in self.numbers else ""


def frames(count):
    """Each frame's samples are its number."""
    return [Frame(np.full(FRAME_SAMPLES, float(n), np.float32), 0.9, n * FRAME_S) for n in range(count)]


def through(door, count, busy=lambda number: False):
    """What the conversation gets with each frame."""
    return [door.hear(frame, busy(number)) for number, frame in enumerate(frames(count))]


def numbers(frames):
    return [round(frame.start_s / FRAME_S) for frame in frames]


def heard(frames):
    return [number for number, frame in zip(numbers(frames), frames, strict=True) if frame.voice]


def flat(lists):
    return [each for one in lists for each in one]


def test_nothing_of_what_is_said_without_the_word_gets_in_and_no_frame_of_time_is_lost():
    got = flat(through(Door(SaidAt(), 6.0), 200))
    assert heard(got) == []
    assert not any(frame.pcm.any() for frame in got)
    assert numbers(got) == list(range(len(got)))
    assert 0 < 200 - len(got) <= KEPT_S / FRAME_S + 1


def test_what_follows_the_word_in_one_breath_is_heard_whole_and_the_word_itself_is_not():
    got = flat(through(Door(SaidAt(100), 6.0), 150))
    assert numbers(got) == list(range(150))
    assert heard(got)[0] == 100 - int(BEHIND_S / FRAME_S)
    assert heard(got)[-1] == 149


def test_the_conversation_catches_up_at_once_when_the_word_is_noticed():
    got = through(Door(SaidAt(100), 6.0), 150)
    assert numbers(got[100])[-1] == 100
    assert all(len(each) == 1 for each in got[101:])


def test_who_says_the_word_and_nothing_else_is_not_listened_to_for_long():
    told = []
    door = Door(SaidAt(10), 0.0, told.append)
    got = through(door, 10 + int(FIRST_S / FRAME_S) + 60)
    assert told == [True, False]
    assert not heard(flat(got[10 + int(FIRST_S / FRAME_S) + 2 :]))


def test_after_an_answer_it_stays_open_so_long_and_no_longer():
    told = []
    door = Door(SaidAt(10), 2.0, told.append)
    answering = range(20, 400)  # longer than it waits for a beginning
    got = through(door, 600, lambda number: number in answering)
    closed = 400 + 2.0 / FRAME_S
    assert told == [True, False]
    assert abs(heard(flat(got))[-1] - closed) <= 2


def test_an_answer_that_nobody_asked_for_opens_it_too_so_that_somebody_can_say_stop():
    told = []
    door = Door(SaidAt(), 2.0, told.append)
    got = flat(through(door, 100, lambda number: number >= 50))
    assert told == [True]
    assert heard(got) == list(range(50, 100))
    assert numbers(got) == list(range(100))


def test_a_second_word_soon_after_does_not_open_it_again():
    told = []
    through(Door(SaidAt(10, 60), 6.0, told.append), 100)
    assert told == [True]


def test_it_can_be_opened_by_a_key():
    door = Door(SaidAt(), 6.0)
    through(door, 50)
    door.open(50 * FRAME_S)
    got = door.hear(Frame(np.ones(FRAME_SAMPLES, np.float32), 0.9, 50 * FRAME_S), False)
    assert heard(got) == [50]
    assert door.awake
