"""A comparison as tests need it: two ways were measured, one was computed, and some words a page must escape."""

from dataclasses import replace

from localvoice.trace import Span
from localvoice.traces.compared.figures import Answer, Compared, Stages, Told

STAGES = Stages(310.0, 90.0, {"hear": 10.0, "read": 60.0, "think": 200.0, "say": 5.0}, 20.0)


def answer(title, late_ms, note="", loudness_db=-20.0, pace_hz=5.0, sound=b"an mp3"):
    late_s = late_ms / 1000
    path = (
        Span("endpoint", 0.0, late_s - 0.06),
        Span("say", late_s - 0.06, late_s - 0.02),
        Span("output", late_s - 0.02, late_s),
    )
    took = {"endpoint": late_ms - 60, "recognise": 50.0, "think": 1.0, "say": 40.0, "output": 20.0}
    return Answer(
        title, "what <b>is</b> it", "It's <noon>.", late_ms, path, (Span("recognise", 0.1, 0.15),), took, True,
        asked_note=note, loudness_db=loudness_db, pace_hz=pace_hz, sound=sound, asked_s=1.0,
    )  # fmt: skip


def way(name, lates_ms, sound=b"an mp3", **more):
    softer = 9.0 if name == "overlapped" else 0.0
    answers = [answer(f"Request <{at}>", late_ms, sound=sound) for at, late_ms in enumerate(lates_ms)]
    answers.append(answer("In a whisper", lates_ms[0], "whispered", -20.0 - softer))
    lead_ms = 90.0 if name == "overlapped" else 0.0
    told = Told(name, name.title(), f"how {name} <works>", lead_ms, answers=tuple(answers))
    told = replace(told, interrupted=answer("What can you do?", 300, sound=sound), silent_ms=190.0, languages=("en",))
    told = replace(told, memory_gb=0.25, processor_s=0.31, models=("a model",), licences=("MIT",))
    return replace(told, **more)


def compared(**more):
    native = Told(
        "native", "Native", "one model", why_not="Its weights are not here.", languages=("en",), models=("lfm",)
    )
    ways = (way("overlapped", [150, 200, 300]), way("traditional", [1200, 1300, 1400]), native)
    slow = replace(STAGES, gate_ms=800.0, lead_ms=800.0)
    chips = {chip: {"overlapped": STAGES, "traditional": slow, "native": STAGES} for chip in ("m1", "m1-pro")}
    profiles = {"overlapped": "standard", "traditional": "standard", "native": "native"}
    found = Compared(
        "starter", "a <machine>", ways, "m1-pro", chips, profiles, ("It fits & you.",), False, "Measured <here>."
    )
    return replace(found, **more)
