"""From what the person typed (`default`, a number, a name, a file) to a `Sound`."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio.to_thread

from localvoice.audio.card import devices
from localvoice.audio.card.card import Card, System
from localvoice.audio.card.streams import LATENCY_S, Wanted
from localvoice.audio.files import NOWHERE, TAIL_S, FileMic, Files
from localvoice.audio.sound import Output, Sound
from localvoice.audio.wav import KINDS, Writer
from localvoice.clock import Clock

Opened = TypeVar("Opened", bound=Output)

FILE_SUFFIXES = frozenset(filter(None, KINDS))


def open_sound(
    mic: str,
    speaker: str,
    voice_rate_hz: int,
    clock: Clock,
    tail_s: float = TAIL_S,
    latency_s: float = LATENCY_S,
    goes_on: bool = False,
) -> Sound:
    """`mic` and `speaker` are each "default", an index, (part of) a device's name, or a sound file's path (a suffix of
    `FILE_SUFFIXES`), or "none". `tail_s`: silence after a file microphone; `latency_s`: what the
    hardware is asked for; `goes_on`: as for `Playback`, on hardware.

    Raises BadInput (microphone file, or both the same), StoreError (speaker file), DeviceError (PortAudio or device
    missing); whether the devices open shows when the sound is entered.
    """
    real_mic, real_speaker = _is_device(mic), _is_device(speaker)
    speaker_file = speaker if is_file(speaker) else None
    if not is_live(mic, speaker):
        return Files(mic, speaker_file, voice_rate_hz, clock, tail_s)
    hardware = devices.load()
    if real_mic:
        devices.resolve(hardware, mic, "input")
    if real_speaker:
        devices.resolve(hardware, speaker, "output")
    wanted = Wanted(mic if real_mic else None, speaker if real_speaker else None, latency_s)
    return Card(
        System(hardware),
        wanted,
        voice_rate_hz,
        FileMic(mic, tail_s) if is_file(mic) else None,
        Writer(speaker_file, voice_rate_hz) if speaker_file else None,
        goes_on,
    )


@asynccontextmanager
async def opened(sound: Opened) -> AsyncIterator[Opened]:
    """The sound, entered and left beside the loop: devices, drivers and other processes may take many seconds.

    Whoever is cancelled meanwhile waits only for its end.
    """

    async def leave(*exc: object) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(partial(sound.__exit__, *exc))

    async with AsyncExitStack() as stack:
        stack.push_async_exit(leave)
        await anyio.to_thread.run_sync(sound.__enter__, abandon_on_cancel=True)
        yield sound


def is_live(mic: str, speaker: str) -> bool:
    """Is hardware on at least one side?"""
    return _is_device(mic) or _is_device(speaker)


def is_file(name: str) -> bool:
    """Does this name of a microphone or loudspeaker mean a sound file?"""
    return Path(name).suffix.lower() in FILE_SUFFIXES


def _is_device(name: str) -> bool:
    return not is_file(name) and name != NOWHERE
