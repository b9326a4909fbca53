"""The longest time that one callback holds the event loop, in a conversation in real time: it shall be below 20 ms.

Starter engines, simulated room, real clock: the lane has its own thread, as in life. There the ear has a process of its
own; here it has a thread (`--ear loop`: none, each of its frames is a callback of the loop, as where a file is heard).
A stall is told as time on the wall; as that without what the thread waited for a processor (Linux tells), so of a busy
machine what is left is waiting for a disk, a lock or the interpreter, which another thread holds; and as processor time
of the loop's thread.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from _ears import table

from localvoice.app.conversation import client
from localvoice.app.demo import scene_of
from localvoice.app.engine import Engine
from localvoice.app.rooms import PERSON_VOICE, speech
from localvoice.app.talk import TRACE
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.clock import Clock
from localvoice.events import FRAME_S, Frame
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.traces.journal import Journal

TIMES = ("wall", "own", "cpu")
MOST_MS = 20.0
WORST = 8  # are shown
LEAST_S = 0.001  # shorter ones are not kept
SCHEDULER = Path("/proc/thread-self/schedstat")  # nanoseconds that it ran and waited for a processor; time slices
TURN_S = 4.0  # of a line and its answer, at the least


@dataclass(frozen=True)
class Stall:
    """One callback of the loop."""

    what: str
    wall_ms: float
    own_ms: float  # without waiting for a processor
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
            wall_s, cpu_s, queued_s = time.perf_counter(), time.thread_time(), waited_s()
            run(self)
            took_s, used_s = time.perf_counter() - wall_s, time.thread_time() - cpu_s
            if max(took_s, used_s) > LEAST_S:
                note(self, took_s, waited_s() - queued_s, used_s)

        asyncio.Handle._run = timed
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.Handle._run = self._run

    def note(self, handle: asyncio.Handle, wall_s: float, queued_s: float, cpu_s: float) -> None:
        task = getattr(handle._callback, "__self__", None)
        what = task.get_name() if isinstance(task, asyncio.Task) else str(handle._callback)[:60]
        times_ms = (1000 * wall_s, 1000 * max(cpu_s, wall_s - queued_s), 1000 * cpu_s)
        self.stalls.append(Stall(what, *times_ms, time.perf_counter() - self._began_s))


def waited_s() -> float:
    """How long this thread was ready and no processor was free for it; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0.0
    _, waited_ns, _ = SCHEDULER.read_text().split()
    return int(waited_ns) / 1e9


async def beside(ear: Ear, clock: Clock) -> AsyncIterator[Frame]:
    """The ear's frames, made beside the loop, as a process of its own makes them in life."""
    while True:
        await clock.until(ear.read_s + FRAME_S)
        frame = await anyio.to_thread.run_sync(ear.next)
        if frame is None:
            return
        yield frame


async def converse(minutes: float, data: Path, on_loop: bool) -> dict[str, Any]:
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
                await session.run(frames(ear, False, engine.clock) if on_loop else beside(ear, engine.clock))
    return {
        "minutes": minutes,
        "turns": len(turns),
        **{f"longest_{name}_ms": round(max((of(name, one) for one in meter.stalls), default=0.0), 1) for name in TIMES},
        **{f"over_20_ms_{name}": sum(of(name, one) > MOST_MS for one in meter.stalls) for name in TIMES},
        **{f"worst_by_{name}": worst(name, meter.stalls) for name in TIMES},
    }


def of(name: str, stall: Stall) -> float:
    return getattr(stall, f"{name}_ms")


def worst(name: str, stalls: list[Stall]) -> list[str]:
    return [shown(stall) for stall in sorted(stalls, key=lambda stall: -of(name, stall))[:WORST]]


def shown(stall: Stall) -> str:
    times = ", ".join(f"{of(name, stall):.1f} ms {name}" for name in TIMES)
    return f"{times}, at {stall.at_s:.1f} s: {stall.what}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--ear", choices=["beside", "loop"], default="beside")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = anyio.run(converse, options.minutes, Path(folder), options.ear == "loop")
    print(json.dumps(result, indent=2) if options.json else table([*result.items()], ("stalls", "")))
