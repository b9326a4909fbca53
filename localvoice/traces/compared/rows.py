"""What stands beside each other in the comparison, as words: one row for each thing a person wants to know of a way."""

from collections.abc import Callable
from statistics import median

from localvoice.trace import Span
from localvoice.traces.compared.figures import Answer, Compared, Stages, Told

NONE, HERE = "–", "here"
AMONG_PEOPLE_MS = 200  # between two turns, the mean over ten languages (Stivers and others, PNAS 106, 2009)
TOLD_TONES = ("whispered", "fast")  # that an answer can fit


def among_people() -> str:
    return f"people leave each other about {AMONG_PEOPLE_MS} ms"


def middle(way: Told) -> Answer | None:
    """Its answer whose latency is the middle one; None without any."""
    ranked = sorted(
        (one for one in way.answers if one.latency_ms is not None and not one.cut_in),
        key=lambda one: one.latency_ms or 0.0,
    )
    return ranked[(len(ranked) - 1) // 2] if ranked else None


def path(way: Told, computed: Stages | None) -> tuple[Span, ...]:
    """What each moment of its answer in the middle waited for; computed where nothing was measured, () for nothing."""
    one = middle(way)
    if one or way.answers or computed is None:
        return one.path if one else ()
    at_ms, spans = computed.gate_ms, [("endpoint", 0.0, computed.gate_ms)]
    begin_ms = computed.lead_ms
    for name, length_ms in computed.stages_ms.items():
        begin_ms += length_ms
        if begin_ms > at_ms:
            spans.append((name, at_ms, begin_ms))
            at_ms = begin_ms
    spans.append(("output", at_ms, at_ms + computed.output_ms))
    return tuple(Span(name, start_ms / 1000, end_ms / 1000) for name, start_ms, end_ms in spans)


def rows(found: Compared) -> list[tuple[str, list[str]]]:
    """(what, what each way has of it)."""
    computed = found.chips[found.chip]
    asked = len(found.ways[0].answers)
    told: list[tuple[str, Callable[[Told], str]]] = [
        ("figures are", lambda way: _origin(way, found.chip)),
        ("first sound: half within", lambda way: _late(way, 50, computed.get(way.name))),
        ("first sound: 95 % within", lambda way: _late(way, 95, None)),
        ("began before you had ended", lambda way: f"{way.cut_ins} of {asked}" if way.answers else NONE),
        ("understood and answered", _answered),
        ("you interrupt: silent after", lambda way: NONE if way.silent_ms is None else f"{way.silent_ms:.0f} ms"),
        *((f"said {note}, it answers", lambda way, note=note: _tone(way, note)) for note in TOLD_TONES),
        ("memory, whole program", _memory),
        ("processor a request", lambda way: NONE if way.processor_s is None else f"{way.processor_s:.2f} s"),
        ("energy a request", _energy),
        ("languages", lambda way: " ".join(way.languages) or NONE),
        ("models", lambda way: ", ".join(way.models) or NONE),
        ("their licences", lambda way: ", ".join(way.licences) or NONE),
    ]
    every = [(name, [tell(way) for way in found.ways]) for name, tell in told]
    return [(name, cells) for name, cells in every if any(cell != NONE for cell in cells)]


def _origin(way: Told, chip: str) -> str:
    if way.answers:
        return f"measured {HERE}"
    return f"simulated: {chip}"


def _late(way: Told, percent: float, computed: Stages | None) -> str:
    late_ms = way.first_sound_ms(percent)
    if late_ms is not None:
        return f"{late_ms:.0f} ms"
    return f"{computed.first_sound_ms:.0f} ms (simulated)" if computed and not way.answers else NONE


def _answered(way: Told) -> str:
    right = sum(bool(one.understood) for one in way.answers)
    return f"{right} of {len(way.answers)}" if way.answers else NONE


def _memory(way: Told) -> str:
    if way.memory_gb:
        return f"{way.memory_gb:.2f} GB"
    return f"{way.needs_gb:.2f} GB (computed)" if way.needs_gb else NONE


def _energy(way: Told) -> str:
    if not way.answers:
        return NONE
    return "not told by this system" if way.energy_j is None else f"{way.energy_j:.1f} J"


def _tone(way: Told, note: str) -> str:
    """How the answers to what was said like this differ from its others, as measured."""
    softer, pace = softer_db(way, note), faster(way, note)
    if softer is None or pace is None:
        return NONE
    loud = f"{abs(softer):.0f} dB {'softer' if softer > 0 else 'louder'}" if abs(softer) >= 1 else "as loud"
    quick = f"{pace:.2f} × as fast" if abs(pace - 1) >= 0.05 else "as fast"
    return f"{loud}, {quick}"


def softer_db(way: Told, note: str) -> float | None:
    """How much softer than its other answers are those to what was said like this? None where nothing was."""
    beside = [
        median(usual) - one.loudness_db
        for one in way.answers
        if note in one.asked_note and one.loudness_db is not None
        if (usual := [plain.loudness_db for plain in _plain(way, one, note) if plain.loudness_db is not None])
    ]
    return median(beside) if beside else None


def faster(way: Told, note: str) -> float | None:
    """At how many times the pace of its other answers are those to what was said like this?"""
    beside = [
        one.pace_hz / median(usual)
        for one in way.answers
        if note in one.asked_note and one.pace_hz
        if (usual := [plain.pace_hz for plain in _plain(way, one, note) if plain.pace_hz])
    ]
    return median(beside) if beside else None


def _plain(way: Told, one: Answer, note: str) -> list[Answer]:
    """Answers to what was said otherwise: those of the same words, where there are any."""
    others = [other for other in way.answers if note not in other.asked_note]
    return [other for other in others if other.said == one.said] or others


def here(way: Told, computed: Stages | None) -> Stages | None:
    """Its stages as measured here, by their medians; computed where nothing was measured."""
    if not way.answers:
        return computed
    took: dict[str, list[float]] = {}
    for one in way.answers:
        for name, length_ms in one.took_ms.items():
            took.setdefault(name, []).append(length_ms)
    medians = {name: median(values) for name, values in took.items()}
    gate_ms, output_ms = medians.pop("endpoint", 0.0), medians.pop("output", 0.0)
    stages = {
        "hear": medians.pop("recognise", 0.0),
        **{name: medians[name] for name in ("think", "say") if name in medians},
    }
    return Stages(gate_ms, way.lead_ms or gate_ms, stages, output_ms)
