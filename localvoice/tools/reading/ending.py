"""Could the words so far be all of it? Sentence templates followed word by word, past the last one that was heard.

As in `match`, with two places more beyond the end, where any word fits: what reaches the end can stop here, what
reaches a place beyond it can go on. Going on counts when it would change the request, that is its intent or a slot:
"what time is it" is complete although "right now" could follow, and what only typed text goes on with. What only an
open slot explains ("remind me to paint the fence") is a sentence where the matcher understands it. How much could
follow is counted in slots that may still come, and in other intents that begin alike: after "a small latte" milk and
sugar, after "a small latte with milk" only sugar. Nobody knows how far a slot grows: "milk" and eggs and flour.
"""

from collections.abc import Callable, Sequence
from functools import cache

from localvoice.events import Ending
from localvoice.tools.reading.match import LEAD, LONGEST, TAIL
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.templates import Alt, Node, Rule, Seq, Take, Word, read, walk
from localvoice.tools.skill import Call, Intent

GROWING = "…"  # beside the name of a slot that grows
BEYOND, INTO_SLOT = 1, 2  # places after the end of n words: n + 1 when plain words follow, n + 2 when a slot changes


class Endings:
    """Holds the templates of a set of intents; `of` is asked at every pause."""

    def __init__(self, intents: Sequence[Intent], match: Callable[[str], Call | None]) -> None:
        """`match`: what a whole sentence asks for."""
        self._match = match
        self._only_typed = {intent.name for intent in intents if not intent.sentences}
        self._openers: dict[str, list[tuple[str, Node]]] = {}
        for intent in intents:
            for template in intent.templates:
                node = read(template, intent.slots)
                for word in _openers(node):
                    self._openers.setdefault(word, []).append((intent.name, node))

    def of(self, text: str) -> Ending:
        """How recognised or typed words end. A median of 0.1 ms a sentence, the worst 1.2 ms (two busy cores)."""
        words = [word.text for word in spoken(text)]
        if not 0 < len(words) <= LONGEST:
            return Ending.UNKNOWN
        path, last = _Path(words), len(words)
        reached: set[tuple[str, int]] = set()  # intent, place
        slots: dict[str, set[str]] = {}  # of each intent that is whole: those that could follow or grow
        for start in path.ends(LEAD, 0) | {0}:
            if start >= last:
                reached.add(("", BEYOND))
                continue
            for intent, node in self._openers.get(words[start], ()):
                path.open = set()
                ends = path.ends(node, start)
                if last in ends:
                    slots.setdefault(intent, set()).update(path.open)
                for end in ends:
                    after = path.ends(TAIL, end) if end < last else frozenset((end,))
                    reached |= {(intent, place - last) for place in after if place >= last}
        whole = {intent for intent, place in reached if place == 0}
        if not whole:
            known = Ending.UNFINISHED if reached else Ending.UNKNOWN
            return Ending.COULD_GO_ON if self._match(text) else known
        further = [(intent, place) for intent, place in reached if place and intent not in self._only_typed]
        if not any(place == INTO_SLOT or intent not in whole for intent, place in further):
            return Ending.COMPLETE
        others = {intent for intent, _ in further} - whole
        more = others.union(*(slots.get(intent, set()) for intent, _ in further if intent in whole))
        return Ending.ONE_MORE if len(more) == 1 else Ending.COULD_GO_ON


class _Path:
    """One sentence so far, followed through templates."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self.open: set[str] = set()  # names of the slots that were met at the end or grew past it
        self._known: dict[tuple[int, int], frozenset[int]] = {}

    def ends(self, node: Node, start: int) -> frozenset[int]:
        """Every place that the node can reach from `start`."""
        if isinstance(node, Word) and start < len(self._words):
            return frozenset((start + 1,) if self._words[start] == node.text else ())
        if start >= len(self._words):
            self.open |= _slots(node)
        key = (id(node), start)
        if key not in self._known:
            self._known[key] = self._find(node, start) if start < len(self._words) else self._beyond(node, start)
        return self._known[key]

    def _beyond(self, node: Node, start: int) -> frozenset[int]:
        last = len(self._words)
        found = {last + INTO_SLOT} if _slots(node) else {last + BEYOND} if node.first != frozenset() else {start}
        return frozenset({start} | found if node.empty else {max(start, *found)})

    def _find(self, node: Node, start: int) -> frozenset[int]:
        if isinstance(node, Rule):
            return self.ends(node.body, start)
        if isinstance(node, Take):
            grows, ends = len(self._words) + INTO_SLOT, self.ends(node.body, start)
            if any(end > len(self._words) for end in ends):
                self.open |= {node.name, GROWING}
            return frozenset(end if end <= len(self._words) else grows for end in ends)
        if isinstance(node, Seq):
            reached = {start}
            for item in node.items:
                reached = {end for middle in reached for end in self.ends(item, middle)}
            return frozenset(reached)
        assert isinstance(node, Alt), node
        fitting = [*node.openers.get(self._words[start], ()), *node.always]
        return frozenset(end for item in fitting for end in self.ends(item, start))


@cache
def _slots(node: Node) -> frozenset[str]:
    return frozenset(part.name for part in walk(node) if isinstance(part, Take))


def _openers(node: Node) -> frozenset[str]:
    """The words that the node can begin with when its slots hold only what their rules say."""
    if isinstance(node, Word):
        return frozenset((node.text,))
    if isinstance(node, Rule | Take):
        return _openers(node.body)
    found: frozenset[str] = frozenset()
    for item in node.items:
        found |= _openers(item)
        if isinstance(node, Seq) and not item.empty:
            break
    return found
