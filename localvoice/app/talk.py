"""A live conversation: devices, files or a simulated room on one side, an assistant on the other."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import anyio.to_thread

from localvoice.app import documents
from localvoice.app.duplex import DuplexClient, Talker, talker
from localvoice.app.engine import Engine
from localvoice.app.keeping import Keeping
from localvoice.app.narrating import narrating
from localvoice.app.offer import offer
from localvoice.app.rooms import room
from localvoice.audio.echo.canceller import Aec, canceller
from localvoice.audio.files import FileMic, Files
from localvoice.audio.open import is_file, is_live, open_sound, opened
from localvoice.audio.simulated.scene import Scene
from localvoice.audio.simulated.scene import read as read_scene
from localvoice.audio.sound import Output
from localvoice.clock import Clock, RealClock, VirtualClock
from localvoice.dialogue.duplex import Duplexed
from localvoice.dialogue.interpreted import Interpreted
from localvoice.dialogue.session import Conversation
from localvoice.dialogue.shown import Notice, Shown
from localvoice.engine.schedule import slow_steps
from localvoice.errors import BadInput
from localvoice.events import Frame
from localvoice.hearing.apart.child import Child, begun
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Order
from localvoice.hearing.ear import Ear, Hearing, frames
from localvoice.hearing.vad import Vad
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.memory.instance import only_one
from localvoice.settings import Settings
from localvoice.traces.journal import Journal

TRACE = "trace"  # folder of the journal, in the data folder


@dataclass(frozen=True)
class Talk:
    """What a conversation is to be like, beyond the settings."""

    fast: bool = False  # virtual clock, for files and rooms
    room: Path | None = None  # a scene (TOML): a simulated room instead of devices
    push_to_talk: bool = False
    camera: bool = False  # is kept open, its newest picture at hand
    watch: bool = False  # what changes in front of it is told from the beginning
    offers: bool = False  # nobody has chosen the profile, so a better one may be offered
    models: Path | None = None  # data folder whose weights are used; None: the same one


Session = Conversation | Duplexed | Interpreted
Tell = Callable[[Shown], None]
Task = Callable[[], Coroutine[Any, Any, None]]
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
    await _soon_refused(settings, scene)
    clock, notice = VirtualClock() if how.fast else RealClock(), lambda text: tell(Notice(text))
    simulated = bool(scene) or is_file(settings.mic) or is_file(settings.speaker)
    better = offer(settings.profile, data, notice) if how.offers and not simulated else None
    live = scene is None and is_live(settings.mic, settings.speaker)
    with only_one(data), begun() if live else nullcontext(Child) as start, ExitStack() as stack:
        async with (
            Engine(settings, data, clock, notice, weights=how.models) as engine,
            talker(engine, settings, more=[better.tool()] if better else ()) as ready,
        ):
            narrator = stack.enter_context(narrating(engine, settings, ready.toolbox, how.camera, how.watch))
            past = None if simulated else stack.enter_context(Conversations(data / CONVERSATIONS, notice))
            keeping = Keeping(past, ready.toolbox.private)
            journal = Journal(data / TRACE, notice, simulated)
            ear = await _ear(settings, scene, ready, start)
            async with opened(ear.sound) as sound:
                with journal, engine.watched(journal.step, slow_steps(journal.notice)):
                    show = partial(_keep, keeping, journal, tell)
                    put = partial(better.question, ready.toolbox) if better else str
                    session = ready.session(sound.loudspeaker, show, offer=put, news=better.news if better else str)
                    session.push_to_talk = how.push_to_talk
                    if isinstance(sound, Files):  # it ends when everything that was asked in it is answered
                        sound.goes_on = lambda: session.answering
                    beside: list[Task] = [narrator.run]
                    beside += [partial(_press, keys, session)] if keys else []
                    beside += [better.fetch] if better else []
                    if not simulated and documents.wanted(settings, data):
                        beside += [partial(documents.keep, lambda: nullcontext(engine), settings, data, notice)]
                    await _converse(ear, session, clock, show, beside)
            return sound


async def _soon_refused(settings: Settings, scene: Scene | None) -> None:
    """Raises what would be raised anyway once the models are loaded, which takes a while."""
    _aec(settings.aec)
    if scene is None and is_file(settings.mic):
        await anyio.to_thread.run_sync(FileMic, settings.mic)


def _keep(keeping: Keeping, journal: Journal, tell: Tell, told: Shown) -> None:
    """Put on disk what is worth it, then tell it."""
    tell(keeping.take(told, journal))


async def _ear(settings: Settings, scene: Scene | None, ready: Talker, start: Callable[[Order], Child]) -> Hearing:
    """Live sound is heard in a process of its own, which `start` gives, simulated sound in this one."""
    aec, clock = _aec(settings.aec), ready.engine.clock
    if aec == "auto" and scene is None and is_file(settings.mic):
        aec = "off"  # nothing that is played gets into a file, and a canceller takes a voice for echo at first
    if scene is None and is_live(settings.mic, settings.speaker):
        goes_on = isinstance(ready, DuplexClient)
        return EarProcess(Order(settings.mic, settings.speaker, ready.rate_hz, aec, goes_on=goes_on), start)
    if scene is None:
        sound = await anyio.to_thread.run_sync(open_sound, settings.mic, settings.speaker, ready.rate_hz, clock)
    else:
        sound = await room(scene, ready.engine, ready.rate_hz)
    return await anyio.to_thread.run_sync(lambda: Ear(sound, canceller(aec), Vad()))


async def _converse(ear: Hearing, session: Session, clock: Clock, tell: Tell, beside: list[Task]) -> None:
    """Until the frames end; `beside` are the tasks that go on meanwhile."""
    async with anyio.create_task_group() as tasks:
        for task in beside:
            tasks.start_soon(task)
        clock.restart()
        await session.run(_with_notices(ear, clock, tell))
        tasks.cancel_scope.cancel()


def _aec(name: str) -> Aec:
    if name not in get_args(Aec):
        raise BadInput(f"aec is {name!r}; it must be one of {', '.join(get_args(Aec))}.")
    return cast(Aec, name)


async def _with_notices(ear: Hearing, clock: Clock, tell: Tell) -> AsyncIterator[Frame]:
    async for frame in frames(ear, ear.sound.live, clock):
        for text in ear.notices():
            tell(Notice(text))
        yield frame


async def _press(keys: Keys, conversation: Session) -> None:
    async for _ in keys:
        conversation.press()
