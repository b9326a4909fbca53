"""What may be said? A tree of words, rows and choices: a value that rooms hand on, and never text to be read again.

The nodes are compared by identity, for parts are shared: one number or one day stands at many places of the tree.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache


@dataclass(frozen=True, eq=False)
class Row:
    """One after the other; nothing at all when it is empty."""

    items: "tuple[Said, ...]"


@dataclass(frozen=True, eq=False)
class Either:
    """One of these."""

    items: "tuple[Said, ...]"


@dataclass(frozen=True, eq=False)
class Part:
    """Something with a name of its own, which may stand at several places."""

    name: str
    said: "Said"


Said = str | Row | Either | Part  # str: one lower-case word
NOTHING = Row(())


@dataclass(frozen=True, eq=False)
class Grammar:
    """Every sentence that may be said; equal when they are put in the same way."""

    said: Said = field(repr=False)  # long
    # words of it that no dictionary has, and how each is said, in letters
    named: tuple[tuple[str, str], ...] = ()

    @cached_property
    def key(self) -> int:
        """Tells it from others, in this process; each shared part is looked at once."""
        keys: dict[int, int] = {}

        def of(said: Said) -> int:
            if isinstance(said, str):
                return hash(said)
            if id(said) not in keys:
                inside = (said.name, of(said.said)) if isinstance(said, Part) else map(of, said.items)
                keys[id(said)] = hash((type(said).__name__, *inside))
            return keys[id(said)]

        return hash((of(self.said), self.named)) if self.named else of(self.said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grammar) and self.key == other.key

    def __hash__(self) -> int:
        return self.key


def sentence(text: str) -> Row:
    """Words in a row."""
    return Row(tuple(text.split()))


@lru_cache(maxsize=8)  # the same grammars are asked for turn after turn
def ended(grammar: Grammar, end_word: str) -> Grammar:
    """Every sentence of it may end with these words."""
    return Grammar(Row((grammar.said, Either((sentence(end_word), NOTHING)))), grammar.named)
