"""What did this sentence ask for? The reflex: text in, the intent and its slots out, without a language model.

A chart over words: every part of every template is tried at most once at each word, so that time grows with the
length of the sentence, never with the number of ways to read it. Among several readings the most specific one wins.
hassil's own matcher reads the same templates, but there a slot's parser cannot decide where open text ends ("ring the
vet | tomorrow at nine"), nor reject a reading, nor read digits: of the 200 sentences of scripts/benches/commands.txt it
got 182 at a median of 1.9 ms, this one all at 0.45 ms (two busy cores).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from localvoice.tools.reading.normal import Spoken, spoken
from localvoice.tools.reading.templates import Alt, Node, Rule, Seq, Take, Word, read
from localvoice.tools.skill import Call, Intent, Slot

# What a word adds to a reading, by who explains it: a template's own word is surer than a slot's, and a word that only
# an open slot takes ("any words here") is worth less than any other explanation, unless the slot reads each of them.
LITERAL = 4
SLOTTED = 2
READ = 1
OPEN = -8
MANNERS = 1
ANSWERS = 6  # what an answer to the open question is worth besides: "buy bread" may be one
LEAD = read(
    "[(hey|okay|hi|so|um|uh|well|and|now|then|oh) [computer|assistant]]"
    " [i (want|need|would like) you to|i'd like you to] [please|kindly]"
    " [(can|could|would|will|won't) you [please|kindly|just]] [just] [please|go ahead and]"
    " [figure out|work out|find out|i (want|need|would like) to know|i'd like to know|i was wondering|do you know]"
)
TAIL = read(
    "[now|right now|for me] [real quick|quickly|if you (can|could|would|please|don't mind)"
    "|again i (forgot|keep forgetting|can't remember|don't remember)]"
    " [please|thanks|thank you|okay|thank you very much] [now|for me|computer|assistant]"
)

LONGEST = 60  # words; what is longer is no command, and open slots cost the square of the length

Takes = tuple[tuple[str, int, int, Any], ...]  # slot, first word, word after the last, value
Ends = dict[int, tuple[int, Takes]]  # word after the last → worth, slots


class Matcher:
    """Holds the templates of a set of intents; `match` is called with every sentence."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        self._openers: dict[str, list[tuple[Intent, Node]]] = {}
        self._always: list[tuple[Intent, Node]] = []
        for intent in intents:
            for template in intent.templates:
                node = read(template, intent.slots)
                if node.first is None or node.empty:
                    self._always.append((intent, node))
                    continue
                for word in node.first:
                    self._openers.setdefault(word, []).append((intent, node))

    def match(
        self, text: str, applies: Callable[[Intent, dict[str, Any]], bool] = lambda intent, slots: True
    ) -> Call | None:
        """The most specific reading of the whole sentence, or None when no template explains every word.

        `applies`: can the intent be answered now, with these slots? Else the next reading counts.
        """
        chart = Chart(text)
        if not 0 < len(chart.words) <= LONGEST:
            return None
        best: tuple[int, Intent, Takes] | None = None
        said = {word.text for word in chart.words}
        for start, manners in chart.starts().items():
            opener = chart.words[start].text if start < len(chart.words) else ""
            for intent, node in [*self._openers.get(opener, ()), *self._always]:
                if not node.needs <= said:
                    continue
                for worth, takes in chart.readings(node, start):
                    worth += manners + (ANSWERS if intent.question else 0)
                    if (best is None or worth > best[0]) and applies(intent, _values(takes)):
                        best = worth, intent, takes
        if best is None:
            return None
        _, intent, takes = best
        return Call(intent.name, _values(takes), {name: chart.said(first, after) for name, first, after, _ in takes})


def _values(takes: Takes) -> dict[str, Any]:
    return {name: value for name, _, _, value in takes}


class Chart:
    """One sentence, and what has been found out about it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Spoken] = spoken(text)
        self._known: dict[tuple[int, int], Ends] = {}
        self._values: dict[tuple[int, int, int], Any] = {}

    def said(self, first: int, after: int) -> str:
        """The words of a stretch, spelled out."""
        return " ".join(word.text for word in self.words[first:after])

    def typed(self, first: int, after: int) -> str:
        """The same stretch as it was typed."""
        return self.text[self.words[first].start : self.words[after - 1].end]

    def starts(self) -> dict[int, int]:
        """Where the request proper can begin → what the manners before it are worth."""
        return {end: MANNERS * end for end in sorted({0, *self.ends(LEAD, 0)})}

    def readings(self, node: Node, start: int) -> Iterator[tuple[int, Takes]]:
        """Worth and slots of each way in which the node explains all words from `start` on, politeness apart."""
        for end, (worth, takes) in self.ends(node, start).items():
            rest = len(self.words) - end
            if end > start and (not rest or len(self.words) in self.ends(TAIL, end)):
                yield worth + MANNERS * rest, takes

    def ends(self, node: Node, start: int) -> Ends:
        """Every word at which the node can end when it begins at `start`, each with its best reading."""
        if isinstance(node, Word):
            fits = start < len(self.words) and self.words[start].text == node.text
            return {start + 1: (LITERAL, ())} if fits else {}
        key = (id(node), start)
        if key not in self._known:
            self._known[key] = self._find(node, start)
        return self._known[key]

    def _find(self, node: Node, start: int) -> Ends:
        if isinstance(node, Seq):
            return self._sequence(node, start)
        if isinstance(node, Alt):
            return self._one_of(node, start)
        if isinstance(node, Rule):
            return self.ends(node.body, start)
        assert isinstance(node, Take), node
        return self._slot(node, start)

    def _sequence(self, node: Seq, start: int) -> Ends:
        reached: Ends = {start: (0, ())}
        for item in node.items:
            further: Ends = {}
            for middle, (worth, takes) in reached.items():
                for end, (more, more_takes) in self.ends(item, middle).items():
                    _keep(further, end, worth + more, takes + more_takes)
            reached = further
            if not reached:
                break
        return reached

    def _one_of(self, node: Alt, start: int) -> Ends:
        opener = self.words[start].text if start < len(self.words) else ""
        found: Ends = {}
        for item in [*node.openers.get(opener, ()), *node.always]:
            for end, (worth, takes) in self.ends(item, start).items():
                _keep(found, end, worth, takes)
        return found

    def _slot(self, node: Take, start: int) -> Ends:
        found: Ends = {}
        for end in self.ends(node.body, start):
            words = self.typed if node.slot.as_typed else self.said
            value = self._value(node.slot, start, end, words(start, end)) if end > start else None
            if value is not None:
                _keep(found, end, SLOTTED * (end - start), ((node.name, start, end, value),))
        if node.slot.open_text:
            for end in range(start + 1, len(self.words) + 1):
                value = self._value(node.slot, start, end, self.typed(start, end)) if end not in found else None
                if value is not None:
                    worth = READ if node.slot.sure else OPEN
                    _keep(found, end, worth * (end - start), ((node.name, start, end, value),))
        return found

    def _value(self, slot: Slot, start: int, end: int, words: str) -> Any:
        """What the slot makes of the words; asked once, however many templates have it at that place."""
        key = (id(slot), start, end)
        if key not in self._values:
            self._values[key] = slot.parse(words)
        return self._values[key]


def _keep(ends: Ends, end: int, worth: int, takes: Takes) -> None:
    if end not in ends or worth > ends[end][0]:
        ends[end] = worth, takes
