"""Which words does a sound speak that a model made with its text, and may they be heard? By the pace of its speech.

The text runs ahead of the sound and nobody tells where in it a frame is: so each frame that is not silence speaks so
many letters, as many as in the answers before. Words become captions in the frame in which they should begin; those
that are left when the sound ends were said faster. A sentence that may claim a deed waits, with its sound, until it is
whole; one that claims a deed that nobody did is neither shown nor heard, nor is what follows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from localvoice.events import Speech, Word
from localvoice.understanding.mind import Saying
from localvoice.wording.manners.claims import claims_a_deed, may_claim
from localvoice.wording.manners.telling import Telling

# Letters in a second of speech, spaces included: at first that of reading aloud (median of the LJ Speech recordings in
# the shared data); what was measured of answers stays between what people say slowly and fast.
LETTERS_S, SLOWEST, FASTEST = 15.7, 8.0, 24.0
LATEST = 0.3  # weight of the latest answer
SILENT = 10 ** (-50 / 20)  # a softer frame speaks nothing; as `dialogue.reply` has it
SHORT_S = 1.0  # of an answer: too little to measure a pace
ENDS = re.compile(r"[.!?…]+[\"'”’)]*\s")


@dataclass(eq=False)
class Pace:
    """What was measured of the answers before."""

    letters_s: float = LETTERS_S

    def learn(self, letters: int, seconds: float) -> None:
        if letters and seconds >= SHORT_S:
            found = min(FASTEST, max(SLOWEST, letters / seconds))
            self.letters_s += LATEST * (found - self.letters_s)


class Guard:
    """Which of a growing text may be heard: `feed` gives what now may, whole words; `telling` judges claims."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._sentence = ""  # that has not ended
        self._given = 0  # characters of it that may be heard

    @property
    def holds(self) -> bool:
        """Does a sentence wait for its end?"""
        begun = self._sentence[: self._sentence.rfind(" ") + 1].strip()  # the last word may go on
        return not (self.over or self._telling.trusted) and (may_claim(begun) or claims_a_deed(begun))

    @property
    def over(self) -> bool:
        """Is nothing more to be heard?"""
        return bool(self._telling.claimed) or self._telling.over

    def feed(self, text: str) -> str:
        """More of the answer."""
        self._sentence += text
        free = ""
        while not self.over and (end := ENDS.search(self._sentence)):
            free += self._whole(self._sentence[: end.end()])
            self._sentence = self._sentence[end.end() :]
        if self.over or self.holds:
            return free
        words = self._sentence.rfind(" ") + 1
        if words > self._given:
            free, self._given = free + self._sentence[self._given : words], words
        return free

    def end(self, whole: bool) -> str:
        """Nothing follows; as `Telling.end`."""
        free = self._whole(self._sentence) if not self.over else ""
        self._telling.end(whole)
        return "" if self.over else free

    def _whole(self, sentence: str) -> str:
        """What of a sentence that is whole was not given yet."""
        self._telling.feed(sentence)
        given, self._given = self._given, 0
        if not self._telling.trusted and claims_a_deed(sentence.strip()):
            self._telling.claimed = sentence.strip()
        return "" if self.over else sentence[given:]


@dataclass(eq=False)
class Spoken:
    """One answer's text and sound, put together; sound without text is none.

    `rate_hz`: of the sound; `gain`: how loud it is to be.
    """

    rate_hz: int
    pace: Pace
    gain: float = 1.0
    text: str = ""  # all that may be heard
    samples: int = 0  # told so far
    _letters: float = 0.0  # spoken so far, by the pace
    _voiced_s: float = 0.0
    _held: list[np.ndarray] = field(default_factory=list)  # sound that waits for its text
    _captioned: int = 0  # characters of the text that are in captions
    _words: list[tuple[int, Word]] = field(
        default_factory=list
    )  # of the caption, that have not begun, and their places
    _began: int = 0  # the caption's first sample

    def write(self, text: str) -> None:
        """So much more may be heard."""
        self.text += text if self.text else text.lstrip()

    def sound(self, pcm: np.ndarray, holds: bool = False) -> Iterator[Saying | Speech]:
        """More sound; `holds`: what follows the text that may be heard may not, so nor may its sound."""
        self._held.append(pcm)
        while self._held and self.text.strip() and not (holds and self._letters >= len(self.text.rstrip())):
            yield from self._tell(self._held.pop(0))

    def end(self, complete: bool) -> Iterator[Saying | Speech]:
        """No more text or sound comes. `complete`: all of it may be heard."""
        while complete and self._held and self.text.strip():
            yield from self._tell(self._held.pop(0))
        left = [Word(word.start, word.end, self.samples - self._began) for _, word in self._words]
        self._words = []
        if left:
            yield Speech(np.zeros(0, np.float32), tuple(left))
        if self.text[self._captioned :].strip():
            yield self._caption()
            left = [Word(word.start, word.end, 0) for _, word in self._words]
            yield Speech(np.zeros(0, np.float32), tuple(left))
        if complete:
            self.pace.learn(len(self.text), self._voiced_s)

    def _tell(self, pcm: np.ndarray) -> Iterator[Saying | Speech]:
        seconds, before = len(pcm) / self.rate_hz, self._letters
        if len(pcm) and float(np.sqrt(np.mean(np.square(pcm)))) > SILENT:
            self._voiced_s += seconds
            self._letters += seconds * self.pace.letters_s
        begins = len(self.text) - len(self.text[self._captioned :].lstrip())
        if not self._words and (not self._captioned or begins < min(len(self.text), self._letters)):
            yield self._caption()
        begun = [(place, word) for place, word in self._words if place < self._letters]
        del self._words[: len(begun)]
        passed = max(self._letters - before, 1e-9)
        at = [round(min(1.0, max(0.0, (place - before) / passed)) * len(pcm)) for place, _ in begun]
        start = self.samples - self._began
        words = tuple(Word(word.start, word.end, start + in_it) for (_, word), in_it in zip(begun, at, strict=True))
        yield Speech(np.clip(pcm, -1, 1) * np.float32(self.gain), words)
        self.samples += len(pcm)

    def _caption(self) -> Saying:
        """All the text that no caption has shown, and its words wait for their sound."""
        rest = self.text[self._captioned :]
        text, place = rest.strip(), self._captioned + len(rest) - len(rest.lstrip())
        self._words = [
            (place + found.start(), Word(found.start(), found.end(), 0)) for found in re.finditer(r"\S+", text)
        ]
        self._captioned, self._began = len(self.text), self.samples
        return Saying(text, text)
