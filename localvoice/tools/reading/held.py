"""Did the person say what a model's call is about? Its arguments, held to the words: these count.

A small model copies most arguments and invents some: "twenty seconds" of "make it twenty minutes", the unit of the
amount as the unit that is asked for. What a slot reads (numbers, spans, times, units) is read in the words, too: each
stretch of them is one argument's. A name must be among them, or sound like some of them.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import DIGITS, TEENS, TENS
from localvoice.tools.skill import Call, Slot

if TYPE_CHECKING:  # it counts with numpy, which takes 0.1 s, and what a skill explains needs none
    from localvoice.tools.reading.likeness import Phones

LONGEST = 10  # words of one argument that is read
LIKE = 0.25  # of the phones of a name's word that may differ from one or two words that were heard
PLAIN = {"a", "an", "the", "my", "our", "some", "any", "of", "and", "to", "for", "on", "in", "at"}  # words in names
AMOUNTS = {*DIGITS, *TEENS, *TENS, "more", "some", "few", "dozen"}
Said = Callable[[Sequence[str]], Mapping[str, Sequence["Phones"]]]  # words → their pronunciations, where they are known
Stretch = tuple[int, int, Any]  # first word, word after the last, value


def held(call: Call, slots: Mapping[str, Slot], text: str, said: Said | None) -> Call | None:
    """The call with arguments that the text has; None where it has none for one of them, or several.

    `said` None: names stay as they are, for the person may call things otherwise; but an amount must be theirs.
    """
    heard = [word.text for word in spoken(text)]
    read = {name: call.slots[name] for name in slots if name in call.slots and _is_read(slots[name], call.slots[name])}
    known = _assigned(read, slots, heard)
    values, words = dict(call.slots), dict(call.words)
    for name in call.slots:
        if name in read:
            found = known.get(name)
        else:
            named = call.words[name], call.slots[name]
            found = _named(slots[name], named[0], heard, said) if said else _counted(slots[name], named, heard)
        if found is None:
            return None
        if found[1] != values[name]:
            words[name], values[name] = found
    return Call(call.intent, values, words)


def _is_read(slot: Slot, value: Any) -> bool:
    return not slot.open_text or not isinstance(value, str | tuple)


def _assigned(read: Mapping[str, Any], slots: Mapping[str, Slot], heard: Sequence[str]) -> dict[str, tuple[str, Any]]:
    """Words and value of each argument that is read: its own value where it was said, else the only one left."""
    free = {name: _stretches(slots[name], heard) for name in read}
    found: dict[str, tuple[str, Any]] = {}

    def take(name: str, stretch: Stretch) -> None:
        first, after, value = stretch
        found[name] = " ".join(heard[first:after]), value
        for other, left in free.items():
            free[other] = [each for each in left if each[1] <= first or after <= each[0]]

    for name, value in read.items():
        if same := next((each for each in free[name] if each[2] == value), None):
            take(name, same)
    for name in read:
        if name not in found and len({repr(value) for _, _, value in free[name]}) == 1:
            take(name, free[name][0])
    return found


def _stretches(slot: Slot, heard: Sequence[str]) -> list[Stretch]:
    """What the slot reads in the words, the longest stretches; not what lies within one of them."""
    found: list[Stretch] = []
    for first in range(len(heard)):
        for after in range(min(len(heard), first + LONGEST), first, -1):
            value = slot.parse(" ".join(heard[first:after]))
            if value is not None and all(after > end for _, end, _ in found):
                found.append((first, after, value))
                break
    return found


def _named(slot: Slot, words: str, heard: Sequence[str], said: Said) -> tuple[str, Any] | None:
    """A name as it was said, as far as it was; one that only sounds like it stays as it is; None for anything else."""
    name = [word.text for word in spoken(words)]
    exact = {word for word in name if word in heard}
    others = [word for word in heard if word not in exact]
    alike = {word for word in name if word not in PLAIN | exact and _sounds(word, others, said)}
    places = [place for place, word in enumerate(heard) if word in exact - PLAIN]
    whole = (exact | alike | PLAIN).issuperset(name) and (places or alike)
    part = heard[places[0] : places[-1] + 1] if places else []
    if alike or not part or not (exact | PLAIN).issuperset(part) or _within(name, heard):
        return (words, slot.parse(words)) if whole else None
    value = slot.parse(" ".join(part))
    if value is not None:
        return " ".join(part), value
    return (words, slot.parse(words)) if whole else None


def _counted(slot: Slot, named: tuple[str, Any], heard: Sequence[str]) -> tuple[str, Any]:
    """The name without amounts that nobody said: "more milk" of "I already bought the milk"."""
    name = [word.text for word in spoken(named[0])]
    kept = [word for word in name if word in heard or word not in AMOUNTS]
    value = slot.parse(" ".join(kept)) if kept != name else None
    return (" ".join(kept), value) if value is not None else named


def _within(part: Sequence[str], words: Sequence[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words)))


def _sounds(word: str, heard: Sequence[str], said: Said) -> bool:
    """Does it sound like one of the words, or like two in a row?"""
    from localvoice.tools.reading.likeness import distance, guessed

    known = said([word, *heard])
    phones = {each: known.get(each) or [guessed(each)] for each in (word, *heard)}
    rows = [tuple(phones[one][0]) for one in heard]
    rows += [one + other for one, other in pairwise(rows)]
    return any(distance(way, row) <= LIKE * len(way) for way in phones[word] for row in rows)
