"""Which way fits this person? In plain words, from their own figures and their chip."""

from localvoice.traces.compared.figures import Stages, Told
from localvoice.traces.compared.rows import among_people, softer_db

SAME_MS = 100.0  # nobody hears a smaller difference between two answers; chosen
SOFTER_DB = 4.0  # that a listener notices


def advice(ways: tuple[Told, ...], chip: str, computed: dict[str, Stages]) -> tuple[str, ...]:
    """Sentences, the most important one first. `chip`: whose figures are computed."""
    by_name = {way.name: way for way in ways}
    measured = [way for way in ways if way.latencies_ms]
    if not measured:
        return ("None of the requests was answered: let each recording hold one request that a skill explains.",)
    return tuple(
        sentence
        for sentence in (
            _not_understood(measured),
            _fastest(measured),
            _cut_in(by_name),
            _tone(by_name),
            _slowest_stage(by_name["overlapped"]),
            _native(by_name.get("native"), chip, computed),
        )
        if sentence
    )


def _not_understood(measured: list[Told]) -> str:
    """To be asked back soon is no answer."""
    asked = list(zip(*(way.answers for way in measured), strict=False))
    missed = sum(not any(one.understood for one in each) for each in asked)
    if not missed:
        return ""
    which = (
        "The request was"
        if len(asked) == 1
        else f"{missed} of the {len(asked)} requests {'was' if missed == 1 else 'were'}"
    )
    return (
        f"{which} not understood, whichever way, and answered by asking again: `localvoice skills` shows what can be "
        "said, and a larger profile hears more (see `localvoice doctor`)."
    )


def _fastest(measured: list[Told]) -> str:
    best, *others = sorted(measured, key=lambda way: way.first_sound_ms(50) or 0.0)
    best_ms = best.first_sound_ms(50) or 0.0
    if not others:
        return f"The {best.name} way is what runs here: half of its answers begin within {best_ms:.0f} ms."
    second_ms = others[0].first_sound_ms(50) or 0.0
    if second_ms - best_ms < SAME_MS:
        return f"The {best.name} and the {others[0].name} way are about as fast here: take what understands you better."
    return (
        f"The {best.name} way fits you: here half of its answers begin within {best_ms:.0f} ms ({among_people()}), "
        f"{second_ms - best_ms:.0f} ms sooner than the {others[0].name} way."
    )


def _cut_in(by_name: dict[str, Told]) -> str:
    """Being quick may mean to interrupt."""
    quick, slow = by_name["overlapped"], by_name["traditional"]
    if not quick.cut_ins:
        none = f"none of the {len(quick.answers)} requests" if len(quick.answers) > 1 else "no request"
        return f"It cut into {none}, so being quick costs you nothing here."
    return (
        f"It began to answer before you had ended in {quick.cut_ins} of {len(quick.answers)} requests (the traditional "
        f"way in {slow.cut_ins}): if that happens to you, set `patience` to 2 in the settings."
    )


def _tone(by_name: dict[str, Told]) -> str:
    softer = [softer_db(way, "whispered") for way in (by_name["overlapped"], by_name["traditional"])]
    kept, lost = softer
    if kept is None or kept < SOFTER_DB:
        return ""
    beside = ""
    if lost is not None:
        louder = f"{abs(lost):.0f} dB {'softer' if lost > 0 else 'louder'}" if abs(lost) >= 1 else "as loudly as ever"
        beside = f", the traditional way {louder}"
    return f"Whispered to, it answers {kept:.0f} dB softer than otherwise{beside}: words alone do not carry a whisper."


def _slowest_stage(way: Told) -> str:
    """What a person could do about the rest of the wait."""
    totals: dict[str, float] = {}
    for answer in way.answers:
        for span in answer.path:
            totals[span.name] = totals.get(span.name, 0.0) + span.end_s - span.start_s
    if not totals:
        return ""
    name = max(totals, key=lambda name: totals[name])
    words = {
        "endpoint": "making sure that you have finished; a complete sentence shortens it",
        "recognise": "recognising your words; fewer other programs at work shorten it",
        "think": "thinking; a smaller language model shortens it",
        "say": "making the first sound of the voice",
        "output": "the loudspeaker itself",
        "wait": "waiting for this busy computer; fewer other programs at work shorten it",
    }
    return f"Most of the wait that is left goes into {words.get(name, name)}."


def _native(native: Told | None, chip: str, computed: dict[str, Stages]) -> str:
    stages = computed.get("native")
    if native is None or native.latencies_ms or stages is None:
        return ""
    beside = computed["overlapped"].first_sound_ms
    sooner = beside - stages.first_sound_ms
    gain = f"{abs(sooner):.0f} ms {'sooner' if sooner > 0 else 'later'} than the overlapped way with a language model"
    if abs(sooner) < 1:
        gain = "as soon as the overlapped way with a language model"
    return f"One native model would begin after {stages.first_sound_ms:.0f} ms on an {chip} (simulated), {gain}."
