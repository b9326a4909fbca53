"""A sound, played to its end through a loudspeaker, or written to the file named in its place; without a microphone."""

import anyio.to_thread
import numpy as np

from localvoice.audio.files import NOWHERE
from localvoice.audio.open import is_file, open_sound, opened
from localvoice.audio.wav import write_wav
from localvoice.clock import RealClock
from localvoice.events import FRAME_S

HELD_S = 0.2  # what a device still holds when it has taken the last sample


async def play(pcm: np.ndarray, rate_hz: int, speaker: str) -> None:
    """Play (n,) float32. `speaker`: as in `open_sound`. Raises DeviceError, StoreError."""
    if is_file(speaker):
        write_wav(speaker, pcm, rate_hz)
    elif speaker != NOWHERE:
        async with opened(await anyio.to_thread.run_sync(open_sound, NOWHERE, speaker, rate_hz, RealClock())) as sound:
            sound.loudspeaker.write(pcm)
            rest = round(HELD_S / FRAME_S)
            while rest:
                rest -= not sound.loudspeaker.queued
                await anyio.to_thread.run_sync(sound.read)  # one frame: it is reading that keeps the device filled
