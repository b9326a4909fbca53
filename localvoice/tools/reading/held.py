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
COUNTS = {
    *DIGITS,
    *TEENS,
    *TENS,
    "hundred",
    "thousand",
    "point",
    "half",
    "quarter",
}  # beside a number, they belong to it
NOTHING = {"uh", "um", "please", "then", "also", "now"}  # said within a name, and no part of it
# said behind a name at the end, and no part of it
ENDS = {
    "today",
    "tonight",
    "tomorrow",
    "again",
    "already",
    "soon",
    "instead",
    "anymore",
    "though",
    "thanks",
    "list",
    "timer",
    "alarm",
    "there",
    "here",
    "down",
    "left",
    "needed",
    "quick",
    "quickly",
    "sometime",
    "later",
    "first",
    "right",
    "okay",
    "will",
    "would",
    "could",
    "running",
    "everything",
    "reminder",
    "note",
}
COPIED = 4  # letters that two words begin with: one is a copy of the other
STEM = 3  # letters: "mow the lawn" of "mowing the lawn"
Said = Callable[[Sequence[str]], Mapping[str, Sequence["Phones"]]]  # words → their pronunciations, where they are known
Stretch = tuple[int, int, Any]  # first word, word after the last, value


def held(call: Call, slots: Mapping[str, Slot], text: str, said: Said | None) -> Call | None:
    """The call with arguments that the text has; None where it has none for one of them, or several.

    `said` None: names stay as they are, for the person may call things otherwise; but an amount must be theirs.
    """
    heard = [word.text for word in spoken(text)]
    read = {name: call.slots[name] for name in slots if name in call.slots and is_read(slots[name], call.slots[name])}
    known = _assigned(call, read, slots, heard)
    if _left_out(known, slots, heard):
        return None
    values, words = dict(call.slots), dict(call.words)
    for name in call.slots:
        if name in read:
            found = known.get(name)
        else:
            copied = _copied(call.words[name], heard) if said else call.words[name]
            copied = _ended(copied, heard) if said and len(call.slots) == 1 else copied
            named = _mended(slots[name], copied, call.slots[name], heard)
            found = _named(slots[name], named[0], heard, said) if said else _counted(slots[name], named, heard)
        if found is None:
            return None
        if found[1] != values[name]:
            words[name], values[name] = found
    return Call(call.intent, values, words)


def is_read(slot: Slot, value: Any) -> bool:
    return not slot.open_text or not isinstance(value, str | tuple)


def _assigned(
    call: Call, read: Mapping[str, Any], slots: Mapping[str, Slot], heard: Sequence[str]
) -> dict[str, tuple[str, Any]]:
    """Words and value of each argument that is read: its own where it was said, else the only one left."""
    free = {name: stretches(slots[name], heard) for name in read}
    found: dict[str, tuple[str, Any]] = {}
    taken: list[tuple[int, int]] = []

    def take(name: str, words: str, value: Any, *places: tuple[int, int]) -> None:
        found[name] = words, value
        taken.extend(places)
        for first, after in places:
            for other, left in free.items():
                free[other] = [each for each in left if each[1] <= first or after <= each[0]]

    for name, value in read.items():
        alone = [] if not isinstance(value, int | float) else _whole(call.words[name].split(), heard)
        alone = [each for each in alone if all(each[1] <= first or after <= each[0] for first, after in taken)]
        if same := next((each for each in free[name] if each[2] == value), None):
            take(name, " ".join(heard[same[0] : same[1]]), value, same[:2])
        elif alone:
            take(name, call.words[name], value, alone[0])  # "twelve minus three" is not less than none
        elif places := _in_two(call.words[name].lower().split(), heard):
            take(name, call.words[name], value, *places)
    for name in read:
        if name not in found and len({repr(value) for _, _, value in free[name]}) == 1:
            first, after, value = free[name][0]
            take(name, " ".join(heard[first:after]), value, (first, after))
    return found


def _left_out(known: Mapping[str, tuple[str, Any]], slots: Mapping[str, Slot], heard: Sequence[str]) -> bool:
    """Was a number said that a call of numbers has no place for? "Seven plus twelve minus three" is not 19."""
    numbers = {name: abs(value) for name, (_, value) in known.items() if isinstance(value, int | float)}
    if len(numbers) < 2:
        return False
    said = stretches(slots[next(iter(numbers))], heard)
    return any(abs(value) not in numbers.values() for _, _, value in said)


