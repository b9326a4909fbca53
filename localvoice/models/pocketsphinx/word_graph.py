"""From the text of a grammar to the smallest graph of words: no word is ever searched twice at the same place.

PocketSphinx compiles JSGF by copying a rule wherever it is named and then searches every copy. Made deterministic and
minimal first, the same language has one branch a word (Hopcroft, Motwani and Ullman, chapters 3 and 4).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from localvoice.errors import EngineError

TOKEN = re.compile(r"<[^>]+>|[()|\[\]]|[^\s()|\[\]<>]+")


@dataclass(frozen=True)
class Graph:
    """A deterministic acyclic automaton. State 0 is the start."""

    arcs: tuple[dict[str, int], ...]  # state → word → next state
    final: frozenset[int]


@dataclass
class _Draft:
    """An automaton in the making: words and empty arcs, as many as you like."""

    arcs: list[list[tuple[str, int]]] = field(default_factory=list)  # "" is an empty arc

    def state(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def arc(self, source: int, word: str, target: int) -> None:
        self.arcs[source].append((word, target))


def compile_jsgf(text: str) -> Graph:
    """The graph of the one public rule of a JSGF text without weights, repetition or recursion.

    Raises EngineError for anything else.
    """
    bodies, public = {}, ""
    for statement in re.sub(r"//.*", "", text).split(";"):
        if match := re.match(r"\s*(public\s+)?(<[^>]+>)\s*=(.*)", statement, re.S):
            bodies[match[2]] = match[3]
            public = match[2] if match[1] else public
    if not public:
        raise EngineError("This grammar has no public rule: mend the skill that made it.")
    graphs: dict[str, Graph] = {}

    def rule(name: str) -> Graph:
        if name not in graphs:
            if name not in bodies:
                raise EngineError(f"This grammar names the rule {name} but does not have it: mend the skill.")
            body = bodies.pop(name)  # a rule that names itself is not found a second time
            graphs[name] = _Reader(TOKEN.findall(body), rule).graph()
        return graphs[name]

    return rule(public)


class _Reader:
    """Reads the body of one rule."""

    def __init__(self, tokens: list[str], rule: Callable[[str], Graph]) -> None:
        self._tokens, self._rule, self._at = tokens, rule, 0
        self._draft = _Draft()

    def graph(self) -> Graph:
        start = self._draft.state()
        end = self._either(start)
        if self._at < len(self._tokens):
            raise EngineError(f"This grammar has a stray “{self._tokens[self._at]}”: mend the skill that made it.")
        return _smallest(self._draft, start, end)

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _either(self, start: int) -> int:
        end = self._draft.state()
        while True:
            self._draft.arc(self._sequence(start), "", end)
            if self._next() != "|":
                return end
            self._at += 1

    def _sequence(self, start: int) -> int:
        here = self._draft.state()
        self._draft.arc(start, "", here)
        while (token := self._next()) not in ("", "|", ")", "]"):
            self._at += 1
            if token in ("(", "["):
                after = self._either(here)
                if self._next() != {"(": ")", "[": "]"}[token]:
                    raise EngineError("This grammar has a bracket that is not closed: mend the skill that made it.")
                self._at += 1
                if token == "[":
                    self._draft.arc(here, "", after)
            elif token.startswith("<"):
                after = self._insert(self._rule(token), here)
            else:
                after = self._draft.state()
                self._draft.arc(here, token, after)
            here = after
        return here

    def _insert(self, graph: Graph, here: int) -> int:
        copies = [self._draft.state() for _ in graph.arcs]
        end = self._draft.state()
        self._draft.arc(here, "", copies[0])
        for source, words in enumerate(graph.arcs):
            for word, target in words.items():
                self._draft.arc(copies[source], word, copies[target])
        for state in graph.final:
            self._draft.arc(copies[state], "", end)
        return end


def _smallest(draft: _Draft, start: int, end: int) -> Graph:
    """Subset construction, and merging of the states from which the same words can follow."""
    closures: dict[int, frozenset[int]] = {}

    def closure(state: int) -> frozenset[int]:
        if state not in closures:
            seen, waiting = {state}, [state]
            while waiting:
                for word, target in draft.arcs[waiting.pop()]:
                    if not word and target not in seen:
                        seen.add(target)
                        waiting.append(target)
            # only states that read a word or end the sentence tell one set from another
            closures[state] = frozenset(s for s in seen if s == end or any(word for word, _ in draft.arcs[s]))
        return closures[state]

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
