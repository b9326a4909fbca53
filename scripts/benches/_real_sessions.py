"""How do so many real sessions fare in a real daemon here, and what did each step of model work take?

The daemon of `load`, with the starter's own models and nobody who talks in the room; programs in another process stream
recordings at the pace of a microphone. Waits are real, so other work on the machine counts.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

import anyio
import anyio.to_thread
import load
from cost import family

from localvoice.models.pocketsphinx.recogniser import NICE
from localvoice.trace import Step

LEFT_S = 4.0  # that is looked at how much of the machine is left
WARM_S, LAST_S = 6.0, 10.0  # before it is counted, and after the last sound


def spent_s(pid: int) -> float:
    """Processor seconds of a process and of its children that have ended, so far; 0 when it has ended itself."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


def left_cores() -> float:
    """How many cores everything else on this machine leaves to who is as patient as the starter's ears for programs:
    loops that only count, one a core, for a moment."""
    count = "import os, sys, time\nos.nice(int(sys.argv[1]))\nend_s = time.monotonic() + float(sys.argv[2])\n"
    count += "while time.monotonic() < end_s: pass\nprint(time.process_time())"
    command = [sys.executable, "-c", count, str(NICE), str(LEFT_S)]
    loops = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(os.cpu_count() or 1)]
    return sum(float(loop.communicate()[0]) for loop in loops) / LEFT_S


async def real(sessions: int, seconds: float) -> dict[str, Any]:
    """What the programs saw (as `load`), milliseconds of the lane's steps by name, and processor time beside them.

    Before anything is counted all sessions talk for a moment, so that every model that they need is there.
    """
    steps: list[Step] = []
    left = await anyio.to_thread.run_sync(left_cores)
    with tempfile.TemporaryDirectory() as folder:
        async with load.daemon(Path(folder)) as (house, port), house.awake():
            command = [sys.executable, __file__, str(sessions), str(seconds), str(port)]
            with house.engine.watched(steps.append):
                async with await anyio.open_process(command, stderr=None) as other:
                    assert other.stdout
                    output = await other.stdout.receive()  # one line: now it is counted
                    steps.clear()
                    began_s, before = time.monotonic(), _spent(other.pid)
                    output += b"".join([piece async for piece in other.stdout])
                    took_s = time.monotonic() - began_s
                    spent = sum(used - before.get(pid, 0.0) for pid, used in _spent(other.pid).items())
    by_name: dict[str, list[float]] = defaultdict(list)
    for step in steps:
        by_name[step.job].append(1000 * (step.end_s - step.start_s))
    named = {name: {"count": len(ms), "mean_ms": round(mean(ms), 3)} for name, ms in sorted(by_name.items())}
    return {
        **json.loads(output.splitlines()[-1]),
        "seconds": seconds,
        "took_s": round(took_s, 1),
        "steps": named,
        "lane_busy": round(sum(step.end_s - step.start_s for step in steps) / took_s, 3),
        "cores": round(spent / took_s, 3),
        "left_cores": round(left, 3),
        "load_average": os.getloadavg()[0],
    }


def _spent(programs: int) -> dict[int, float]:
    """Of this process and all that it has started but the programs."""
    others = set(family(programs))
    return {pid: spent_s(pid) for pid in family(os.getpid()) if pid not in others}


async def programs(port: int, sessions: int, seconds: float) -> None:
    """In a process of their own: what they have seen, as the last line."""
    load.LAST_S = 2.0
    await load.programs(port, sessions, WARM_S)
    print("begin", flush=True)
    load.LAST_S = LAST_S
    print(json.dumps(load.summed(await load.programs(port, sessions, seconds))))


def main() -> None:
    sessions, seconds, *port = sys.argv[1:]
    if port:
        asyncio.run(programs(int(port[0]), int(sessions), float(seconds)))
        return
    print(json.dumps(anyio.run(real, int(sessions), float(seconds))))


if __name__ == "__main__":
    main()
