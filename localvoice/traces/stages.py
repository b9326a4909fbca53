"""Which stage is to blame for each millisecond of a latency? The critical path, and percentiles over turns."""

from collections.abc import Iterable
from itertools import groupby
from math import ceil, floor
from statistics import median

from localvoice.trace import Span, Turn

ABOUT = {
    "endpoint": "silence that ends the turn",
    "recognise": "what was said?",
    "think": "what to answer",
    "say": "first sound of the voice",
    "output": "loudspeaker and air",
    "wait": "no stage was at work",
}
STAGES = tuple(ABOUT)
TOUCHING_S = 1e-4  # spans closer than this touch
PERCENTS = (50, 90, 95, 99)


def critical_path(turn: Turn) -> list[Span]:
    """What each moment from the last voiced to the first audible sample waited for: spans that touch, in order.

    Found backwards from the first audible sample: a moment waited for whatever ended last before it. So work that ran
    ahead, while the silence was not yet long enough to end the turn, costs nothing. Uncovered time is "wait".
    """
    now_s = turn.speech_end_s if turn.latency_ms is None else turn.first_audio_s or turn.speech_end_s
    path: list[Span] = []
    while now_s > turn.speech_end_s:
        until_s = now_s
        spans = (span for span in turn.spans if span.start_s < until_s and span.end_s > turn.speech_end_s)
        cause = max(spans, key=lambda span: (min(span.end_s, until_s), -span.end_s), default=None)
        end_s = turn.speech_end_s if cause is None else min(cause.end_s, now_s)
        if now_s - end_s > TOUCHING_S or cause is None:
            path.append(Span("wait", end_s, now_s))
            now_s = end_s
        if cause:
            start_s = max(cause.start_s, turn.speech_end_s)
            path.append(Span(cause.name, start_s, now_s))
            now_s = start_s
    return path[::-1]


def ran_ahead(turn: Turn) -> list[Span]:
    """The spans that cost nothing: none of them is on the critical path."""
    path = critical_path(turn)
    return [
        s for s in turn.spans if not any(p.name == s.name and p.start_s < s.end_s and s.start_s < p.end_s for p in path)
    ]


def stage_ms(turn: Turn) -> dict[str, float]:
    """Milliseconds of the latency that each stage is to blame for; their sum is the latency."""
    return _lengths_ms(critical_path(turn))


def took_ms(turn: Turn) -> dict[str, float]:
    """Milliseconds that each stage took, also where it ran ahead beside another one."""
    return _lengths_ms(turn.spans)


def _lengths_ms(spans: Iterable[Span]) -> dict[str, float]:
    def rank(span: Span) -> tuple[int, str]:
        return (STAGES.index(span.name) if span.name in STAGES else len(STAGES), span.name)

    groups = groupby(sorted(spans, key=rank), key=lambda span: span.name)
    return {name: 1000 * sum(span.end_s - span.start_s for span in group) for name, group in groups}


def shares(turns: list[Turn]) -> dict[str, float]:
    """The median milliseconds that each stage is to blame for, over the turns that were answered."""
    rows = [stage_ms(turn) for turn in turns if turn.latency_ms is not None]
    names = {name: None for row in rows for name in row}
    return {name: median(row[name] for row in rows if name in row) for name in _ordered(names)}


def _ordered(names: Iterable[str]) -> list[str]:
    there = set(names)
    return [name for name in STAGES if name in there] + sorted(there - set(STAGES))


def percentile(values: list[float], percent: float) -> float:
    """Linear interpolation between the closest ranks, as numpy's default; `values` must not be empty."""
    ranked, rank = sorted(values), (len(values) - 1) * percent / 100
    low = ranked[floor(rank)]
    return low + (ranked[ceil(rank)] - low) * (rank - floor(rank))


def percentiles(turns: list[Turn]) -> dict[str, dict[str, float]]:
    """Rows "latency", each stage (what it took) and "step of JOB" (one step in the lane), each with its count, p50 …
    p99 and max in ms; steps also with p99_late, by how much they began later than wanted."""
    columns: dict[str, list[float]] = {"latency": [turn.latency_ms for turn in turns if turn.latency_ms is not None]}
    took = [took_ms(turn) for turn in turns]
    for name in _ordered(name for row in took for name in row):
        columns[name] = [row[name] for row in took if name in row]
    table = {name: _spread(values) for name, values in columns.items() if values}
    steps = sorted((step for turn in turns for step in turn.steps), key=lambda step: step.job)
    for job, group in groupby(steps, key=lambda step: step.job):
        ran = list(group)
        late = percentile([1000 * step.late_s for step in ran], 99)
        table[f"step of {job}"] = _spread([1000 * (step.end_s - step.start_s) for step in ran]) | {"p99_late": late}
    return table


def _spread(values: list[float]) -> dict[str, float]:
    spread = {f"p{percent}": percentile(values, percent) for percent in PERCENTS}
    return {"count": len(values), **spread, "max": max(values)}
