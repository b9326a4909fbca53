"""The model of a fleet says what its parts say: more sessions are never quicker, and it breaks where it is said to."""

import math
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))

from _fleet import Costs, in_time, most, percentile, shares, simulated
from _fleet_page import page, picture
from fleet import fleet, needed, of_chip, text

from localvoice.engine.roofline import CHIPS

QUICK = Costs("quick", hear_ms=8.0, hear_s=0.16, tail_ms=8.0, read_ms=(20.0,), think_ms=16, first_tokens=4, sound_ms=9)


@pytest.fixture(scope="module")
def breaks():
    return most(QUICK)


def test_one_session_waits_for_the_gate_or_for_its_steps_whichever_is_longer():
    slow = Costs("slow", hear_ms=0.0, hear_s=1.0, tail_ms=300.0, sound_ms=20.0)
    assert set(map(round, simulated(QUICK, 1).late_ms)) == {200}
    assert set(map(round, simulated(slow, 1).late_ms)) == {416}  # the pause, the rest and the first sound


def test_it_breaks_behind_what_it_serves_in_time(breaks):
    assert 2 < breaks < 30
    assert in_time(simulated(QUICK, breaks))
    assert not in_time(simulated(QUICK, breaks + max(2, breaks // 8)))


def test_more_sessions_make_nobody_quicker(breaks):
    late = [percentile(simulated(QUICK, sessions).late_ms, 95) for sessions in (1, breaks, breaks + 3)]
    assert late == sorted(late)


def test_the_processor_beside_the_lane_is_shared_too():
    ears = Costs("ears", hear_ms=0.0, hear_s=1.0, tail_ms=40.0, sound_ms=5.0, cores=2.0, beside=0.1)
    assert percentile(simulated(ears, 8).late_ms, 50) < percentile(simulated(ears, 19).late_ms, 50)


@pytest.mark.parametrize("by_hash", [False, True])
@pytest.mark.parametrize(("sessions", "laptops"), [(1, 1), (10, 3), (1_000, 100)])
def test_every_session_is_somewhere(sessions, laptops, by_hash):
    each = shares(sessions, laptops, by_hash)
    assert (sum(each), len(each)) == (sessions, laptops)
    assert by_hash or max(each) - min(each) <= 1


def test_a_hash_breaks_the_fullest_laptop_first(breaks):
    even = fleet(QUICK, 10 * breaks, 10, False, breaks)
    drawn = fleet(QUICK, 10 * breaks, 10, True, breaks)
    assert even["ok"]
    assert drawn["each"] > even["each"] == breaks
    assert not drawn["ok"]
    assert needed(10_000, breaks) == math.ceil(10_000 / breaks)


def test_a_chip_that_is_twice_as_fast_serves_more():
    late = [percentile(simulated(of_chip("light", CHIPS[name]), 4).late_ms, 95) for name in ("m1-max", "m1-pro")]
    assert late[0] < late[1]


def test_the_page_holds_its_picture_and_asks_for_nothing():
    found = {"chips": [{"chip": "m1", "p95 ms": None}], "fleet": [{"sessions": 10}], "check": []}
    shown = page(found, {"quick": [(1, 200.0), (8, 390.0), (16, math.nan)]}, "quick")
    assert "<svg" in shown
    assert "400 ms" in picture({"quick": [(1, 200.0)]})
    assert "http" not in shown
    assert "m1" in text(found, type("Options", (), {"profile": "light", "chip": "m1"}))
