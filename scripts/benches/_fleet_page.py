"""One page with the picture of a fleet: how late turns are with so many sessions on a laptop, and the tables below."""

import html
import math
from typing import Any

from localvoice.engine.budget import BUDGET_MS

WIDE, HIGH, EDGE = 860, 360, 56
TOP_MS = 4 * BUDGET_MS
COLOURS = ("#1668a8", "#b3541e", "#3c7a3c", "#7a3c78")
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}td,th{padding:.2rem .7rem;"
    "text-align:right;border-bottom:1px solid #ddd}svg{width:100%;height:auto}"
)


def page(found: dict[str, Any], curves: dict[str, list[tuple[int, float]]], which: str) -> str:
    """Self-contained: nothing is fetched."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>localvoice: a fleet of laptops</title>",
        f"<style>{STYLE}</style><h1>How many people can a laptop serve?</h1>",
        picture(curves),
        "<h2>One laptop</h2><p>Computed from published figures of chips and models; nothing here ran on a Mac.</p>",
        tabled(found["chips"]),
        f"<h2>Many laptops: {html.escape(which)}</h2>",
        "<p>Sessions go to whom has fewest, or where a hash of their id says.</p>",
        tabled(found["fleet"]),
    ]
    if found["check"]:
        parts += ["<h2>The model beside real sessions</h2>", tabled(found["check"])]
    return "\n".join([*parts, "</html>\n"])


def picture(curves: dict[str, list[tuple[int, float]]]) -> str:
    """p95 over sessions, the latter on a scale of doublings."""
    most = max((sessions for points in curves.values() for sessions, _ in points), default=2)

    def place(sessions: float, ms: float) -> str:
        across = EDGE + (WIDE - 2 * EDGE) * math.log2(max(sessions, 1)) / max(1.0, math.log2(most))
        return f"{across:.1f},{HIGH - EDGE - (HIGH - 2 * EDGE) * min(ms, TOP_MS) / TOP_MS:.1f}"

    drawn = [_axes(place, most)]
    for (name, points), colour in zip(curves.items(), COLOURS, strict=False):
        known = [(sessions, ms) for sessions, ms in points if not math.isnan(ms)]
        line = " ".join(place(*point) for point in known)
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        across, down = place(*known[-1]).split(",")
        drawn.append(
            f'<text x="{float(across) - 8}" y="{float(down) + 14}" text-anchor="end" fill="{colour}">{name}</text>'
        )
    label = "Lateness of 95 of 100 turns over the number of sessions on one laptop"
    return f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def _axes(place: Any, most: int) -> str:
    budget, end = place(1, BUDGET_MS).split(","), place(most, BUDGET_MS).split(",")
    lines = [
        f'<line x1="{budget[0]}" y1="{budget[1]}" x2="{end[0]}" y2="{end[1]}" stroke="#a00" stroke-dasharray="5 4"/>',
        f'<text x="{EDGE}" y="{float(budget[1]) - 6}" fill="#a00">{BUDGET_MS:.0f} ms</text>',
        f'<text x="{WIDE / 2}" y="{HIGH - 8}" text-anchor="middle">sessions on one laptop</text>',
    ]
    for at in range(math.floor(math.log2(max(most, 1))) + 1):
        across = place(2**at, 0).split(",")[0]
        lines.append(f'<text x="{across}" y="{HIGH - EDGE + 18}" text-anchor="middle">{2**at}</text>')
    for ms in range(0, int(TOP_MS) + 1, int(BUDGET_MS)):
        down = float(place(1, ms).split(",")[1])
        lines.append(f'<text x="{EDGE - 8}" y="{down + 5}" text-anchor="end">{ms}</text>')
        lines.append(f'<line x1="{EDGE}" x2="{WIDE - EDGE}" y1="{down}" y2="{down}" stroke="#eee"/>')
    return "".join(lines)


def tabled(every: list[dict[str, Any]]) -> str:
    head = "".join(f"<th>{html.escape(key)}</th>" for key in every[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape('–' if one[key] is None else str(one[key]))}</td>" for key in one) + "</tr>"
        for one in every
    )
    return f"<table><tr>{head}</tr>{body}</table>"
