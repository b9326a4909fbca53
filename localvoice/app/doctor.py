"""Is this machine ready? Each check is one line: what was looked at, how it is, what to do."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import anyio

from localvoice.app.choice import best, settle
from localvoice.app.duplex import talker
from localvoice.app.engine import Engine
from localvoice.app.fit import FRAME_MS, MOST_MS, Fit, fits, pick
from localvoice.app.profile import family
from localvoice.audio.card import devices as hardware
from localvoice.engine import machine, roofline
from localvoice.errors import BadInput, LocalvoiceError, StoreError
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen, known, there
from localvoice.store.pull import free_bytes
from localvoice.store.weights import Weights

ROOM_GB = 0.2  # the person's data stays far below it
SLOWER = 23  # measured: SmolLM2 reads 8.9 in place of 203 tokens in a second of one core
INSTALL = "sudo apt install libopenblas0-pthread"
STAGES = ("hear", "read", "think", "say")  # of a turn, in the order of the table


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    found: str


def doctor(settings: Settings, data: Path) -> dict[str, Any]:
    """All checks; never raises for what it finds. Raises BadInput for settings that cannot be."""
    settings, why = settle(settings, data)
    mine = chosen(settings, data)
    checks = [
        _check("sound", lambda: _devices(settings)),
        _check("data folder", lambda: _folder(data)),
        *_products(fits(machine.read(), mine), settings.profile),
        *_machines(settings, mine),
        _check(f"profile {settings.profile}", lambda: _engines(settings, data)),
    ]
    return {
        "profile": settings.profile,
        "why": why,
        "ready": all(check.ok for check in checks),
        "checks": [asdict(check) for check in checks],
        **_planned(machine.read(), mine, there(data, mine)),
    }


def imagined(chip: str, memory_gb: float) -> dict[str, Any]:
    """The same fit for a Mac that somebody asks about: `chip` such as m1-pro. Raises BadInput for an unknown one."""
    found = roofline.chip(chip)
    if found is None:
        raise BadInput(f"There is no chip “{chip}” in the table; choose one of {', '.join(roofline.CHIPS)}.")
    if not 1 <= memory_gb <= 1024:
        raise BadInput(f"{memory_gb:g} GB is no memory that a Mac has; give --memory in GB, such as 16.")
    return _planned(machine.imagine(found.name, memory_gb, found.gpu_cores), known(), lambda profile: True)


def text(found: dict[str, Any]) -> str:
    """What `doctor` or `imagined` found, for a person."""
    one = found["machine"]
    cores = [f"{one['cores']} cores"] * bool(one["cores"]) + [f"{one['gpu_cores']} GPU cores"] * bool(one["gpu_cores"])
    gpu = (
        f", {one['working_set_gb']} GB for models"
        if one["gpu_cores"]
        else ", no Metal: only starter, tiny and open are fast enough"
    )
    speed = f" at {one['memory_gb_per_s']:g} GB/s" if one["memory_gb_per_s"] else ""
    lines = [
        f"{one['system']}, {one['chip']}, {', '.join(cores)}, {one['memory_gb']:g} GB{speed}{gpu}",
        *(f"{'ok ' if check['ok'] else 'NO '} {check['name']}: {check['found']}" for check in found.get("checks", ())),
        *filter(None, [found.get("why")]),
        "",
        _table(found["profiles"]),
        "",
        f"Best for this machine: {found['suits']}; what can run now: {found['default']}. {found['predicted']}",
    ]
    return "\n".join(lines)


def _table(every: list[dict[str, Any]]) -> str:
    head = ("profile", "weights", "context", "peak", "memory", *STAGES, "first sound", "")
    rows = [head, *(_row(one) for one in every)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def devices() -> list[dict[str, Any]]:
    """The microphones and loudspeakers of this machine. Raises DeviceError when there is no sound at all."""
    return [asdict(device) for device in hardware.devices(hardware.load())]


def devices_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    lines = []
    for one in found:
        kinds = [f"{one['inputs']} in" * (one["inputs"] > 0), f"{one['outputs']} out" * (one["outputs"] > 0)]
        default = " (default)" if one["default_input"] or one["default_output"] else ""
        sides = ", ".join(filter(None, kinds))
        lines.append(f"{one['index']:3d}  {one['name']}: {sides}, {one['rate_hz']:.0f} Hz{default}")
    if why := hardware.why_kept([hardware.Device(**one) for one in found]):
        lines.append(why)
    return "\n".join(lines) or "There is no sound device here."


def _planned(found: machine.Machine, known: Weights, pulled: Callable[[str], bool]) -> dict[str, Any]:
    every, chip = fits(found, known), roofline.chip(found.chip, found.gpu_cores)
    return {
        "machine": asdict(found) | {"memory_gb_per_s": chip.gb_per_s if chip else None},
        "profiles": [_shown(fit, pulled(fit.profile)) for fit in every],
        "suits": pick(every, lambda fit: True),
        "default": best(every, pulled),
        "predicted": "Computed from published figures of chips and models; nothing here was measured on a Mac.",
    }


def _shown(fit: Fit, pulled: bool) -> dict[str, Any]:
    total = fit.first_sound_ms
    return {
        "profile": fit.profile,
        "about": fit.about,
        "weights_gb": {name: round(size, 2) for name, size in fit.weights_gb.items()},
        "context_gb": round(fit.context_gb, 2),
        "peak_gb": round(fit.peak_gb, 2),
        "memory": str(fit.verdict),
        "stages_ms": {name: round(ms) for name, ms in fit.stages_ms.items()},
        "first_sound_ms": None if total is None else round(total),
        "frame_ms": None if fit.frame_ms is None else round(fit.frame_ms),
        "cannot_run_yet": fit.missing,
        "pulled": pulled,
    }


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    times = [f"{one['stages_ms'][stage]} ms" if stage in one["stages_ms"] else "" for stage in STAGES]
    total = one["first_sound_ms"]
    memory = [
        f"{gb:.2f} GB" if gb else "" for gb in (sum(one["weights_gb"].values()), one["context_gb"], one["peak_gb"])
    ]
    note = f"needs {', '.join(one['cannot_run_yet'])}, not built yet" if one["cannot_run_yet"] else ""
    note = note or ("" if one["pulled"] else "not pulled")
    if one["frame_ms"]:
        frame = f"{one['frame_ms']} ms for each {FRAME_MS:.0f} ms of talk, {MOST_MS:.0f} at most"
        note = f"{frame}; {note}" if note else frame
    return (one["profile"], *memory, one["memory"], *times, f"{total} ms" if total else "", note)


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except LocalvoiceError as error:
        return Check(name, False, str(error))


def _devices(settings: Settings) -> str:
    portaudio = hardware.load()
    mic = hardware.resolve(portaudio, settings.mic, "input")
    speaker = hardware.resolve(portaudio, settings.speaker, "output")
    return f"microphone {mic.name}, loudspeaker {speaker.name}"


def _folder(data: Path) -> str:
    free_gb = round(free_bytes(data) / machine.GIB, 1)
    if free_gb < ROOM_GB:
        raise StoreError(f"The disk of {data} has {free_gb} GB left; free at least {ROOM_GB} GB.")
    return f"{data}, {free_gb} GB free"


def _products(every: list[Fit], profile: str) -> list[Check]:
    """Does MLX compute with a fast BLAS? Nobody needs one whose profile has hardly a weight, so that is no fault."""
    if sys.platform != "linux" or not any(fit.profile == profile and fit.weights_gb for fit in every):
        return []
    if family("blas").fast():
        return [Check("OpenBLAS", True, "MLX multiplies matrices with it")]
    return [Check("OpenBLAS", True, f"is missing, so models of MLX are about {SLOWER} times slower: {INSTALL}")]


def _machines(settings: Settings, mine: Weights) -> list[Check]:
    """The others that a language model runs in: are they where the person's words may go, and what has each to hold?"""
    if not settings.lm_hosts:
        return []
    share, every = mine.models[settings.lm], ", ".join(settings.lm_hosts)

    def look() -> str:
        for name in settings.lm_hosts:
            family("lm_ring.hosts").host(name)
        return (
            f"{settings.lm} runs in this machine and in {every}, {share.memory_gb:.1f} GB in each; what you say goes "
            "to them, as numbers of a vocabulary that nothing encrypts, and nowhere else"
        )

    return [_check("other machines", look)]


def _engines(settings: Settings, data: Path) -> str:
    async def load() -> float:
        started_s = time.perf_counter()
        async with Engine(settings, data) as engine, talker(engine, settings):
            return time.perf_counter() - started_s

    return f"its models, skills and voice are ready in {anyio.run(load):.1f} s"
