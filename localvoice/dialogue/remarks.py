"""What did a model that speaks whenever it likes say, and what of it was heard? Stretches of talk between silences.

Its text comes with the sound of the same frame, a piece at a time; phrases are shown when they are whole.
"""

from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.dialogue.history import Spoken, heard
from localvoice.dialogue.reply import AUDIBLE
from localvoice.events import Word
from localvoice.understanding.mind import Saying

QUIET_S = 1.0  # without a word or a sound, after which a stretch of talk is over
MOST_S = 30.0  # of one stretch: a model that never stops is shown all the same
ENDS = (".", "?", "!", "…", "。", "？", "！")  # of a phrase


@dataclass(eq=False)
class Remark:
    """One stretch of talk; indices are the loudspeaker's."""

    start: int  # first sample of its first frame
    end: int  # after the last frame in which there was a word or a sound
    first: int | None = None  # first audible sample
    first_s: float | None = None  # when that left the loudspeaker; None: it has not, or nobody knows
    phrases: list[Spoken] = field(default_factory=list)


class Remarks:
    """`wrote` for every frame that is written to the loudspeaker, in order."""

    def __init__(self, sound: Loudspeaker) -> None:
        self._sound = sound
        self._now: Remark | None = None
        self._over: deque[Remark] = deque()  # not heard out yet

    @property
    def now(self) -> Remark | None:
        """The one that goes on; None in silence."""
        return self._now

    def wrote(self, index: int, pcm: np.ndarray, text: str) -> list[Saying]:
        """A frame with the text that is said in it; returns the phrases that are whole with it."""
        loud = np.flatnonzero(np.abs(pcm) > AUDIBLE)
        if not (len(loud) or text.strip()):
            return self._pause(index + len(pcm))
        now = self._now = self._now or Remark(index, index)
        if now.first is None and len(loud):
            now.first = index + int(loud[0])
        now.end = index + len(pcm)
        whole = self._add(now, index, text) if text else []
        if now.phrases:
            now.phrases[-1].samples = now.end - now.phrases[-1].start
        return whole + self._pause(now.end)

    def close(self) -> list[Saying]:
        """What it says now is over; returns the phrase that was not whole."""
        now, self._now = self._now, None
        if now is None:
            return []
        self._over.append(now)
        rest = [phrase for phrase in now.phrases[-1:] if not phrase.text.endswith(ENDS)]
        return [Saying(phrase.text, phrase.text) for phrase in rest]

    def heard_out(self, all_of_them: bool = False) -> list[tuple[Remark, str]]:
        """Those that have been heard to their end since the last call, each with what was heard of its text."""
        played, out = self._sound.played, list[tuple[Remark, str]]()
        for each in (*self._over, *filter(None, [self._now])):
            if each.first_s is None and each.first is not None:
                each.first_s = self._sound.heard_at_s(each.first)
        while self._over and (all_of_them or self._over[0].end <= played):
            each = self._over.popleft()
            out.append((each, heard(each.phrases, played, True)))
        return out

    def _pause(self, at: int) -> list[Saying]:
        now, rate_hz = self._now, self._sound.rate_hz
        if now and (at - now.end >= QUIET_S * rate_hz or at - now.start >= MOST_S * rate_hz):
            return self.close()
        return []

    def _add(self, now: Remark, index: int, text: str) -> list[Saying]:
        if not now.phrases or now.phrases[-1].text.endswith(ENDS):
            if not text.strip():
                return []
            now.phrases.append(Spoken("", "", index))
        phrase = now.phrases[-1]
        piece = text if phrase.text else text.lstrip()
        begun = len(phrase.text) + len(piece) - len(piece.lstrip())
        phrase.text = phrase.spoken = phrase.text + piece
        if piece.startswith(" ") or not phrase.words:
            phrase.words.append(Word(begun, len(phrase.text), index - phrase.start))
        else:
            phrase.words[-1] = replace(phrase.words[-1], end=len(phrase.text))
        return [Saying(phrase.text, phrase.text)] if phrase.text.endswith(ENDS) else []
