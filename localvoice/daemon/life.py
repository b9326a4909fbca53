"""How is the process that stays begun, ended and looked after? From a command, which waits until that is so."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from localvoice.app.folder import in_use
from localvoice.daemon.client import Connection, connected
from localvoice.daemon.log import last_lines, log_file, opened
from localvoice.errors import BadInput, LocalvoiceError, StoreError

START_S = 60.0  # a cold disk; models are loaded after it answers
SERVICES_S = 3.0  # until every service has said where it listens, or why not
END_S = 10.0  # then it is ended without being asked
FULL_BYTES = 1 << 16  # with less than that free nothing can be written down
LOOK_S = 0.02
TAIL_S = 0.5  # how often `logs --follow` looks


def start(data: Path, arguments: list[str]) -> dict[str, Any]:
    """Begin one, apart from this terminal, with these arguments of `localvoice start`; returns its status.

    Raises StoreError where one runs or the disk refuses, LocalvoiceError with its own sentence where it ended.
    """
    if running := connected(data):
        with running:
            raise StoreError(f"localvoice is running already (process {running.ask('status')['process']}).")
    file = log_file(data)
    try:
        log = opened(file)
    except OSError as error:
        raise StoreError(f"The log {file} cannot be written ({error.strerror}): make its folder writable.") from error
    with os.fdopen(log, "ab") as out:
        begun = os.fstat(out.fileno()).st_size
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "localvoice", "start", "--foreground", "--data", str(data), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd="/",
        )
    try:
        return _begun(process, data, file, begun)
    except BaseException:
        if process.poll() is None:
            process.terminate()
        raise


def _begun(process: "subprocess.Popen[bytes]", data: Path, file: Path, begun: int) -> dict[str, Any]:
    until_s = time.monotonic() + START_S
    while time.monotonic() < until_s:
        if process.poll() is not None:
            raise LocalvoiceError(_why(file, begun))
        if found := connected(data):
            with found:
                return _served(found)
        time.sleep(LOOK_S)
    raise LocalvoiceError(f"localvoice did not start within {START_S:.0f} s; see {file}.")


def _served(found: Connection) -> dict[str, Any]:
    until_s = time.monotonic() + SERVICES_S
    while not all((status := found.ask("status"))["services"].values()) and time.monotonic() < until_s:
        time.sleep(LOOK_S)
    return status


def _why(file: Path, begun: int) -> str:
    """The sentence with which it ended, in the log from byte `begun` on."""
    with contextlib.suppress(OSError), file.open("rb") as log:
        log.seek(begun)
        said = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.startswith("localvoice: ")]
        if said:
            return said[-1].removeprefix("localvoice: ")
    if shutil.disk_usage(file.parent).free < FULL_BYTES:
        return f"The disk that holds {file.parent} is full: free some space, and start again."
    return f"localvoice ended as soon as it was started; see {file}."


def stop(data: Path, tell: Callable[[str], None]) -> bool:
    """End the one that runs, in order, and wait until it has gone; False when none runs."""
    found = connected(data)
    if found is None:
        return False
    with found:
        process = found.ask("status")["process"]
        found.ask("quit")
    until_s = time.monotonic() + END_S
    while in_use(data):
        if time.monotonic() > until_s:
            tell(f"localvoice (process {process}) did not end within {END_S:.0f} s and was killed.")
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            until_s = time.monotonic() + END_S
        time.sleep(LOOK_S)
    return True


def status(data: Path) -> dict[str, Any]:
    """What the one that runs says of itself; `running` is false when none does."""
    if found := connected(data):
        with found:
            return {name: value for name, value in found.ask("status").items() if name != "ok"}
    return {"running": False}


def status_text(status: dict[str, Any]) -> str:
    """The same for a person."""
    if not status["running"]:
        return "localvoice is not running: start it with localvoice start."
    microphone = "open" if status["microphone_open"] else "closed"
    listen = "muted" if status["muted"] else f"{_when(status)}, microphone {microphone}"
    since = datetime.fromisoformat(status["since"]).astimezone()
    models = "loaded" if status["models_loaded"] else "loaded when somebody speaks"
    lines = [
        f"localvoice {status['version']} is running (process {status['process']}) since {since:%Y-%m-%d %H:%M}.",
        f"profile   {status['profile']}, models {models}",
        f"listening {listen}; {status['state']}",
        *(f"{name:9} {where}" for name, where in status["services"].items() if where),
    ]
    return "\n".join([*lines, *([f"trouble   {status['trouble']}"] if status["trouble"] else [])])


def _when(status: dict[str, Any]) -> str:
    """When it listens."""
    match status["listen"]:
        case "press":
            return "after `localvoice press`"
        case "wake":
            return f"after “{status['wake_word']}”"
        case "keys":
            return "by a key of talk"
        case mode:
            return mode


def logs(data: Path, count: int) -> list[str]:
    """The last lines. Raises BadInput when nothing was ever written, StoreError."""
    if not log_file(data).exists():
        raise BadInput(f"There is no log in {log_file(data).parent} yet: start localvoice first.")
    try:
        return last_lines(data, count)
    except OSError as error:
        raise StoreError(f"The log cannot be read ({error.strerror}): make {log_file(data)} readable.") from error


def more_logs(data: Path) -> Iterator[str]:
    """What is written from now on, for ever."""
    file = log_file(data)
    opened_ = file.open("r", encoding="utf-8", errors="replace")
    opened_.seek(0, os.SEEK_END)
    while True:
        yield from (line.rstrip("\n") for line in opened_)
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_ino != os.fstat(opened_.fileno()).st_ino:  # a new one was begun
                opened_.close()
                opened_ = file.open("r", encoding="utf-8", errors="replace")
                continue
        time.sleep(TAIL_S)
