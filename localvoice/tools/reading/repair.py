"""What would the skills call what an open ear wrote? A sentence of theirs that sounds alike: "dark rose", dark roast.

An error-correcting parser (Aho and Peterson, SIAM J. Comput. 1, 1972) over phones in place of letters: a template's
words may stand wherever they fit the sound, also across the gaps between the words that were written ("santa timer",
set a timer), and cost what differs. An open slot takes written words as they are. Twelve words take 30 ms.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from localvoice.tools.reading.grammar import NAMED
from localvoice.tools.reading.likeness import Phones, distance, fits, guessed
from localvoice.tools.reading.match import LEAD, TAIL
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.templates import Alt, Node, Rule, Seq, Take, Word, read, words
from localvoice.tools.skill import Intent
from localvoice.wording.names import Names

# Chosen on commands and free wordings of synthetic voices that the bench `free` does not use.
WORD_SHARE = 0.45  # of a word's phones that may differ
SHARE = 0.15  # of those that the template's own words explain
MOST = 4.0  # phones of a sentence that may differ
EXPLAINED = 0.5  # of all phones that these have to explain: a short opener is not found in anything that is said
OPEN = 0.35  # what each phone that only an open slot takes counts against a reading
LONGEST = 24  # words; what is longer is no command that was misheard

Said = Callable[[Sequence[str]], Mapping[str, Sequence[Phones]]]  # words → their pronunciations, where they are known
Way = tuple[float, float, int, tuple[str, ...]]  # cost, phones that differ, phones in open slots, words
Ends = dict[int, Way]  # phone after the last
NOTHING: Way = (0.0, 0.0, 0, ())


@dataclass(frozen=True)
class Near:
    """A sentence that templates allow and that sounds like what was heard."""

    text: str
    differs: float  # phones
    share: float  # of those that the templates' own words explain
    cost: float  # the phones that differ, and those in open slots for something


class Repair:
    """Holds the templates of a set of intents; `near` is called with what an open ear wrote."""

    def __init__(self, intents: Sequence[Intent], said: Said, names: Names = Names()) -> None:  # noqa: B008
        """`names`: may stand where the grammar has them, as the words that stand for them."""
        self._nodes = [read(template, intent.slots) for intent in intents for template in intent.templates]
        self._said = said
        self._words = _all(said, vocabulary(intents)) | dict(said([token for token, _ in names.spoken]))
        self._named = {rule: names.tokens(kind) for rule, kind in NAMED.items()}

    def near(self, text: str) -> list[Near]:
        """The sentences that sound like it, the likeliest first; a slot's words may still make no sense."""
        heard = _words(text)
        if not 0 < len(heard) <= LONGEST:
            return []
        chart = _Chart(heard, _all(self._said, heard), self._words, self._named)
        ways = {way for node in self._nodes if chart.hopeful(node) for way in chart.wholes(node)}
        return [
            Near(" ".join(said), differs, differs / (chart.length - taken), cost)
            for cost, differs, taken, said in sorted(ways)
            if taken <= (1 - EXPLAINED) * chart.length and differs <= min(MOST, SHARE * (chart.length - taken))
        ]

    def apart(self, text: str, heard: str) -> Near:
        """How near a sentence is to what was heard; the share is that of the phones of the longer one."""
        rows = [_phones(each, self._said) for each in (text, heard)]
        differs = distance(*rows)
        return Near(text, differs, differs / max(1, *map(len, rows)), differs)


def vocabulary(intents: Sequence[Intent], slots: bool = True) -> list[str]:
    """Every word of the intents' templates, and of the manners around them; sorted. `slots`: also what those hold."""
    nodes = [read(template, intent.slots) for intent in intents for template in intent.templates]
    return sorted((words(LEAD) | words(TAIL)).union(*(words(node, slots) for node in nodes)))


def _words(text: str) -> list[str]:
    return [word.text for word in spoken(text)]


def _phones(text: str, said: Said) -> list[str]:
    heard = _words(text)
    known = _all(said, heard)
    return [phone for word in heard for phone in known[word][0]]


