"""Which words of a growing transcript can be translated now? Clauses: each word in one, and in one only.

A recogniser is asked again and again while somebody speaks, and may change its mind about the last words. What two
looks in a row agree on stays, and so does what was said before a pause. There a clause ends at a full stop, a comma, a
joining word, a pause, or when it gets long; where the verb comes last (`verbs`) it waits for that. What was cut stays
cut: if the last look says otherwise about a number or a denial, that clause is given again, as a correction, once.
Pure: looks in, clauses out; times come with the looks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import Match, SequenceMatcher

from localvoice.understanding.interpreting.figures import figures
from localvoice.understanding.interpreting.tongues import Tongue, denies, plain_words, tongue
from localvoice.understanding.interpreting.verbs import waits_for_verb

# All chosen by hand: words, and seconds of silence.
COMMA_WORDS, JOINED_WORDS, PAUSED_WORDS = 4, 5, 2  # that a clause has at least, which ends so
LONG_WORDS = 14  # a clause of so many is cut without a reason, where no verb comes last
LONG_SIGNS = 40  # the same where words are written together
PAUSE_S = 0.25
VERB_S, WRITTEN_S = 2.0, 0.8  # that is waited for a verb in silence; after a full stop of the recogniser's
BEYOND = 5  # words by which the same text may be heard longer
LETTERS, ALIKE = 5, 0.6  # a word of so many letters that was heard so little alike before gives another sense

STOPS, COMMAS = (".", "?", "!", "…", "。", "！", "？"), (",", ";", ":", "–", "、", "，", "；")
NO_STOP = re.compile(r"(?:Dr|Mr|Mrs|Ms|Prof|St|Nr|No|ca|bzw|z\.B|u\.a|M|Mme|Sr|Sra|\w)\.|\d+[.,]")
SIGNS = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[.,:'’%-][A-Za-z0-9]+)*|\S")
DANGLING = re.compile(
    r"the|an?|of|to|in|at|on|for|with|from|by|my|your|his|her|our|their|der|die|das|den|dem|des|ein|eine|einen|einem"
    r"|einer|mit|von|zu|zum|zur|im|für|auf|le|la|les|un|une|du|des|de|à|au|aux|dans|pour|avec|sur|mon|ma|el|los|las|una"
    r"|del|con|por|para|en|il|lo|gli|di|per|nel|het|een|van|met|op|voor|o|os|as|um|uma|do|da|com|na|no"
)


@dataclass(frozen=True)
class Look:
    """What the recogniser makes of an utterance so far."""

    text: str
    until_s: float  # end of the sound that it was asked about, without silence at its end
    quiet_s: float = 0.0  # that silence
    over: bool = False  # the utterance has ended


@dataclass(frozen=True)
class Clause:
    """Words to be translated together."""

    text: str
    language: str
    start_s: float  # where they were said, as far as the looks tell
    end_s: float
    why: str  # it ends there: for the trace
    corrects: bool = False  # one that was given before, wrongly heard or taken back by the speaker


@dataclass(frozen=True)
class _Word:
    text: str
    end_s: float

    @property
    def key(self) -> str:
        return "".join(plain_words(self.text)) or self.text


@dataclass
class Clauses:
    """Of one speaker in one language, utterance after utterance."""

    language: str
    _words: list[_Word] = field(default_factory=list)  # of the last look
    _taken: list[str] = field(default_factory=list)  # keys of those in clauses
    _given: list[tuple[int, int, str]] = field(default_factory=list)  # first and last taken word of each, as written
    _left: list[_Word] = field(default_factory=list)  # of utterances before, which wait for a verb
    _began_s: float = 0.0
    _corrected: bool = False
    _last_end_s: float = 0.0

    @property
    def waits_s(self) -> float | None:
        """So much silence after the last utterance gives what waits for its verb; None: nothing does."""
        if not self._left:
            return None
        return WRITTEN_S if self._left[-1].text.endswith(STOPS) else VERB_S

    def begin(self, at_s: float) -> None:
        """A new utterance begins at that time."""
        self._words, self._taken, self._given = [], [], []
        self._began_s, self._corrected = at_s, False

    def flush(self) -> list[Clause]:
        """What still waits is given as it is."""
        left, self._left = self._left, []
        return [self._clause(left, "nothing followed")] if left else []

    def hear(self, look: Look) -> list[Clause]:
        """The clauses that are certain with this look."""
        certain = look.over or look.quiet_s >= PAUSE_S
        before, self._words = self._words, self._timed(look)
        agreed = len(self._words) if certain else _common(before, self._words)
        corrections = self._corrections() if certain and not self._corrected else []
        start, found = self._resume(), list[Clause]()
        while start < agreed or (look.over and self._left):
            cut = self._cut(self._words[start:], agreed - start, look)
            if cut is None:
                break
            count, why = cut
            words = self._words[start : start + count]
            found.append(self._give([*self._left, *words], why, start, count))
            self._left, start = [], start + count
        if look.over:
            rest = self._words[start:]
            self._left += rest
            self._taken += [word.key for word in rest]
        return [*corrections, *found]

    def _timed(self, look: Look) -> list[_Word]:
        """The look's words; one that was there before keeps its time, new ones share the time since."""
        texts, old = _split(look.text, tongue(self.language)), self._words
        known = min(len(old), len(texts))
        since_s = old[-1].end_s if old else self._began_s
        new = len(texts) - known
        times = [word.end_s for word in old[:known]]
        span_s = max(0.0, look.until_s - since_s)
        times += [since_s + span_s * (number + 1) / new for number in range(new)]
        return [_Word(text, end_s) for text, end_s in zip(texts, times, strict=True)]

    def _resume(self) -> int:
        """The first word that is in no clause, though the words before it may have changed."""
        keys = [word.key for word in self._words]
        if keys[: len(self._taken)] == self._taken:
            return len(self._taken)
        matched = _matches(self._taken, keys)
        if not matched:
            return min(len(self._taken), len(keys))
        last = matched[-1]
        beyond = len(self._taken) - (last.a + last.size)
        return min(len(keys), last.b + last.size + beyond)

    def _cut(self, words: list[_Word], agreed: int, look: Look) -> tuple[int, str] | None:
        """How many of the words are the next clause, and why it ends there; None: nobody knows yet."""
        known = tongue(self.language)
        for at in range(agreed):
            last = at == len(words) - 1
            if last and look.quiet_s < PAUSE_S and not look.over:
                return None
            if why := self._ends(words, at, known, last and look.over):
                return at + 1, why
        return None

    def _ends(self, words: list[_Word], at: int, known: Tongue, over: bool) -> str:
        """Why a clause ends after that word; "" where none does."""
        text, last, count = words[at].text, at == len(words) - 1, at + 1 + len(self._left)
        stop = text.endswith(STOPS) and not NO_STOP.fullmatch(text)
        if stop and not last:
            return "a full stop"
        if waits_for_verb([word.text for word in (*self._left, *words[: at + 1])], self.language):
            return ""
        if over:
            return "a full stop" if stop else "the end"
        if last:
            dangles = DANGLING.fullmatch(text.lower()) or text.lower() in known.conjunctions.split("|")
            return "a pause" if count >= PAUSED_WORDS and not dangles else ""
        commas = not known.verb_last or self.language in ("de", "nl")
        if text.endswith(COMMAS) and count >= COMMA_WORDS * (1 if known.spaced else 2) and commas:
            return "a comma"
        after = words[at + 1].key
        if known.conjunctions and after in known.conjunctions.split("|") and count >= JOINED_WORDS:
            return f"before “{after}”" if at + 2 < len(words) else ""
        most = LONG_WORDS if known.spaced else LONG_SIGNS
        dangles = DANGLING.fullmatch(text.lower()) is not None
        return "it grew long" if count >= most and not known.verb_last and not dangles else ""

    def _give(self, words: list[_Word], why: str, start: int, count: int) -> Clause:
        self._given.append((start, start + count, self._text(words)))
        self._taken = [word.key for word in self._words[: start + count]]
        return self._clause(words, why)

    def _clause(self, words: list[_Word], why: str) -> Clause:
        start_s = max(self._last_end_s, self._began_s) if self._last_end_s <= words[0].end_s else words[0].end_s
        self._last_end_s = words[-1].end_s
        text, corrects = taken_back(self._text(words), self.language)
        corrects = corrects and bool(self._given[:-1]) and not self._corrected
        self._corrected |= corrects
        return Clause(text, self.language, min(start_s, words[-1].end_s), words[-1].end_s, why, corrects)

    def _text(self, words: list[_Word]) -> str:
        return (" " if tongue(self.language).spaced else "").join(word.text for word in words)

    def _corrections(self) -> list[Clause]:
        """The first clause that was given and is heard otherwise now, in what matters."""
        keys = [word.key for word in self._words]
        if keys[: len(self._taken)] == self._taken or not self._given:
            return []
        place = _places(self._taken, keys)
        for number, (start, end, said) in enumerate(self._given):
            words = self._words[place(start) : place(end)]
            if words and differs(said, self._text(words), self.language):
                self._corrected = True
                self._given[number] = (start, end, self._text(words))
                return [Clause(self._text(words), self.language, words[0].end_s, words[-1].end_s, "heard anew", True)]
        return []


