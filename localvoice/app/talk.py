"""A live conversation: devices, files or a simulated room on one side, an assistant on the other."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast, get_args

import anyio
import numpy as np

from localvoice import wall
from localvoice.app.assistant import Assistant, assistant, speech
from localvoice.audio.chime import chime
from localvoice.audio.echo.canceller import Aec, canceller
from localvoice.audio.open import is_file, is_live, open_sound
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.scene import Scene, SceneLine
from localvoice.audio.simulated.scene import read as read_scene
from localvoice.audio.simulated.script import Line, Script
from localvoice.audio.sound import Output, Sound
from localvoice.audio.wav import read_wav
from localvoice.clock import Clock, RealClock, VirtualClock
from localvoice.dialogue.session import Conversation, Failed, Shown
from localvoice.engine.lane import Lane
from localvoice.engine.schedule import Watch, slow_steps
from localvoice.errors import BadInput
from localvoice.events import RATE_HZ, Frame
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Order
from localvoice.hearing.ear import Ear, Hearing, frames
from localvoice.hearing.vad import Vad
from localvoice.memory.instance import only_one
from localvoice.models.roles import TurnJudge
from localvoice.settings import Settings
from localvoice.tools import due as ringing
from localvoice.trace import Step, Turn
from localvoice.traces.journal import Journal

TRACE = "trace"  # folder of the journal, in the data folder
TURN_END_SAMPLES = 8 * RATE_HZ  # what Smart Turn listens to at most
PERSON_VOICE = "en-us+m7"  # the simulated person; another voice than the assistant's


@dataclass(frozen=True)
class Talk:
    """What a conversation is to be like, beyond the settings."""

    fast: bool = False  # virtual clock, for files and rooms
    room: Path | None = None  # a scene (TOML): a simulated room instead of devices
    push_to_talk: bool = False
    models: Path | None = None  # data folder whose weights are used; None: the same one


@dataclass(frozen=True)
class Notice:
    """One sentence about the machinery, for the person."""

    text: str


Tell = Callable[[Shown | Notice], None]
Keys = AsyncIterator[None]  # gives something whenever the push-to-talk key is pressed


async def talk(
    settings: Settings, data: Path, how: Talk, tell: Tell, keys: Keys | None = None, scene: Scene | None = None
) -> Output:
    """Converse until the sound ends or the task is cancelled; returns the closed sound.

    `scene`: a simulated room that is at hand already, in place of `how.room`.
    """
    scene = scene or (read_scene(how.room) if how.room else None)
    if how.fast and not scene and is_live(settings.mic, settings.speaker):
        raise BadInput("--fast needs --room, or files for both --mic and --speaker: hardware cannot be hurried.")
    clock = VirtualClock() if how.fast else RealClock()
    with only_one(data):
        async with assistant(settings, data, clock, lambda text: tell(Notice(text)), how.models) as ready:
            simulated = bool(scene) or is_file(settings.mic) or is_file(settings.speaker)
            journal = Journal(data / TRACE, lambda text: tell(Notice(text)), simulated)
            ear = await _ear(settings, scene, ready, clock)
            with ear.sound as sound, journal:
                ready.lane.watch = partial(_watch, (journal.step, slow_steps(journal.notice)))
                await _converse(ear, ready, clock, settings, how, partial(_keep, journal, tell), keys)
            return sound


def _watch(watches: tuple[Watch, ...], step: Step) -> None:
    for watch in watches:
        watch(step)


def _keep(journal: Journal, tell: Tell, told: Shown | Notice) -> None:
    """Put on disk what is worth it, then tell it."""
    match told:
        case Turn():
            journal.turn(told)
        case Failed() | Notice():
            journal.notice(told.text)
    tell(told)


async def _ear(settings: Settings, scene: Scene | None, ready: Assistant, clock: Clock) -> Hearing:
    """Live sound is heard in a process of its own, simulated sound in this one."""
    aec = _aec(settings.aec)
    if aec == "auto" and scene is None and is_file(settings.mic):
        aec = "off"  # nothing that is played gets into a file, and a canceller takes a voice for echo at first
    if scene is None and is_live(settings.mic, settings.speaker):
        return EarProcess(Order(settings.mic, settings.speaker, ready.engines.voice.rate_hz, aec))
    return Ear(await _simulated(settings, scene, ready, clock), canceller(aec), Vad())


async def _simulated(settings: Settings, scene: Scene | None, ready: Assistant, clock: Clock) -> Sound:
    if scene is None:
        return open_sound(settings.mic, settings.speaker, ready.engines.voice.rate_hz, clock)
    script = Script([await _line(line, ready) for line in scene.lines])
    return Room(script, clock, ready.engines.voice.rate_hz, _acoustics(scene))


async def _converse(
    ear: Hearing, ready: Assistant, clock: Clock, settings: Settings, how: Talk, tell: Tell, keys: Keys | None
) -> None:
    conversation = Conversation(
        ear.sound,
        ready.mind,
        clock,
        tell,
        patience=settings.patience,
        rings=lambda: [ring.text for ring in ringing.due(ready.shelf, wall.now())],
        chime=chime(ready.engines.voice.rate_hz),
        greeting=ready.toolbox.persona.greeting,
        live=partial(setattr, ready.lane, "live"),
        turn_end=partial(_turn_end, ready.lane, ready.engines.turn) if ready.engines.turn else None,
    )
    conversation.push_to_talk = how.push_to_talk
    async with anyio.create_task_group() as tasks:
        if keys:
            tasks.start_soon(_press, keys, conversation)
        clock.restart()
        await conversation.run(_with_notices(frames(ear, ear.sound.live, clock), ear.sound, tell))
        tasks.cancel_scope.cancel()


def _aec(name: str) -> Aec:
    if name not in get_args(Aec):
        raise BadInput(f"aec is {name!r}; it must be one of {', '.join(get_args(Aec))}.")
    return cast(Aec, name)


async def _with_notices(ears: AsyncIterator[Frame], sound: Output, tell: Tell) -> AsyncIterator[Frame]:
    async for frame in ears:
        for text in sound.notices():
            tell(Notice(text))
        yield frame


async def _turn_end(lane: Lane, judge: TurnJudge, pcm: np.ndarray) -> float:
    return await lane.call("turn end", partial(judge.judge, pcm[-TURN_END_SAMPLES:]))


async def _press(keys: Keys, conversation: Conversation) -> None:
    async for _ in keys:
        conversation.press()


def _acoustics(scene: Scene) -> Acoustics:
    impulse, noise = _recording(scene.impulse), _recording(scene.noise)
    return Acoustics(scene.delay_s, scene.gain_db, impulse, noise, scene.noise_db, scene.latency_s)


async def _line(line: SceneLine, ready: Assistant) -> Line:
    pcm = _recording(line.wav)
    if pcm is None:
        pcm = await speech(line.say, line.voice or PERSON_VOICE, ready.lane)
    return Line(pcm, line.say or str(line.wav), line.name, line.at_s, line.after, line.delay_s)


def _recording(file: Path | None) -> np.ndarray | None:
    if file is None:
        return None
    return resample(*read_wav(file), RATE_HZ)
