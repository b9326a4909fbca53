"""Every rung of the ladder, taken and not taken; predicted milliseconds are given, nothing runs."""

import pytest

from localvoice.engine.budget import Filler, Outlook, Plan, Rung, Stage, Tally, count, finish, plan

SHORTER = {"think": 0.5, "say": 0.7}


def outlook(gate_ms=200.0, now_ms=100.0, output_ms=20.0, spread_ms=0.0, **left_ms):
    stages = tuple(Stage(name, ms, spread_ms) for name, ms in left_ms.items())
    return Outlook(gate_ms, now_ms, stages, output_ms)


def test_gate_and_computing_overlap():
    assert finish(outlook(gate_ms=200, now_ms=100, output_ms=20, decode=60)) == 220
    assert finish(outlook(gate_ms=200, now_ms=100, output_ms=20, decode=160)) == 280


def test_a_prediction_is_made_worse_by_its_spread():
    sure, unsure = outlook(decode=150, say=150), outlook(decode=150, say=150, spread_ms=30)
    assert finish(unsure) - finish(sure) == pytest.approx(30 * 2**0.5)


def test_nothing_is_given_up_while_the_answer_is_in_time():
    assert plan(outlook(think=200, say=70), SHORTER, Filler(0, 0)) == Plan((), 390, 400)


def test_the_first_phrase_gets_shorter_when_that_brings_the_answer_into_the_budget_and_only_where_it_can():
    late = outlook(think=200, say=120)
    with_it, without = plan(late, SHORTER), plan(late, {})
    assert (with_it.rungs, with_it.first_ms) == ((Rung.SHORTER_PHRASE,), 304)
    assert (without.rungs, without.first_ms) == ((), 440)


def test_what_does_not_help_is_not_given_up():
    assert plan(outlook(load=600), SHORTER).rungs == ()
    assert plan(outlook(load=600, think=10), SHORTER).rungs == ()


def test_behind_a_gate_that_is_unsure_nothing_is_given_up():
    made = plan(outlook(gate_ms=1200, think=600, say=200), SHORTER, Filler(0, 0))
    assert made.rungs == ()
    assert made.finish_ms == 1220


def test_the_phrase_gets_shorter_even_when_that_cannot_save_the_budget_because_sooner_is_better():
    made = plan(outlook(think=2000), SHORTER)
    assert made.rungs == (Rung.SHORTER_PHRASE,)
    assert made.first_ms == 1120


def test_an_acknowledgement_is_said_when_all_else_is_too_late():
    made = plan(outlook(think=2000), SHORTER, Filler(ms=5, length_ms=600))
    assert made.rungs == (Rung.SHORTER_PHRASE, Rung.ACKNOWLEDGEMENT)
    assert (made.filler_ms, made.finish_ms, made.first_ms) == (220, 1120, 220)


def test_an_acknowledgement_that_would_hold_up_the_answer_is_not_said():
    made = plan(outlook(think=2000), SHORTER, Filler(ms=5, length_ms=1000))
    assert made.rungs == (Rung.SHORTER_PHRASE,)
    assert made.filler_ms is None


def test_a_smaller_budget_gives_up_more():
    ahead = outlook(think=200, say=70)
    given_up = [len(plan(ahead, SHORTER, Filler(0, 10), budget_ms=budget).rungs) for budget in (400, 350, 260)]
    assert given_up == [0, 1, 2]


def test_overruns_are_counted_by_whether_they_were_foreseen():
    tally = Tally()
    for predicted_ms, latency_ms in ((350, 340), (350, 401), (450, 460), (450, 470), (450, 390)):
        tally = count(tally, predicted_ms, 400, latency_ms)
    assert tally == Tally(kept=1, surprised=1, foreseen=2, spared=1)
    assert tally.overruns == 3


def test_a_plan_says_what_it_gave_up():
    assert str(Plan((), 350, 400)) == "predicted 350 of 400 ms: nothing given up"
    assert str(plan(outlook(think=2000), SHORTER)) == "predicted 1120 of 400 ms: shorter first phrase"
