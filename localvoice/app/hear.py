"""Sound files, heard as one turn each: what was said, and what it would be taken for. Loads the ears alone."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.app.engine import Engine
from localvoice.app.person import tools
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_speech
from localvoice.events import RATE_HZ, Frame, Transcript
from localvoice.hearing import clips
from localvoice.settings import Settings
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.both_ears import BothEars
from localvoice.understanding.exchange import WORTH_HEARING_S
from localvoice.understanding.language import ANYBODY
from localvoice.understanding.listening import Listener
from localvoice.understanding.open_ear import OpenEar
from localvoice.understanding.plausible import plausible

Tell = Callable[[str], None]
Recordings = list[tuple[Path, np.ndarray]]


async def hear(files: list[Path], settings: Settings, data: Path, tell: Tell) -> list[dict[str, Any]]:
    """What was said in each file, as one turn each; nothing is done about it. `tell` hears notices."""
    recordings = read(files)
    async with Engine(settings, data, tell=tell) as engine:
        return await hear_on(engine, recordings, settings, tell)


def read(files: list[Path]) -> Recordings:
    """The files with their sound, (n,) float32 at 16 kHz. Raises BadInput."""
    return [(file, resample(*read_speech(file), RATE_HZ)) for file in files]


async def hear_on(engine: Engine, recordings: Recordings, settings: Settings, tell: Tell) -> list[dict[str, Any]]:
    """The same on an engine that is there."""
    with tools(settings, engine.data, tell) as toolbox:
        async with engine.recogniser(settings.language) as recogniser, engine.open_ear() as second:
            lane, clock, costs = engine.lane, engine.clock, engine.costs
            listener = Listener(lane, clock, recogniser, toolbox.grammar, costs, lambda: ANYBODY, toolbox.written)
            ears = None
            if second and listener.follows_grammar:
                ears = BothEars(OpenEar(lane, clock, second, recogniser, costs, toolbox.written), toolbox)
            return [await _hear(file, pcm, listener, toolbox, ears) for file, pcm in recordings]


async def _hear(
    file: Path, pcm: np.ndarray, listener: Listener, toolbox: Toolbox, ears: BothEars | None = None
) -> dict[str, Any]:
    started_s = time.perf_counter()
    transcript = Transcript("", False, 0.0)
    for turn in clips.turns(pcm, one=True):
        transcript, voiced_s = await listener.recognise(_replay(turn), lambda words: None)
        accepted = plausible(transcript, voiced_s, listener.follows_grammar)
        transcript = replace(transcript, accepted=accepted)
        if ears and voiced_s >= WORTH_HEARING_S and ears.doubts(transcript, len(turn.pcm) / RATE_HZ):
            transcript = (await ears.judge(transcript, await ears.ear.hear(turn.pcm))).transcript
    call = toolbox.match(transcript.text) if transcript.accepted else None
    return {
        "file": str(file),
        "transcript": transcript.text,
        "accepted": transcript.accepted,
        "language": transcript.language,
        "intent": call.intent if call else None,
        "slots": call.words if call else {},
        "score": round(transcript.score, 2),
        "seconds": round(len(pcm) / RATE_HZ, 3),
        "decode_s": round(time.perf_counter() - started_s, 3),
    }


def heard_text(heard: list[dict[str, Any]]) -> str:
    """The same for a person."""
    lines = []
    for one in heard:
        lines.append(f"{one['file']}\n  “{one['transcript']}” → {_taken(one)}")
    return "\n".join(lines)


def _taken(one: dict[str, Any]) -> str:
    if one["intent"]:
        slots = ", ".join(f"{name}: {value}" for name, value in one["slots"].items())
        return f"{one['intent']} ({slots})" if slots else one["intent"]
    return "no skill explains it" if one["accepted"] else "not understood"


async def _replay(clip: clips.Clip) -> AsyncIterator[Frame]:
    for frame in clip.frames:
        yield frame
