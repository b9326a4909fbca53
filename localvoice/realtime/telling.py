"""Which text goes out with which sound? Each word with its own where the voice tells where words begin, else a phrase.

So an answer that is cut short has told no more text than sound.
"""

from dataclasses import dataclass, field

from localvoice.realtime.truncation import WORD, Told
from localvoice.realtime.words import Word


@dataclass
class Telling:
    told: Told  # what went out
    _pending: str = ""  # text whose sound has not begun
    _ahead: list[Word] = field(default_factory=list)  # words whose sound has not begun
    _by_word: bool = False  # the voice tells where words begin

    def phrase(self, text: str) -> None:
        self._pending += text

    def sound(self, ms: float, words: tuple[Word, ...]) -> str:
        """So much more sound goes out: the text that goes out with it."""
        told, before_ms, before = self.told, self.told.ms, len(self.told.text)
        told.ms += ms
        self._ahead += words
        self._by_word = self._by_word or bool(words)
        if not self._by_word:
            self._tell(len(self._pending))
            told.mark(before, before_ms)
        while self._ahead and self._ahead[0].at_ms < told.ms:
            word = self._ahead.pop(0)
            self._tell((self._ahead[0].start if self._ahead else self._end(word)) - len(told.text))
            told.mark(word.start, word.at_ms)
        return told.text[before:]

    def rest(self) -> str:
        """All the text that is left."""
        before = len(self.told.text)
        self._tell(len(self._pending))
        self.told.mark(before, self.told.ms)
        return self.told.text[before:]

    def _tell(self, characters: int) -> None:
        characters = max(0, characters)
        self.told.text += self._pending[:characters]
        self._pending = self._pending[characters:]

    def _end(self, word: Word) -> int:
        """Where a word ends, with the space behind it."""
        told = len(self.told.text)
        found = WORD.search(self._pending, max(0, word.start - told))
        return told + found.end() if found and word.start >= told else told
