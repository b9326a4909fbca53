"""A decoder in a process of its own, which can be copied: so it says what it has heard if this is the end, and goes on.

PocketSphinx forgets where it was when it is asked for a sentence that reaches the end of its grammar, and a decoder
cannot be copied; a small process with one thread can, in a few milliseconds (fork). The copy hears the tail, tells the
sentence and is gone, while the decoder still stands where it stood. Besides, decoders then hear side by side.

The process is asked one thing at a time and answers each; it ends when its input does.
"""

import os
import pickle
import signal
import subprocess
import sys
import weakref
from contextlib import suppress
from typing import IO, Any

import pocketsphinx

from localvoice.errors import EngineError
from localvoice.models.pocketsphinx import decoding
from localvoice.models.pocketsphinx.decoding import Best
from localvoice.models.pocketsphinx.word_graph import Graph

END_S = 5.0  # to end by itself


class Apart:
    """The process, as the lane has it. `ask` and `answer` come in pairs, so that several can be asked at once."""

    def __init__(self, **config: Any) -> None:
        """`config`: the decoder's. It is there when the first `answer` comes."""
        command = [sys.executable, "-P", "-m", "localvoice.models.pocketsphinx.apart"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.close = weakref.finalize(self, _end, self._process)
        self._send(config)

    def ask(self, what: str, *given: Any) -> None:
        """`what`: a method of `Ears`."""
        self._send((what, *given))

    def answer(self) -> Any:
        """Raises EngineError when it has ended, or what the decoder raised."""
        assert self._process.stdout
        try:
            answer = pickle.load(self._process.stdout)
        except EOFError as error:
            raise _ended() from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _send(self, thing: Any) -> None:
        assert self._process.stdin
        try:
            _put(self._process.stdin, thing)
        except OSError as error:
            raise _ended() from error


def _ended() -> EngineError:
    return EngineError("PocketSphinx has ended by itself: start localvoice again, and report it if that happens often.")


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    assert process.stdout
    with suppress(OSError):  # it has ended already, and had not read everything
        process.stdin.close()
    process.stdout.close()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _put(stream: IO[bytes], thing: Any) -> None:
    pickle.dump(thing, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


class Ears:
    """What the process can be asked."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self._decoder = decoder
        self._open = False

    def unknown(self, words: list[str]) -> list[str]:
        """Which of these are not in the dictionary?"""
        return [word for word in words if self._decoder.lookup_word(word) is None]

    def learn(self, name: str, graph: Graph, in_order: bool) -> None:
        decoding.learn(self._decoder, name, graph, in_order)

    def forget(self, name: str) -> None:
        self._decoder.remove_search(name)

    def begin(self, name: str) -> None:
        """A new utterance, of the grammar of this name."""
        self.close()
        self._decoder.activate_search(name)
        self._decoder.start_utt()
        self._open = True

    def hear(self, cepstra: bytes) -> Best:
        decoding.decode(self._decoder, cepstra)
        return decoding.best(self._decoder, segments=False)

    def end(self, tail: bytes) -> Best:
        """The sentence that it is if the utterance ends after this. Asked of a copy of this process."""
        decoding.decode(self._decoder, tail)
        self.close()
        return decoding.best(self._decoder, segments=True)

    def close(self) -> None:
        """Throw the utterance away."""
        if self._open:
            self._open = False
            self._decoder.end_utt()


def _answered(ears: Ears, what: str, given: tuple[Any, ...]) -> Any:
    try:
        return getattr(ears, what)(*given)
    except (RuntimeError, ValueError) as error:
        return error


def _copied(ears: Ears, tail: bytes, out: IO[bytes]) -> None:
    """`ears.end(tail)` in a copy of this process, which answers and is gone."""
    if copy := os.fork():
        _, status = os.waitpid(copy, 0)
        if status:
            _put(out, RuntimeError(f"the copy ended with status {status}"))
        return
    _put(out, _answered(ears, "end", (tail,)))
    os._exit(0)


def main() -> None:
    """Serve until the input ends; Ctrl-C is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    read, out = sys.stdin.buffer, sys.stdout.buffer
    try:
        try:
            ears = Ears(pocketsphinx.Decoder(**pickle.load(read)))
        except (RuntimeError, ValueError) as error:
            return _put(out, error)
        _put(out, None)
        while True:
            what, *given = pickle.load(read)
            if what == "end":
                _copied(ears, given[0], out)
            else:
                _put(out, _answered(ears, what, tuple(given)))
    except (EOFError, BrokenPipeError):  # whoever asked is gone
        pass


if __name__ == "__main__":
    main()
