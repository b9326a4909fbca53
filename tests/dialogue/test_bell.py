"""Timers that ring in scripted conversations (played as in test_session)."""

import numpy as np
import pytest
from test_session import PAUSE, SPEAK, Parrot, converse


def test_a_timer_rings_unasked_until_somebody_speaks():
    rings = [["Your timer is done."], []]
    chime = np.full(1600, 0.3, np.float32)
    options = {"rings": lambda: rings.pop(0) if rings else [], "chime": lambda: chime}
    world, _, turns = converse([0.0] * 40 + SPEAK + PAUSE + [0.0] * 60, **options)
    assert turns[0].heard == ""
    assert turns[0].barged_in
    assert turns[0].said == "Your timer is done."
    assert turns[1].heard == "hello"
    assert world.tape[0] == pytest.approx(0.3)


def test_a_timer_rings_as_loud_as_the_voice_is_set_when_it_rings():
    rings, levels = [["Ding."]], [0.1, 0.2, 0.4]
    options = {"rings": lambda: rings.pop() if rings else [], "chime": lambda: np.full(512, levels.pop(0), np.float32)}
    world, _, _ = converse([0.0] * 250, **options)
    heard = {round(sample, 3) for sample in world.tape}
    assert heard == {0.0, 0.1, 0.2, 0.4, 0.5}  # silence, the three chimes, the voice
    assert world.tape.index(pytest.approx(0.1)) < world.tape.index(pytest.approx(0.2))


def test_a_timer_that_nobody_stops_rings_three_times():
    rings = [["Ding."]]
    _, _, (turn,) = converse([0.0] * 200, rings=lambda: rings.pop() if rings else [])
    assert turn.said == "Ding. Ding. Ding."


def test_a_timer_waits_until_the_person_has_finished():
    rings = [[], ["Ding."]]
    _, _, turns = converse(SPEAK * 3 + PAUSE + [0.0] * 260, rings=lambda: rings.pop(0) if rings else [])
    assert [turn.heard for turn in turns] == ["hello", ""]


def test_who_interrupts_a_ring_interrupts_no_answer():
    mind, rings = Parrot(), [["One two three four five six."]]
    voices = [0.0] * 40 + SPEAK + PAUSE + [0.0] * 60
    converse(voices, mind, rings=lambda: rings.pop() if rings else [])
    assert [(one.interrupting, one.interrupted) for one in mind.occasions] == [(True, None)]
