"""A decoder in a process of its own, which can be copied: one that has loaded the models and learnt the grammars.

PocketSphinx forgets where it was when it is asked for a sentence that reaches the end of its grammar, and a decoder
cannot be copied; a small process with one thread can, in a few milliseconds (fork). So each utterance is heard by
copies, side by side, as many as there are ears: models and grammars are in memory once (measured: 150 MB and 12 more a
copy, of which none outlives its utterance), and no utterance knows of the one before. A copy of such a copy hears the
tail, tells the sentence and is gone, while the first still stands where it stood.

A process is asked one thing at a time and answers each; it ends when its input does.
"""

import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from io import BufferedRWPair
from typing import Any

import pocketsphinx

from localvoice.errors import EngineError
from localvoice.grammar import Grammar, Said
from localvoice.models.pocketsphinx import decoding
from localvoice.models.pocketsphinx.decoding import FEATURES, GRAMMAR, SEARCH, Best
from localvoice.models.pocketsphinx.word_graph import word_graph

END_S = 5.0  # to end by itself
LOOP = " loop"  # after the name of a grammar: its words in any order


class Asked:
    """A process, as the lane has it. `ask` and `answer` come in pairs, so that several can be asked at once."""

    def __init__(self, channel: socket.socket) -> None:
        self._stream, self._file = channel.makefile("rwb"), channel.fileno()
        channel.close()  # the stream keeps it open

    def ask(self, what: str, *given: Any) -> None:
        """`what`: a method of `Learner` or `Ears`."""
        try:
            _put(self._stream, (what, *given))
        except (OSError, ValueError) as error:
            raise _ended() from error

    def answers(self, within_s: float) -> bool:
        """Is the answer there, or the process gone?"""
        return bool(select.select([self._file], [], [], within_s)[0])

    def answer(self) -> Any:
        """Raises EngineError when it has ended, or what the decoder raised."""
        try:
            answer = pickle.load(self._stream)
        except (EOFError, OSError, ValueError) as error:
            raise _ended() from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """It ends, too, when it comes to that."""
        with suppress(OSError):  # it has ended already, and had not read everything
            self._stream.close()


class Apart(Asked):
    """The process that learns grammars, and is copied for each utterance."""

    def __init__(self, **config: Any) -> None:
        """`config`: the decoder's. It loads, and can be asked at once; the first `answer` raises what went wrong.

        Raises EngineError where the system starts no process.
        """
        with ExitStack() as undo:
            try:
                ours, theirs = map(undo.enter_context, socket.socketpair())
                # through which it gets the channels of its copies
                self._copies, copies = map(undo.enter_context, socket.socketpair())
                with theirs, copies:
                    files = theirs.fileno(), copies.fileno()
                    command = [sys.executable, "-P", "-m", "localvoice.models.pocketsphinx.apart", *map(str, files)]
                    self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=files)
            except OSError as error:
                raise EngineError(
                    f"The system starts no process for hearing ({error.strerror}): close some programs and start again."
                ) from error
            undo.pop_all()
        super().__init__(ours)
        self.end = weakref.finalize(self, _end, self._process, self._stream, self._copies)
        _put(self._stream, config)

    def copies(self, count: int) -> list[Asked]:
        """Ears for one utterance: each as it is now, and what it is asked meanwhile waits for it."""
        pairs = [socket.socketpair() for _ in range(count)]
        self.ask("copy")
        try:
            socket.send_fds(self._copies, [bytes([count])], [theirs.fileno() for _, theirs in pairs])
        except OSError as error:
            raise _ended() from error
        finally:
            for _, theirs in pairs:
                theirs.close()
        return [Asked(ours) for ours, _ in pairs]

    def close(self) -> None:
        self.end()


def begin() -> Apart:
    """A recogniser's process, which loads its models meanwhile. Raises EngineError as `Apart` does."""
    return Apart(**FEATURES, **SEARCH, **GRAMMAR)


def _ended() -> EngineError:
    return EngineError("PocketSphinx has ended by itself: start localvoice again, and report it if that happens often.")


