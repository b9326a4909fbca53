"""What was heard of an answer after so many milliseconds? Its text up to the last word that had come out whole.

The voice tells where words begin. Where it does not, a phrase is shared out evenly over its sound.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

WORD = re.compile(r"\S+\s*")


@dataclass
class Told:
    """Text and its sound, as both grow."""

    text: str = ""
    ms: float = 0.0  # of sound
    marks: list[tuple[int, float]] = field(default_factory=list)  # (character, ms): here a word begins; both grow

    def mark(self, start: int, at_ms: float) -> None:
        """A word begins; one that would begin before an earlier one, or outside of the text, is not believed."""
        last_start, last_ms = self.marks[-1] if self.marks else (-1, 0.0)
        if last_start < start < len(self.text) and at_ms >= last_ms:
            self.marks.append((start, at_ms))

    def heard(self, until_ms: float) -> str:
        """The text of the words that were out by then."""
        if until_ms >= self.ms:
            return self.text
        kept = 0
        for word in WORD.finditer(self.text):
            if self._at_ms(word.end()) > until_ms:
                break
            kept = word.end()
        return self.text[:kept].rstrip()

    def _at_ms(self, character: int) -> float:
        """When the text had come as far as this, between the two marks around it in proportion."""
        after = bisect_right(self.marks, (character, float("inf")))
        start, start_ms = self.marks[after - 1] if after else (0, 0.0)
        end, end_ms = self.marks[after] if after < len(self.marks) else (len(self.text), self.ms)
        share = (character - start) / max(1, end - start)
        return start_ms + share * max(0.0, end_ms - start_ms)
