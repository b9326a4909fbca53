"""A person in the simulated room with a mind that hears by itself: real ears, skills, lane and session; no weights."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import numpy as np

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.app.rooms import room, speech
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.scene import Scene, SceneLine
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.understanding.mind import Saying, Understood

sys.path[:0] = [
    str(Path(__file__).parents[1] / "understanding"),
    str(Path(__file__).parents[2] / "scripts" / "benches"),
]
from _costed import SimulatedClock  # noqa: E402
from scripted_native import ScriptedNative  # noqa: E402

READ = "The rain in autumn falls upon the hills, and every river carries it away to the wide sea, where it began."


@dataclass
class Talked:
    """What became of a conversation."""

    turns: list = field(default_factory=list)  # that the person began
    told: list = field(default_factory=list)
    played: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))  # of the loudspeaker, from its start

    @property
    def answers(self):
        return [turn.said for turn in self.turns]

    @property
    def captions(self):
        return " ".join(each.text for each in self.told if isinstance(each, Saying))

    @property
    def understood(self):
        return [each for each in self.told if isinstance(each, Understood)]


def talk(native, lines, folder, lm=None, more=(), before=None, **settings):
    """The conversation about these lines (texts, or `SceneLine`s); its time is simulated, and computing takes none.

    `more`: models by role; `before`: work to be done in the lane before anybody speaks.
    """
    done = Talked()
    given = {"native": native, "turn": None, "lm": lm, **dict(more)}
    settings = {"profile": "native", "persona": "assistant", **settings}

    async def main():
        mine = Settings(**settings)
        async with Engine(mine, folder, SimulatedClock(), given=given) as engine, client(engine, mine) as ready:
            scene = Scene(tuple(line if isinstance(line, SceneLine) else SceneLine(line) for line in lines))
            if isinstance(native, ScriptedNative):
                native.sound = resample(await speech(READ, "en-gb", engine.lane), 16_000, native.rate_hz or 16_000)
            with await room(scene, engine, ready.rate_hz) as sound:

                def keep(told):
                    done.told.append(told)
                    if isinstance(told, Turn) and not told.unasked:
                        done.turns.append(told)

                session = ready.session(sound.loudspeaker, keep, greets=False)
                if before:
                    await engine.lane.call("before", before)
                engine.clock.restart()
                await session.run(frames(Ear(sound, canceller(), Vad()), False, engine.clock))

    anyio.run(main)
    done.turns.sort(key=lambda turn: turn.speech_start_s)
    return done
