"""The comparison as lines for a terminal of 80 columns: who fits, bars on one time axis, the figures side by side."""

from textwrap import shorten, wrap

from localvoice.traces.compared.figures import Answer, Compared
from localvoice.traces.compared.rows import NONE, among_people, path, rows
from localvoice.traces.stages import STAGES

WIDTH = 80  # columns
NAME, BAR, LATE = 12, 52, 8  # columns of a line with a bar
LATE_ONE = 12  # columns of a way in the lines of requests
LETTERS = {"hear": "r", "read": "R", **{name: name[0] for name in STAGES}}  # of a stage, in a bar


def terminal(found: Compared) -> str:
    """All of it, with what is computed called so."""
    lines = [*wrap(f"Profile {found.profile} on {found.machine}.", WIDTH), ""]
    for sentence in found.advice:
        lines += wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
    lines += ["", *_bars(found), "", *_table(found), "", *_requests(found), ""]
    return "\n".join([*lines, *wrap(found.note, WIDTH)])


def _bars(found: Compared) -> list[str]:
    """Each way's answer in the middle, on one axis."""
    computed = found.chips[found.chip]
    paths = {way.name: path(way, computed.get(way.name)) for way in found.ways}
    scale_s = max((spans[-1].end_s for spans in paths.values() if spans), default=0.0) or 1.0
    lines = ["From your last word to the first sound: the answer in the middle of all."]
    for way in found.ways:
        bar = "".join(LETTERS.get(s.name, "?") * round(BAR * (s.end_s - s.start_s) / scale_s) for s in paths[way.name])
        late = f"{1000 * paths[way.name][-1].end_s:.0f} ms" if paths[way.name] else NONE
        simulated = "" if way.answers else " simul."
        lines.append(f"{way.name:<{NAME}}{bar:<{BAR}}{late:>{LATE}}{simulated}")
    key = "e = silence until the turn is over, r = recognise, R = read, t = think, s = say, o = loudspeaker, w = wait"
    return [*lines, *wrap(f"{key}; {among_people()}", WIDTH)]


def _table(found: Compared) -> list[str]:
    width = (WIDTH - 26) // len(found.ways)
    lines = [f"{'':<26}" + "".join(f"{way.title:<{width}}" for way in found.ways).rstrip()]
    for name, cells in rows(found):
        columns = [wrap(name, 25), *(wrap(cell, width - 1) for cell in cells)]
        for at in range(max(map(len, columns))):
            first, *rest = [column[at] if at < len(column) else "" for column in columns]
            lines.append((f"{first:<26}" + "".join(f"{cell:<{width}}" for cell in rest)).rstrip())
    for way in found.ways:
        if way.why_not:
            lines += wrap(f"{way.title}: {way.why_not}", WIDTH)
    return lines


def _requests(found: Compared) -> list[str]:
    """What became of each request: when it was answered, and whether it was understood."""
    measured = [way for way in found.ways if way.answers]
    room = WIDTH - LATE_ONE * len(measured)
    lines = [f"{'request':<{room}}" + "".join(f"{way.name:>{LATE_ONE}}" for way in measured)]
    for answers in zip(*(way.answers for way in measured), strict=False):
        note = f" ({answers[0].asked_note})" if answers[0].asked_note else ""
        title = f"{shorten(answers[0].title, room - len(note) - 1, placeholder='…')}{note}"
        lines.append(f"{title:<{room}}" + "".join(f"{_late(one):>{LATE_ONE}}" for one in answers))
    missed = any(not one.understood for way in measured for one in way.answers)
    return [*lines, *["? = it was not understood, and said so"] * missed]


def _late(one: Answer) -> str:
    if one.cut_in:
        return "cut in"
    if one.latency_ms is None:
        return "no answer"
    return f"{'' if one.understood else '? '}{one.latency_ms:.0f} ms"
