"""How is a document read that may be a bomb? In a process of its own, with bounds; it ends there as one clause.

One process reads many documents, because starting it takes longer than most of them. It gets bytes, so it needs to open
nothing; one that dies or takes too long is ended, and the next document gets a new one.
"""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from localvoice.memory.documents.folder import Unreadable
from localvoice.memory.documents.reading import Part, Words

MOST_BYTES = 1_000_000_000  # of memory; a scanned book of 30 MB took 260
LONGEST_S = 20.0  # for one document, on the clock and of processor; 300 pages of text take 4
ANSWER_BYTES = 16_000_000
PIECE_BYTES = 1 << 16
LOOK_S = 0.1  # how often it is asked whether to go on


class Reader:
    """`with Reader() as reader`. One thread at a time may use it; `go_on` is called there, and may raise to end it."""

    def __init__(
        self, go_on: Callable[[], None] = lambda: None, longest_s: float = LONGEST_S, most_bytes: int = MOST_BYTES
    ) -> None:
        self._go_on, self._longest_s, self._most_bytes = go_on, longest_s, most_bytes
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._end()

    def words(self, kind: str, content: bytes) -> Words:
        """`kind`: see `documents.folder.KINDS`. Raises Unreadable."""
        try:
            told = self._asked(kind, content)
        except BaseException:
            self._end()
            raise
        if "no" in told:
            self._end()  # what it could not read may have left it short of memory
            raise Unreadable(told["no"])
        return Words(told["title"], tuple(Part(**part) for part in told["parts"]))

    def _asked(self, kind: str, content: bytes) -> dict[str, Any]:
        process = self._process or self._begun()
        order = json.dumps({"kind": kind, "bytes": len(content)}).encode() + b"\n"
        until_s = time.monotonic() + self._longest_s
        answer = bytearray()
        try:
            for piece in self._exchanged(process, order + content, until_s):
                answer += piece
                if len(answer) > ANSWER_BYTES:
                    raise Unreadable("holds more words than can be kept")
        except TimeoutError:
            raise Unreadable(f"took longer than {self._longest_s:g} seconds to read") from None
        except OSError:
            answer.clear()  # it has ended: the pipe is broken
        if not answer.endswith(b"\n"):
            raise Unreadable("asks for more memory or time than a document may have, or broke what reads it")
        return json.loads(answer)

    def _begun(self) -> subprocess.Popen[bytes]:
        order = [sys.executable, "-P", "-m", "localvoice.memory.documents"]
        order += [str(self._most_bytes), str(int(self._longest_s) + 1)]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(order, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, bufsize=0)
        except OSError as error:
            raise Unreadable(f"was not read, because the system starts no process ({error.strerror})") from error
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            os.set_blocking(stream.fileno(), False)
        return self._process

    def _end(self) -> None:
        if process := self._process:
            self._process = None
            process.kill()
            process.communicate()

    def _exchanged(self, process: subprocess.Popen[bytes], order: bytes, until_s: float) -> Iterator[bytes]:
        """The pieces of its answer, up to the end of the line; nothing here waits for what does not read or write."""
        assert process.stdin
        assert process.stdout
        inlet, outlet, left = process.stdin.fileno(), process.stdout.fileno(), memoryview(order)
        while True:
            self._go_on()
            if time.monotonic() > until_s:
                raise TimeoutError
            readable, writable, _ = select.select([outlet], [inlet] if left else [], [], LOOK_S)
            if writable:
                left = left[os.write(inlet, left[:PIECE_BYTES]) :]
            if readable:
                piece = os.read(outlet, PIECE_BYTES)
                yield piece
                if not piece or piece.endswith(b"\n"):
                    return
