"""One clause on its way into another language: cut, translated, spoken, heard; and the record of that as a turn."""

from dataclasses import dataclass, field

import anyio
import numpy as np

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.dialogue.history import Spoken, heard
from localvoice.dialogue.reply import AUDIBLE
from localvoice.events import Note, Speech
from localvoice.trace import Decision, Span, Turn
from localvoice.understanding.interpreting.clauses import Clause
from localvoice.understanding.interpreting.translator import Translation
from localvoice.understanding.mind import Saying, Told

INTENT = "interpreter"  # of the turns: each is a clause, and its latency is the lag


@dataclass(eq=False)
class Rendering:
    """`cut_s`: when the clause was certain; all times on the sample clock."""

    clause: Clause
    into: str
    sound: Loudspeaker
    utterance: int  # that it is of
    cut_s: float
    note: Note = field(default_factory=Note)  # how it was said
    text: str = ""  # the translation, as it is spoken
    made: Translation | None = None
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    done: bool = False  # all its sound is made
    _phrases: list[Spoken] = field(default_factory=list)
    _first: int | None = None  # index of the first audible sample
    _end: int = 0  # index after the last sample
    _cut_at: int | None = None
    _translated_s: float | None = None
    _ready_s: float | None = None  # when its first sound was
    first_audio_s: float | None = None

    def translated(self, made: Translation, text: str, now_s: float) -> None:
        self.made, self.text, self._translated_s = made, text, now_s

    def take(self, told: Told, now_s: float) -> None:
        """What the voice tells of it."""
        if isinstance(told, Saying):
            self._phrases.append(Spoken(told.text, told.spoken, self.sound.written))
        elif isinstance(told, Speech) and self._phrases:
            self._phrases[-1].add(told)
            start = self.sound.write(told.pcm)
            self._end = start + len(told.pcm)
            loud = np.flatnonzero(np.abs(told.pcm) > AUDIBLE)
            if self._first is None and len(loud):
                self._first, self._ready_s = start + int(loud[0]), now_s

    def follow(self) -> bool:
        """Has it been heard out? Notes when it was first heard."""
        if self._first is not None and self.first_audio_s is None:
            self.first_audio_s = self.sound.heard_at_s(self._first)
        return self.done and self.sound.played >= self._end

    def cut(self) -> None:
        """Nothing more will be heard of it; call it before the loudspeaker is flushed."""
        self._cut_at = self.sound.played
        self.scope.cancel()

    @property
    def said(self) -> str:
        """What was heard of it."""
        return heard(self._phrases, self.sound.played if self._cut_at is None else self._cut_at, self.done)

    def turn(self, lag_s: float) -> Turn:
        """Its latency is from the end of the clause to the first sound of its translation."""
        clause, end_s = self.clause, None
        if self._end and self._cut_at is None:
            end_s = self.sound.heard_at_s(self._end - 1)
        ends = "" if clause.why.startswith(("before", "it ")) else "at "
        decisions = [Decision(self.cut_s, f"{clause.language} → {self.into}: cut {ends}{clause.why}")]
        if clause.corrects:
            decisions.append(Decision(self.cut_s, "corrects what was said before"))
        if self.made and self.made.tries > 1:
            decisions.append(Decision(self._translated_s or self.cut_s, "the model was asked twice"))
        if self.made and self.made.left_out:
            lost = ", ".join(self.made.left_out)
            decisions.append(Decision(self._translated_s or self.cut_s, f"perhaps left out: {lost}"))
        return Turn(
            heard=clause.text,
            said=self.said,
            intent=INTENT,
            unasked=not clause.text,
            speech_start_s=clause.start_s,
            speech_end_s=clause.end_s,
            first_audio_s=self.first_audio_s,
            said_end_s=end_s,
            barged_in=self._cut_at is not None,
            spans=self._spans(),
            decisions=tuple(decisions),
            lag_s=lag_s,
            languages=(clause.language, self.into),
        )

    def _spans(self) -> tuple[Span, ...]:
        times = [self.clause.end_s, self.cut_s, self._translated_s, self._ready_s, self.first_audio_s]
        names, spans = ["recognise", "think", "say", "output"], list[Span]()
        for name, start_s, end_s in zip(names, times, times[1:], strict=False):
            if start_s is not None and end_s is not None:
                spans.append(Span(name, start_s, max(start_s, end_s)))
        return tuple(spans)
