"""One exchange of a mind that hears by itself: a scripted recogniser and model, real skills and lane, time by hand."""

import random
from datetime import datetime

import anyio
import numpy as np
from scripted_native import RATE_HZ, ScriptedNative
from still_clock import Still
from test_cascade import Following, Paper

from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Speech
from localvoice.models.roles import Sampling
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cold import COLD
from localvoice.understanding.mind import Occasion, Out, Said, Saying, Understood
from localvoice.understanding.native import NativeMind, NativeModels
from localvoice.understanding.outlook import ACKNOWLEDGEMENT


class Asked:
    """What was told of an answer to something that the recogniser does not understand, or to `words` that it does."""

    def __init__(
        self,
        *answers,
        words="",
        mind=None,
        seconds=2.0,
        occasion=None,
        typed=None,
        rate_hz=RATE_HZ,
        after=None,
        picture=None,
    ):
        self.native = ScriptedNative(*answers, rate_hz=rate_hz)
        self.told, self.notices = [], []
        clock = Still()
        world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
        self.toolbox = Toolbox(persona("assistant"), world)
        lane = Lane(clock)
        self.chat = self.native.open("", [])
        voice = self.native.voice()
        voice.rate_hz = RATE_HZ
        self.voice = voice
        models = NativeModels(Following(words or "mumble", bool(words)), voice, self.chat, rate_hz, Sampling(), mind)
        self.mind = NativeMind(lane, clock, models, self.toolbox, Costs(COLD), 400.0, self.notices.append)

        async def frames():
            for at in range(round(seconds / FRAME_S)):
                yield Frame(np.full(FRAME_SAMPLES, 0.1, np.float32), 0.9, at * FRAME_S)

        async def main():
            with lane:
                said = Said(text=typed, picture=picture) if typed else Said(frames())
                self.exchange = self.mind.begin(said, occasion or Occasion())
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(self.exchange.run, Out(self.told.append))
                    await clock.until(clock.now_s() + 5.0)
                    if after:
                        after(self)
                    await clock.until(clock.now_s() + 0.5)
                    tasks.cancel_scope.cancel()

        anyio.run(main)

    @property
    def spoken(self):
        """What the voice said, but for the acknowledgement that it makes beforehand."""
        return [phrase for phrase in self.voice.said if phrase != ACKNOWLEDGEMENT]

    @property
    def captions(self):
        return " ".join(each.text for each in self.told if isinstance(each, Saying))

    @property
    def sound_s(self):
        return sum(len(each.pcm) for each in self.told if isinstance(each, Speech)) / RATE_HZ

    @property
    def understood(self):
        return [each for each in self.told if isinstance(each, Understood)]

    def did(self, what):
        return [done for done in self.chat.done if done[0] == what]
