"""The comparison as one self-contained page: figures and bars without any script, sounds and what-if with its own.

Nothing is loaded: the script is named by its hash, sounds lie in the page as data. What is computed says *simulated*.
"""

import json
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from html import escape
from importlib.resources import files

from localvoice.trace import Span
from localvoice.traces.colours import PAPER, SCREEN
from localvoice.traces.compared.figures import Answer, Compared, Told
from localvoice.traces.compared.rows import AMONG_PEOPLE_MS, among_people, here, middle, path, rows
from localvoice.traces.stages import ABOUT

TITLE = "localvoice: ways to answer, side by side"
SOUND_BYTES = 2_000_000  # of all sounds in one page, before base64 makes four bytes of three
HERE = "this machine"
SEEN_S = 0.0005  # what is shorter is not drawn
ABOUT_ALL = {**ABOUT, "hear": "what was said?", "read": "take it in"}  # the roofline's stages, too


def page(found: Compared) -> str:
    """All of it."""
    script, style = (
        files("localvoice.traces.compared").joinpath(name).read_text("utf-8") for name in ("page.js", "page.css")
    )
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return f"""<!doctype html>
<html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">
<meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'unsafe-inline'; media-src data:;
 script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'">
<title>{TITLE}</title><style>{SCREEN}{style}{PAPER}</style>
<main><header><h1>The same requests, answered {_many(len(found.ways))} ways</h1>
<p class=note>Profile {escape(found.profile)} on {escape(found.machine)}. {escape(found.note)}</p></header>
{_cards(found)}
<section aria-labelledby=fits><h2 id=fits>Which fits you</h2><ul class=advice>
{"".join(f"<li>{escape(sentence)}" for sentence in found.advice)}</ul></section>
{_axis(found)}
{_requests(found)}
{_table(found)}
{_what_if()}
{_words(found)}</main>
<script type="application/json" id=data>{_data(found)}</script>
<script>{script}</script></html>
"""


def _many(count: int) -> str:
    return {1: "one", 2: "two", 3: "three", 4: "four"}.get(count, str(count))


def _cards(found: Compared) -> str:
    """What a person looks for first: how soon, each way."""
    cards = ""
    for way in found.ways:
        half, most = way.first_sound_ms(50), way.first_sound_ms(95)
        computed = found.chips[found.chip].get(way.name)
        figure, words, origin = "–", "", escape(way.why_not or "No request was answered.")
        if half is not None and most is not None:
            figure = f"{half:.0f}<small> ms</small>"
            words = f"Half of its answers begin within that time, 95 % within {most:.0f} ms."
            origin = f"measured here, {len(way.latencies_ms)} answers"
        elif computed and not way.answers:
            figure, words = f"{computed.first_sound_ms:.0f}<small> ms</small>", "The first sound, at best."
            origin = f"<em>simulated</em>: {escape(found.chip)}. {origin}"
        cards += (
            f"<article><h2>{escape(way.title)}</h2><p class=about>{escape(way.about)}.</p>"
            f"<p class=figure>{figure}</p><p>{words}</p><p class=origin>{origin}</p></article>"
        )
    return f"<div class=cards>{cards}</div>"


def _ticks(scale_ms: float) -> str:
    step_ms = next(step for step in (50, 100, 200, 500, 1000, 2000, scale_ms) if scale_ms <= 5 * step)
    ticks = [tick for tick in range(0, int(scale_ms) + 1, int(step_ms)) if tick <= 0.95 * scale_ms]
    return "".join(f"<span style='left:{100 * tick / scale_ms:.2f}%'>{tick} ms</span>" for tick in ticks)


def _scale_ms(found: Compared) -> float:
    """The length of the axis: of the longest answer, rounded up."""
    late = [one.latency_ms for way in found.ways for one in way.answers if one.latency_ms is not None]
    return 100 * (int(max(late, default=1000) / 100) + 1)


