"""What machine is this? Chip, cores, memory and system, read without loading anything."""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    system: str  # "Linux 6.1 x86_64", "macOS 15.1 arm64"
    chip: str  # "Apple M1 Pro", "" when it cannot be read
    cores: int
    memory_gb: float  # GiB of main memory
    python: str


def read() -> Machine:
    """This machine."""
    mac = sys.platform == "darwin"
    release = platform.mac_ver()[0] if mac else platform.release()
    return Machine(
        system=f"{'macOS' if mac else platform.system()} {release} {platform.machine()}",
        chip=_sysctl("machdep.cpu.brand_string") if mac else _cpuinfo(),
        cores=os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        python=platform.python_version(),
    )


def free_gb(folder: Path) -> float:
    """Free space on the disk of `folder`, or of its nearest parent that exists, in GiB."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return round(shutil.disk_usage(folder).free / 2**30, 1)


def _sysctl(name: str) -> str:
    done = subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _cpuinfo() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
