"""What of a growing answer is told, and where does it end? Phrases as they come, so many sentences, whole, each once.

What lies beyond those sentences is kept, for who wants to hear it. A sentence that was told ends the answer when it
comes again, and so do words that go round in circles: a small model would not find out. A deed that nobody did is not
told, nor what follows it. Pure text in and out; the same for any chopping.
"""

import re
from collections.abc import Iterable, Iterator

from localvoice.wording.manners.claims import claims_a_deed, may_claim
from localvoice.wording.manners.fillers import is_filler, may_be_filler
from localvoice.wording.phrase import FIRST_WORDS
from localvoice.wording.phrases import Cut, Cutter

WHOLE = re.compile(r"[.!?…。！？][\"'”’)\]*_~`]*$|```$")  # how a sentence ends
NUMBER = re.compile(r"^\W*\d{1,3}[.):]\s")
CIRCLE = re.compile(r"\b(\w+(?:\W+\w+){2,9})(?:\W+\1\b){2}")  # the same three to ten words three times
CIRCLE_CHARS = 400  # that are looked at
CODE = "```"


class Telling:
    """One answer. `most` sentences are told, 0: all of them; `first_words` as `Cutter` has it."""

    def __init__(self, most: int = 0, first_words: int = FIRST_WORDS) -> None:
        self._most = most
        self._cutter = Cutter(first_words)
        self._sentence: list[str] = []  # the phrases of the one that has not ended
        self._held: list[str] = []  # those of them that may not be told yet
        self._fillers: list[str] = []  # phrases of last sentences that are told only if something follows
        self._told = set[str]()  # sentences, as compared
        self._count = 0  # of them
        self.trusted = False  # something was done: deeds may be told
        self.brief = True  # a last question that nobody waits for is not told
        self.claimed = ""  # the deed that was not told
        self.rest: list[str] = []  # the sentences beyond
        self.over = False  # nothing more is wanted
        self.cut = False  # not all of the answer was told

    def feed(self, text: str) -> list[str]:
        """More of the answer; the phrases that are to be told now, as written."""
        return self._take(self._cutter.cuts(text))

    def pause(self) -> list[str]:
        """Something else comes between, so what is left is whole."""
        told = self._take(self._cutter.last_cuts())
        return told + self._close()

    def end(self, whole: bool) -> list[str]:
        """Nothing follows. What is left is told; not `whole`: only up to its last whole sentence, if there is one."""
        last = self._cutter.last_cuts()
        if not whole and last and not WHOLE.search(last[-1].text):
            begun = self._count or self._sentence or len(last) > 1
            last, self.cut = (last[:-1], True) if begun else (last, self.cut)
        told = self._take(last)
        if self._fills(" ".join(self._sentence)):
            self._fillers += self._held
            self._held.clear()
        self.cut |= bool(self._fillers)
        self._fillers.clear()
        return told + self._close()

    @property
    def more(self) -> bool:
        """Was there more than is told and kept?"""
        return bool(self._most and self._beyond and (self._sentence or len(self.rest) > self._most))

    @property
    def _beyond(self) -> bool:
        return bool(self._most) and self._count >= self._most

    def _take(self, cuts: Iterable[Cut]) -> list[str]:
        return [text for cut in cuts if not (self.over or self.claimed) for text in self._phrase(cut)]

    def _phrase(self, cut: Cut) -> Iterator[str]:
        if cut.text.startswith(CODE) and CODE in self._told:  # it is only mentioned, and was
            self.cut = True
            return
        self._sentence.append(cut.text)
        whole = " ".join(self._sentence)
        if self._again(whole, cut.ends):
            self._drop()
            self.over = True
        elif cut.ends and self._fills(whole):
            self._fillers += [*self._held, cut.text]
            self._held.clear()
            self._sentence.clear()
        elif self._beyond:
            self._fillers.clear()
            self._keep(whole, cut.ends)
        elif not cut.ends:
            self._held.append(cut.text)
            fills = self.brief and self._count and may_be_filler(whole)
            if not fills and (self.trusted or not may_claim(whole)):
                yield from self._free()
        elif not self.trusted and claims_a_deed(whole):
            self._drop()
            self.claimed = whole
        else:
            self._held.append(cut.text)
            yield from self._free()
            self._sentence.clear()
            self._remember(whole)

    def _fills(self, whole: str) -> bool:
        return self.brief and self._count > 0 and is_filler(whole)

    def _again(self, whole: str, ends: bool) -> bool:
        if CIRCLE.search(whole[:CIRCLE_CHARS].lower()):
            return True
        return ends and _same(whole) in self._told

    def _remember(self, whole: str) -> None:
        self._count += 1
        if same := _same(whole):
            self._told.add(same)

    def _keep(self, whole: str, ends: bool) -> None:
        """What lies beyond; enough of it is enough."""
        self.cut = True
        if ends and not self.trusted and claims_a_deed(whole):
            self._drop()
            self.over = True
        elif ends:
            self._sentence.clear()
            self._remember(whole)
            self.rest.append(whole)
        self.over |= len(self.rest) > self._most

    def _close(self) -> list[str]:
        """The sentence that has not ended never will."""
        whole, held = " ".join(self._sentence), list(self._free())
        self._sentence.clear()
        if held and not self.trusted and claims_a_deed(whole):
            self.claimed, self.cut, held = whole, True, []
        return held

    def _free(self) -> Iterator[str]:
        held, self._held = [*self._fillers, *self._held], []
        self._fillers.clear()
        yield from held

    def _drop(self) -> None:
        self._sentence.clear()
        self._held.clear()
        self.cut = True


def _same(sentence: str) -> str:
    """What two sentences have in common that say the same; "" where nothing is said."""
    if sentence.startswith(CODE):
        return CODE
    return " ".join(re.findall(r"\w+", NUMBER.sub("", sentence).lower()))
