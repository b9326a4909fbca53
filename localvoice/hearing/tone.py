"""How was it said? One person's turn is measured while it goes on, in hops, and what they tell is told.

A whisper has no pitch, questions rise, and who thinks draws sounds out
(Gravano and Hirschberg, Computer Speech and Language 25, 2011; Clark and Fox Tree, Cognition 84, 2002).
"""

import numpy as np

from localvoice.events import Note
from localvoice.hearing.tone_hop import HOP, HOP_KIND, HOP_S, SEEN, measure
from localvoice.hearing.tone_measured import Tone, Usual, measured
from localvoice.hearing.tone_told import told

KEPT = round(12.0 / HOP_S)  # hops of one turn: of a longer one its end tells how it is said


class ToneMeter:
    """Measures the turns of one person; `begin` before each turn. 0.3 ms a frame."""

    def __init__(self) -> None:
        self._usual = Usual()
        self._tail = np.zeros(SEEN, np.float32)
        self._clear()

    def begin(self) -> None:
        """A new turn: what is measured from here on belongs to it; the last one tells how the person usually speaks."""
        if "whispered" not in self.note():
            self._usual = self._usual.after(self.tone())
        self._clear()

    def push(self, pcm: np.ndarray, voice: float) -> None:
        """One frame, (512,) float32 at 16 kHz without echo, and its probability of speech."""
        sound = np.concatenate([self._tail, pcm])
        for start in range(0, len(pcm), HOP):
            if self._count == len(self._hops):
                self._hops[:KEPT] = self._hops[-KEPT:]
                self._count = KEPT
            measure(sound[start + HOP : start + HOP + SEEN], voice, self._hops[self._count])
            self._count += 1
        self._tail = sound[-SEEN:]
        self._tone = self._note = None

    def tone(self) -> Tone:
        """The turn up to the last frame."""
        if self._tone is None:
            self._tone = measured(self._hops[max(0, self._count - KEPT) : self._count], self._usual)
        return self._tone

    def note(self, words: str = "") -> Note:
        """What that tells; `words`: that were heard, where they are known."""
        if self._note is None or words != self._words:
            self._note, self._words = told(self.tone(), words), words
        return self._note

    def _clear(self) -> None:
        self._hops, self._count = np.zeros(2 * KEPT, HOP_KIND), 0
        self._tone: Tone | None = None
        self._note: Note | None = None
        self._words = ""  # that it is of
