"""The same spoken requests through each way to answer, side by side: how soon, what survives, and which fits you."""

import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from localvoice.app.choice import settle
from localvoice.app.compare.advice import advice
from localvoice.app.compare.asking import Asked, ask
from localvoice.app.compare.chips import PROFILES, chips
from localvoice.app.compare.requests import BY_DEFAULT, Request, recorded, spoken
from localvoice.app.compare.ways import FIXED_S, NATIVE, OVERLAPPED, TRADITIONAL, Way
from localvoice.app.fit import Fit, Verdict, fits, pick
from localvoice.app.profile import at_once
from localvoice.clock import RealClock
from localvoice.engine import machine, roofline
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput, StoreError
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen, there
from localvoice.store.weights import Weights
from localvoice.traces.compared.figures import Compared, Told
from localvoice.traces.compared.page import page
from localvoice.traces.compared.text import terminal

UNKNOWN_CHIP = "m1"  # whose figures are computed where this machine's chip is not in the table: the slowest
TITLES = {
    "overlapped": (
        "Overlapped",
        "localvoice as it is: it hears while you speak, and answers as soon as you have ended",
    ),
    "traditional": (
        "Traditional",
        f"{FIXED_S:g} s of silence, then hearing, thinking and speaking, each when the one before has ended",
    ),
    "native": ("Native", "one model that hears the sound itself, and speaks itself"),
}
NOTE = (
    "Measured in a simulated room on this machine: the microphone and the loudspeaker are arithmetic, everything else "
    "really ran, and its time counts; no sound and no word left it. The overlapped and the traditional way had the "
    "same ears, models, skills and voice, and an empty memory each. "
)
SYNTHETIC, OWN = "The people are synthetic voices.", "The requests are your own recordings."

Tell = Callable[[str], None]


async def compare(files: list[Path], settings: Settings, data: Path, chip: str, tell: Tell) -> Compared:
    """Ask them all each way; `files`: the person's own recordings, [] for those that come with the package; `chip`:
    whose figures are computed, "" for this machine's; `tell` hears what is being done. Raises BadInput, StoreError, ….
    """
    computed_for = _chip(chip)
    settings, why = settle(settings, data)
    _in_turns(settings, data)
    if why:
        tell(why)
    requests = recorded(files) if files else await _spoken()
    known = chosen(settings, data)
    computed = chips(known)
    ways, before = [], _busy()
    for way in (OVERLAPPED, TRADITIONAL):
        ways.append(_told(way, await ask(way, requests, settings, data, tell), settings, known))
    ways.append(await _native(requests, settings, data, known, tell))
    return Compared(
        profile=settings.profile,
        machine=_machine(),
        ways=tuple(ways),
        chip=computed_for,
        chips=computed,
        computed_profiles=PROFILES,
        advice=(*advice(tuple(ways), computed_for, computed[computed_for]), *_suits(settings, known), *before),
        own=bool(files),
        note=NOTE + (OWN if files else SYNTHETIC),
    )


