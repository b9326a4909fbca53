"""What does each command do? It asks the house, and gives back what goes into the answer."""

import base64
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import anyio.from_thread
import anyio.to_thread
import numpy as np

from localvoice.app import choices, errands, history, kept, preferences, yes
from localvoice.app.apart import command
from localvoice.app.pull import Origin, remove
from localvoice.app.resident import House
from localvoice.daemon.control import commands
from localvoice.daemon.control.commands import Verb
from localvoice.daemon.control.lines import helped
from localvoice.settings import flags

Told = dict[str, Any]
Progress = Callable[[Told], Coroutine[Any, Any, None]]


async def do(house: House, verb: Verb, progress: Progress) -> Told:
    """`progress` tells how far it is. Raises LocalvoiceError."""
    for kinds in (_talking, _looking, _remembering, _fetching):
        if (told := await kinds(house, verb, progress)) is not None:
            return told
    return {"state": house.assistant.state, "muted": house.assistant.wanted.muted}


async def _talking(house: House, verb: Verb, progress: Progress) -> Told | None:
    assistant = house.assistant
    match verb:
        case commands.Ask(text, then):
            return await errands.ask(house, [text, *then])
        case commands.Hear(files):
            return await errands.hear(house, files)
        case commands.Say(text, sound=True):
            return await _sound(house, text)
        case commands.Say(text):
            return {"text": text, "seconds": await assistant.say(text)}
        case commands.Press():
            await assistant.press()
        case commands.Mute():
            assistant.mute(True)
        case commands.Unmute():
            assistant.mute(False)
        case commands.Stop():
            assistant.stop()
        case commands.Skip():
            assistant.skip()
        case commands.Restart():
            house.restarts = True
            house.ending.set()
        case commands.Quit():
            house.ending.set()
    return None


async def _looking(house: House, verb: Verb, progress: Progress) -> Told | None:
    run = anyio.to_thread.run_sync
    match verb:
        case commands.Help():
            return {"verbs": helped()}
        case commands.Status():
            return errands.status(house)
        case commands.Trace(last):
            return await errands.trace(house, last)
        case commands.Settings():
            return await run(preferences.settings, house)
        case commands.SettingsSet(values):
            return await run(preferences.change, house, values)
        case commands.Page():
            return {"address": errands.page(house)}
        case commands.Personas():
            return choices.personas(house)
        case commands.Voices():
            return await choices.voices(house)
    return None


async def _remembering(house: House, verb: Verb, progress: Progress) -> Told | None:
    """What was said, what is kept, and what waits for a yes."""
    run, data = anyio.to_thread.run_sync, house.data
    match verb:
        case commands.History(last, before):
            return await run(history.last, data, last, before)
        case commands.HistorySearch(text, last):
            return await run(history.search, data, text, last)
        case commands.HistoryReplay(id):
            text = await run(history.said, data, id)
            return {"text": text, **await _sound(house, text)}
        case commands.HistoryDelete(id, conversation, everything):
            return {"deleted": await run(history.delete, data, id, conversation, everything)}
        case commands.Memory():
            return await kept.kept(house)
        case commands.MemorySearch(text):
            return await kept.search(house, text)
        case commands.Waiting():
            return yes.waiting(house)
        case commands.WaitingYes(call):
            return await yes.answer(house, call, True)
        case commands.WaitingNo(call):
            return await yes.answer(house, call, False)
        case commands.MemoryForget(item, everything):
            return await kept.forget(house, item, everything)
    return None


async def _fetching(house: House, verb: Verb, progress: Progress) -> Told | None:
    """What takes long, and models."""

    async def note(text: str) -> None:
        await progress({"note": text})

    match verb:
        case commands.Models():
            return await choices.models(house)
        case commands.Pull(name, packages):
            tell = partial(anyio.from_thread.run, progress)
            return await choices.pull(house, name, Origin(packages=packages), tell)
        case commands.Remove(name):
            return await anyio.to_thread.run_sync(remove, name, house.data, False)
        case commands.Doctor():
            return {"doctor": await command(["doctor"], house.data, note)}
        case commands.Compare(chip):
            words = ["compare", *_typed(house, "compare"), *([f"--chip={chip}"] if chip else [])]
            return {"compare": await command(words, house.data, note)}
    return None


def _typed(house: House, name: str) -> list[str]:
    """What was typed when it was started, of the settings that this command takes, too."""
    given = {one: house.typed[one] for one in flags(name) if one in house.typed}
    return [f"--{one.replace('_', '-')}={value}" for one, value in given.items()]


async def _sound(house: House, text: str) -> Told:
    pcm, rate_hz = await errands.sound(house, text)
    return {"pcm": base64.b64encode(np.asarray(pcm, "<f4").tobytes()).decode(), "rate_hz": rate_hz}
