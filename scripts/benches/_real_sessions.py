"""How do so many real sessions fare in a real daemon here, and what did each step of model work take?

The daemon of `load`, with the starter's own models and nobody who talks in the room; programs in another process stream
recordings at the pace of a microphone. Waits are real, so other work on the machine counts.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

import anyio
import load
from cost import family

from localvoice.trace import Step


def spent_s(pid: int) -> float:
    """Processor seconds of a process and of its children that have ended, so far; 0 when it has ended itself."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


async def real(sessions: int, seconds: float) -> dict[str, Any]:
    """What the programs saw (as `load`), milliseconds of the lane's steps by name, and processor time beside them."""
    steps: list[Step] = []
    with tempfile.TemporaryDirectory() as folder:
        async with load.daemon(Path(folder)) as (house, port), house.awake():
            command = [sys.executable, load.__file__, "--programs", str(port), str(sessions), str(seconds)]
            with house.engine.watched(steps.append):
                began_s = time.monotonic()
                async with await anyio.open_process(command, stderr=None) as other:
                    assert other.stdout
                    before = {pid: spent_s(pid) for pid in family(os.getpid()) if pid not in set(family(other.pid))}
                    output = b"".join([piece async for piece in other.stdout])
                took_s = time.monotonic() - began_s
                spent = sum(spent_s(pid) - used for pid, used in before.items())
    by_name: dict[str, list[float]] = defaultdict(list)
    for step in steps:
        by_name[step.job].append(1000 * (step.end_s - step.start_s))
    named = {name: {"count": len(ms), "mean_ms": round(mean(ms), 3)} for name, ms in sorted(by_name.items())}
    lane_s = sum(step.end_s - step.start_s for step in steps)
    return {
        **json.loads(output),
        "seconds": seconds,
        "took_s": round(took_s, 1),
        "steps": named,
        "lane_busy": round(lane_s / took_s, 3),
        "cores": round(spent / took_s, 3),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    sessions, seconds = int(sys.argv[1]), float(sys.argv[2])
    print(json.dumps(anyio.run(real, sessions, seconds)))


if __name__ == "__main__":
    main()
