"""An assistant that stays, in a simulated room on a clock that skips the waiting: skills and a voice are real.

What the person says is known to the recogniser, but in the one test that loads it.
"""

import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import anyio
import numpy as np

from localvoice.app.resident import House
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.events import RATE_HZ, Manner, Transcript
from localvoice.hearing.ear import Ear
from localvoice.hearing.vad import Vad
from localvoice.models import espeak
from localvoice.settings import Settings
from localvoice.trace import Turn

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
from _costed import SimulatedClock

LIMIT_S = 60.0
VOICE = espeak.load()
ALWAYS = Settings(listen="always", idle_free_min=0.5, follow_up_s=4)


def said(text):
    voice = espeak.load(voice="en-us+m7")
    return resample(np.concatenate([piece.pcm for piece in voice.say(text, Manner())]), voice.rate_hz, RATE_HZ)


class Rooms:
    """Each time that the sound is opened, the person in the next of these rooms says the lines of it."""

    def __init__(self, *scripts, end_s=10.0):
        self.scripts = [
            Script([replace(line, pcm=said(line.text)) for line in lines], quiet_s=60, end_s=end_s) for lines in scripts
        ]
        self.orders, self.rooms = [], []

    def __call__(self, order, clock):
        self.orders.append(order)
        script = self.scripts.pop(0) if self.scripts else Script(quiet_s=60, end_s=10.0)
        self.rooms.append(Room(script, clock, order.voice_rate_hz, Acoustics(gain_db=-np.inf)))  # headphones
        return Ear(self.rooms[-1], canceller("off"), Vad())


class Knowing:
    """A recogniser that knows which line was spoken last."""

    def __init__(self, rooms):
        self.rooms = rooms

    def listen(self, grammar):
        return self

    def unknown_words(self, words):
        return set()

    def feed(self, pcm):
        return ""

    def transcript(self):
        return Transcript(self.rooms.rooms[-1].spoken[-1].text, True, 0.0)

    def close(self): ...


def line(text, at_s=None, **when):
    return Line(np.zeros(0, np.float32), text, at_s=at_s, **when)


@asynccontextmanager
async def living(data, rooms, settings, **options):
    given = options.pop("given", {"recogniser": Knowing(rooms), "voice": VOICE, "open_ear": None, "lm": None})
    with anyio.fail_after(LIMIT_S):
        house = House(settings, data, clock=SimulatedClock(), hear=rooms, given=given)
        async with house, anyio.create_task_group() as tasks:
            shown = []
            house.show = shown.append
            tasks.start_soon(house.assistant.live)
            yield house, shown
            house.assistant.end()
            await house.assistant.ended.wait()
            tasks.cancel_scope.cancel()


async def until(true):
    while not true():
        await anyio.sleep(0)


def turns(shown):
    return [each for each in shown if isinstance(each, Turn)]
