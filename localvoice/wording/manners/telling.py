"""What of a growing answer is told, and where does it end? Phrases as they come, in the manners of a voice, each once.

So many sentences or words, one question, no opening that says nothing. What lies beyond is kept, for who wants to hear
it; a second question waits until the first was answered. A sentence that was told ends the answer when it comes again,
and so do words that go round in circles: a small model would not find out. A deed that nobody did is not told, nor what
follows it. Pure text in and out; the same for any chopping.
"""

import re
from collections.abc import Iterable, Iterator

from localvoice.wording.manners import asked, openings
from localvoice.wording.manners.claims import claims_a_deed, may_claim
from localvoice.wording.manners.fillers import is_filler, may_be_filler
from localvoice.wording.manners.measure import WALL, WORDS, count_words, parted
from localvoice.wording.manners.plain import Plain
from localvoice.wording.manners.questions import demanded, is_other_half, questions, second_begins, to_you
from localvoice.wording.phrase import FIRST_WORDS
from localvoice.wording.phrases import Cut, Cutter

WHOLE = re.compile(r"[.!?…。！？][\"'”’)\]*_~`]*$|```$")  # how a sentence ends
NUMBER = re.compile(r"^(?:\W*\d{1,3}[.):]\s|first, |then )", re.IGNORECASE)
CIRCLE = re.compile(r"\b(\w+(?:\W+\w+){2,9})(?:\W+\1\b){2}")  # the same three to ten words three times
CIRCLE_CHARS = 400  # that are looked at
CODE = "```"


