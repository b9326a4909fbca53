"""A scene becomes a simulated room: its lines are spoken by another voice than the assistant's, or are recordings."""

from pathlib import Path

import numpy as np

from localvoice.app.engine import Engine
from localvoice.app.profile import family
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.scene import Scene, SceneLine
from localvoice.audio.simulated.script import Line, Script
from localvoice.audio.wav import read_wav
from localvoice.engine.lane import Lane
from localvoice.events import RATE_HZ, Manner

PERSON_VOICE = "en-us+m7"  # the simulated person; another voice than the assistant's


async def room(scene: Scene, engine: Engine, rate_hz: int) -> Room:
    """The room of a scene for an assistant that speaks at `rate_hz`. Raises BadInput for a recording."""
    script = Script([await _line(line, engine.lane) for line in scene.lines])
    impulse, noise = _recording(scene.impulse), _recording(scene.noise)
    acoustics = Acoustics(scene.delay_s, scene.gain_db, impulse, noise, scene.noise_db, scene.latency_s)
    return Room(script, engine.clock, rate_hz, acoustics)


async def speech(text: str, voice: str, lane: Lane) -> np.ndarray:
    """A simulated person's sentence, (n,) float32 at 16 kHz."""

    def say() -> np.ndarray:
        speaker = family("espeak").load(voice=voice)
        pieces = [piece.pcm for piece in speaker.say(text, Manner())]
        return resample(np.concatenate([*pieces, np.zeros(0, np.float32)]), speaker.rate_hz, RATE_HZ)

    return await lane.call("the simulated person", say)


async def _line(line: SceneLine, lane: Lane) -> Line:
    pcm = _recording(line.wav)
    if pcm is None:
        pcm = await speech(line.say, line.voice or PERSON_VOICE, lane)
    return Line(pcm, line.say or str(line.wav), line.name, line.at_s, line.after, line.delay_s)


def _recording(file: Path | None) -> np.ndarray | None:
    if file is None:
        return None
    return resample(*read_wav(file), RATE_HZ)
