"""What is known of the one who speaks: are they near, and what a model that hears the end of a turn is given."""

import numpy as np
import pytest
from test_session import PAUSE, SPEAK, Parrot, converse

from localvoice.dialogue.person import JUDGED_S, NEAR_DB, Ends, Person
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame
from localvoice.hearing.turns import Rules

FRAMES = 60  # of one thing said


def person(first, then):
    """Somebody who has said one thing at a level, and says another at another."""
    chance, listened = np.random.default_rng(0), Person(Ends())
    for turn, level in enumerate((first, then)):
        for number in range(turn * FRAMES, (turn + 1) * FRAMES):
            pcm = (level * chance.standard_normal(FRAME_SAMPLES)).astype(np.float32)
            listened.hear(Frame(pcm, 0.9, number * FRAME_S), None, False, False)
        listened.new_turn()
    return listened


@pytest.mark.parametrize(("softer_db", "near"), [(0, True), (NEAR_DB - 2, True), (NEAR_DB + 2, False), (10, False)])
def test_who_is_much_softer_than_the_person_was_is_somebody_else(softer_db, near):
    assert person(0.1, 0.1 * 10 ** (-softer_db / 20)).near() == near


def test_before_anything_was_said_everybody_is_near():
    assert Person(Ends()).near()


@pytest.mark.parametrize("pause_s", [0.03, 0.09, 0.2, 0.3])
def test_a_model_that_hears_the_end_of_a_turn_always_gets_the_same_silence(pause_s):
    given = []

    async def judge(pcm):
        given.append(pcm)
        return 0.5

    converse(SPEAK + PAUSE * 2, Parrot(), Ends(Rules(pause_s=pause_s, end_s=0.6), judge=judge))
    (pcm,) = given
    last = pcm[-round(JUDGED_S * RATE_HZ) - 1]  # the fake's frames hold their number
    assert last == len(SPEAK) - 1
    assert len(pcm) == len(SPEAK) * FRAME_SAMPLES + round(JUDGED_S * RATE_HZ)
