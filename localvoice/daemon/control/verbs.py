"""What does each command do? It asks the house, and gives back what goes into the answer."""

import base64
from typing import Any

from localvoice.app import errands
from localvoice.app.resident import House
from localvoice.daemon.control.lines import (
    Ask,
    Hear,
    Help,
    Mute,
    Press,
    Quit,
    Say,
    Settings,
    Skip,
    Status,
    Stop,
    Trace,
    Unmute,
    Verb,
    helped,
)


async def do(house: House, verb: Verb) -> dict[str, Any]:
    """Raises LocalvoiceError."""
    assistant = house.assistant
    match verb:
        case Help():
            return {"verbs": helped()}
        case Status():
            return errands.status(house)
        case Settings():
            return errands.settings(house)
        case Ask(text, then):
            return await errands.ask(house, [text, *then])
        case Hear(files):
            return await errands.hear(house, files)
        case Say(text, sound=True):
            pcm, rate_hz = await errands.sound(house, text)
            return {"pcm": base64.b64encode(pcm.astype("<f4").tobytes()).decode(), "rate_hz": rate_hz}
        case Say(text):
            return {"text": text, "seconds": await assistant.say(text)}
        case Trace(last):
            return await errands.trace(house, last)
        case Press():
            await assistant.press()
        case Mute():
            assistant.mute(True)
        case Unmute():
            assistant.mute(False)
        case Stop():
            assistant.stop()
        case Skip():
            assistant.skip()
        case Quit():
            house.ending.set()
    return {"state": assistant.state, "muted": assistant.wanted.muted}
