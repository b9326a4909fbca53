"""What does a conversation cost? Processor seconds a minute, memory, and from start to ready, in real time.

One simulated room at the pace of life: the starter's scene again and again. The conversation runs in a process of its
own, with the processes that it starts; the room, which has no hardware, is heard on the loop and counted too. Processor
time is that of all of them, those that are gone included; memory is the proportional share (PSS), which counts a page
that several have once. Linux only, for both come from /proc. The start is not the first one: Python has kept what it
made of the sources, as it does unless it is told not to.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

LOOK_S = 0.1  # between two looks at the processes
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
READY, LISTENS, TURN = "ready", "listens", "turn"  # what the conversation's process says


def family(pid: int) -> Iterator[int]:
    """A process and all that it has started and still lives."""
    yield pid
    try:
        children = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _words(task / "children")]
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:  # it is gone
        return []


def spent_s(pid: int) -> float:
    """Processor time of a process and of those of its children that are gone."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return TICK_S * sum(map(int, after_name[11:15]))


def shared_mb(pid: int) -> float:
    """Proportional share of the memory of a process."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def awaited(what: str, process: subprocess.Popen[bytes], out: IO[bytes]) -> None:
    while out.readline().strip() != what.encode():
        if process.poll() is not None:
            raise SystemExit("The conversation ended before it began.")


def watched(command: list[str], here: dict[str, str]) -> dict[str, Any]:
    """Run the conversation; see what it and its family cost from the moment it is ready."""
    began_s = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=here)
    out = process.stdout
    assert out
    awaited(READY, process, out)
    ready_s, ready_cpu_s = time.perf_counter() - began_s, sum(map(spent_s, family(process.pid)))
    awaited(LISTENS, process, out)
    began_s, start_cpu = time.perf_counter(), sum(map(spent_s, family(process.pid)))
    os.set_blocking(out.fileno(), False)
    spent, peak_mb, parts, turns = start_cpu, 0.0, {}, 0
    while process.poll() is None:
        pids = [*family(process.pid)]
        spent = max(spent, sum(map(spent_s, pids)))
        memory = {pid: shared_mb(pid) for pid in pids}
        if sum(memory.values()) > peak_mb:
            peak_mb, parts = sum(memory.values()), memory
        turns += (out.read() or b"").count(TURN.encode())
        time.sleep(LOOK_S)
    minutes = (time.perf_counter() - began_s) / 60
    return {
        "cpu_s_a_minute": round((spent - start_cpu) / minutes, 2),
        "peak_mb": round(peak_mb, 1),
        "ready_s": round(ready_s, 2),
        "ready_cpu_s": round(ready_cpu_s, 2),
        "minutes": round(minutes, 2),
        "turns": turns,
        "processes_mb": [round(mb, 1) for mb in parts.values()],
    }


async def converse(profile: str, minutes: float, data: Path) -> None:
    """The process of the conversation, as the command `talk` makes it."""
    from localvoice.app import ahead
    from localvoice.settings import Settings

    settings = Settings(profile=profile)
    ahead.begin(settings, data)
    from localvoice.app.conversation import client
    from localvoice.app.engine import Engine
    from localvoice.audio.echo.canceller import canceller
    from localvoice.clock import RealClock
    from localvoice.hearing.ear import Ear, frames
    from localvoice.hearing.vad import Vad
    from localvoice.trace import Turn

    clock = RealClock()

    def tell(shown: object) -> None:
        if isinstance(shown, Turn) and not shown.unasked:
            print(TURN, flush=True)

    async with Engine(settings, data, clock) as engine, client(engine, settings) as ready:
        echo, vad = canceller(), Vad()
        print(READY, flush=True)
        room = await a_room(engine, ready.rate_hz, minutes)
        print(LISTENS, flush=True)
        with room:
            clock.restart()
            session = ready.session(room.loudspeaker, tell)
            await session.run(frames(Ear(room, echo, vad), False, clock))


async def a_room(engine: Any, rate_hz: int, minutes: float) -> Any:
    """The starter's scene again and again, in a room that keeps nothing."""
    from _room import Forgetful

    from localvoice.app.demo import scene_of
    from localvoice.app.rooms import PERSON_VOICE, speech
    from localvoice.audio.simulated.script import Line, Script

    scene = [line for line in scene_of("assistant").lines if line.name != "interruption"]
    lines = [Line(await speech(line.say, PERSON_VOICE, engine.lane), line.say) for line in scene]
    return Forgetful(Script(lines * int(minutes * 60 / len(lines)), end_s=minutes * 60), engine.clock, rate_hz)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--profile", default="starter")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--talk", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.talk:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(converse(options.profile, options.minutes, Path(folder)))
        sys.exit()
    from _ears import table  # it imports much that the conversation does not

    talk = [sys.executable, __file__, "--talk", "--profile", options.profile, "--minutes"]
    with tempfile.TemporaryDirectory() as compiled:
        here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        here["PYTHONPYCACHEPREFIX"] = compiled
        subprocess.run([*talk, "0.01"], env=here, stdout=subprocess.DEVNULL, check=True)
        runs = [watched([*talk, str(options.minutes)], here) for _ in range(options.runs)]
    result = {name: statistics.median(run[name] for run in runs) for name in runs[0] if name != "processes_mb"}
    result |= {"processes_mb": runs[-1]["processes_mb"]}
    print(json.dumps(result, indent=2) if options.json else table([*result.items()], ("cost", options.profile)))