def _all(said: Said, names: Sequence[str]) -> dict[str, Sequence[Phones]]:
    known = said(names)
    return {name: known.get(name) or [guessed(name)] for name in names}


class _Chart:
    """One sentence, and which parts of templates explain which stretches of it."""

    def __init__(
        self,
        heard: Sequence[str],
        said: Mapping[str, Sequence[Phones]],
        names: Mapping[str, Sequence[Phones]],
        named: Mapping[str, Sequence[str]],
    ) -> None:
        self._named = named  # rule → more words that it may be
        phones = [phone for word in heard for phone in said[word][0]]
        self.length = len(phones)
        self._heard, self._begins = heard, dict[int, int]()  # phone → the word that begins there
        at = 0
        for index, word in enumerate(heard):
            self._begins[at] = index
            at += len(said[word][0])
        self._begins[at] = len(heard)
        self._fits = fits(names, phones, WORD_SHARE)
        self._there = {word for word, _ in self._fits}
        self._known: dict[tuple[int, int], Ends] = {}
        self._most = min(MOST, SHARE * self.length)
        self._starts = {0: NOTHING} | self._ends(LEAD, 0)

    def hopeful(self, node: Node) -> bool:
        """Can it be there at all, as far as its own words tell?"""
        return node.needs <= self._there

    def wholes(self, node: Node) -> list[Way]:
        """Ways in which it explains everything."""
        found = []
        for start, before in self._starts.items():
            for end, way in self._ends(node, start).items():
                for last, after in ({end: NOTHING} | self._ends(TAIL, end)).items():
                    if last == self.length:
                        found.append(_both(_both(before, way), after))
        return found

    def _ends(self, node: Node, start: int) -> Ends:
        key = (id(node), start)
        if key not in self._known:
            self._known[key] = self._find(node, start)
        return self._known[key]

    def _find(self, node: Node, start: int) -> Ends:
        if isinstance(node, Word):
            return self._word(node.text, start)
        if isinstance(node, Rule):
            return self._rule(node, start)
        if isinstance(node, Seq):
            return self._sequence(node, start)
        if isinstance(node, Alt):
            return self._one_of(node, start)
        assert isinstance(node, Take), node
        return self._slot(node, start)

    def _rule(self, node: Rule, start: int) -> Ends:
        if not (names := self._named.get(node.name)):
            return self._ends(node.body, start)
        found = dict(self._ends(node.body, start))
        for name in names:
            for end, way in self._word(name, start).items():
                self._keep(found, end, way)
        return found

    def _word(self, word: str, start: int) -> Ends:
        found: Ends = {}
        for end, cost in self._fits.get((word, start), ()):
            self._keep(found, end, (cost, cost, 0, (word,)))
        return found

    def _one_of(self, node: Alt, start: int) -> Ends:
        found: Ends = {}
        for item in node.items:
            if item.empty or item.first is None or any((word, start) in self._fits for word in item.first):
                for end, way in self._ends(item, start).items():
                    self._keep(found, end, way)
        return found

    def _sequence(self, node: Seq, start: int) -> Ends:
        reached: Ends = {start: NOTHING}
        for item in node.items:
            further: Ends = {}
            for middle, way in reached.items():
                for end, more in self._ends(item, middle).items():
                    self._keep(further, end, _both(way, more))
            reached = further
            if not reached:
                break
        return reached

    def _slot(self, node: Take, start: int) -> Ends:
        found = dict(self._ends(node.body, start))
        if node.slot.open_text and start in self._begins:
            first = self._begins[start]
            for end, after in self._begins.items():
                if after > first:
                    taken = end - start
                    self._keep(found, end, (OPEN * taken, 0.0, taken, tuple(self._heard[first:after])))
        return found

    def _keep(self, ends: Ends, end: int, way: Way) -> None:
        if way[1] <= self._most and (end not in ends or way < ends[end]):
            ends[end] = way


def _both(one: Way, other: Way) -> Way:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]
