"""One thing at a time, without a conversation: hear files, ask by text, say a text."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.app.assistant import Assistant, assistant
from localvoice.app.engines import engines
from localvoice.audio.open import open_sound
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_speech, write_wav
from localvoice.clock import RealClock
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame, Manner, Transcript
from localvoice.hearing import clips
from localvoice.settings import Settings
from localvoice.wording.phrases import speak_phrases


async def hear(files: list[Path], settings: Settings, data: Path) -> list[dict[str, Any]]:
    """What was said in each file, as one turn each; nothing is done about it."""
    recordings = [(file, resample(*read_speech(file), RATE_HZ)) for file in files]
    async with assistant(settings, data, RealClock()) as ready:
        return [await _hear(file, pcm, ready) for file, pcm in recordings]


async def _hear(file: Path, pcm: np.ndarray, ready: Assistant) -> dict[str, Any]:
    started_s = time.perf_counter()
    transcript = Transcript("", False, 0.0)
    for turn in clips.turns(pcm, one=True):
        transcript, _ = await ready.mind.recognise(_replay(turn), lambda told: None)
    call = ready.toolbox.match(transcript.text) if transcript.accepted else None
    return {
        "file": str(file),
        "transcript": transcript.text,
        "accepted": call is not None,
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
        slots = ", ".join(f"{name}: {value}" for name, value in one["slots"].items())
        taken = f"{one['intent']} ({slots})" if one["accepted"] else "not understood"
        lines.append(f"{one['file']}\n  “{one['transcript']}” → {taken}")
    return "\n".join(lines)


async def _replay(clip: clips.Clip) -> AsyncIterator[Frame]:
    for number, voice in enumerate(clip.voices):
        yield Frame(clip.pcm[number * FRAME_SAMPLES : (number + 1) * FRAME_SAMPLES], voice, number * FRAME_S)


async def ask(texts: list[str], settings: Settings, data: Path) -> list[dict[str, Any]]:
    """Answer typed sentences, one after the other, as the conversation would; what a skill does is really done."""
    async with assistant(settings, data, RealClock()) as ready:
        turns = [(text, await ready.mind.ask(text)) for text in texts]
    return [
        {"asked": text, **{name: getattr(understood, name) for name in ("accepted", "intent", "answer")}}
        for text, understood in turns
    ]


async def say(text: str, settings: Settings, data: Path) -> tuple[np.ndarray, int]:
    """The sound of a text, (n,) float32, and its rate in Hz."""
    with Lane(RealClock()) as lane:
        async with engines(settings, data, lane, ("voice",)) as ready:
            voice = ready.voice

            def speak() -> list[np.ndarray]:
                return [piece.pcm for phrase in speak_phrases(text) for piece in voice.say(phrase.spoken, Manner())]

            pieces = await lane.call("say", speak)
            return np.concatenate([*pieces, np.zeros(0, np.float32)]), voice.rate_hz


def save(file: Path, pcm: np.ndarray, rate_hz: int) -> None:
    """Write (n,) float32 as a WAV file."""
    write_wav(file, pcm, rate_hz)


async def play(pcm: np.ndarray, rate_hz: int, settings: Settings) -> None:
    """Play (n,) float32 to the end through the settings' loudspeaker."""
    clock = RealClock()
    with open_sound("none", settings.speaker, rate_hz, clock) as sound:
        sound.write(pcm)
        while sound.queued:
            await clock.until(clock.now_s() + FRAME_S)
        await clock.until(clock.now_s() + 0.2)  # what the device still holds