def _busy() -> list[str]:
    """A warning, where other programs are at work."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    if load <= cores:
        return []
    return [f"Other programs were at work (a load of {load:.0f} on {cores} cores): compare again when it is quiet."]


def _suits(settings: Settings, known: Weights) -> list[str]:
    """Another profile that suits this machine better."""
    name = pick(fits(machine.read(), known), lambda fit: not fit.missing)
    if name == settings.profile:
        return []
    return [f"Of all profiles {name} suits this machine best, as localvoice doctor has it. {known.profile(name).about}"]


async def _spoken() -> list[Request]:
    with Lane(RealClock()) as lane:
        return await spoken(BY_DEFAULT, lane)


def _chip(name: str) -> str:
    """Whose figures are computed. Raises BadInput for one that is not in the table."""
    here = machine.read()
    found = roofline.chip(name) if name else roofline.chip(here.chip, here.gpu_cores)
    if name and found is None:
        raise BadInput(f"There is no chip “{name}” in the table; choose one of {', '.join(roofline.CHIPS)}.")
    return found.name if found else UNKNOWN_CHIP


def _in_turns(settings: Settings, data: Path) -> None:
    """Raises BadInput for a profile that has no turns, so no way of taking them."""
    if at_once(settings, data):
        raise BadInput(
            f"The profile {settings.profile} hears and speaks at once, and what is compared are ways to answer in "
            "turns: choose another with --profile, such as starter."
        )


def _machine() -> str:
    here = machine.read()
    return f"{here.system}, {here.chip or 'unknown chip'}, {here.cores} cores, {here.memory_gb:g} GB"


async def _native(requests: list[Request], settings: Settings, data: Path, known: Weights, tell: Tell) -> Told:
    """The native way, measured where it can run; else why it cannot."""
    settings = replace(settings, profile=NATIVE.name)
    fit = next((fit for fit in fits(machine.read(), known) if fit.profile == NATIVE.name), None)
    if why_not := _why_not(fit, data, known):
        return replace(_empty(NATIVE, settings, known), why_not=why_not, needs_gb=fit.peak_gb if fit else None)
    return _told(NATIVE, await ask(NATIVE, requests, settings, data, tell), settings, known)


def _why_not(fit: Fit | None, data: Path, known: Weights) -> str:
    """Why the native model cannot run here, in one sentence; "" where it can."""
    if fit is None or fit.missing:
        return "This version has no code for a native model yet."
    if fit.verdict is Verdict.NO:
        return f"It needs {fit.peak_gb:.1f} GB, for which this machine has no room."
    if not there(data, known)(NATIVE.name):
        return f"Its weights are not on this disk: fetch them with localvoice pull {NATIVE.name}."
    return ""


def _empty(way: Way, settings: Settings, known: Weights) -> Told:
    title, about = TITLES[way.name]
    models = known.profile(settings.profile).models()
    spoken = {role: known.models[name].languages for role, name in models.items() if role in SPEAKING}
    languages = set.intersection(*map(set, spoken.values())) if spoken else set[str]()
    lead_ms = 0.0 if way.whole else 1000 * way.rules.pause_s
    return Told(
        way.name,
        title,
        about,
        lead_ms,
        languages=tuple(sorted(languages)),
        models=tuple(models.values()),
        licences=tuple(dict.fromkeys(known.models[name].licence for name in models.values())),
    )


SPEAKING = ("recogniser", "voice", "native")  # roles without which nothing is understood, or heard


def _told(way: Way, asked: Asked, settings: Settings, known: Weights) -> Told:
    return replace(
        _empty(way, settings, known),
        answers=asked.answers,
        interrupted=asked.interrupted,
        silent_ms=asked.silent_ms,
        memory_gb=asked.memory_gb,
        processor_s=asked.processor_s,
        energy_j=asked.energy_j,
    )


def text(found: Compared) -> str:
    """For a terminal."""
    return terminal(found)


def as_json(found: Compared) -> dict[str, Any]:
    """The document; sound is left out, what is computed lies under "simulated"."""
    ways = []
    for way in found.ways:
        told = asdict(way)
        for answer in filter(None, (*told["answers"], told["interrupted"])):
            del answer["sound"], answer["asked_s"]
        ways.append(told | {"p50_ms": way.first_sound_ms(50), "p95_ms": way.first_sound_ms(95), "cut_ins": way.cut_ins})
    computed = {
        chip: {name: asdict(stages) | {"first_sound_ms": stages.first_sound_ms} for name, stages in ways.items()}
        for chip, ways in found.chips.items()
    }
    return {
        "profile": found.profile,
        "machine": found.machine,
        "note": found.note,
        "advice": found.advice,
        "ways": ways,
        "simulated": {"chip": found.chip, "chips": computed},
    }


def refuse_unwritable(file: Path) -> None:
    """Raises BadInput where no page can be written: to be known before minutes are spent on what it would show."""
    folder = file.parent
    if file.is_dir():
        raise BadInput(f"{file} is a folder: name a file in it for the page.")
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder} for the page: make it, or name another file.")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise BadInput(f"{file} may not be written: name another file for the page.")


def write_page(found: Compared, file: Path) -> None:
    """The page. Raises StoreError when the disk refuses."""
    try:
        file.write_text(page(found), "utf-8")
    except OSError as error:
        raise StoreError(f"{file} cannot be written ({error.strerror}): name another file.") from error
