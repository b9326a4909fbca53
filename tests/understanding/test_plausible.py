"""Can so many letters be said in so much voice? Forced commands, slow words, and what is invented in noises."""

import pytest

from localvoice.events import Transcript
from localvoice.understanding.plausible import plausible


@pytest.mark.parametrize(
    ("text", "voiced_s", "by_grammar", "by_open_ear"),
    [
        ("No, no, no.", 0.29, False, False),  # a dog, as Moonshine hears it
        ("No,", 0.19, True, False),  # another, as Whisper hears it
        ("No.", 0.26, True, True),
        ("That was funny.", 0.48, True, False),  # somebody in a hurry says as much, and Moonshine hears it in a noise
        ("That was so very funny.", 0.48, False, False),
        ("turn up", 0.22, False, False),  # "cat", as the grammar hears it
        ("Thank you.", 0.416, True, False),  # a sneeze, as Moonshine hears it
        ("stop", 4.0, False, True),  # a reading that was forced into a command; open speech may be slow,
        ("5", 0.8, False, True),  # and write figures
        ("what time is it", 0.9, True, True),
    ],
)
def test_letters_and_voice_must_go_together(text, voiced_s, by_grammar, by_open_ear):
    heard = Transcript(text, True, -0.4)
    assert plausible(heard, voiced_s, follows_grammar=True) == by_grammar
    assert plausible(heard, voiced_s, follows_grammar=False) == by_open_ear


@pytest.mark.parametrize(("text", "voiced_s"), [("yes", 0.58), ("no", 0.7), ("yes please", 0.9)])
def test_an_answer_may_be_one_slow_word(text, voiced_s):
    assert plausible(Transcript(text, True, 1.0), voiced_s, asked=True)
    assert not plausible(Transcript(text, True, 1.0), voiced_s + 0.6, asked=True)


def test_what_the_recogniser_refused_stays_refused():
    assert not plausible(Transcript("what time is it", False, -0.4), 0.9, follows_grammar=False)
