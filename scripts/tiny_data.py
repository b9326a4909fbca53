"""Which examples does the tiny language model learn from? Words, misheard or not, and the call or answer they deserve.

What people say is drawn from the skills' own templates and from the tables in `scripts/tiny`, a key and a value a line:
ways (of asking for an intent, in the templates' notation), small_talk and refusals (by their answer), questions (which
the intents of that name answer), manners, fillings (for slots that take any words), words and heard (what an ear of
open speech wrote down, by the call that was asked for; `scripts/hear_tiny.py` made it).
"""

import json
import random
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from math import log, prod
from pathlib import Path

from tiny_noise import FREE, KNOWN, OPEN, common, misheard, said

from localvoice.tools.persona import persona
from localvoice.tools.reading.numbers import in_words
from localvoice.tools.reading.templates import NOTHING, Alt, Node, Rule, Seq, Take, Word, read
from localvoice.tools.skill import Intent, Slot
from localvoice.tools.skills import recalling, remembering

Table = Mapping[str, tuple[str, ...]]

# Shares of the examples; the rest are refusals.
COMMANDS, SMALL_TALK = 0.72, 0.05
RATES = (0.0, 0.0, 0.0, 0.08, 0.15, 0.2, 0.3)  # of words that are misheard; short sentences less
HEARD = 0.08  # of the commands are what a recogniser really made of one
# So often the skills of memory against others: with as often as those, 534 in place of 542 of 562 asked in free words
# were the likeliest to `train_likely`, for what is to be remembered may be any words.
MEMORY = 0.3
TYPED = 0.12  # with digits and punctuation, as a keyboard has them
OWN_WAYS = 0.35  # of the commands are drawn from the skills' own templates
ASIDE = 0.04  # of the commands come while another question stands open
POLITE_BEFORE, POLITE_AFTER = 0.35, 0.2
REASONS = 0.09  # of the commands come with one before them, as many with one behind
ANY_WORDS = 0.6  # of the slots that take any words get some
# Shares of the places for such words that a rare word of the dictionary fills: what is not known is copied.
RARE = {"noun": 0.35, "nouns": 0.35, "name": 0.25, "verb": 0.2}
# What one intent calls by two names is taught by one.
SAME = {"goods": "things", "chore": "task"}


@dataclass(frozen=True)
class Example:
    said: str  # as it was heard or typed
    answer: str  # the answer's text, or the call as the model writes it
    before: str = ""  # the assistant's question that it answers
    call: tuple[str, dict[str, str]] | None = field(default=None, compare=False)


def written(name: str, arguments: Mapping[str, str]) -> str:
    """A call as it stands between its markers, in mlx-lm's commonest form."""
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments}, ensure_ascii=False)}</tool_call>"


# Are understood before any language model is asked, which has nothing to do for them, or looks them up by itself.
TAUGHT = ("assistant", "cafe")  # personas; what the others are for is done without it
UNTAUGHT = ("wait", "go_on", "documents_search", "repeat_slower", "help_more")
UNTAUGHT_KINDS = ("watch_", "look_", "picture_")  # sight: names of intents begin so


@cache
def intents() -> dict[str, Intent]:
    """Those that are taught."""
    found = {intent.name: intent for who in map(persona, TAUGHT) for intent in who.intents()}
    return {
        name: intent for name, intent in found.items() if name not in UNTAUGHT and not name.startswith(UNTAUGHT_KINDS)
    }


@cache
def sentences(node: Node) -> int:
    """How many it allows."""
    if isinstance(node, Word):
        return 1
    if isinstance(node, Rule | Take):
        return sentences(node.body)
    counts = [sentences(item) for item in node.items]
    return sum(counts) if isinstance(node, Alt) else prod(counts)


@cache
def weighed(node: Alt) -> tuple[tuple[Node, ...], tuple[float, ...]]:
    """What it can be, and weights that add up from one to the next: what allows more sentences is drawn more often."""
    rest = tuple(item for item in node.items if item is not NOTHING)
    return rest, tuple(accumulate(1 + log(sentences(item)) for item in rest))


