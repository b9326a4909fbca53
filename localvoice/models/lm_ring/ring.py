"""Is everybody still there? The ranks of one model as processes: told the same on their pipes, watched by a thread.

A rank that ends is noticed when its pipe closes; one that hangs, or whose machine has gone, by its silence: each sends
a sign of life every `rank.BEAT_S`. When one is missing all are ended, and whoever asks hears of it at once.
"""

import json
import os
import selectors
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from mlx._distributed_utils.launch import RemoteProcess

from localvoice.errors import EngineError
from localvoice.models.lm_ring.hosts import HERE, Host, free_port

SILENT_S = 1.5  # without a sign of life somebody has gone
WORD_S = 2.0  # between two lines that tell the ranks that this process is still there
LOOK_S = 0.1  # the watching thread wakes so often at least
STARVED_S = 0.5  # a look that came so late says nothing of others
START_S = 300.0  # to load a share of the weights, from a slow disk
STEP_S = 20.0  # of one step; longer than any that is known, for a rank that lives and does not compute
END_S = 2.0  # to end in order
PORT = 32_323  # of rank 0 on another machine's network; the next ones follow: what mlx.launch takes
WORDS = 200  # letters of what a process wrote last, in an error
SSH = ["ssh", "-tt", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5"]  # nobody is asked


class RingGone(EngineError):
    """A rank is missing, so none can go on."""


class Ring:
    """The ranks of the model in `folder`, one on each of the hosts, this machine first. `with` it, or `close` it.

    Raises RingGone when one of them cannot begin.
    """

    def __init__(self, hosts: Sequence[Host], folder: Path, float32: bool = False) -> None:
        self._hosts = hosts
        self._scratch = tempfile.TemporaryDirectory(prefix="localvoice-ring-")  # where the launch script puts its files
        ports, program = _ports(hosts), _program(folder, float32)
        scripts = [_script(rank, hosts, ports, program) for rank in range(len(hosts))]
        self._processes = [self._start(rank, script) for rank, script in enumerate(scripts)]
        self._told = threading.Condition()
        self._gone = ""  # why
        self._missing = -1  # which rank, where one is known
        self._answers: dict[int, dict[str, Any]] = {}
        self._ready: dict[int, dict[str, Any]] = {}
        self._last_words = [""] * len(hosts)
        self._number = 0
        self._unused: deque[int] = deque()  # contexts that nobody has any more
        self._closing = False
        self._watching = threading.Thread(target=self._watch, name="ring")
        self._watching.start()
        self._wait_until_ready()

    @property
    def plain(self) -> bool:
        """Can what the model has read be cut back to any length?"""
        return all(one["plain"] for one in self._ready.values())

    @property
    def gone(self) -> str:
        """Why it cannot be used any more; "" while it can."""
        return self._gone

    @property
    def elsewhere(self) -> bool:
        """Was it another than the first rank that went missing?"""
        return self._missing > 0

    @property
    def size(self) -> int:
        return len(self._hosts)

    @property
    def pids(self) -> list[int]:
        """Of the ranks on this machine, or of what speaks with them elsewhere."""
        return [process.pid for process in self._processes]

    def ask(self, what: dict[str, Any]) -> int:
        """Tell every rank what to do; the number under which rank 0 answers. Raises RingGone."""
        self._refuse_gone()
        self._number += 1
        dropped = [self._unused.popleft() for _ in range(len(self._unused))]
        told = {"number": self._number, **what, **({"drop": dropped} if dropped else {})}
        self._tell(json.dumps(told).encode() + b"\n")
        return self._number

    def answer(self, number: int, wait_s: float) -> dict[str, Any] | None:
        """What rank 0 answered; None: nothing within so long. Raises RingGone."""
        with self._told:
            self._told.wait_for(lambda: number in self._answers or self._gone, wait_s)
            self._refuse_gone()
            if number not in self._answers:
                return None
            found = self._answers.pop(number)
            for older in [one for one in self._answers if one < number]:  # nobody waited for them
                del self._answers[older]
            return found

    def unused(self, number: int) -> None:
        """This context is not needed any more. From any thread."""
        self._unused.append(number)

    def give_up(self, why: str) -> None:
        """End all ranks, for this reason. From any thread."""
        with self._told:
            self._gone = self._gone or why
            self._told.notify_all()

    def close(self) -> None:
        """End all ranks, and wait for that."""
        self._closing = True
        self.give_up("it was closed")
        self._watching.join()
        self._scratch.cleanup()

    def _start(self, rank: int, script: str) -> subprocess.Popen[bytes]:
        away = self._hosts[rank].ssh != HERE
        here = f"export TMPDIR={shlex.quote(self._scratch.name)}; {script}"
        command = [*SSH, self._hosts[rank].ssh, script] if away else ["/bin/bash", "-c", here]
        process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdin
        os.set_blocking(process.stdin.fileno(), False)  # who does not read is gone
        return process

    def _wait_until_ready(self) -> None:
        with self._told:
            done = self._told.wait_for(lambda: self._gone or len(self._ready) == len(self._hosts), START_S)
        if not done:
            self.give_up(f"it was not ready within {START_S:.0f} seconds")
        if self._gone:
            why = self._gone
            self.close()
            raise RingGone(why)

    def _refuse_gone(self) -> None:
        if self._gone:
            raise RingGone(self._gone)

    def _tell(self, line: bytes) -> None:
        for process in self._processes:
            assert process.stdin
            with suppress(OSError):  # whoever does not read is missed by the watching thread
                os.write(process.stdin.fileno(), line)

    def _watch(self) -> None:
        with selectors.DefaultSelector() as looked:
            held = [b""] * len(self._processes)
            for rank, process in enumerate(self._processes):
                assert process.stdout
                looked.register(process.stdout, selectors.EVENT_READ, rank)
            now_s = word_s = time.monotonic()
            heard_s = [now_s] * len(self._processes)
            while not self._gone:
                found = looked.select(LOOK_S)
                late = time.monotonic() - now_s > STARVED_S
                now_s = time.monotonic()
                for key, _ in found:
                    held[key.data] = self._heard(key.data, held[key.data], os.read(key.fd, 65_536))
                    heard_s[key.data] = now_s
                heard_s = [now_s if late else one for one in heard_s]
                self._miss(heard_s, now_s)
                if now_s > word_s + WORD_S:
                    word_s = now_s
                    self._tell(b"\n")
        self._end()

    def _heard(self, rank: int, held: bytes, piece: bytes) -> bytes:
        """Take in what a rank wrote; return the line that has only begun."""
        if not piece:
            self._lose(rank, self._last_words[rank] or "its process ended")
            return b""
        *lines, held = (held + piece).split(b"\n")
        for line in lines:
            try:
                self._say(rank, json.loads(line))
            except ValueError:  # what libraries print
                self._last_words[rank] = " ".join(line.decode("utf-8", "replace").split())[-WORDS:]
        return held

    def _say(self, rank: int, said: Any) -> None:
        with self._told:
            if "ready" in said:
                self._ready[rank] = said
            elif "failed" in said:
                self._last_words[rank] = said["failed"]
            elif "number" in said:
                self._answers[said["number"]] = said
            self._told.notify_all()

    def _miss(self, heard_s: list[float], now_s: float) -> None:
        """Before it is ready a rank may import and load; later it has to be heard."""
        for rank, one_s in enumerate(heard_s):
            if rank in self._ready and now_s - one_s > SILENT_S:
                self._lose(rank, f"it has said nothing for {SILENT_S} seconds")

    def _lose(self, rank: int, why: str) -> None:
        if not self._gone:
            ended = [at for at, process in enumerate(self._processes) if at and process.poll() is not None]
            rank = ended[0] if ended and not rank else rank  # with which the first one fails
            self._missing = rank
        where = "on this machine" if self._hosts[rank].ssh == HERE else f"on {self._hosts[rank].ssh}"
        self.give_up(f"The part of the language model {where} is gone ({why})")

    def _end(self) -> None:
        for process in self._processes:
            assert process.stdin
            assert process.stdout
            process.stdin.close()  # which a rank takes for its end
            if self._closing:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(END_S)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()


def _ports(hosts: Sequence[Host]) -> list[int]:
    """One for each rank: free ones of this machine, and on others those that mlx.launch takes."""
    if all(host.ssh == HERE for host in hosts):
        return [free_port(host.address) for host in hosts]
    return [PORT + rank for rank in range(len(hosts))]


def _script(rank: int, hosts: Sequence[Host], ports: Sequence[int], program: str) -> str:
    """What mlx.launch runs on a machine for this rank."""
    ring = json.dumps([[f"{host.address}:{port}"] for host, port in zip(hosts, ports, strict=True)])
    away = hosts[rank].ssh != HERE
    command = ["/bin/sh", "-c", f"exec {program}"]
    return RemoteProcess.make_launch_script(rank, None, None, {"MLX_HOSTFILE": ring}, [], command, not away)


def _program(folder: Path, float32: bool) -> str:
    """The rank's, for a shell on any of the machines."""
    python, where = _below_home(Path(sys.executable)), _below_home(folder)
    return f"{python} -m localvoice.models.lm_ring.rank {where}{' --float32' * float32}"


def _below_home(path: Path) -> str:
    """For a shell: as people have other names on other machines, what is below this one's home is below that one's."""
    home = Path.home()
    if path.is_relative_to(home):
        return f'"$HOME"/{shlex.quote(str(path.relative_to(home)))}'
    return shlex.quote(str(path))
