"""Who is to blame for a latency: turns with made-up spans, in order, overlapping, with gaps."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from localvoice.trace import Span, Step, Turn
from localvoice.traces.stages import critical_path, percentile, percentiles, ran_ahead, shares, stage_ms, took_ms


def turn(first_audio_s, **spans):
    made = Turn(1, "hello", speech_end_s=1.0, first_audio_s=first_audio_s)
    return replace(made, spans=tuple([Span(name, *times) for name, times in spans.items()]))


def ms(turn):
    return {name: round(length) for name, length in stage_ms(turn).items()}


def test_stages_in_a_row_are_each_to_blame_for_themselves():
    made = turn(1.6, endpoint=(1.0, 1.5), recognise=(1.5, 1.55), say=(1.55, 1.6))
    assert ms(made) == {"endpoint": 500, "recognise": 50, "say": 50}


def test_work_that_ran_ahead_during_the_silence_costs_nothing():
    made = turn(1.27, endpoint=(1.0, 1.25), recognise=(1.1, 1.13), think=(1.13, 1.131), say=(1.131, 1.15))
    made = replace(made, spans=(*made.spans, Span("output", 1.25, 1.27)))
    assert ms(made) == {"endpoint": 250, "output": 20}
    assert round(took_ms(made)["recognise"]) == 30
    assert [span.name for span in ran_ahead(made)] == ["recognise", "think", "say"]


def test_work_that_outlasts_the_silence_is_to_blame_from_its_beginning():
    made = turn(1.27, endpoint=(1.0, 1.2), recognise=(1.1, 1.18), say=(1.18, 1.25), output=(1.25, 1.27))
    assert ms(made) == {"endpoint": 100, "recognise": 80, "say": 70, "output": 20}


def test_time_that_no_stage_covers_is_a_wait():
    assert ms(turn(1.5, endpoint=(1.0, 1.2), say=(1.3, 1.5))) == {"endpoint": 200, "say": 200, "wait": 100}
    assert ms(turn(1.5)) == {"wait": 500}


def test_a_stage_from_before_the_end_of_speech_counts_only_from_there():
    assert ms(turn(1.2, recognise=(0.2, 1.15), output=(1.15, 1.2))) == {"recognise": 150, "output": 50}


def test_stages_that_nobody_named_before_come_last():
    assert list(stage_ms(turn(1.3, unknown=(1.1, 1.2), say=(1.2, 1.3), endpoint=(1.0, 1.1)))) == [
        "endpoint",
        "say",
        "unknown",
    ]


def test_a_turn_without_an_answer_blames_nobody():
    assert critical_path(Turn(1, "hello", spans=[Span("endpoint", 0.0, 0.5)])) == []


def test_whatever_the_spans_the_blame_adds_up_to_the_latency_without_overlap():
    chance = random.Random(3)
    for _ in range(300):
        made = Turn(1, "hello", speech_end_s=1.0, first_audio_s=1.0 + chance.random())
        for name in chance.choices(["endpoint", "recognise", "think", "say", "output"], k=chance.randrange(8)):
            start_s = 0.8 + chance.random()
            span = Span(name, start_s, start_s + chance.choice([0.0, 0.1, 0.5]) * chance.random())
            made = replace(made, spans=(*made.spans, span))
        path = critical_path(made)
        assert sum(stage_ms(made).values()) == pytest.approx(made.latency_ms)
        assert path[0].start_s == 1.0
        assert path[-1].end_s == made.first_audio_s
        assert all(one.end_s == following.start_s for one, following in pairwise(path))


def test_shares_are_medians_over_answered_turns_only():
    answered = turn(1.6, endpoint=(1.0, 1.5), say=(1.5, 1.6))
    assert round(shares([answered, answered, Turn(3)])["endpoint"]) == 500


def test_percentiles_are_numpys():
    chance = random.Random(1)
    for count in (1, 2, 7, 100):
        values = [chance.random() for _ in range(count)]
        for percent in (0, 50, 90, 99, 100):
            assert percentile(values, percent) == pytest.approx(np.percentile(values, percent))


def test_the_table_has_the_latency_each_stage_and_the_steps_of_each_job():
    turns = [turn(1.0 + n / 100, endpoint=(1.0, 1.0 + n / 200)) for n in range(1, 102)] + [Turn(9)]
    turns[0] = replace(
        turns[0],
        steps=(Step("think", 0.0, 0.010, 0.0), Step("say", 0.0, 0.002, 0.004), Step("think", 1.0, 1.030, 0.0)),
    )
    table = percentiles(turns)
    assert list(table) == ["latency", "endpoint", "step of say", "step of think"]
    assert table["latency"]["count"] == 101
    assert [round(table["latency"][name]) for name in ("p50", "p90", "p95", "p99", "max")] == [
        510,
        910,
        960,
        1000,
        1010,
    ]
    assert round(table["endpoint"]["p50"]) == 255
    assert round(table["step of think"]["max"]) == 30
    assert round(table["step of say"]["p99_late"]) == 4
    assert percentiles([]) == {}
