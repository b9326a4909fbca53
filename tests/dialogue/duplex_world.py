"""A talk without turns with a model of a few lines, in a room that is arithmetic; a step costs what a test says."""

import sys
from pathlib import Path

import anyio
import numpy as np
from fake_duplex import Echoer
from test_session import Parrot

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
from _costed import SimulatedClock

from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.dialogue.commanded import Commanded
from localvoice.dialogue.duplex import Duplexed
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, RATE_HZ, Frame
from localvoice.understanding.at_once import AtOnce
from localvoice.understanding.beside import Beside
from localvoice.understanding.mind import Understood

SILENT = Acoustics(gain_db=float("-inf"), noise_db=float("-inf"))


class Costly(Echoer):
    """An `Echoer` whose steps take time: `took(number)` seconds of the clock. `script`: what it says instead."""

    def __init__(self, clock, took, script=None, **how):
        super().__init__(**how)
        self.clock, self.took, self.script = clock, took, script

    def open(self, system=""):
        talk = super().open(system)
        step = self.script or talk.step

        def costly(pcm):
            self.clock.spend(1000 * self.took(len(talk.heard)))
            return step(pcm)

        talk.step = costly
        return talk


class Skilled(Parrot):
    """A skill explains the turn with this number, and nothing else."""

    def __init__(self, *given, turn=0, intent="greet"):
        super().__init__(*given)
        self.turn, self.intent, self.turns = turn, intent, 0

    async def understand(self, frames, out, occasion):
        async for frame in frames:
            self.frames.append(frame)
        explained = self.turns == self.turn
        self.turns += 1
        out.tell(Understood("hello", explained, self.intent if explained else "", self.text))
        await self.announce(self.text, out)


class World:
    """One talk. `tones`: (start, end, level) in seconds of what the person says."""

    def __init__(self, seconds, tones=(), took=lambda number: 0.03, mind=None, push_to_talk=False, **how):
        self.seconds, self.clock, self.told = seconds, SimulatedClock(), []
        self.model = Costly(self.clock, took, **how)
        lines = [Line(tone(end - start, level), at_s=start) for start, end, level in tones]
        self.room = Room(Script(lines, end_s=seconds), self.clock, self.model.rate_hz, SILENT)
        self.push_to_talk = push_to_talk
        self.mind, self.mic, self.talk = mind or Skilled(turn=-1), [], None

    async def run(self, more=None):
        with Lane(self.clock) as lane:
            self.lane = lane
            self.talk = talk = Duplexed(
                AtOnce(self.model, lane, self.clock), self.room.loudspeaker, self.clock, self.told.append, RATE_HZ
            )
            mind = Beside(self.mind, lambda: talk.speaks)
            talk.with_session(Commanded(talk.aside.loudspeaker, mind, self.clock, talk.beside))
            talk.push_to_talk = self.push_to_talk
            self.clock.restart()
            async with anyio.create_task_group() as tasks:
                if more:
                    tasks.start_soon(more, self)
                await talk.run(self.frames())
                tasks.cancel_scope.cancel()
        return self

    async def frames(self):
        for number in range(round(self.seconds / FRAME_S)):
            await self.clock.until((number + 1) * FRAME_S)
            captured = self.room.read()
            if captured is None:
                return
            self.mic.append(captured.mic)
            loud = float(np.sqrt(np.mean(captured.mic**2))) > 0.01
            yield Frame(captured.mic, 0.9 if loud else 0.0, number * FRAME_S)

    def go(self, more=None):
        anyio.run(self.run, more)
        return self

    def heard(self):
        """What the model heard, one after the other."""
        return np.concatenate(self.model.talks[0].heard)


def tone(seconds, level):
    """A voice: (n,) at 16 kHz, a tone that rises, so that every moment of it is another."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * (200 + 20 * at) * at)).astype(np.float32)