def _end(process: subprocess.Popen[bytes], stream: BufferedRWPair, copies: socket.socket) -> None:
    with suppress(OSError):
        stream.close()
    copies.close()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _put(stream: BufferedRWPair, thing: Any) -> None:
    pickle.dump(thing, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


class Learner:
    """What the process can be asked."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self._decoder = decoder

    def learn(self, name: str, said: Said, named: Mapping[str, Sequence[str]]) -> list[str]:
        """Know a grammar, and its words in any order; its words. `named`: see `decoding.learn`."""
        graph = word_graph(Grammar(said))
        decoding.learn(self._decoder, name, graph, in_order=True, named=named)
        decoding.learn(self._decoder, name + LOOP, graph, in_order=False, named=named)
        words = graph.words
        del graph
        gc.collect()  # of what made it there are circles, which every copy would have: 7 MB of 145
        return words

    def forget(self, name: str) -> None:
        for known in (name, name + LOOP):
            self._decoder.remove_search(known)


class Ears:
    """What a copy can be asked, which hears one utterance."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self._decoder = decoder

    def begin(self, name: str, nice: int) -> None:
        """Of the grammar of this name; `nice`: so much less of the machine than others."""
        os.nice(nice)
        self._decoder.activate_search(name)
        self._decoder.start_utt()

    def hear(self, cepstra: bytes, segments: bool) -> Best:
        """The likeliest beginning of a sentence after this."""
        decoding.decode(self._decoder, cepstra)
        return decoding.best(self._decoder, segments)

    def end(self, tail: bytes) -> Best:
        """The sentence that it is if the utterance ends after this. Asked of a copy of this process."""
        decoding.decode(self._decoder, tail)
        self._decoder.end_utt()
        return decoding.best(self._decoder, segments=True)


def _answered(asked: Learner | Ears, what: str, given: tuple[Any, ...]) -> Any:
    try:
        return getattr(asked, what)(*given)
    except (RuntimeError, ValueError) as error:
        return error


def _at_the_end(ears: Ears, tail: bytes, out: BufferedRWPair) -> None:
    """`ears.end(tail)` in a copy of this process, which answers and is gone."""
    if copy := os.fork():
        _, status = os.waitpid(copy, 0)
        if status:
            _put(out, RuntimeError(f"the copy ended with status {status}"))
        return
    _put(out, _answered(ears, "end", (tail,)))
    os._exit(0)


def _hear(decoder: pocketsphinx.Decoder, stream: BufferedRWPair) -> None:
    """A copy's life."""
    ears = Ears(decoder)
    with suppress(EOFError, OSError):  # the utterance is over, or whoever asked is gone
        while True:
            what, *given = pickle.load(stream)
            if what == "end":
                _at_the_end(ears, given[0], stream)
            else:
                _put(stream, _answered(ears, what, tuple(given)))


def _copy(decoder: pocketsphinx.Decoder, ours: tuple[socket.socket, socket.socket]) -> None:
    """Make as many copies as channels come; those that have ended are done with."""
    with suppress(ChildProcessError):  # there are none
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    _, files, *_ = socket.recv_fds(ours[1], 1, 16)
    channels = [socket.socket(fileno=file) for file in files]
    for channel in channels:
        if os.fork():
            continue
        for other in (*ours, *channels):  # or nobody would see that they are closed
            if other is not channel:
                other.close()
        _hear(decoder, channel.makefile("rwb"))
        os._exit(0)
    for channel in channels:
        channel.close()


def main() -> None:
    """Serve until the input ends; Ctrl-C is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asking, copies = (socket.socket(fileno=int(file)) for file in sys.argv[1:])
    stream = asking.makefile("rwb")
    with suppress(EOFError, OSError):  # whoever asked is gone
        try:
            decoder = decoding.decoder(**pickle.load(stream))
        except (RuntimeError, ValueError):
            return _put(stream, EngineError("PocketSphinx cannot load its models: reinstall the pocketsphinx package."))
        learner = Learner(decoder)
        while True:
            what, *given = pickle.load(stream)
            if what == "copy":
                _copy(decoder, (asking, copies))
            else:
                _put(stream, _answered(learner, what, tuple(given)))


if __name__ == "__main__":
    main()
