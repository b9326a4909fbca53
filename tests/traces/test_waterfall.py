"""The drawn turns: lines for a terminal."""

from dataclasses import replace

from localvoice.trace import Span, Step, Turn
from localvoice.traces.waterfall import table, terminal


def turn(number, heard="what time is it?", **more):
    made = Turn(number, heard, "It's noon.", speech_end_s=1.0, first_audio_s=1.6, **more)
    return replace(made, spans=(Span("endpoint", 1.0, 1.5), Span("recognise", 1.5, 1.55), Span("say", 1.55, 1.6)))


def test_the_terminal_shows_one_line_a_turn():
    lines = terminal([turn(1), turn(2, heard="", unasked=True), Turn(3)]).splitlines()
    assert "600 ms" in lines[0]
    assert "eeee" in lines[0]
    assert lines[1].endswith("(unasked) It's noon.")
    assert "–" in lines[2]


def test_an_answer_over_its_budget_is_marked():
    assert "600 ms! " in terminal([turn(1, budget_ms=400.0)])
    assert "!" not in terminal([turn(1, budget_ms=700.0), turn(2)])


def test_each_conversation_has_its_own_heading():
    morning, noon = "2026-01-02T08:00:00+01:00", "2026-01-02T12:00:00+01:00"
    shown = terminal(
        [turn(1, conversation=morning), turn(2, conversation=morning), turn(1, conversation=noon, simulated=True)]
    )
    assert shown.count("conversation of") == 2
    assert "conversation of 2026-01-02 12:00, simulated" in shown


def test_the_table_has_a_row_for_the_latency_each_stage_and_each_job():
    answered = turn(1)
    answered = replace(answered, steps=(Step("think", 1.0, 1.0125, 0.002),))
    head, *rows = table([answered, turn(2)]).splitlines()
    assert head.split() == ["ms", "count", "p50", "p90", "p95", "p99", "max", "p99", "late"]
    assert rows[0].split() == ["latency", "2", *["600.0"] * 5]
    assert rows[-1].split() == ["step", "of", "think", "1", *["12.5"] * 5, "2.0"]