def _axis(found: Compared) -> str:
    """The answer in the middle of each way, on one axis."""
    scale_ms, lines, used = _scale_ms(found), "", set[str]()
    people = f"<u style='left:{100 * AMONG_PEOPLE_MS / scale_ms:.2f}%'></u>"
    for way in found.ways:
        one, spans = middle(way), path(way, found.chips[found.chip].get(way.name))
        meanwhile = one.meanwhile if one else ()
        used |= {span.name for span in (*spans, *meanwhile) if span.end_s - span.start_s >= SEEN_S}
        late = f"<b class=late>{1000 * spans[-1].end_s:.0f} ms</b>" if spans else ""
        origin = "" if way.answers else f" <em>simulated: {escape(found.chip)}</em>"
        kind = "bar" if way.answers else "bar computed"
        lines += (
            f"<li><div class=head><span class=who>{escape(way.title)}{origin}</span>{late}</div>"
            f"{_bar(kind, spans, scale_ms, people)}{_bar('bar ahead', meanwhile, scale_ms)}"
            f"<p class=words>{_in_words(spans)}</p>"
        )
    key = "".join(f"<li><i class={name}></i><b>{name}</b> {about}" for name, about in ABOUT_ALL.items() if name in used)
    return f"""<section aria-labelledby=axis><h2 id=axis>On one time axis</h2>
<p class=note>From your last word to the first sound: the answer in the middle of all. Thin: work that ran ahead in your
pause, and cost nothing. The dotted line: {among_people()}.</p>
<ul class=key>{key}</ul><div class=axis aria-hidden=true>{_ticks(scale_ms)}</div>
<ul class="lines chart">{lines}</ul></section>"""


def _bars(one: Answer, scale_ms: float) -> str:
    return _bar("bar", one.path, scale_ms) + _bar("bar ahead", one.meanwhile, scale_ms)


def _bar(kind: str, spans: tuple[Span, ...], scale_ms: float, marks: str = "") -> str:
    blocks = ""
    for span in (one for one in spans if one.end_s - one.start_s >= SEEN_S):
        left, right = (min(100.0, max(0.0, 1e5 * at_s / scale_ms)) for at_s in (span.start_s, span.end_s))
        stage = span.name if span.name in ABOUT_ALL else "lane"
        blocks += f"<i class={stage} style='left:{left:.2f}%;width:{right - left:.2f}%'></i>"
    return f"<div class='{kind}' aria-hidden=true>{blocks}{marks}</div>"


def _in_words(spans: tuple[Span, ...]) -> str:
    seen = (span for span in spans if span.end_s - span.start_s >= SEEN_S)
    return ", ".join(f"{escape(span.name)} {1000 * (span.end_s - span.start_s):.0f} ms" for span in seen)


def _requests(found: Compared) -> str:
    """Each request with its answers, to be looked at and to be heard."""
    measured, scale_ms = [way for way in found.ways if way.answers], _scale_ms(found)
    sounds, articles = _sounds(measured), ""
    for number, answers in enumerate(zip(*(_heard(way) for way in measured), strict=False)):
        first = answers[0]
        note = "you interrupt" if first is measured[0].interrupted else first.asked_note
        note = f" <em class=tag>{escape(note)}</em>" if note else ""
        lines = "".join(
            _line(way, one, f"{way.name}-{number}" in sounds, number, scale_ms)
            for way, one in zip(measured, answers, strict=True)
        )
        articles += f"<article><h3>{escape(first.title)}{note}</h3><ul class=lines>{lines}</ul></article>"
    return f"""<section aria-labelledby=each><h2 id=each>Each request, to be heard</h2>
<p class=note>You hear the request, then the wait as it was, then the answer. A tag says how it was said, as
measured.</p>
<div class=requests>{articles}</div></section>"""


def _line(way: Told, one: Answer, sounds: bool, number: int, scale_ms: float) -> str:
    late = "cut in" if one.cut_in else "no answer" if one.latency_ms is None else f"{one.latency_ms:.0f} ms"
    label = escape(f"Hear {way.title.lower()}: {one.title}")
    play = f'<button type=button class=play hidden data-sound={way.name}-{number} aria-label="{label}">Hear</button>'
    said = f"“{escape(one.said)}”" if one.said else "<em>nothing was said</em>"
    missed = "" if one.understood else f" <em>not understood{f': “{escape(one.heard)}”' if one.heard else ''}</em>"
    return (
        f"<li><div class=head><span class=who>{escape(way.title)}</span><b class=late>{late}</b>"
        f"{play if sounds else ''}</div>{_bars(one, scale_ms)}<p class=words>{said}{missed}</p>"
    )


