"""A person who says a list of lines, each when the answer before it was heard, and hears them as a recogniser, too."""

import numpy as np

from localvoice.audio.loudspeaker import Loudspeaker, Reached, Stretch
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Speech, Transcript

RATE_HZ = 16_000
FRAMES_A_WORD = 10  # who speaks much faster is not believed


class Beep:
    rate_hz = RATE_HZ

    def say(self, phrase, manner):
        yield Speech(np.full(len(phrase.split()) * 400, 0.1, np.float32))


class Person:
    """Says the lines one after the other, each when the answer before it was heard; plays what it is told."""

    def __init__(self, clock):
        self.clock, self.frame, self.line, self.queue, self.first = clock, 0, "", np.zeros(0, np.float32), 0
        self.loudspeaker = Loudspeaker(RATE_HZ, self)

    def write(self, index, pcm):
        self.first = self.first if len(self.queue) else index
        self.queue = np.concatenate([self.queue, pcm])

    def flush(self):
        self.queue = np.zeros(0, np.float32)
        self.loudspeaker.take(Reached(self.first))

    def fade(self, gain): ...

    async def speak(self, lines, session):
        for self.line in lines:
            for _ in range(FRAMES_A_WORD * len(self.line.split())):
                yield await self._heard(0.9)
            quiet = 0
            while quiet < 45 or session.answering or len(self.queue):
                quiet += 1
                yield await self._heard(0.0)

    async def _heard(self, voice):
        start_s = self.frame * FRAME_S
        self.frame += 1
        await self.clock.until(self.frame * FRAME_S)
        out, self.queue = self.queue[:FRAME_SAMPLES], self.queue[FRAME_SAMPLES:]
        if len(out):
            first, self.first = self.first, self.first + len(out)
            self.loudspeaker.take(Stretch(first, self.first, start_s))
        return Frame(np.full(FRAME_SAMPLES, voice, np.float32), voice, start_s)

    # As a recogniser it knows what was said.
    def listen(self, grammar):
        return self

    def unknown_words(self, words):
        return set()

    def feed(self, pcm):
        return self.line

    def transcript(self):
        return Transcript(self.line, True, 0.0)

    def close(self): ...
