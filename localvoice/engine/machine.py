"""What machine is this? Chip, cores, memory and system, read without loading anything."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GIB = 2**30


@dataclass(frozen=True)
class Machine:
    system: str  # "Linux 6.1 x86_64", "macOS 15.1 arm64"
    chip: str  # "Apple M1 Pro", "" when it cannot be read
    cores: int
    memory_gb: float  # GiB of main memory
    python: str
    gpu_cores: int  # that MLX can use, 0 without Metal
    working_set_gb: float  # GiB that the GPU may hold at once, 0 without Metal


@cache  # what a Mac tells of itself takes time
def read() -> Machine:
    """This machine."""
    return _mac(ask) if sys.platform == "darwin" else _linux()


def imagine(chip: str, memory_gb: float, gpu_cores: int) -> Machine:
    """A Mac that somebody asks about; `chip` such as "Apple M1 Pro"."""
    limit_gb = working_set_gb(memory_gb)
    return Machine("macOS arm64 (imagined)", chip, 0, memory_gb, platform.python_version(), gpu_cores, limit_gb)


def working_set_gb(memory_gb: float) -> float:
    """What Metal recommends to hold at most, in GiB, unless somebody has set another limit.

    Two thirds of the memory (measured by others: 5.3 of 8, 10.7 of 16, 21.3 of 32 GiB), three quarters above 36 GiB;
    some newer systems allow more.
    """
    return round(memory_gb * (2 / 3 if memory_gb <= 36 else 3 / 4), 1)


def _mac(ask: Callable[..., str]) -> Machine:
    memory_gb = round(_number(ask("sysctl", "-n", "hw.memsize")) / GIB, 1)
    limit_mb = _number(ask("sysctl", "-n", "iogpu.wired_limit_mb"))  # 0: the system's own
    gpu_cores = _gpu_cores(ask("system_profiler", "SPDisplaysDataType", "-json"))
    return Machine(
        system=f"macOS {platform.mac_ver()[0]} {platform.machine()}",
        chip=ask("sysctl", "-n", "machdep.cpu.brand_string"),
        cores=_number(ask("sysctl", "-n", "hw.ncpu")),
        memory_gb=memory_gb,
        python=platform.python_version(),
        gpu_cores=gpu_cores,
        working_set_gb=round(limit_mb / 1024, 1) if limit_mb else working_set_gb(memory_gb) if gpu_cores else 0.0,
    )


def _linux() -> Machine:
    return Machine(
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        chip=_cpuinfo(),
        cores=os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1),
        python=platform.python_version(),
        gpu_cores=0,
        working_set_gb=0.0,
    )


def ask(*command: str) -> str:
    """What a system command answers, "" when it refuses or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _gpu_cores(text: str) -> int:
    """Of the built-in Apple GPU in the answer of `system_profiler SPDisplaysDataType -json`."""
    try:
        displays = json.loads(text)["SPDisplaysDataType"]
        return max(_number(str(one.get("sppci_cores", 0))) for one in displays)
    except (ValueError, KeyError, TypeError, AttributeError):
        return 0


def _cpuinfo() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
