"""A text, said aloud or into a file; only the voice is loaded."""

from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np

from localvoice.app.engine import Engine
from localvoice.audio.target import STDOUT
from localvoice.audio.wav import write_wav
from localvoice.events import Manner
from localvoice.settings import Settings
from localvoice.wording.phrases import speak_phrases

DUE_S = 0.2  # where somebody talks on the same engine, that comes first


async def say(text: str, settings: Settings, data: Path, tell: Callable[[str], None]) -> tuple[np.ndarray, int]:
    """The sound of a text, (n,) float32, and its rate in Hz. `tell` hears notices."""
    async with Engine(settings, data, tell=tell) as engine:
        return await say_on(engine, text, settings)


async def say_on(engine: Engine, text: str, settings: Settings) -> tuple[np.ndarray, int]:
    """The same on an engine that is there, in short steps."""
    async with engine.voice(settings.voice) as voice:

        def speak() -> Generator[np.ndarray, None, None]:
            for phrase in speak_phrases(text):
                for piece in voice.say(phrase.spoken, Manner()):
                    yield piece.pcm

        async with engine.lane.stream("say", speak, lambda: DUE_S) as told:
            pieces = [pcm async for pcm in told]
        return np.concatenate([*pieces, np.zeros(0, np.float32)]), voice.rate_hz


def is_stdout(file: Path) -> bool:
    """Would the sound go to the standard output?"""
    return str(file) in STDOUT


def save(file: Path, pcm: np.ndarray, rate_hz: int) -> None:
    """Write (n,) float32 as a sound file; for what the name means see `audio.wav.Writer`."""
    write_wav(file, pcm, rate_hz)
