"""Text and the sound that a model made with it: captions and words stand where they should be heard, within a frame."""

import numpy as np
import pytest

from localvoice.events import Speech
from localvoice.understanding.mind import Saying
from localvoice.understanding.native_sound import LETTERS_S, Guard, Pace, Spoken
from localvoice.wording.manners.telling import Telling

RATE_HZ, FRAME = 24_000, 1920
LOUD = np.full(FRAME, 0.1, np.float32)
TEXT = "Sunlight is scattered by the air, and blue light far more than red."


def places(told):
    """Where each word begins, in samples of all the sound; and all the captions."""
    captions, words, at, began = [], [], 0, 0
    for each in told:
        if isinstance(each, Saying):
            captions.append(each.text)
            began = at
        elif isinstance(each, Speech):
            words += [(captions[-1][word.start : word.end], began + word.sample) for word in each.words]
            at += len(each.pcm)
    return captions, words


def interleaved(spoken, text, every=6, frames=12, silent=()):
    """The text in pieces of so many words, the sound after each; as much sound as it takes at the pace."""
    words, told, made = text.split(), [], 0
    total = int(len(text) / spoken.pace.letters_s * RATE_HZ / FRAME) + 1
    for at in range(0, len(words), every):
        spoken.write(" ".join(words[at : at + every]) + " ")
        last = at + every >= len(words)
        for _ in range(total - made if last else frames):
            told += spoken.sound(np.zeros(FRAME, np.float32) if made in silent else LOUD)
            made += 1
    return [*told, *spoken.end(True)]


def test_each_word_stands_within_a_frame_of_where_it_is_spoken():
    captions, words = places(interleaved(Spoken(RATE_HZ, Pace()), TEXT))
    assert " ".join(captions) == TEXT
    assert [word for word, _ in words] == TEXT.split()
    place = 0
    for word, sample in words:
        place = TEXT.index(word, place)
        assert abs(sample - place / LETTERS_S * RATE_HZ) <= FRAME, word


def test_silence_speaks_no_words():
    silent = set(range(5, 20))
    _, words = places(interleaved(Spoken(RATE_HZ, Pace()), TEXT, silent=silent))
    assert not [word for word, sample in words if 5 * FRAME < sample < 19 * FRAME]


@pytest.mark.parametrize("letters_s", [10.0, 20.0])
def test_the_pace_of_its_answers_is_learnt(letters_s):
    pace = Pace()
    for _ in range(20):
        spoken = Spoken(RATE_HZ, pace)
        spoken.write(TEXT)
        for _ in range(round(len(TEXT) / letters_s * RATE_HZ / FRAME)):
            list(spoken.sound(LOUD))
        list(spoken.end(True))
    assert pace.letters_s == pytest.approx(letters_s, rel=0.05)


def test_words_that_are_left_when_the_sound_ends_come_with_its_end():
    spoken = Spoken(RATE_HZ, Pace())
    spoken.write(TEXT)
    told = [*spoken.sound(LOUD), *spoken.end(True)]
    captions, words = places(told)
    assert " ".join(captions) == TEXT
    assert [word for word, _ in words] == TEXT.split()
    assert max(sample for _, sample in words) == FRAME


def guarded(text, size=3):
    guard = Guard(Telling())
    given = "".join(guard.feed(text[at : at + size]) for at in range(0, len(text), size))
    return given + guard.end(True), guard


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize("text", [TEXT, "Yes. It is ten. What else?", "I have three ideas. They are small."])
def test_what_claims_no_deed_may_be_heard_whole_however_it_is_chopped(text, size):
    assert guarded(text, size)[0] == text


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_a_deed_that_nobody_did_is_not_heard_nor_what_follows(size):
    given, guard = guarded("All right then, here we go. I have set your timer for ten minutes. Anything else?", size)
    assert given.strip() == "All right then, here we go."
    assert guard.over


def test_the_sound_of_a_sentence_that_may_claim_a_deed_waits_for_its_end():
    spoken, guard, told = Spoken(RATE_HZ, Pace()), Guard(Telling()), []
    for piece in ("Here you are. ", "I have added ", "that joke "):
        spoken.write(guard.feed(piece))
        for _ in range(12):
            told += spoken.sound(LOUD, guard.holds)
    before = sum(len(each.pcm) for each in told if isinstance(each, Speech))
    assert before < 14 * FRAME  # what says "Here you are"
    spoken.write(guard.feed("to my favourites, as it were? "))
    told += spoken.sound(LOUD, guard.holds)
    assert sum(len(each.pcm) for each in told if isinstance(each, Speech)) == 37 * FRAME
