"""One ear process, as its parent holds it: started anew (no fork), spoken with, ended."""

import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from multiprocessing import Pipe

from localvoice.audio.shared import Shared
from localvoice.errors import DeviceError
from localvoice.hearing.apart.wire import Fade, Failed, Flush, Gone, Order, Voice, Word

END_S = 3.0  # for closing devices and files


class Child:
    def __init__(self, order: Order, module: str = "localvoice.hearing.apart.main") -> None:
        """`module` is what runs there. When it cannot be started, nothing of it is left and a `DeviceError` says so."""
        with ExitStack() as undo:
            self.shared = Shared(order.voice_rate_hz)
            undo.callback(self.shared.close)
            try:
                self._process = self._started(module, undo)
            except OSError as error:
                raise DeviceError(
                    f"The system starts no process for sound ({error.strerror}): close some programs and start again."
                ) from error
            undo.pop_all()
        self.tell(replace(order, block=self.shared.name))

    def _started(self, module: str, undo: ExitStack) -> subprocess.Popen[bytes]:
        """The process with its ends of both pipes; ours are closed by `undo`."""
        self._words, words = Pipe()
        undo.callback(self._words.close)
        with words:
            self._frames, frames = Pipe(duplex=False)
            undo.callback(self._frames.close)
            with frames:
                numbers = words.fileno(), frames.fileno()
                return subprocess.Popen(
                    [sys.executable, "-P", "-m", module, *map(str, numbers)],
                    stdin=subprocess.DEVNULL,
                    pass_fds=numbers,
                )

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, word: Order | Voice | Fade | Flush) -> None:
        with suppress(OSError):  # it has ended; `word` will say so
            self._words.send(word)

    def word(self, wait_s: float) -> Word | None:
        """The next word that it says, None when it says nothing for so long."""
        try:
            return self._frames.recv() if self._frames.poll(wait_s) else None
        except (EOFError, OSError):
            return Gone(self._end())

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> Failed | None:
        """End it in order; what it failed at meanwhile, if anything."""
        self._words.close()
        failed, until_s = None, time.monotonic() + END_S
        while not isinstance(word := self.word(max(0.0, until_s - time.monotonic())), Gone | None):
            failed = word if isinstance(word, Failed) else failed
        self._end()
        self._frames.close()
        self.shared.close()
        return failed

    def _end(self) -> str:
        try:
            code = self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"
