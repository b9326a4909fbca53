"""The only place where things are built and wired: settings in, a running assistant out."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

import anyio
import numpy as np
import platformdirs

from localvoice.audio.chime import chime
from localvoice.audio.echo import canceller
from localvoice.audio.open import open_sound
from localvoice.audio.resample import resample
from localvoice.audio.room import Acoustics, Room
from localvoice.audio.scene import Scene, SceneLine
from localvoice.audio.script import Line, Script
from localvoice.audio.sound import Sound
from localvoice.audio.wav import read_wav
from localvoice.clock import Clock, RealClock, VirtualClock
from localvoice.dialogue.session import Conversation, Shown
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput
from localvoice.events import RATE_HZ, Frame, Manner
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.turns import Rules
from localvoice.hearing.vad import Vad
from localvoice.memory.instance import only_instance
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import Recogniser, Voice
from localvoice.settings import Settings
from localvoice.store import weights
from localvoice.tools import ringing
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade

PROFILE = "starter"


def data_folder() -> Path:
    """Where timers, lists and settings are kept on this platform."""
    return Path(platformdirs.user_data_dir("localvoice", appauthor=False))


@dataclass(frozen=True)
class Assistant:
    """A mind with its engines loaded, ready for sound or text."""

    mind: Cascade
    toolbox: Toolbox
    voice: Voice
    recogniser: Recogniser
    lane: Lane
    shelf: SqliteShelf


@dataclass(frozen=True)
class Notice:
    """One sentence about the machinery, for the person."""

    text: str


Tell = Callable[[Shown | Notice], None]


@asynccontextmanager
async def assistant(settings: Settings, data: Path, clock: Clock) -> AsyncIterator[Assistant]:
    """Load the profile's engines and open the person's data. Raises BadInput, StoreError, EngineError."""
    chosen = persona(settings.persona)
    profile, models = weights.read(weights.path()).profile(PROFILE), weights.read(weights.path()).models
    with Lane(clock) as lane, SqliteShelf(data / "memory.sqlite") as shelf:
        recogniser = await lane.call("load the recogniser", family(models[profile.recogniser].family).load)
        load_voice = family(models[profile.voice].family).load
        voice = await lane.call("load the voice", lambda: load_voice(voice=settings.voice))
        toolbox = Toolbox(chosen, World(shelf=shelf, now=datetime.now, random=random.Random()))
        yield Assistant(Cascade(lane, recogniser, voice, toolbox), toolbox, voice, recogniser, lane, shelf)


def family(name: str):
    """The module that runs a family of models."""
    return import_module(f"localvoice.models.{name}")


@dataclass(frozen=True)
class Talk:
    """What one live conversation is to be like."""

    fast: bool = False  # virtual clock, for files and rooms
    scene: Scene | None = None  # a simulated room instead of devices
    push_to_talk: bool = False
    greet: bool = True


async def talk(settings: Settings, data: Path, how: Talk, tell: Tell, keys: AsyncIterator[None] | None = None) -> Sound:
    """Converse until the sound ends or the task is cancelled; returns the closed sound."""
    if how.fast and not (how.scene or (is_file(settings.mic) and is_file(settings.speaker))):
        raise BadInput("--fast needs --room, or files for both --mic and --speaker: hardware cannot be hurried.")
    clock = VirtualClock() if how.fast else RealClock()
    with only_instance(data):
        async with assistant(settings, data, clock) as ready:
            with await _sound(settings, how.scene, ready, clock) as sound:
                await _converse(sound, ready, clock, settings, how, tell, keys)
            return sound


async def _sound(settings: Settings, scene: Scene | None, ready: Assistant, clock: Clock) -> Sound:
    if scene is None:
        return open_sound(settings.mic, settings.speaker, ready.voice.rate_hz, clock)
    return Room(await _script(scene, ready), clock, ready.voice.rate_hz, _acoustics(scene))


async def _converse(
    sound: Sound,
    ready: Assistant,
    clock: Clock,
    settings: Settings,
    how: Talk,
    tell: Tell,
    keys: AsyncIterator[None] | None,
) -> None:
    conversation = Conversation(
        sound,
        ready.mind,
        clock,
        tell,
        Rules(end_s=settings.end_silence_s),
        rings=lambda: [ring.text for ring in ringing.due(ready.shelf, datetime.now())],
        chime=chime(ready.voice.rate_hz),
        greeting=ready.toolbox.persona.greeting if how.greet else "",
    )
    conversation.push_to_talk = how.push_to_talk
    ear = Ear(sound, canceller(settings.aec), Vad())
    async with anyio.create_task_group() as tasks:
        if keys:
            tasks.start_soon(_press, keys, conversation)
        clock.restart()
        await conversation.run(_with_notices(frames(ear, sound.live, clock), sound, tell))
        tasks.cancel_scope.cancel()


async def _with_notices(ears: AsyncIterator[Frame], sound: Sound, tell: Tell) -> AsyncIterator[Frame]:
    async for frame in ears:
        for text in sound.notices():
            tell(Notice(text))
        yield frame


async def _press(keys: AsyncIterator[None], conversation: Conversation) -> None:
    async for _ in keys:
        conversation.press()


def is_file(device: str) -> bool:
    """Does this name of a microphone or loudspeaker mean a sound file?"""
    return Path(device).suffix.lower() in {".wav", ".flac"}


def _acoustics(scene: Scene) -> Acoustics:
    def sound(file: Path | None) -> np.ndarray | None:
        return None if file is None else resample(*read_wav(file), RATE_HZ)

    return Acoustics(
        scene.delay_s, scene.gain_db, sound(scene.impulse), sound(scene.noise), scene.noise_db, scene.latency_s
    )


async def _script(scene: Scene, ready: Assistant) -> Script:
    return Script([await _line(line, ready) for line in scene.lines])


async def _line(line: SceneLine, ready: Assistant) -> Line:
    if line.wav:
        pcm = resample(*read_wav(line.wav), RATE_HZ)
    else:
        pcm = await speech(line.say, line.voice or PERSON_VOICE, ready.lane)
    return Line(pcm, line.say or str(line.wav), line.name, line.at_s, line.after, line.delay_s)


PERSON_VOICE = "en-us+f3"  # the simulated person; another voice than the assistant's


async def speech(text: str, voice: str, lane: Lane, level: float = 0.5) -> np.ndarray:
    """A simulated person's sentence, (n,) float32 at 16 kHz."""

    def say() -> np.ndarray:
        speaker = family("espeak").load(voice=voice)
        pcm = np.concatenate([piece.pcm for piece in speaker.say(text, Manner())] or [np.zeros(0, np.float32)])
        return level * resample(pcm, speaker.rate_hz, RATE_HZ)

    return await lane.call("the simulated person", say)
