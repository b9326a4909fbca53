"""From a grammar to the smallest graph of words: no word is ever searched twice at the same place.

PocketSphinx compiles a grammar by copying a rule wherever it is named and then searches every copy. Made deterministic
and minimal first, the same language has one branch a word (Hopcroft, Motwani and Ullman, chapters 3 and 4).
"""

from dataclasses import dataclass, field
from functools import cache

from localvoice.grammar import Either, Grammar, Part, Said


@dataclass(frozen=True)
class Graph:
    """A deterministic acyclic automaton. State 0 is the start."""

    arcs: tuple[dict[str, int], ...]  # state → word → next state
    final: frozenset[int]

    @property
    def words(self) -> list[str]:
        """All of them, each once, sorted."""
        return sorted({word for arcs in self.arcs for word in arcs})


def word_graph(grammar: Grammar) -> Graph:
    """The graph of all sentences of a grammar; each part of it is made once, wherever it stands."""
    return _graph(grammar.said, {})


@dataclass
class _Draft:
    """An automaton in the making: words and empty arcs, as many as you like."""

    parts: dict[int, Graph]  # of the parts so far, by their identity
    arcs: list[list[tuple[str, int]]] = field(default_factory=list)  # "" is an empty arc

    def state(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def arc(self, source: int, word: str, target: int) -> None:
        self.arcs[source].append((word, target))

    def add(self, said: Said, here: int) -> int:
        """What is said from a state on; returns the state after it."""
        if isinstance(said, str):
            after = self.state()
            self.arc(here, said, after)
            return after
        if isinstance(said, Part):
            if id(said) not in self.parts:
                self.parts[id(said)] = _graph(said.said, self.parts)
            return self.copy(self.parts[id(said)], here)
        if isinstance(said, Either):
            after = self.state()
            for item in said.items:
                self.arc(self.add(item, here), "", after)
            return after
        for item in said.items:
            here = self.add(item, here)
        return here

    def copy(self, graph: Graph, here: int) -> int:
        copies = [self.state() for _ in graph.arcs]
        end = self.state()
        self.arc(here, "", copies[0])
        for source, words in enumerate(graph.arcs):
            for word, target in words.items():
                self.arc(copies[source], word, copies[target])
        for state in graph.final:
            self.arc(copies[state], "", end)
        return end


def _graph(said: Said, parts: dict[int, Graph]) -> Graph:
    draft = _Draft(parts)
    start = draft.state()
    return _smallest(draft, start, draft.add(said, start))


def _closure(draft: _Draft, state: int, end: int) -> frozenset[int]:
    """Where one can be without reading a word, of that what reads one or ends: no more tells one set from another."""
    seen, waiting = {state}, [state]
    while waiting:
        for word, target in draft.arcs[waiting.pop()]:
            if not word and target not in seen:
                seen.add(target)
                waiting.append(target)
    return frozenset(s for s in seen if s == end or any(word for word, _ in draft.arcs[s]))


def _smallest(draft: _Draft, start: int, end: int) -> Graph:
    """Subset construction, and merging of the states from which the same words can follow."""
    closure = cache(lambda state: _closure(draft, state, end))
    merged: dict[tuple[bool, frozenset[tuple[str, int]]], int] = {}
    known: dict[frozenset[int], int] = {}
    arcs: list[dict[str, int]] = []
    final: set[int] = set()

    def visit(states: frozenset[int]) -> int:
        if states not in known:
            follows: dict[str, set[int]] = {}
            for state in states:
                for word, target in draft.arcs[state]:
                    if word:
                        follows.setdefault(word, set()).update(closure(target))
            out = {word: visit(frozenset(targets)) for word, targets in follows.items()}
            key = (end in states, frozenset(out.items()))
            if key not in merged:
                merged[key] = len(arcs)
                arcs.append(out)
                if end in states:
                    final.add(merged[key])
            known[states] = merged[key]
        return known[states]

    first = visit(closure(start))
    # `visit` numbers from the ends to the start: turn it round, so that the start is 0
    turned = [{word: first - target for word, target in words.items()} for words in reversed(arcs[: first + 1])]
    return Graph(tuple(turned), frozenset(first - state for state in final))
