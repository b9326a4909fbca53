"""What does a sentence template allow? hassil's notation, read into a tree of five kinds of node.

`(a|b)` one of, `[a]` may be left out, `(a;b)` in any order, `<rule>` a rule of `rules`, `{slot}` a slot of the
intent. Unlike in hassil's own matcher a template is made of whole words: write `(timer|timers)`, not `timer[s]`.
The tree is walked by the matcher, the recogniser's grammar and the sampler.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, permutations

from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from localvoice.errors import BadInput
from localvoice.tools.reading.rules import RULES
from localvoice.tools.skill import Slot

INSIDE_A_WORD = re.compile(r"\w[\[({<]|[\])}>]\w")


@dataclass(frozen=True, eq=False)
class Word:
    text: str  # lower case

    @property
    def first(self) -> frozenset[str] | None:
        """The words it can begin with; None: any word at all."""
        return frozenset((self.text,))

    @property
    def empty(self) -> bool:
        """Can it match no words?"""
        return False

    @property
    def needs(self) -> frozenset[str]:
        """The words that every sentence of it has."""
        return frozenset((self.text,))


@dataclass(frozen=True, eq=False)
class Seq:
    items: "tuple[Node, ...]"

    @cached_property
    def first(self) -> frozenset[str] | None:
        words: frozenset[str] = frozenset()
        for item in self.items:
            if item.first is None:
                return None
            words |= item.first
            if not item.empty:
                break
        return words

    @cached_property
    def empty(self) -> bool:
        return all(item.empty for item in self.items)

    @cached_property
    def needs(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(item.needs for item in self.items))


@dataclass(frozen=True, eq=False)
class Alt:
    items: "tuple[Node, ...]"

    @cached_property
    def first(self) -> frozenset[str] | None:
        firsts = [item.first for item in self.items]
        return None if None in firsts else frozenset(chain.from_iterable(first for first in firsts if first))

    @cached_property
    def empty(self) -> bool:
        return any(item.empty for item in self.items)

    @cached_property
    def needs(self) -> frozenset[str]:
        return frozenset.intersection(*(item.needs for item in self.items))

    @cached_property
    def openers(self) -> "dict[str, list[Node]]":
        """Opening word → the items that can begin with it, so that long lists need not be walked."""
        openers: dict[str, list[Node]] = {}
        for item in self.items:
            for word in item.first or ():
                openers.setdefault(word, []).append(item)
        return openers

    @cached_property
    def always(self) -> "list[Node]":
        """The items that no opening word can rule out."""
        return [item for item in self.items if item.first is None or item.empty]


@dataclass(frozen=True, eq=False)
class Rule:
    name: str
    body: "Node"

    @property
    def first(self) -> frozenset[str] | None:
        return self.body.first

    @property
    def empty(self) -> bool:
        return self.body.empty

    @property
    def needs(self) -> frozenset[str]:
        return self.body.needs


@dataclass(frozen=True, eq=False)
class Take:
    """The place of a slot."""

    name: str  # as the intent calls it
    slot: Slot
    body: "Node"  # the slot's rule

    @property
    def first(self) -> frozenset[str] | None:
        return None if self.slot.open_text else self.body.first

    @property
    def empty(self) -> bool:
        return False

    @property
    def needs(self) -> frozenset[str]:
        return frozenset() if self.slot.open_text else self.body.needs


Node = Word | Seq | Alt | Rule | Take
NOTHING = Seq(())


def read(template: str, slots: Mapping[str, Slot] | None = None) -> Node:
    """The tree of a template. Raises BadInput when it is not well formed or names what does not exist."""
    return _read(template, tuple((slots or {}).items()))


@lru_cache(4096)  # a question's matcher and grammar are made from the same trees as all others
def _read(template: str, slots: tuple[tuple[str, Slot], ...]) -> Node:
    if INSIDE_A_WORD.search(template):
        raise BadInput(f"the template '{template}' has a bracket inside a word: write whole words, as in (a|b) c.")
    try:
        return _node(parse_sentence(template).expression, dict(slots), template)
    except ParseError as error:
        raise BadInput(f"the template '{template}' cannot be read ({error}): correct its brackets.") from error


@cache
def rule(name: str) -> Rule:
    """A rule of `tools.reading.rules`, read once. Raises BadInput when there is none of that name."""
    if name not in RULES:
        raise BadInput(
            f"a template uses the rule <{name}>, which tools/reading/rules.py does not have; it has {sorted(RULES)}."
        )
    return Rule(name, read(RULES[name]))


def _node(expression: Expression, slots: Mapping[str, Slot], template: str) -> Node:
    if isinstance(expression, TextChunk):
        return _seq([Word(text) for text in expression.text.lower().split()])
    if isinstance(expression, RuleReference):
        return rule(expression.rule_name)
    if isinstance(expression, ListReference):
        if expression.list_name not in slots:
            raise BadInput(
                f"the template '{template}' uses {{{expression.list_name}}}, which is no slot of its intent."
            )
        slot = slots[expression.list_name]
        return Take(expression.list_name, slot, read(slot.rule))
    assert isinstance(expression, Group), expression
    items = [_node(item, slots, template) for item in expression.items]
    if isinstance(expression, Alternative):
        return Alt(tuple(items))
    if isinstance(expression, Permutation):
        return Alt(tuple(_seq(list(order)) for order in permutations(items)))
    return _seq(items)


def _seq(items: list[Node]) -> Node:
    flat = [part for item in items for part in (item.items if isinstance(item, Seq) else (item,))]
    if not flat:
        return NOTHING
    return flat[0] if len(flat) == 1 else Seq(tuple(flat))


def walk(node: Node, slots: bool = True) -> Iterator[Node]:
    """The node and everything below it; `slots`: also what stands in those."""
    yield node
    if isinstance(node, Seq | Alt):
        for item in node.items:
            yield from walk(item, slots)
    elif isinstance(node, Rule) or (slots and isinstance(node, Take)):
        yield from walk(node.body, slots)


def words(node: Node, slots: bool = True) -> set[str]:
    """Every word that it can contain; `slots`: also in those."""
    return {part.text for part in walk(node, slots) if isinstance(part, Word)}


def sample(node: Node, chance: random.Random) -> str:
    """One sentence that it allows, drawn at random."""
    return " ".join(_sampled(node, chance))


def _sampled(node: Node, chance: random.Random) -> list[str]:
    if isinstance(node, Word):
        return [node.text]
    if isinstance(node, Alt):
        return _sampled(chance.choice(node.items), chance)
    if isinstance(node, Seq):
        return [word for item in node.items for word in _sampled(item, chance)]
    return _sampled(node.body, chance)
