"""Timers that ring in scripted conversations (played as in test_session)."""

import numpy as np
import pytest
from test_session import PAUSE, SPEAK, converse


def test_a_timer_rings_unasked_until_somebody_speaks():
    rings = [["Your timer is done."], []]
    chime = np.full(1600, 0.3, np.float32)
    options = {"rings": lambda: rings.pop(0) if rings else [], "chime": chime}
    world, _, turns = converse([0.0] * 40 + SPEAK + PAUSE + [0.0] * 60, **options)
    assert turns[0].heard == ""
    assert turns[0].barged_in
    assert turns[0].said == "Your timer is done."
    assert turns[1].heard == "hello"
    assert world.tape[0] == pytest.approx(0.3)


def test_a_timer_that_nobody_stops_rings_three_times():
    rings = [["Ding."]]
    _, _, (turn,) = converse([0.0] * 200, rings=lambda: rings.pop() if rings else [])
    assert turn.said == "Ding. Ding. Ding."


def test_a_timer_waits_until_the_person_has_finished():
    rings = [[], ["Ding."]]
    _, _, turns = converse(SPEAK * 3 + PAUSE + [0.0] * 260, rings=lambda: rings.pop(0) if rings else [])
    assert [turn.heard for turn in turns] == ["hello", ""]
