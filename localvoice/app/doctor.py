"""Is this machine ready? Each check is one line: what was looked at, how it is, what to do."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import anyio

from localvoice.app.assistant import PROFILE, assistant
from localvoice.audio import devices as hardware
from localvoice.clock import RealClock
from localvoice.engine import machine
from localvoice.errors import LocalvoiceError, StoreError
from localvoice.settings import Settings

ROOM_GB = 0.2  # the person's data stays far below it


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    found: str


def doctor(settings: Settings, data: Path) -> dict[str, Any]:
    """All checks; never raises for what it finds."""
    checks = [
        _check("sound", lambda: _devices(settings)),
        _check("data folder", lambda: _folder(data)),
        _check("profile starter", lambda: _engines(settings, data)),
    ]
    return {
        "machine": asdict(machine.read()),
        "profile": PROFILE,
        "ready": all(check.ok for check in checks),
        "checks": [asdict(check) for check in checks],
    }


def devices() -> list[hardware.Device]:
    """The microphones and loudspeakers of this machine. Raises DeviceError when there is no sound at all."""
    return hardware.devices(hardware.load())


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
    free_gb = machine.free_gb(data)
    if free_gb < ROOM_GB:
        raise StoreError(f"The disk of {data} has {free_gb} GB left; free at least {ROOM_GB} GB.")
    return f"{data}, {free_gb} GB free"


def _engines(settings: Settings, data: Path) -> str:
    async def load() -> float:
        started_s = time.perf_counter()
        async with assistant(settings, data, RealClock()):
            return time.perf_counter() - started_s

    return f"recogniser, skills and voice are ready in {anyio.run(load):.1f} s"
