"""Does a talk without turns last? Two who speak at once for six minutes: frames in time, delay, memory, all whole.

A tiny Moshi with random weights of the real architecture, as the tests make it, saved as published and really run; the
starter's ears and skills beside it, and a simulated room with an echo. Its clock counts this process's processor time,
all threads together, and skips waits: other programs on the machine do not count. `--minutes` are the room's.
"""

import argparse
import importlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import anyio
import numpy as np
from _ears import table
from _room import Forgetful
from soak import resident_mb

from localvoice.app.duplex import talker
from localvoice.app.engine import Engine
from localvoice.app.profile import family
from localvoice.app.rooms import PERSON_VOICE, speech
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import Resampler
from localvoice.audio.simulated.script import Line, Script
from localvoice.clock import VirtualClock
from localvoice.dialogue.duplex import Duplexed
from localvoice.events import RATE_HZ, Frame
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.understanding.at_once import Heard

WINDOW = 300  # frames that the tiny model remembers: 24 s, so that it forgets many times over
EVERY_S = 7.0  # the person says a line
SAYS = ("tell me about the sea and the wind", "what time is it", "and what do you think of it", "roll a dice")


class Worked(VirtualClock):
    """Time passes while this process computes, and while somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.restart()

    def now_s(self) -> float:
        return time.process_time() - self._zero_s

    def restart(self) -> None:
        self._zero_s = time.process_time()


class Seen:
    """What went to the model and to the loudspeaker, frame by frame."""

    def __init__(self, talk: Duplexed) -> None:
        self.heard = 0  # samples that were given to the model
        self.same = True  # they are those of the ear
        self.delays_s = list[tuple[float, float]]()  # of each frame: when it had been heard, and until it plays
        self.memory_mb = list[float]()
        self._resampler, self._mic = Resampler(RATE_HZ, talk._model.rate_hz), np.zeros(0, np.float32)
        hear, frame = talk._model.hear, talk._pace.frame

        def heard(frame: Heard) -> None:
            self.same &= np.array_equal(frame.pcm, self._mic[: len(frame.pcm)])
            self._mic = self._mic[len(frame.pcm) :]
            self.heard += len(frame.pcm)
            hear(frame)

        def paced(pcm: np.ndarray, heard_s: float, now_s: float) -> np.ndarray | None:
            begins_s = talk._pace.dry_s if talk._pace.begun else now_s
            made = frame(pcm, heard_s, now_s)
            if made is not None:
                self.delays_s.append((heard_s, begins_s - heard_s))
            return made

        talk._model.hear, talk._pace.frame = heard, paced

    def mic(self, one: Frame) -> None:
        self._mic = np.concatenate([self._mic, self._resampler.feed(one.pcm)])

    def delay_ms(self, start_s: float, end_s: float) -> float:
        return round(1000 * median(delay_s for at_s, delay_s in self.delays_s if start_s <= at_s < end_s), 1)


async def run(minutes: float, folder: Path) -> dict[str, Any]:
    clock, turns, told = Worked(), list[Turn](), list[object]()
    moshi = family("moshi").load(folder / "moshi", seed=1)
    list(moshi.warm())
    given = {"duplex": moshi}
    async with Engine(Settings(), folder, clock, given=given) as engine, talker(engine, Settings(aec="auto")) as ready:
        said = [await speech(text, PERSON_VOICE, engine.lane) for text in SAYS]
        count = int(60 * minutes / EVERY_S)
        lines = [Line(pcm, at_s=2.0 + number * EVERY_S) for number, pcm in zip(range(count), cycle(said), strict=False)]
        room = Forgetful(Script(lines, end_s=60 * minutes, quiet_s=60), clock, ready.rate_hz)
        ear = Ear(room, canceller("auto"), Vad())
        talk = ready.session(
            room.loudspeaker, lambda one: turns.append(one) if isinstance(one, Turn) else told.append(one)
        )
        assert isinstance(talk, Duplexed)
        seen = Seen(talk)

        async def heard() -> AsyncIterator[Frame]:
            async for frame in frames(ear, False, clock):
                seen.mic(frame)
                if frame.start_s >= 60 * (len(seen.memory_mb) + 1):
                    seen.memory_mb.append(resident_mb())
                yield frame

        clock.restart()
        began_s = time.process_time()
        await talk.run(heard())
    return found(minutes, talk, seen, turns) | {"processor_s": round(time.process_time() - began_s, 1)}


def found(minutes: float, talk: Duplexed, seen: Seen, turns: list[Turn]) -> dict[str, Any]:
    tally, last = talk.tally, 60 * (minutes - 1)
    answered = sum(bool(turn.intent) for turn in turns)
    return {
        "minutes": minutes,
        "frames": tally.all,
        "on_time_percent": round(100 * tally.on_time / tally.all, 2),
        "late": tally.late,
        "lost": tally.lost,
        "delay_first_minute_ms": seen.delay_ms(0, 60),
        "delay_last_minute_ms": seen.delay_ms(last, last + 60),
        "heard_whole": seen.same,
        "heard_s": round(seen.heard / talk._model.rate_hz, 2),
        "turns_of_the_model": len(turns) - answered,
        "turns_of_skills": answered,
        "memory_growth_mb": round(seen.memory_mb[-1] - seen.memory_mb[0], 1) if len(seen.memory_mb) > 1 else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    sys.path.append(str(Path(__file__).parents[2] / "tests" / "models"))
    world = importlib.import_module("moshi_world")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        world.make(folder / "moshi", context=WINDOW)
        row = anyio.run(run, asked.minutes, folder)
    print(json.dumps(row, indent=2) if asked.json else table(list(row.items()), ("what", "figure")))


if __name__ == "__main__":
    main()
