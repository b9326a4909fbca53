"""What does somebody say whom we interpret? One utterance while it goes on, and when it is worth a look.

A look costs as much as the recogniser takes: so the next one is due when enough was said since, at a pause, and at the
end; a look at nothing new costs nothing.
"""

from dataclasses import dataclass, field

import anyio

from localvoice.events import FRAME_S, Frame
from localvoice.hearing.turns import Turns
from localvoice.understanding.interpreting.clauses import PAUSE_S, Clauses

LOOK_S, LEAST_S = 0.6, 0.3  # of speech between two looks; before the first one
SHARE = 2.0  # so many times as long as a look took, at least, is until the next one
BESIDE = 0.5  # so much of a silence counts while we speak: the canceller takes some of a voice away
LONG_S, LONGEST_S = 14.0, 27.0  # an utterance ends at its next pause; ends anyhow: Whisper hears 30 s at once


@dataclass(frozen=True, eq=False)
class Seen:
    """An utterance at one moment."""

    frames: tuple[Frame, ...]
    until_s: float  # end of its voice
    quiet_s: float
    over: bool
    new: bool  # there is something that no look has heard


@dataclass(eq=False)
class Utterance:
    number: int
    begin_s: float  # of its voice
    frames: list[Frame] = field(default_factory=list)
    over: bool = False
    wanted: anyio.Event = field(default_factory=anyio.Event)  # a look is
    text: str = ""  # as the last look that understood something had it
    language: str = ""  # of that
    clauses: Clauses | None = None
    given: bool = False  # a clause of it is on its way
    settled: bool = False  # nothing more of it is translated: it was a command, or our own voice
    _until_s: float = 0.0
    _quiet_s: float = 0.0
    _voiced: int = 0  # frames
    _beside: int = 0  # voiced frames while we spoke
    _looked_s: float = 0.0  # until where the last look was
    _looked_at_pause: bool = False
    _every_s: float = LOOK_S

    @property
    def voiced_s(self) -> float:
        return self._voiced * FRAME_S

    @property
    def beside(self) -> float:
        """Which share of it was said while we spoke?"""
        return self._beside / max(1, self._voiced)

    @property
    def long(self) -> bool:
        """Is it time to end it at this pause?"""
        length_s = self._until_s - self.begin_s
        return (length_s >= LONG_S and self._quiet_s >= PAUSE_S) or length_s >= LONGEST_S

    def hear(self, frame: Frame, turns: Turns, we_speak: bool) -> None:
        self.frames.append(frame)
        if frame.voice >= 0.5:
            self._voiced += 1
            self._beside += we_speak
        self._until_s = max(self.begin_s, turns.speech_end_s)
        self._quiet_s = turns.quiet_s * (BESIDE if we_speak else 1.0)
        paused = self._quiet_s >= PAUSE_S and not (self._looked_at_pause and self._looked_s == self._until_s)
        grown = self.voiced_s >= LEAST_S and self._until_s - self._looked_s >= self._every_s
        if paused or grown:
            self.wanted.set()

    def end(self) -> None:
        self.over = True
        self.wanted.set()

    def seen(self) -> Seen:
        """As it is now; the next look is wanted anew."""
        if not self.over:
            self.wanted = anyio.Event()
        # A last word is often known only with the silence after it
        new = self._until_s > self._looked_s or not self._looked_at_pause
        self._looked_s, self._looked_at_pause = self._until_s, self._quiet_s >= PAUSE_S
        return Seen(tuple(self.frames), self._until_s, self._quiet_s, self.over, new)

    def looked(self, took_s: float) -> None:
        """The look is over, and this is what it took."""
        self._every_s = max(LOOK_S, SHARE * took_s)
