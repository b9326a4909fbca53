"""A duplex model of a few lines: it says again what it hears, frames later, and a word at the start of each sound."""

import numpy as np

from localvoice.models.duplex import Uttered

LOUD = 0.01  # root mean square of a frame in which somebody speaks


class Echoer:
    """A `Duplex`: its talk repeats every frame `behind` frames later; its words are "one two three …"."""

    WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

    def __init__(self, rate_hz=24_000, frame_samples=1920, behind=5):
        self.rate_hz, self.frame_samples, self.behind = rate_hz, frame_samples, behind
        self.talks = []  # every conversation that was opened, with what each heard

    def open(self, system=""):
        if self.talks:
            self.talks[-1].close()
        self.talks.append(EchoedTalk(self, system))
        return self.talks[-1]


class EchoedTalk:
    def __init__(self, model, system):
        self.model, self.system, self.heard, self.closed, self.words = model, system, [], False, 0

    def step(self, pcm):
        assert not self.closed
        assert pcm.shape == (self.model.frame_samples,)
        assert pcm.dtype == np.float32
        self.heard.append(pcm)
        return Uttered(self._frame(0), self._text())

    def close(self):
        self.closed = True

    def _frame(self, before):
        at = len(self.heard) - 1 - self.model.behind - before
        return self.heard[at] if at >= 0 else np.zeros(self.model.frame_samples, np.float32)

    def _text(self):
        loud, was = (float(np.sqrt(np.mean(self._frame(before) ** 2))) > LOUD for before in (0, 1))
        if not loud or was:
            return ""
        self.words += 1
        return " " + self.model.WORDS[(self.words - 1) % len(self.model.WORDS)]