def _heard(way: Told) -> list[Answer]:
    """All that can be heard of a way."""
    return [*way.answers, *([way.interrupted] if way.interrupted else [])]


def _sounds(measured: list[Told]) -> dict[str, tuple[str, float]]:
    """Name → MP3 as base64, and where the request ends in it; the first ones, as far as there is room."""
    kept, taken = dict[str, tuple[str, float]](), 0
    for number in range(max((len(_heard(way)) for way in measured), default=0)):
        for way in measured:
            one = _heard(way)[number]
            taken += len(one.sound)
            if one.sound and taken <= SOUND_BYTES:
                kept[f"{way.name}-{number}"] = (b64encode(one.sound).decode(), round(one.asked_s, 3))
    return kept


def _table(found: Compared) -> str:
    heads = "".join(f"<th scope=col>{escape(way.title)}" for way in found.ways)
    lines = "".join(
        f"<tr><th scope=row>{escape(name)}{''.join(f'<td>{escape(cell)}' for cell in cells)}"
        for name, cells in rows(found)
    )
    return f"""<section aria-labelledby=figures><h2 id=figures>What survives, and what it costs</h2>
<table class=figures aria-labelledby=figures><thead><tr><td>{heads}</thead><tbody>{lines}</tbody></table></section>"""


def _what_if() -> str:
    return """<section aria-labelledby=if id=what-if hidden><h2 id=if>What if</h2>
<p class=note>Choose a machine, then drag the end of a stage, or go to it by Tab and use the arrow keys: what would it
take? All of this is <em>simulated</em>: a chip's times are computed from its published figures, at best.</p>
<div class=choose><label for=chip>Machine</label><select id=chip></select>
<button type=button id=reset>Put it back</button></div>
<p id=verdict aria-live=polite></p><div id=ways></div></section>"""


def _words(found: Compared) -> str:
    """What the words mean, and what this page holds."""
    privacy = (
        "It holds the sound of your own recordings: think before you pass it on."
        if found.own
        else "The people in it are synthetic voices."
    )
    return f"""<section aria-labelledby=words><h2 id=words>In other words</h2><dl>
<dt>Half within, 95 % within<dd>The 50th and the 95th percentile (p50, p95). Of few requests the second is nearly the
worst one.
<dt>First sound<dd>From the last voiced sample of the request to the first audible one of the answer (above −50
dBFS).
<dt>Traditional<dd>The same ears, models and voice, used one after the other: after a fixed silence the whole request
is recognised, the whole answer thought, and all of it spoken into memory before you hear any. Tone does not reach it.
<dt>Silent after<dd>From your first voiced sample while it speaks to the last audible one of the loudspeaker.
<dt>Simulated<dd>Computed from published figures of chips and models as a roofline; nothing of it was measured
on a Mac.
<dt>This page<dd>Loads nothing, sends nothing. {privacy} Make it again with <code>localvoice compare --html
FILE</code>, of your own recordings with <code>localvoice compare my.wav --html FILE</code>.</dl></section>"""


def _data(found: Compared) -> str:
    """What the script needs, safe inside a script element."""
    computed = found.chips[found.chip]
    mine = {way.name: here(way, computed.get(way.name)) for way in found.ways}
    machines = {HERE: {name: asdict(stages) for name, stages in mine.items() if stages}}
    machines |= {chip: {name: asdict(one) for name, one in ways.items()} for chip, ways in found.chips.items()}
    told = {
        "titles": {way.name: way.title for way in found.ways},
        "simulated": [way.name for way in found.ways if not way.answers],
        "chip": found.chip,
        "here": HERE,
        "profiles": found.computed_profiles,
        "scale_ms": _scale_ms(found),
        "machines": machines,
        "sounds": _sounds([way for way in found.ways if way.answers]),
    }
    return json.dumps(told, separators=(",", ":")).replace("<", "\\u003c")