def taken_back(text: str, language: str) -> tuple[str, bool]:
    """A clause without the words by which it takes another one back, and whether it began with such."""
    known = tongue(language).retractions
    if not known:
        return text, False
    ways = "|".join(r"[\s,.–-]+".join(re.escape(word) for word in way.split()) for way in known.split("|"))
    found = re.match(rf"(?:(?:{ways})[\s,.:–-]+)+(?=\w)", text, re.I)
    if not found:
        return text, False
    rest = text[found.end() :]
    return rest[:1].upper() + rest[1:] if text[:1].isupper() else rest, True


def differs(before: str, now: str, language: str) -> bool:
    """Has a clause another sense, now that it is heard otherwise?"""
    if figures(before, language) != figures(now, language) or denies(before, language) != denies(now, language):
        return True
    old, new = plain_words(before), plain_words(now)
    for _, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if any(len(word) >= LETTERS and _unlike(word, old[first:last]) for word in new[start:end]):
            return True
    return False


def _unlike(word: str, others: list[str]) -> bool:
    alike = (SequenceMatcher(None, word, other, autojunk=False).ratio() for other in ("".join(others), *others))
    return max(alike) < ALIKE


def _split(text: str, known: Tongue) -> list[str]:
    return text.split() if known.spaced else SIGNS.findall(text)


def _common(one: list[_Word], other: list[_Word]) -> int:
    """How many words they begin with alike."""
    count = 0
    while count < min(len(one), len(other)) and one[count].key == other[count].key:
        count += 1
    return count


def _matches(taken: list[str], keys: list[str]) -> list[Match]:
    """The stretches that are alike, where what follows the taken words does not count for much."""
    alike = SequenceMatcher(None, taken, keys[: len(taken) + BEYOND], autojunk=False)
    return [block for block in alike.get_matching_blocks() if block.size]


def _places(taken: list[str], keys: list[str]) -> Callable[[int], int]:
    """Where a word of `taken` stands in `keys` now."""
    blocks = _matches(taken, keys)

    def place(at: int) -> int:
        shift = 0
        for block in blocks:
            if block.a > at:
                break
            shift = block.b - block.a
        return max(0, min(len(keys), at + shift))

    return place
