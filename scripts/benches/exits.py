"""Does a process that used the echo canceller end in order, on a busy machine? Many start, cancel, drop it and end.

Every exit code other than 0 counts, and whatever is said on the error output: a native thread that meets the end of
Python aborts or panics.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

CANCELS = """
import numpy as np
from localvoice.audio.echo.canceller import canceller
from localvoice.events import FRAME_SAMPLES
rng = np.random.default_rng(int(__import__("sys").argv[1]))
echo = canceller("auto")
for _ in range(20):
    played = 0.1 * rng.standard_normal(FRAME_SAMPLES).astype(np.float32)
    echo.clean(0.3 * played, played)
if rng.random() < 0.5:
    del echo
"""
BUSY = "while True: pass"


def ending(seed: int) -> str:
    """How one process ended: "0" when all is well."""
    ended = subprocess.run([sys.executable, "-c", CANCELS, str(seed)], capture_output=True, text=True, check=False)
    said = ended.stderr.strip().splitlines()
    return f"{ended.returncode}{': ' if said else ''}{said[0] if said else ''}"


def measure(times: int, together: int, load: int) -> dict[str, Any]:
    """{exits, clean, other: {ending: how often}, seconds}"""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(load)]
    started_s = time.perf_counter()
    try:
        with ThreadPoolExecutor(together) as pool:
            found = Counter(pool.map(ending, range(times)))
    finally:
        for process in busy:
            process.kill()
            process.wait()
    clean = found.pop("0", 0)
    return {
        "exits": times,
        "clean": clean,
        "other": dict(found),
        "seconds": round(time.perf_counter() - started_s, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="processes that are started and end")
    parser.add_argument("--together", type=int, default=4, help="at the same time")
    parser.add_argument("--load", type=int, default=os.cpu_count(), help="processes beside them that only compute")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a line")
    options = parser.parse_args()
    found = measure(options.times, options.together, options.load)
    if options.json:
        print(json.dumps(found))
    else:
        print(f"{found['clean']} of {found['exits']} exits clean in {found['seconds']} s")
        print(*(f"{times} × {how}" for how, times in found["other"].items()), sep="\n", end="")
    sys.exit(found["clean"] != found["exits"])


if __name__ == "__main__":
    main()
