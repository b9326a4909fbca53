"""Where did the milliseconds of each turn go? As one self-contained page: no script, loads nothing, prints."""

from html import escape
from statistics import median

from localvoice.trace import Span, Turn
from localvoice.traces import hops
from localvoice.traces.colours import PAPER, SCREEN
from localvoice.traces.stages import ABOUT, PERCENTS, STAGES, critical_path, percentiles, ran_ahead, stage_ms
from localvoice.traces.waterfall import person


def page(turns: list[Turn], title: str, note: str) -> str:
    """A waterfall of every turn beside its conversation, percentiles, and each turn's hops to be opened by key."""
    answered = [turn.latency_ms for turn in turns if turn.latency_ms is not None]
    scale_ms = 100 * (int(max(answered, default=1000) / 100) + 1)
    middle = f"{median(answered):.0f} ms" if answered else "–"
    used = {name for turn in turns for name in (*stage_ms(turn), *(span.name for span in turn.spans))}
    key = "".join(f"<li><i class={name}></i><b>{name}</b> {ABOUT[name]}</li>" for name in STAGES if name in used)
    return f"""<!doctype html>
<html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">
<meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title><style>{SCREEN}{STYLE}{hops.STYLE}{PAPER}</style>
<main><h1>{escape(title)}</h1>
<p class=lead><strong>{middle}</strong> median from the last voiced to the first audible sample,
{len(answered)} answers in {len(turns)} turns.</p><p class=note>{escape(note)}</p>
<h2>Each turn</h2><ul class=key>{key}</ul>
<table class=turns><thead><tr><th scope=col>turn<th scope=col>conversation<th scope=col>latency
<th scope=col class=axis aria-label="where it went"><div class=bar>{_ticks(scale_ms)}</div></thead>
{"".join(_turn(turn, scale_ms) for turn in turns)}</table>
{_percentiles(turns)}</main></html>
"""


def _ticks(scale_ms: int) -> str:
    step_ms = next(step for step in (100, 200, 500, 1000, scale_ms) if scale_ms <= 5 * step)
    ticks = range(0, scale_ms + 1, step_ms)
    return "".join(f"<span style='left:{100 * tick / scale_ms:.2f}%'>{tick} ms</span>" for tick in ticks)


def _turn(turn: Turn, scale_ms: float) -> str:
    late = "–" if turn.latency_ms is None else f"{turn.latency_ms:.0f} ms"
    heard = f"“{escape(turn.heard)}”" if turn.heard else f"<em>{person(turn)}</em>"
    return (
        f"<tbody><tr class=turn><th scope=row>{turn.number}<td><p class=person>{heard}</p><p class=answer>"
        f"{escape(turn.said)}{' <em>interrupted</em>' * turn.barged_in}</p>"
        f"<td class=late>{late}{'<br><em>over budget</em>' * turn.over_budget}<td>{_where(turn, scale_ms)}"
        f"<tr class=more><td><td colspan=3>{hops.hops(turn)}</tbody>\n"
    )


def _where(turn: Turn, scale_ms: float) -> str:
    """A bar of the stages that are to blame for the latency, a thin one of the work done meanwhile, both in words."""
    if turn.latency_ms is None:
        return ""
    meanwhile = ran_ahead(turn)
    words = ", ".join(f"{name} {length_ms:.0f} ms" for name, length_ms in stage_ms(turn).items())
    if meanwhile:
        words += "; meanwhile " + ", ".join(f"{s.name} {1000 * (s.end_s - s.start_s):.0f} ms" for s in meanwhile)
    bars = _bar("bar", turn, critical_path(turn), scale_ms) + _bar("bar ahead", turn, meanwhile, scale_ms)
    return f"{bars}<p class=words>{escape(words)}</p>"


def _bar(kind: str, turn: Turn, spans: list[Span], scale_ms: float) -> str:
    blocks = ""
    for span in spans:
        left, right = (
            min(100.0, max(0.0, 1e5 * (at_s - turn.speech_end_s) / scale_ms)) for at_s in (span.start_s, span.end_s)
        )
        stage = span.name if span.name in STAGES else "lane"
        blocks += f"<i class={stage} style='left:{left:.2f}%;width:{right - left:.2f}%'></i>"
    return f"<div class='{kind}' aria-hidden=true>{blocks}</div>" if blocks else ""


def _percentiles(turns: list[Turn]) -> str:
    columns = ["count", *(f"p{percent}" for percent in PERCENTS), "max", "p99_late"]
    table = percentiles(turns)
    if not table:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{escape(name)}"
        + "".join(f"<td>{row[c]:.{int(c != 'count')}f}" if c in row else "<td>" for c in columns)
        for name, row in table.items()
    )
    heads = "".join(f"<th scope=col>{column.replace('_', ' ')}" for column in columns)
    return (
        "<h2 id=spread>What each stage took</h2><p class=note>Milliseconds. A stage that ran ahead, while the silence "
        "was not yet long enough to end the turn, took its time without adding to the latency.</p>"
        f"<table class=spread aria-labelledby=spread><thead><tr><th scope=col>stage{heads}</thead>"
        f"<tbody>{rows}</tbody></table>"
    )


STYLE = """
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem}p{margin:0}
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}
.lead strong{font-size:1.6rem}.note,.words,.key{color:var(--dim);font-size:.85rem}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0;margin:.5rem 0}
.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;border-radius:2px;vertical-align:-1px}
.key b{color:var(--ink);font-weight:600}
table{width:100%;border-collapse:collapse}th{text-align:left;font-size:.85rem;color:var(--dim);font-weight:600}
td,th{padding:.55rem .75rem .1rem 0;vertical-align:top}tbody{border-top:1px solid var(--line)}
.turns>tbody>tr>td:nth-child(2){width:34%}.turn td:last-child,.axis{width:46%;padding-right:0}
.more>td{padding-top:0;padding-bottom:.5rem}
.person{font-weight:600}.late{font-variant-numeric:tabular-nums;white-space:nowrap;font-weight:600}
em{color:var(--dim);font-weight:400}
.bar{position:relative;height:1.1rem}.bar i{position:absolute;top:0;bottom:0;min-width:1px}
.ahead{height:.35rem;margin-top:2px}
.axis span{position:absolute;white-space:nowrap;transform:translateX(-50%);font-weight:400}
.axis span:first-child{transform:none}.axis span:last-child{transform:translateX(-100%)}
i.endpoint{background:var(--endpoint)}i.recognise{background:var(--recognise)}i.think{background:var(--think)}
i.say{background:var(--say)}i.output{background:var(--output)}i.wait{background:var(--wait)}i.lane{background:var(--lane)}
.spread{width:auto;font-variant-numeric:tabular-nums;font-size:.85rem}
.spread td,.spread th:not(:first-child){text-align:right}.spread td,.spread th{padding:.15rem 1.2rem .15rem 0}
@media(max-width:46rem){.words{display:none}.axis span:nth-child(even){display:none}}
@media print{html{font-size:9px}body{font-size:1rem}main{padding:0;max-width:none}
.turn,.moments tr,figure,.spread{break-inside:avoid}.turn,h2,h2+.note{break-after:avoid}
.axis span:nth-child(even):not(:last-child){display:none}.bar i,.key i,figure .bar,figure u{print-color-adjust:exact}
.hops::details-content{content-visibility:visible;block-size:auto}}
"""
