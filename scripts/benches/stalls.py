"""The longest time that one callback holds the event loop, in a conversation in real time: it shall be below 20 ms.

Starter engines, simulated room, real clock: the lane has its own thread, as in life. A stall is told as time on the
wall, which waiting for a disk or a busy machine stretches, and as processor time of the loop's thread.
"""

import argparse
import asyncio
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from _ears import table

from localvoice.app.conversation import client
from localvoice.app.demo import scene_of
from localvoice.app.engine import Engine
from localvoice.app.rooms import PERSON_VOICE, speech
from localvoice.app.talk import TRACE
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.traces.journal import Journal

MOST_MS = 20.0
WORST = 8  # are shown
TURN_S = 4.0  # of a line and its answer, at the least


@dataclass(frozen=True)
class Stall:
    """One callback of the loop."""

    what: str
    wall_ms: float
    cpu_ms: float
    at_s: float


class Meter:
    """Every callback of the loop, timed where asyncio runs it."""

    def __init__(self) -> None:
        self.stalls: list[Stall] = []
        self._began_s = time.perf_counter()

    def __enter__(self) -> "Meter":
        self._run = asyncio.Handle._run  # private, and the only place that every callback goes through
        run, note = self._run, self.note

        def timed(self: asyncio.Handle) -> None:
            wall_s, cpu_s = time.perf_counter(), time.thread_time()
            run(self)
            note(self, time.perf_counter() - wall_s, time.thread_time() - cpu_s)

        asyncio.Handle._run = timed
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.Handle._run = self._run

    def note(self, handle: asyncio.Handle, wall_s: float, cpu_s: float) -> None:
        if max(wall_s, cpu_s) > 0.001:
            task = getattr(handle._callback, "__self__", None)
            what = task.get_name() if isinstance(task, asyncio.Task) else str(handle._callback)[:60]
            self.stalls.append(Stall(what, 1000 * wall_s, 1000 * cpu_s, time.perf_counter() - self._began_s))


async def converse(minutes: float, data: Path) -> dict[str, Any]:
    turns: list[Turn] = []
    async with Engine(Settings(), data) as engine, client(engine, Settings()) as ready:
        scene = [line for line in scene_of("assistant").lines if line.name != "interruption"]
        said = {line.say: await speech(line.say, PERSON_VOICE, engine.lane) for line in scene}
        rounds = int(minutes * 60 / (TURN_S * len(scene))) + 2
        lines = [Line(said[line.say], line.say) for line in scene] * rounds
        room = Room(Script(lines, end_s=minutes * 60), engine.clock, ready.rate_hz)
        journal = Journal(data / TRACE, print, simulated=True)

        def keep(told: Any) -> None:
            if isinstance(told, Turn):
                turns.append(told)
                journal.turn(told)

        with room, journal, engine.watched(journal.step):
            ear = Ear(room, canceller(), Vad())
            session = ready.session(room.loudspeaker, keep)
            engine.clock.restart()
            with Meter() as meter:
                await session.run(frames(ear, False, engine.clock))
    return {
        "minutes": minutes,
        "turns": len(turns),
        "longest_wall_ms": round(max((stall.wall_ms for stall in meter.stalls), default=0.0), 1),
        "longest_cpu_ms": round(max((stall.cpu_ms for stall in meter.stalls), default=0.0), 1),
        "over_20_ms_wall": sum(stall.wall_ms > MOST_MS for stall in meter.stalls),
        "over_20_ms_cpu": sum(stall.cpu_ms > MOST_MS for stall in meter.stalls),
        "worst_by_wall": [shown(stall) for stall in sorted(meter.stalls, key=lambda stall: -stall.wall_ms)[:WORST]],
        "worst_by_cpu": [shown(stall) for stall in sorted(meter.stalls, key=lambda stall: -stall.cpu_ms)[:WORST]],
    }


def shown(stall: Stall) -> str:
    return f"{stall.wall_ms:.1f} ms wall, {stall.cpu_ms:.1f} ms cpu, at {stall.at_s:.1f} s: {stall.what}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = anyio.run(converse, options.minutes, Path(folder))
    print(json.dumps(result, indent=2) if options.json else table([*result.items()], ("stalls", "")))
