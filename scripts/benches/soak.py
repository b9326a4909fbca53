"""Does it last? One conversation for minutes: memory, threads, gaps in the sound, lost turns, steps that came late.

The starter's real engines, session, lane and trace; the room is simulated and its waits are skipped (virtual clock), so
`--minutes` are the room's, not yours. Memory is the process's resident set; the room's own recording is thrown away.
"""

import argparse
import json
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import anyio
import numpy as np
from _ears import table
from _room import Forgetful

from localvoice.app.conversation import client
from localvoice.app.demo import scene_of
from localvoice.app.engine import Engine
from localvoice.app.rooms import PERSON_VOICE, speech
from localvoice.app.talk import TRACE
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.simulated.scene import SceneLine
from localvoice.audio.simulated.script import Line, Script
from localvoice.clock import VirtualClock
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Step, Turn
from localvoice.traces.journal import Journal

PAGE_MB = resource.getpagesize() / 2**20
WARM_S = 60.0  # memory is counted from here on
ANSWER_S = 3.0  # lines spoken later than this before the end need not be answered
LATE_S = 0.1  # a step that begins so much later than wanted has missed its deadline


def resident_mb() -> float:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB
    except OSError:  # macOS gives only the peak
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def told(minutes: float, scene: list[SceneLine], said: dict[str, np.ndarray]) -> Script:
    """The same lines again and again, for so long."""
    rounds = int(minutes * 60 / (4.0 * len(scene))) + 2
    return Script([Line(said[line.say], line.say) for line in scene] * rounds, end_s=minutes * 60)


async def soak(minutes: float, data: Path) -> dict[str, Any]:
    clock = VirtualClock()
    turns = list[Turn]()
    steps = [0, 0]
    memory = list[tuple[float, float]]()
    began_s, threads = time.perf_counter(), threading.active_count()
    async with Engine(Settings(), data, clock) as engine, client(engine, Settings()) as ready:
        scene = [line for line in scene_of("assistant").lines if line.name != "interruption"]
        said = {line.say: await speech(line.say, PERSON_VOICE, engine.lane) for line in scene}
        room = Forgetful(told(minutes, scene, said), clock, ready.rate_hz)
        journal = Journal(data / TRACE, print, simulated=True)

        def keep(told: Any) -> None:
            if isinstance(told, Turn) and not told.unasked:  # the greeting
                turns.append(Turn(told.number, told.heard, said=told.said))
                journal.turn(told)

        def watch(step: Step) -> None:
            journal.step(step)
            steps[0] += 1
            steps[1] += step.late_s > LATE_S

        async def heard():
            async for frame in frames(ear, False, clock):
                if not memory or frame.end_s >= memory[-1][0] + 1.0:
                    memory.append((frame.end_s, resident_mb()))
                yield frame

        with room, journal, engine.watched(watch):
            session = ready.session(room.loudspeaker, keep)
            ear = Ear(room, canceller(), Vad())
            clock.restart()
            await session.run(heard())
        xruns = room.xruns()
        spoken = sum(line.last_voiced_s < memory[-1][0] - ANSWER_S for line in room.spoken)
    answered = sum(bool(turn.said) for turn in turns)
    return {
        "simulated_minutes": round(memory[-1][0] / 60, 2),
        "real_seconds": round(time.perf_counter() - began_s, 1),
        "lines_spoken": spoken,
        "turns_answered": answered,
        "lost_turns": max(0, spoken - answered),
        **grown(memory),
        "threads_leaked": threading.active_count() - threads,
        **xruns,
        "steps": steps[0],
        "steps_late": steps[1],
    }


def grown(memory: list[tuple[float, float]]) -> dict[str, Any]:
    """What (second, MB) samples say of the memory."""
    after = [mb for at_s, mb in memory if at_s >= WARM_S] or [memory[-1][1]]
    trend = np.polyfit(range(len(after)), after, 1)[0] * len(after) if len(after) > 2 else 0.0
    return {
        "memory_mb": round(after[-1], 1),
        "growth_after_first_minute_mb": round(after[-1] - after[0], 2),
        "trend_mb": round(float(trend), 2),
        "by_minute_mb": [round(mb, 1) for at_s, mb in memory[::60]],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = anyio.run(soak, options.minutes, Path(folder))
    print(json.dumps(result, indent=2) if options.json else table([*result.items()], ("soak", "")))
