"""The words of one sentence as a form reads them: spelled out, and what was typed of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from localvoice.tools.reading.normal import Spoken, spoken


@dataclass(frozen=True)
class Sentence:
    """Spelled out, lower case, with the typed text behind it."""

    text: str

    @cached_property
    def places(self) -> list[Spoken]:
        return [each for each in spoken(self.text) if each.text not in HESITATES]

    @cached_property
    def words(self) -> list[str]:
        return [each.text for each in self.places]

    def said(self, first: int, after: int) -> str:
        return " ".join(self.words[first:after])

    def typed(self, first: int, after: int) -> str:
        """Of the same words."""
        return self.text[self.places[first].start : self.places[after - 1].end]

    def tokens(self, first: int, after: int) -> list[str]:
        """What was typed, each once, though "555" is five words."""
        spans = dict.fromkeys((each.start, each.end) for each in self.places[first:after])
        return [self.text[start:end] for start, end in spans]

    def whole(self, first: int, after: int) -> bool:
        """Does it part nothing that was typed as one?"""
        return all(
            not 0 < at < len(self.places) or self.places[at - 1].start != self.places[at].start for at in (first, after)
        )

    def stops(self, after: int) -> bool:
        """Is there a comma or a full stop before the word at `after`?"""
        if not 0 < after < len(self.places):
            return False
        between = self.text[self.places[after - 1].end : self.places[after].start]
        return any(sign in between for sign in ",.;:!?")

    def has(self, phrase: Sequence[str], at: int) -> bool:
        return self.words[at : at + len(phrase)] == list(phrase)


HESITATES = {"um", "uh", "uhm", "er", "erm", "hmm", "hm", "mm", "ah"}
