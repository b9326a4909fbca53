"""Every rung of the ladder, taken and not taken; predicted milliseconds are given, nothing runs."""

import itertools

import pytest

from localvoice.engine.budget import Filler, Offer, Outlook, Plan, Rung, Stage, Tally, count, finish, plan

OFFERS = {
    Rung.SHORTER_PHRASE: Offer(Rung.SHORTER_PHRASE, {"decode": 0.5, "say": 0.7}),
    Rung.ONE_PASS: Offer(Rung.ONE_PASS, {"second pass": 0.0}),
    Rung.CHEAPER_VOICE: Offer(Rung.CHEAPER_VOICE, {"say": 0.5}),
    Rung.SMALLER_MODEL: Offer(Rung.SMALLER_MODEL, {"prefill": 0.4, "decode": 0.4}),
}


def outlook(gate_ms=200.0, now_ms=100.0, output_ms=20.0, spread_ms=0.0, **left_ms):
    stages = tuple(Stage(name.replace("_", " "), ms, spread_ms) for name, ms in left_ms.items())
    return Outlook(gate_ms, now_ms, stages, output_ms)


def test_gate_and_computing_overlap():
    assert finish(outlook(gate_ms=200, now_ms=100, output_ms=20, decode=60)) == 220
    assert finish(outlook(gate_ms=200, now_ms=100, output_ms=20, decode=160)) == 280


def test_a_prediction_is_made_worse_by_its_spread():
    sure, unsure = outlook(decode=150, say=150), outlook(decode=150, say=150, spread_ms=30)
    assert finish(unsure) - finish(sure) == pytest.approx(30 * 2**0.5)


def test_nothing_is_given_up_while_the_answer_is_in_time():
    made = plan(outlook(second_pass=50, prefill=50, decode=100, say=70), list(OFFERS.values()), Filler(0, 0))
    assert made == Plan((), 390, 400)
    assert made.in_time


@pytest.mark.parametrize(
    ("left_ms", "rung"),
    [
        ({"decode": 200, "say": 120}, Rung.SHORTER_PHRASE),
        ({"second_pass": 80, "prefill": 220}, Rung.ONE_PASS),
        ({"say": 300}, Rung.CHEAPER_VOICE),
        ({"prefill": 350}, Rung.SMALLER_MODEL),
    ],
)
def test_each_rung_is_taken_when_it_brings_the_answer_into_the_budget_and_only_when_offered(left_ms, rung):
    with_it = plan(outlook(**left_ms), [OFFERS[rung]])
    assert with_it.rungs == (rung,)
    assert with_it.in_time
    without = plan(outlook(**left_ms), [])
    assert without.rungs == ()
    assert not without.in_time


@pytest.mark.parametrize("rung", OFFERS)
def test_a_rung_that_does_not_help_is_not_taken(rung):
    assert plan(outlook(load=600), [OFFERS[rung]]).rungs == ()


@pytest.mark.parametrize("rung", OFFERS)
def test_behind_a_gate_that_is_unsure_nothing_is_given_up(rung):
    made = plan(outlook(gate_ms=1200, second_pass=200, prefill=200, decode=200, say=200), [OFFERS[rung]], Filler(0, 0))
    assert made.rungs == ()
    assert made.finish_ms == 1220


@pytest.mark.parametrize("order", list(itertools.permutations(OFFERS.values())))
def test_the_ladder_is_climbed_from_its_lowest_rung_and_no_higher_than_needed(order):
    late = outlook(second_pass=60, prefill=60, decode=120, say=130)
    assert plan(late, order).rungs == (Rung.SHORTER_PHRASE,)
    later = outlook(second_pass=80, prefill=120, decode=160, say=100)
    assert plan(later, order).rungs == (Rung.SHORTER_PHRASE, Rung.ONE_PASS)
    latest = outlook(second_pass=80, prefill=300, decode=160, say=100)
    assert plan(latest, order).rungs == tuple(OFFERS)


def test_rungs_are_taken_even_when_they_cannot_save_the_budget_because_sooner_is_better():
    made = plan(outlook(prefill=2000), [OFFERS[Rung.SMALLER_MODEL]])
    assert made.rungs == (Rung.SMALLER_MODEL,)
    assert made.finish_ms == 920
    assert not made.in_time


def test_an_acknowledgement_is_said_when_all_else_is_too_late():
    made = plan(outlook(prefill=2000), [OFFERS[Rung.SMALLER_MODEL]], Filler(ms=5, length_ms=600))
    assert made.rungs == (Rung.SMALLER_MODEL, Rung.ACKNOWLEDGEMENT)
    assert (made.filler_ms, made.finish_ms) == (220, 920)
    assert made.in_time


def test_an_acknowledgement_that_would_hold_up_the_answer_is_not_said():
    made = plan(outlook(prefill=2000), [OFFERS[Rung.SMALLER_MODEL]], Filler(ms=5, length_ms=800))
    assert made.rungs == (Rung.SMALLER_MODEL,)
    assert made.filler_ms is None


def test_a_smaller_budget_gives_up_more():
    ahead = outlook(second_pass=50, prefill=50, decode=100, say=70)
    given_up = [len(plan(ahead, list(OFFERS.values()), budget_ms=budget).rungs) for budget in (400, 350, 290, 240)]
    assert given_up == [0, 1, 2, 4]


def test_overruns_are_counted_by_whether_they_were_foreseen():
    tally = Tally()
    for predicted_ms, latency_ms in ((350, 340), (350, 401), (450, 460), (450, 470), (450, 390)):
        tally = count(tally, predicted_ms, 400, latency_ms)
    assert tally == Tally(kept=1, surprised=1, foreseen=2, spared=1)
    assert tally.overruns == 3


def test_a_plan_says_what_it_gave_up():
    assert str(Plan((), 350, 400)) == "predicted 350 of 400 ms: nothing given up"
    assert "smaller language model" in str(plan(outlook(prefill=2000), [OFFERS[Rung.SMALLER_MODEL]]))