@cache
def table(name: str) -> Table:
    """One file of `scripts/tiny`."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "tiny" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        key, value = line.split("\t")
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


@cache
def composed(fillings: tuple[str, ...], places: bool) -> tuple[str, ...]:
    """Those with places for single words, or those without."""
    return tuple(each for each in fillings if ("{" in each) == places)


@cache
def fillers() -> dict[str, tuple[str, ...]]:
    """What the places in fillings, small talk and refusals are filled with."""
    words = table("words")
    return {
        **words,
        "nouns": tuple(f"{noun.removesuffix('s')}s" for noun in words["noun"]),
        "word": tuple(sorted(common())),
        "rare": tuple(sorted(word for word in said() if 3 < len(word) < 10 and "'" not in word)),
        "number": tuple(in_words(number) for number in range(2, 100)),
    }


class Teacher:
    """Draws examples, the same ones for the same seed."""

    def __init__(self, seed: int, names: Container[str] | None = None) -> None:
        """`names`: only of these intents; None: of all."""
        self.chance = random.Random(seed)
        self._names = [name for name in intents() if names is None or name in names]
        told = {intent.name for module in (remembering, recalling) for intent in module.INTENTS}
        # Intents with slots need more examples than "stop", answers to questions fewer, and so does the café.
        everyday = {intent.name for intent in persona("assistant").intents()}
        self._weights = [
            (0.2 if intent.question else 1.0)
            * (1.0 if intent.name in everyday else 0.5)
            * (MEMORY if intent.name in told else 1.0)
            * (1 + 1.2 * len(intent.slots)) ** 0.7
            for intent in map(intents().__getitem__, self._names)
        ]
        self._places = {name: Slot(name, "x", str) for name in fillers()}

    def examples(self) -> Iterator[Example]:
        """Without end."""
        while True:
            kind = self.chance.random()
            if kind < COMMANDS:
                example = self._really_heard() if self.chance.random() < HEARD else self._command()
            elif kind < COMMANDS + SMALL_TALK:
                example = self._talk(table("small_talk"), 1.0)
            else:
                example = self._talk(table("refusals"), 0.5)
            if example is not None:
                yield example

    def _command(self) -> Example | None:
        """One command; None when what was drawn makes no sense."""
        intent = intents()[self.chance.choices(self._names, self._weights)[0]]
        ways = table("ways").get(intent.name, ())
        own = not ways or self.chance.random() < OWN_WAYS
        template = self.chance.choice(intent.templates if own else ways)
        slots: dict[str, str] = {}
        words, marks = self._drawn(read(template, intent.slots), slots)
        if any(intent.slots[slot].parse(value) is None for slot, value in slots.items()):
            return None
        arguments = {SAME.get(slot, slot): value for slot, value in slots.items()}
        if not intent.question:
            words, marks = self._wrapped(words, marks)
            words, marks = self._explained(words, marks, before_only="text" in slots)
        if self.chance.random() < TYPED:
            text, arguments = self._typed(words, arguments, intent)
        else:
            text = self._heard(words, marks, 1.0)
        question = intent.question
        if not question and self.chance.random() < ASIDE:
            question = self.chance.choice(list(table("questions")))
        before = self.chance.choice(table("questions")[question]) if question else ""
        return Example(text, written(intent.name, arguments), before, (intent.name, arguments))

    def _really_heard(self) -> Example | None:
        """One command, as an ear of open speech wrote it down; nothing more is misheard."""
        call = self.chance.choice(list(table("heard")))
        name, arguments = json.loads(call)
        return Example(self.chance.choice(table("heard")[call]), written(name, arguments), "", (name, arguments))

    def _talk(self, ways: Table, share: float) -> Example:
        answer = self.chance.choice(list(ways))
        words, marks = self._drawn(read(self.chance.choice(ways[answer]), self._places), None)
        if self.chance.random() < 0.3:
            words, marks = self._wrapped(words, marks)
        text = self._heard(words, marks, share)
        return Example(text + (self.chance.choice(("?", ".", "")) if self.chance.random() < TYPED else ""), answer)

    def _heard(self, words: list[str], marks: list[int], share: float) -> str:
        rate = share * self.chance.choice(RATES) * min(1.0, len(words) / 4)
        return " ".join(misheard(words, marks, rate, self.chance))

    def _wrapped(self, words: list[str], marks: list[int]) -> tuple[list[str], list[int]]:
        """With manners before and after."""
        manners = table("manners")
        before = self.chance.choice(manners["before"]).split() if self.chance.random() < POLITE_BEFORE else []
        after = self.chance.choice(manners["after"]).split() if self.chance.random() < POLITE_AFTER else []
        return [*before, *words, *after], [FREE] * len(before) + marks + [FREE] * len(after)

    def _explained(self, words: list[str], marks: list[int], before_only: bool) -> tuple[list[str], list[int]]:
        """With a reason, which is nothing to be done. `before_only`: behind it stands what takes any words."""
        manners = table("manners")
        before = self.chance.choice(manners["reason"]).split() if self.chance.random() < REASONS else []
        ends = not (before or before_only) and self.chance.random() < REASONS
        after = self.chance.choice(manners["because"]).split() if ends else []
        return [*before, *words, *after], [FREE] * len(before) + marks + [FREE] * len(after)

    def _drawn(self, node: Node, slots: dict[str, str] | None) -> tuple[list[str], list[int]]:
        """Words of a template and where each of them stands; the slots go into `slots`, None: they are places."""
        if isinstance(node, Word):
            return [node.text], [FREE]
        if isinstance(node, Alt):
            return self._drawn(self._one_of(node), slots)
        if isinstance(node, Rule):
            return self._drawn(node.body, slots)
        if isinstance(node, Seq):
            parts = [self._drawn(item, slots) for item in node.items]
            return [word for words, _ in parts for word in words], [mark for _, marks in parts for mark in marks]
        assert isinstance(node, Take), node
        if slots is None:
            words = self._filled(node.name).split()
            return words, [FREE] * len(words)
        fillings = table("fillings").get(node.slot.name, ())
        own = bool(fillings) and self.chance.random() < ANY_WORDS
        words = self._composed(fillings) if own else self._value(node).split()
        slots[node.name] = " ".join(words)
        return words, [OPEN if own else KNOWN] * len(words)

    def _one_of(self, node: Alt) -> Node:
        """What may be left out is left out every second time."""
        if NOTHING in node.items and self.chance.random() < 0.5:
            return NOTHING
        rest, weights = weighed(node)
        return self.chance.choices(rest, cum_weights=weights)[0]

    def _value(self, take: Take) -> str:
        """What stands in a slot, of its rule; half of the numbers up to a hundred, in equal parts."""
        if take.slot.name in ("number", "count", "percent") and self.chance.random() < 0.5:
            return in_words(self.chance.randrange(101))
        return " ".join(self._drawn(take.body, {})[0])

    def _composed(self, fillings: tuple[str, ...]) -> list[str]:
        """Half of them are composed of single words, of which any may stand anywhere; others are as people say them."""
        kinds = [kind for kind in (composed(fillings, True), composed(fillings, False)) if kind]
        return self._drawn(read(self.chance.choice(self.chance.choice(kinds)), self._places), None)[0]

    def _filled(self, name: str) -> str:
        rare = name in RARE and self.chance.random() < RARE[name]
        return self.chance.choice(fillers()["rare" if rare else name])

    def _typed(self, words: list[str], arguments: dict[str, str], intent: Intent) -> tuple[str, dict[str, str]]:
        """As one types: digits in the slots, signs at the end."""
        text = " ".join(words)
        if self.chance.random() < 0.6:
            for slot, value in arguments.items():
                short = digits(value)
                parse = intent.slots[slot].parse if slot in intent.slots else str
                if short != value and parse(short) == parse(value) and f" {value} " in f" {text} ":
                    text = f" {text} ".replace(f" {value} ", f" {short} ", 1).strip()
                    arguments = arguments | {slot: short}
        return text + self.chance.choice((".", "!", "?", "", "", " please.")), arguments


def digits(value: str) -> str:
    """ "twenty five minutes" → "25 minutes", "seven thirty a m" → "7 30 am"."""
    numbers = {words: str(number) for number, words in enumerate(fillers()["number"], 2)}
    words, out = value.split(), list[str]()
    while words:
        size = next((size for size in (2, 1) if " ".join(words[:size]) in numbers), 0)
        out.append(numbers[" ".join(words[:size])] if size else words[0])
        del words[: max(1, size)]
    return " ".join(out).replace(" a m", " am").replace(" p m", " pm")
