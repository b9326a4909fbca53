"""What has this process spent? Processor seconds, memory, and energy where the system tells it to everybody."""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from localvoice.engine.machine import GIB, ask

POWERCAP = Path("/sys/class/powercap")  # Intel's and AMD's counters on Linux; newer kernels show them to root alone
NOT_TOLD = "not told by this system"


@dataclass(frozen=True)
class Spent:
    """Counted from some moment on; differences matter."""

    processor_s: float  # of this process
    energy_j: float | None  # of the whole machine's processors; None: the system does not say


def spent(powercap: Path = POWERCAP) -> Spent:
    return Spent(time.process_time(), energy_j(powercap))


def energy_j(powercap: Path = POWERCAP) -> float | None:
    """The sum of all processor packages. A Mac tells it to root alone (powermetrics), who is not asked to help."""
    told = []
    for counter in sorted(powercap.glob("intel-rapl:*/energy_uj")):
        if counter.parent.name.count(":") == 1:  # a package; parts of it are counted in it
            try:
                told.append(int(counter.read_text()) / 1e6)
            except (OSError, ValueError):
                return None
    return sum(told) if told else None


def memory_gb() -> float:
    """What this process holds in main memory now, in GiB; 0 when nobody says."""
    if sys.platform == "darwin":
        text = ask("ps", "-o", "rss=", "-p", str(os.getpid())).strip()
        return int(text) * 1024 / GIB if text.isdecimal() else 0.0
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / GIB
