"""What a family must offer to fill a role. A family is a module of this room with `load(folder)`; no base classes."""

from collections.abc import Generator
from typing import Protocol

import numpy as np

from localvoice.events import Manner, Speech, Transcript


class Utterance(Protocol):
    """One utterance being recognised while it is spoken."""

    def feed(self, pcm: np.ndarray) -> str:
        """Take any number of samples, (n,) float32 at 16 kHz; return the partial transcript so far. One short step."""
        ...

    def finish(self) -> Transcript:
        """The speaker has ended: decode the tail. One short step; the utterance is used up."""
        ...

    def close(self) -> None:
        """Throw the utterance away (also after `finish`: harmless)."""
        ...


class Recogniser(Protocol):
    def listen(self, grammar: str) -> Utterance:
        """Begin an utterance. `grammar`: JSGF text of what may be said, "" for open speech where the family can.

        A second `listen` while one is open closes the first.
        """
        ...

    def unknown_words(self, words: set[str]) -> set[str]:
        """Which of these lower-case words can it not hear? Grammars are checked with it."""
        ...


class Voice(Protocol):
    rate_hz: int

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        """Speak one phrase of speakable text piece by piece; each `next` is one short step, `close()` stops it."""
        ...
