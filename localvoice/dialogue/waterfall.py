"""Where the milliseconds of each turn went, drawn: as lines for a terminal, as one self-contained HTML page."""

import html
from statistics import median

from localvoice.trace import Turn

STAGES = ("endpoint", "recognise", "think", "say", "output")
ABOUT = {
    "endpoint": "silence that ends the turn",
    "recognise": "the tail of the recognition",
    "think": "what to answer",
    "say": "first sound of the voice",
    "output": "loudspeaker and air",
}
BAR_WIDTH = 40  # characters of a terminal bar


def stage_ms(turn: Turn) -> dict[str, float]:
    """Milliseconds per stage between the last voiced and the first audible sample."""
    if turn.latency_ms is None:
        return {}
    spans = {span.name: 1000 * (span.end_s - span.start_s) for span in turn.spans}
    return {name: spans[name] for name in STAGES if name in spans}


def shares(turns: list[Turn]) -> dict[str, float]:
    """The median milliseconds of each stage over the turns that were answered."""
    rows = [stage_ms(turn) for turn in turns if turn.latency_ms is not None]
    return {name: median(row[name] for row in rows if name in row) for name in STAGES if any(name in r for r in rows)}


def terminal(turns: list[Turn]) -> str:
    """One line a turn, its stages as blocks of one bar."""
    longest = max((turn.latency_ms or 0 for turn in turns), default=0) or 1
    lines = []
    for turn in turns:
        bar = ""
        for name, length_ms in stage_ms(turn).items():
            bar += name[0] * round(BAR_WIDTH * length_ms / longest)
        late = "      –" if turn.latency_ms is None else f"{turn.latency_ms:4.0f} ms"
        lines.append(f"{turn.number:3d}  {late}  {bar:<{BAR_WIDTH}}  {_person(turn)}")
    key = ", ".join(f"{name[0]} = {name}" for name in STAGES)
    return "\n".join([*lines, f"     {key}"])


def _person(turn: Turn) -> str:
    return "(unasked)" if turn.unasked else turn.heard or "(not understood)"


def page(turns: list[Turn], title: str, note: str) -> str:
    """A self-contained page: a waterfall of every turn, with the conversation beside it. Works from disk, prints."""
    answered = [turn for turn in turns if turn.latency_ms is not None]
    longest = max((turn.latency_ms or 0 for turn in answered), default=1000) or 1
    scale_ms = 100 * (int(longest / 100) + 1)
    middle = f"{median(turn.latency_ms or 0 for turn in answered):.0f} ms" if answered else "–"
    parts = "".join(f"<li><i class={name}></i><b>{name}</b> {about}</li>" for name, about in ABOUT.items())
    rows = "".join(_row(turn, scale_ms) for turn in turns)
    ticks = "".join(f"<span style='left:{100 * tick / scale_ms:.2f}%'>{tick} ms</span>" for tick in _ticks(scale_ms))
    return f"""<!doctype html>
<html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">
<title>{html.escape(title)}</title><style>{STYLE}</style>
<main><h1>{html.escape(title)}</h1>
<p class=lead><strong>{middle}</strong> median from the last voiced to the first audible sample,
{len(answered)} answers in {len(turns)} turns.</p><p class=note>{html.escape(note)}</p>
<ul class=key>{parts}</ul>
<table><thead><tr><th scope=col>turn<th scope=col>conversation<th scope=col>latency
<th scope=col class=axis><div class=bar>{ticks}</div></thead><tbody>{rows}</tbody></table></main></html>
"""


def _ticks(scale_ms: int) -> range:
    return range(0, scale_ms + 1, 100 if scale_ms <= 800 else 200)


def _row(turn: Turn, scale_ms: float) -> str:
    left, blocks = 0.0, ""
    for name, length_ms in stage_ms(turn).items():
        width = 100 * length_ms / scale_ms
        blocks += f"<i class={name} style='left:{left:.2f}%;width:{width:.2f}%' title='{name} {length_ms:.0f} ms'></i>"
        left += width
    words = ", ".join(f"{name} {length_ms:.0f} ms" for name, length_ms in stage_ms(turn).items())
    late = "–" if turn.latency_ms is None else f"{turn.latency_ms:.0f} ms"
    cut = " <em>interrupted</em>" if turn.barged_in else ""
    person = f"“{html.escape(turn.heard)}”" if turn.heard else f"<em>{_person(turn)}</em>"
    return (
        f"<tr tabindex=0><td>{turn.number}<td><p class=person>{person}</p>"
        f"<p class=answer>{html.escape(turn.said)}{cut}</p><td class=late>{late}"
        f"<td><div class=bar role=img aria-label='{words}'>{blocks}</div><p class=words>{words}</p>"
    )


STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--dim:#5b6775;--paper:#fff;--line:#d8dee5;
--endpoint:#9aa7b5;--recognise:#2f7fd1;--think:#8b5cd6;--say:#2a9d6f;--output:#e08a2c}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--dim:#9dabb9;--paper:#12181f;--line:#2c3742;--endpoint:#5d6c7c}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.5rem;margin:0 0 .5rem}p{margin:0}
.lead strong{font-size:1.6rem}.note,.words,.key{color:var(--dim);font-size:.85rem}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0;margin:1rem 0}
.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;border-radius:2px;vertical-align:-1px}
.key b{color:var(--ink);font-weight:600}
table{width:100%;border-collapse:collapse}th{text-align:left;font-size:.85rem;color:var(--dim);font-weight:600}
td,th{padding:.55rem .75rem .55rem 0;border-top:1px solid var(--line);vertical-align:top}th{border:0}
td:first-child{color:var(--dim)}td:nth-child(2){width:34%}td:last-child,th:last-child{width:46%;padding-right:0}
.person{font-weight:600}.late{font-variant-numeric:tabular-nums;white-space:nowrap;font-weight:600}
em{color:var(--dim)}tr:focus{outline:2px solid var(--recognise);outline-offset:2px}
.bar{position:relative;height:1.1rem}.bar i{position:absolute;top:0;bottom:0;min-width:1px}
.axis span{position:absolute;transform:translateX(-50%);font-weight:400}
.axis span:first-child{transform:none}.axis span:last-child{transform:translateX(-100%)}
.endpoint{background:var(--endpoint)}.recognise{background:var(--recognise)}.think{background:var(--think)}
.say{background:var(--say)}.output{background:var(--output)}
@media(max-width:46rem){td:nth-child(2){width:auto}table,tbody,tr,td{display:block}thead{display:none}
td{border:0;padding:.1rem 0}tr{border-top:1px solid var(--line);padding:.6rem 0}td:last-child{width:100%}}
@media print{body{font-size:11px}tr{break-inside:avoid}.bar i{print-color-adjust:exact}}
"""
