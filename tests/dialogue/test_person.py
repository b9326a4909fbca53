"""What is known of the one who speaks: are they near, and what a model that hears the end of a turn is given."""

import numpy as np
import pytest
from test_session import PAUSE, SPEAK, Parrot, converse

from localvoice.dialogue.person import JUDGED_S, NEAR_DB, Ends, Person
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame, Note
from localvoice.hearing.turns import Rules

FRAMES = 60  # of one thing said


HUM = np.sin(2 * np.pi * 150 * np.arange(FRAME_SAMPLES * FRAMES) / RATE_HZ).astype(np.float32)
HISS = np.random.default_rng(0).standard_normal(len(HUM)).astype(np.float32)


def person(*said, ends=Ends()):  # noqa: B008 (frozen)
    """Somebody who has said one thing, and says another: sounds of FRAMES."""
    listened = Person(ends)
    for number, pcm in enumerate(np.concatenate(said).reshape(-1, FRAME_SAMPLES), 1):
        listened.hear(Frame(pcm, 0.9, number * FRAME_S), None, False, False)
        if number % FRAMES == 0:
            listened.new_turn()
    return listened


@pytest.mark.parametrize(("softer_db", "near"), [(0, True), (NEAR_DB - 2, True), (NEAR_DB + 2, False), (10, False)])
def test_who_is_much_softer_than_the_person_was_is_somebody_else(softer_db, near):
    assert person(0.1 * HUM, 0.1 * 10 ** (-softer_db / 20) * HUM).near() == near


def test_a_whisper_is_near_however_soft_it_is():
    assert person(0.1 * HUM, 0.003 * HISS).near()
    assert not person(0.1 * HUM, 0.003 * HISS, ends=Ends(tones=frozenset())).near()


def test_the_sounds_of_a_person_are_noted_but_those_turned_off():
    assert "whispered" in person(0.003 * HISS).note()
    assert person(0.003 * HISS, ends=Ends(tones=frozenset({"loud"}))).note() == Note(loud=None)


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