class Telling:
    """One answer. `most` sentences are told unless the `request` wants more, 0: all of them.

    `first_words` as `Cutter` has it; `written`: it is read, so that lists and several questions may stand there;
    `language`: "" is English.
    """

    def __init__(
        self,
        most: int = 0,
        first_words: int = FIRST_WORDS,
        request: str = "",
        written: bool = False,
        language: str = "",
    ) -> None:
        self._most = asked.sentences(request, most) if most else 0
        self._short = 0 < self._most < most  # more is not even wanted when it was asked for
        self._request, self._written = request, written
        self._cutter = Cutter(first_words)
        self._plain = None if written else Plain(language)
        self._sentence: list[str] = []  # the phrases of the one that has not ended
        self._given: list[str] = []  # those of them that were told
        self._held: list[str] = []  # those of them that may not be told yet
        self._keeps = False  # the rest of that sentence lies beyond
        self._parts = False  # it may ask a second thing
        self._openings: list[str] = []  # sentences that say nothing, told only if nothing follows
        self._fillers: list[str] = []  # phrases of last sentences that are told only if something follows
        self._told = set[str]()  # sentences, as compared
        self._count = 0  # of them
        self._words = 0  # in them
        self._begun = False  # something was told
        self._just_asked = False  # by the last sentence
        self.trusted = False  # something was done: deeds may be told
        self.brief = True  # words that say nothing are not told
        self.claimed = ""  # the deed that was not told
        self.question = ""  # that was told, and waits for an answer
        self.later: list[str] = []  # the questions that wait until that was answered
        self.rest: list[str] = []  # the sentences beyond
        self.over = False  # nothing more is wanted
        self.stopped = False  # though more would have come
        self.cut = False  # not all of the answer was told, or not in these words

    def feed(self, text: str) -> list[str]:
        """More of the answer; the phrases that are to be told now, as written."""
        return [told for char in text for told in self._take(self._cutter.cuts(char))]

    def pause(self) -> list[str]:
        """Something else comes between, so what is left is whole."""
        told = self._take(self._cutter.last_cuts())
        return told + self._last_rows() + self._close()

    def anew(self) -> list[str]:
        """Somebody else answers from here on, and may say as much as if nothing had been told."""
        told = self.pause()
        self._count = 0
        self._words = 0
        self._told.clear()
        self.question = ""
        return told

    def end(self, whole: bool) -> list[str]:
        """Nothing follows. What is left is told; not `whole`: only up to its last whole sentence, if there is one."""
        last = self._cutter.last_cuts()
        if not whole and last and not WHOLE.search(last[-1].text):
            begun = self._count or self._sentence or len(last) > 1
            last, self.cut = (last[:-1], True) if begun else (last, self.cut)
        told = self._take(last) + self._last_rows()
        if self._fills(" ".join(self._sentence)):
            self._fillers += self._held
            self._held.clear()
        self.cut |= bool(self._fillers)
        self._fillers.clear()
        told += self._close()
        if not (told or self._begun or self.claimed) and self._openings:
            return self._openings
        return told

    @property
    def _beyond(self) -> bool:
        return bool(self._most) and (self._count >= self._most or self._words >= WORDS * self._most)

    def _take(self, cuts: Iterable[Cut]) -> list[str]:
        told = list[str]()
        for cut in cuts:
            for plain in self._plain.take(cut) if self._plain else [cut]:
                if not (self.over or self.claimed):
                    told += filter(None, self._phrase(plain))
            if self._plain:
                self.cut |= self._plain.changed
                self.over |= self._plain.over
        self._begun |= bool(told)
        self.cut |= self._begun and bool(self._openings)
        return told

    def _last_rows(self) -> list[str]:
        return [text for cut in self._plain.end() for text in self._phrase(cut) if text] if self._plain else []

    def _phrase(self, cut: Cut) -> Iterator[str]:
        if cut.text.startswith(CODE) and CODE in self._told:  # it is only mentioned, and was
            self.cut = True
            return
        text = self._without_opening(cut.text)
        if text:
            self._sentence.append(text)
        whole = " ".join(self._sentence)
        if not whole and not self._begun:
            self._cutter.again()
        if whole and not self._left_out(whole, text, cut.ends):
            yield from self._told_now(whole, text, cut.ends)

    def _left_out(self, whole: str, text: str, ends: bool) -> bool:
        """Is the sentence that ends with this text not told, at least for now?"""
        if self._again(whole, ends):
            self._drop()
            self.over = True
        elif self._says_nothing(whole, ends):
            self._openings.append(whole)
            self._forget()
            self._cutter.again()
        elif ends and self._fills(whole):
            self._fillers += [] if self.question else [*self._held, text]
            self._forget()
        elif not self._keeps and self._second(whole, ends):
            self.later += questions(whole) or demanded(whole)
            self._drop()
        elif self._keeps or (self._beyond and not self._fits(whole, ends)) or self._too_long(whole):
            self._fillers.clear()
            self._keep(whole, ends)
        else:
            return False
        return True

    def _told_now(self, whole: str, text: str, ends: bool) -> Iterator[str]:
        """What is told of the sentence that goes on with this text, or ends with it."""
        if not ends and (wall := self._wall(whole)):
            yield _after(" ".join(self._given), wall[0])
            self._given, self._keeps = [wall[0].removesuffix(".")], True
            self._held.clear()
        elif not ends:
            self._held.append(text)
            if not self._waits(whole):
                yield from self._begins(whole)
        elif not self.trusted and claims_a_deed(whole):
            self._drop()
            self.claimed = whole
        else:
            self._held.append(text)
            yield from self._whole(whole)

    def _begins(self, whole: str) -> Iterator[str]:
        """The first words of a sentence that goes on; not those of a second question in it, nor more than is heard."""
        at = None if self._written or self._given else second_begins(whole)
        if at:
            self._given, self._held = [whole[:at]], [whole[at:].strip()]
            self._parts = True
            yield whole[:at]
            return
        yield from self._free()
        enough = count_words(whole) > WORDS * self._most and whole.endswith(tuple(",;—–"))
        self._keeps = bool(self._most) and not self._count and enough

    def _waits(self, whole: str) -> bool:
        """Must more of the sentence that begins so be known, before it is told?"""
        if self.question or self._beyond or self._parts:
            return True
        if self.brief and ((self._count and may_be_filler(whole)) or self._may_say_nothing(whole)):
            return True
        return not self.trusted and may_claim(whole)

    def _without_opening(self, text: str) -> str:
        if self._begun or self._sentence or not self.brief:
            return text
        rest = openings.without(text, self._request)
        if rest != text:
            self._capital = not rest
            self._openings += [text] if not rest else []
            self.cut |= bool(rest)
        elif self._capital:
            rest, self._capital = text[:1].upper() + text[1:], False
        return rest

    _capital = False  # a clause before was left out

    def _may_say_nothing(self, whole: str) -> bool:
        return not self._begun and openings.may_be_empty(whole)

    def _says_nothing(self, whole: str, ends: bool) -> bool:
        return ends and self.brief and not self._count and openings.empty(whole, self._request)

    def _fills(self, whole: str) -> bool:
        return self.brief and self._count > 0 and is_filler(whole)

    def _again(self, whole: str, ends: bool) -> bool:
        if CIRCLE.search(whole[:CIRCLE_CHARS].lower()):
            return True
        return ends and _same(whole) in self._told

    def _second(self, whole: str, ends: bool) -> bool:
        """Is it a question, while another one waits for an answer? It waits, too."""
        if self._written or not self.question:
            return False
        asks = questions(whole) or demanded(whole) if ends else []
        if ends and not asks and self._just_asked and not to_you(self.question):
            self.question = ""  # it answers itself
        return bool(asks) and not (self._just_asked and is_other_half(whole))

    def _fits(self, whole: str, ends: bool) -> bool:
        """Is one more short sentence no more than was to be said anyway?"""
        return ends and not self.rest and self._words + count_words(whole) <= WORDS * self._most

    def _too_long(self, whole: str) -> bool:
        if not (self._most and self._count) or self._given:
            return False
        return self._words + count_words(whole) > WALL * self._most

    def _wall(self, whole: str) -> tuple[str, str] | None:
        """A first sentence that is too long, in two."""
        given = len(" ".join(self._given))
        return parted(whole, given, self._most) if self._most and not self._count else None

    def _whole(self, whole: str) -> Iterator[str]:
        """A sentence that is told has ended."""
        parts = [] if self._written else questions(whole) or demanded(whole)
        given, told = " ".join(self._given), [*self._fillers, *self._held]
        if len(set(parts)) > 1:
            told = [_after(given, parts[0])]
            self.later += parts[1:]
            self.cut = True
        elif wall := self._wall(whole):
            head, tail = wall
            told = [_after(given, head)]
            self.rest.append(tail)
            self.cut = True
        self._just_asked = bool(parts)
        self.question = parts[0] if parts else self.question
        self._forget()
        self._fillers.clear()
        self._remember(whole)
        yield from told

    def _remember(self, whole: str) -> None:
        self._count += not whole.rstrip("*_").endswith(":")  # what only leads on is none
        self._words += count_words(whole)
        if same := _same(whole):
            self._told.add(same)

    def _keep(self, whole: str, ends: bool) -> None:
        """What lies beyond; enough of it is enough."""
        self.cut, self._keeps = True, not ends
        if self._short or (ends and not self.trusted and claims_a_deed(whole)):
            self._drop()
            self.over = True
        elif ends:
            rest = _after(" ".join(self._given), whole)
            rest = rest[:1].upper() + rest[1:]
            self._forget()
            self._remember(whole)
            self.rest.append(rest)
        if self._most and len(self.rest) > self._most:
            self.over = self.stopped = True

    def _close(self) -> list[str]:
        """The sentence that has not ended never will."""
        whole, held = " ".join(self._sentence), list(self._free())
        self._forget()
        if held and not self.trusted and claims_a_deed(whole):
            self.claimed, self.cut, held = whole, True, []
        return held

    def _free(self) -> Iterator[str]:
        held, self._held = [*self._fillers, *self._held], []
        self._fillers.clear()
        self._given += held
        yield from held

    def _forget(self) -> None:
        self._parts = False
        self._sentence.clear()
        self._held.clear()
        self._given.clear()

    def _drop(self) -> None:
        self._forget()
        self.cut = True


def _after(given: str, whole: str) -> str:
    """What of a sentence is left to be told when so much of it was."""
    core = given.rstrip(" ,;—–")
    rest = whole[len(core) :].lstrip(" ,;—–") if whole.startswith(core) else whole
    return rest if re.search(r"\w", rest) else ""


def _same(sentence: str) -> str:
    """What two sentences have in common that say the same; "" where nothing is said."""
    if sentence.startswith(CODE):
        return CODE
    return " ".join(re.findall(r"\w+", NUMBER.sub("", sentence).lower()))
