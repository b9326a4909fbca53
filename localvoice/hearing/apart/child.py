"""One ear process, as its parent holds it: started anew (no fork), spoken with, ended."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from multiprocessing import Pipe

from localvoice.audio.shared import Shared
from localvoice.errors import DeviceError
from localvoice.hearing.apart.wire import Fade, Failed, Flush, Gone, Order, Voice, Word

EAR = "localvoice.hearing.apart.main"
END_S = 3.0  # for closing devices and files


class Begun:
    """The process and our ends of its pipes; it imports what it needs until it gets its order."""

    def __init__(self, module: str = EAR) -> None:
        """`module` is what runs there. When it cannot be started, nothing of it is left and a `DeviceError` says so."""
        with ExitStack() as undo:
            try:
                self.process = self._started(module, undo)
            except OSError as error:
                raise DeviceError(
                    f"The system starts no process for sound ({error.strerror}): close some programs and start again."
                ) from error
            undo.pop_all()

    def _started(self, module: str, undo: ExitStack) -> subprocess.Popen[bytes]:
        """Its ends of both pipes are closed here; ours are by `undo`."""
        self.words, words = Pipe()
        undo.callback(self.words.close)
        with words:
            self.frames, frames = Pipe(duplex=False)
            undo.callback(self.frames.close)
            with frames:
                numbers = words.fileno(), frames.fileno()
                return subprocess.Popen(
                    [sys.executable, "-P", "-m", module, *map(str, numbers)],
                    stdin=subprocess.DEVNULL,
                    pass_fds=numbers,
                )

    def close(self) -> None:
        """It ends without an order."""
        self.words.close()
        end(self.process)
        self.frames.close()


class Child:
    def __init__(self, order: Order, module: str = EAR, begun: Begun | None = None) -> None:
        """`begun` is its process, which it ends; None: a new one as of `Begun`, which may raise a `DeviceError`."""
        self.shared = Shared(order.voice_rate_hz)
        try:
            begun = begun or Begun(module)
        except DeviceError:
            self.shared.close()
            raise
        self._process, self._words, self._frames = begun.process, begun.words, begun.frames
        self.tell(replace(order, block=self.shared.name))

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
            return Gone(end(self._process))

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> Failed | None:
        """End it in order; what it failed at meanwhile, if anything."""
        self._words.close()
        failed, until_s = None, time.monotonic() + END_S
        while not isinstance(word := self.word(max(0.0, until_s - time.monotonic())), Gone | None):
            failed = word if isinstance(word, Failed) else failed
        end(self._process)
        self._frames.close()
        self.shared.close()
        return failed


@contextmanager
def begun(module: str = EAR) -> Iterator[Callable[[Order], Child]]:
    """A process that imports what it needs while everything else does, too. What is given here begins to hear: the
    first time with that process, later with new ones. Raises DeviceError."""
    waiting = [Begun(module)]
    try:
        yield lambda order: Child(order, module, waiting.pop() if waiting else None)
    finally:
        for unwanted in waiting:
            unwanted.close()


class Spare:
    """In place of `Child` where hearing begins again and again: the process for the next time waits, all imported.

    Used by one thread at a time; `renew` whenever there is time.
    """

    def __init__(self, module: str = EAR) -> None:
        self._module = module
        self._begun: Begun | None = None

    def renew(self) -> None:
        """Raises DeviceError."""
        self._begun = self._begun or Begun(self._module)

    def __call__(self, order: Order) -> Child:
        begun, self._begun = self._begun, None
        if begun and begun.process.poll() is not None:
            begun.close()
            begun = None
        return Child(order, self._module, begun)

    def close(self) -> None:
        begun, self._begun = self._begun, None
        if begun:
            begun.close()


def end(process: subprocess.Popen[bytes]) -> str:
    """Wait until it has ended, which it does by itself when nobody tells it anything any more; how it has."""
    try:
        code = process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    return f"signal {-code}" if code < 0 else f"exit code {code}"