def _in_two(words: Sequence[str], heard: Sequence[str]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the words were said in two places, "ten … minutes", no number going on beside them; None: nowhere."""
    for cut in range(1, len(words)):
        places = [_whole(part, heard) for part in (words[:cut], words[cut:])]
        for one in places[0]:
            for other in places[1]:
                if one[1] < other[0] or other[1] < one[0]:
                    return one, other
    return None


def _whole(part: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words are said in a row, as a whole: "seven" is no part of "seven thirty"."""
    found = []
    for first in range(len(heard) - len(part) + 1):
        after = first + len(part)
        beside = {*heard[max(0, first - 1) : first], *heard[after : after + 1]}
        if list(heard[first:after]) == list(part) and not COUNTS & beside:
            found.append((first, after))
    return found


def stretches(slot: Slot, heard: Sequence[str]) -> list[Stretch]:
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


def _copied(words: str, heard: Sequence[str]) -> str:
    """The name with a word that a model began to copy and went astray in, "toiletet", as it was said: "toilet paper".

    What follows it belongs to it, as one that went astray has not gone on, unless it is a small word.
    """
    name, copied = [word.text for word in spoken(words)], False
    for at, word in enumerate(name):
        begun = [place for place, each in enumerate(heard) if word not in heard and _begins_alike(word, each)]
        if len(begun) == 1:
            copied, first = True, begun[0]
            goes_on = at == len(name) - 1 and heard[first + 1 : first + 2]
            more = [each for each in goes_on or () if _says_something(each)]
            name[at] = " ".join([heard[first], *more])
    return " ".join(name) if copied else words


def _ended(words: str, heard: Sequence[str]) -> str:
    """The name with the one word that a model left out at the end of all that was said: "bin bags" for "bin"."""
    name, last = words.lower().split(), heard[-1:]
    left_out = list(heard[-len(name) - 1 : -1]) == name and last and _says_something(last[0])
    return f"{words} {last[0]}" if left_out and last[0] not in ENDS else words


def _says_something(word: str) -> bool:
    return len(word) > STEM and word not in NOTHING | PLAIN | COUNTS


def _begins_alike(word: str, other: str) -> bool:
    return word[:COPIED] == other[:COPIED] and len(word) > COPIED and len(other) > COPIED and other not in COUNTS


def _mended(slot: Slot, words: str, value: Any, heard: Sequence[str]) -> tuple[str, Any]:
    """The name with the one word that was said in it and left out or exchanged: "the water bill" for "the bill"."""
    name = [word.text for word in spoken(words)]
    if len(name) > 1 and not _within(name, heard):
        for size in (len(name) + 1, len(name)):
            for first in range(len(heard) - size + 1):
                row = list(heard[first : first + size])
                if _one_off(name, row, heard) and (mended := slot.parse(" ".join(row))) is not None:
                    return " ".join(row), mended
    return words, value


def _one_off(name: Sequence[str], row: Sequence[str], heard: Sequence[str]) -> bool:
    """Is the row the name, but for one word that says something? What was exchanged must not have been said."""
    at = next((at for at, word in enumerate(name) if word != row[at]), len(name))
    if row[min(at, len(row) - 1)] in PLAIN | NOTHING | AMOUNTS or PLAIN.issuperset(set(name) & set(row)):
        return False
    if len(row) > len(name):
        return 0 < at < len(name) and row[at + 1 :] == name[at:]
    return (
        at < len(name)
        and row[at + 1 :] == name[at + 1 :]
        and name[at] not in {*heard, *AMOUNTS, *PLAIN}
        and row[at][:STEM] != name[at][:STEM]
    )


def _counted(slot: Slot, named: tuple[str, Any], heard: Sequence[str]) -> tuple[str, Any]:
    """The name without amounts that nobody said: "more milk" of "I already bought the milk"."""
    name = [word.text for word in spoken(named[0])]
    kept = [word for word in name if word in heard or word not in AMOUNTS]
    value = slot.parse(" ".join(kept)) if kept != name else None
    return (" ".join(kept), value) if value is not None else named


def _within(part: Sequence[str], words: Sequence[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words)))


def _sounds(word: str, heard: Sequence[str], said: Said) -> bool:
    """Is it one of the words in another form, or does it sound like one, or like two in a row?"""
    if len(word) >= STEM and any(each.startswith(word) for each in heard):
        return True
    from localvoice.tools.reading.likeness import distance, guessed

    known = said([word, *heard])
    phones = {each: known.get(each) or [guessed(each)] for each in (word, *heard)}
    rows = [tuple(phones[one][0]) for one in heard]
    rows += [one + other for one, other in pairwise(rows)]
    return any(distance(way, row) <= LIKE * len(way) for way in phones[word] for row in rows)
