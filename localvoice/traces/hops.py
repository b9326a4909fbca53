"""What happened in one turn, hop by hop? A part of the page: a picture of its moments, and all of them as a table."""

from collections import Counter
from html import escape

from localvoice.trace import Turn
from localvoice.traces.stages import STAGES

BEFORE_S, AFTER_S = 0.3, 0.1  # what the picture shows before the last voiced and after the first audible sample

STYLE = """
.hops summary{color:var(--dim);font-size:.85rem;cursor:pointer;width:max-content}
summary:focus-visible{outline:2px solid var(--recognise);outline-offset:3px;border-radius:2px}
.facts{color:var(--dim);font-size:.85rem;margin:.5rem 0}
figure{margin:.6rem 0;font-size:.85rem;display:grid;grid-template-columns:max-content 1fr;gap:.15rem .75rem}
figure .bar{background:var(--shade)}figure i{background:var(--lane)}
figure u{position:absolute;top:0;bottom:0;width:1px;background:var(--ink)}
.moments{font-size:.85rem;font-variant-numeric:tabular-nums;width:auto;margin:.4rem 0}
.moments td,.moments th{padding:.1rem 1.5rem .1rem 0;border:0}.moments .n{text-align:right}
"""


def hops(turn: Turn) -> str:
    """A <details> that opens on every span, decision and step of the turn; times count from the last voiced sample."""
    jobs = Counter(step.job for step in turn.steps)
    counts = ", ".join(f"{count} × {escape(job)}" for job, count in sorted(jobs.items()))
    steps = _moments(_steps(turn)) if turn.steps else ""
    nested = f"<details class=steps><summary>Steps in the lane: {counts}</summary>{steps}</details>" if steps else ""
    return (
        f"<details class=hops><summary>Every hop of turn {turn.number}</summary><p class=facts>{_facts(turn)}</p>"
        f"{_picture(turn)}{_moments(_spans(turn))}{nested}</details>"
    )


def _facts(turn: Turn) -> str:
    facts = [
        turn.ended_at and f"finished {turn.ended_at:%Y-%m-%d %H:%M:%S}",
        turn.simulated and "in a simulated room or on files",
        turn.intent and f"taken for {escape(turn.intent)}",
        turn.budget_ms is not None and f"budget {turn.budget_ms:.0f} ms",
        turn.predicted_ms is not None and f"predicted {turn.predicted_ms:.0f} ms",
        turn.revisions and f"{turn.revisions} speculative answers withdrawn",
        not turn.unasked and f"spoken in {turn.speech_end_s - turn.speech_start_s:.2f} s",
        turn.lag_s is not None and f"sample clock {1000 * turn.lag_s:.1f} ms behind the conversation's",
    ]
    return " · ".join(fact for fact in facts if fact)


Moment = tuple[float, float | None, str, float]  # start and length in s, name, late in s; an instant has no length


def _spans(turn: Turn) -> list[Moment]:
    moments: list[Moment] = [(span.start_s, span.end_s - span.start_s, span.name, 0.0) for span in turn.spans]
    moments += [(one.at_s, None, one.text, 0.0) for one in turn.decisions]
    if not turn.unasked:
        moments.append((turn.speech_start_s, turn.speech_end_s - turn.speech_start_s, "the person speaks", 0.0))
    if turn.first_audio_s is not None:
        length_s = None if turn.said_end_s is None else turn.said_end_s - turn.first_audio_s
        moments.append((turn.first_audio_s, length_s, "the answer is heard", 0.0))
    return [_since(turn, moment) for moment in sorted(moments, key=lambda moment: moment[0])]


def _steps(turn: Turn) -> list[Moment]:
    lag_s = turn.lag_s or 0.0
    return [_since(turn, (s.start_s - lag_s, s.end_s - s.start_s, s.job, s.late_s)) for s in turn.steps]


def _since(turn: Turn, moment: Moment) -> Moment:
    return (moment[0] - turn.speech_end_s, *moment[1:])


def _moments(moments: list[Moment]) -> str:
    late = any(late_s for *_, late_s in moments)
    rows = "".join(
        f"<tr><td class=n>{1000 * start_s:.1f}<td class=n>{'' if length_s is None else f'{1000 * length_s:.1f}'}"
        f"<td>{escape(name)}{f'<td class=n>{1000 * late_s:.1f}' if late else ''}"
        for start_s, length_s, name, late_s in moments
    )
    heads = "<th scope=col class=n>at ms<th scope=col class=n>took ms<th scope=col>what"
    heads += "<th scope=col class=n>late ms" * late
    return f"<table class=moments><thead><tr>{heads}</thead><tbody>{rows}</tbody></table>"


def _picture(turn: Turn) -> str:
    """Spans and steps around the silence; what it shows is in the tables too, so it is hidden from screen readers."""
    rows: dict[str, list[tuple[float, float]]] = {}
    for span in sorted(turn.spans, key=lambda span: STAGES.index(span.name) if span.name in STAGES else len(STAGES)):
        rows.setdefault(span.name, []).append((span.start_s, span.end_s))
    for step in turn.steps:
        lag_s = turn.lag_s or 0.0
        rows.setdefault(f"step: {step.job}", []).append((step.start_s - lag_s, step.end_s - lag_s))
    end_s = max([turn.speech_end_s, *(span.end_s for span in turn.spans)])
    first_s = turn.speech_end_s - BEFORE_S
    scale = 100 / ((turn.first_audio_s or end_s) + AFTER_S - first_s)
    marks = "".join(
        f"<u style='left:{scale * (at_s - first_s):.2f}%'></u>"
        for at_s in (turn.speech_end_s, turn.first_audio_s)
        if at_s is not None
    )
    drawn = ""
    for name, times in rows.items():
        kind = name if name in STAGES else "lane"
        blocks = ""
        for start_s, stop_s in times:
            left, right = (min(100.0, max(0.0, scale * (at_s - first_s))) for at_s in (start_s, stop_s))
            if right > 0 and left < 100:
                blocks += f"<i class={kind} style='left:{left:.2f}%;width:{right - left:.2f}%'></i>"
        if blocks:
            drawn += f"<span>{escape(name)}</span><div class=bar>{blocks}{marks}</div>"
    return f"<figure aria-hidden=true>{drawn}</figure>" if drawn else ""
