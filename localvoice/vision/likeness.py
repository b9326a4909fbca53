"""Which words of a question stand in a text? Endings do not count; a header may be short for a word: Qty, Pts, GD."""

import re
from collections.abc import Iterable, Sequence

SMALL = frozenset(
    {"a", "an", "the", "of", "for", "on", "in", "at", "to", "is", "are", "it", "this", "that", "my", "your", "there"}
    | {"and", "or", "any", "some", "does", "do", "me", "many", "much"}
)
ALSO = {  # what the same is called in print
    "processor": ("cpu",), "memory": ("mem", "ram", "res"), "pay": ("paid", "due"), "paid": ("pay",),
    "cost": ("price", "amount", "total"), "price": ("cost", "amount"), "leave": ("depart", "departure", "time"),
    "arrive": ("arrival",), "phone": ("tel", "telephone"), "telephone": ("tel", "phone"), "ring": ("call", "tel"),
    "call": ("ring", "tel"), "big": ("size",), "large": ("size",), "old": ("age", "date"), "job": ("role", "title"),
    "changed": ("modified",), "percentage": ("%",), "program": ("command", "process", "app", "name"),
    "process": ("command", "name"), "train": ("destination",), "picture": ("image", "photo"), "room": ("office",),
    "work": ("office", "room"), "delivered": ("delivery",), "hot": ("temperature", "temp"), "mail": ("inbox",),
}  # fmt: skip
BEGUN = 5  # letters that two words begin with, which mean the same: renew, renewal
TAIL = 4  # letters that one of them may have more
SHORT = 4  # letters that a short name has at most


def stems(text: str) -> set[str]:
    """Its words, without an s at the end, and without what says nothing."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {word.removesuffix("s") if len(word) > 3 else word for word in words if word not in SMALL}


def same(word: str, other: str) -> bool:
    """Do they mean the same?"""
    if word == other or other in ALSO.get(word, ()):
        return True
    begun = min(len(word), len(other)) >= BEGUN and word[:BEGUN] == other[:BEGUN]
    return begun and abs(len(word) - len(other)) <= TAIL


def found(wanted: Iterable[str], text: str) -> set[str]:
    """Which of these words stand in the text."""
    there = stems(text)
    return {word for word in wanted if word in there or any(same(word, other) for other in there)}


def named(wanted: Sequence[str], header: str) -> set[str]:
    """Which of these words a header means, which may be short for them; they are in the order of the question."""
    known = found(wanted, header)
    short = re.sub(r"\W", "", header.lower())
    if known or not short or len(short) > SHORT or not short.isalpha():
        return known
    if len(short) > 1:
        for at in range(len(wanted)):
            words = wanted[at : at + len(short)]
            if "".join(word[0] for word in words) == short:
                return set(words)
        return {word for word in wanted if len(word) > len(short) and _is_short_for(short, word)}
    return {word for word in wanted if word[0] == short and len(word) > 1}


def _is_short_for(short: str, word: str) -> bool:
    """Are its letters in this word, in their order, the first one first?"""
    letters = iter(word)
    return word[0] == short[0] and all(letter in letters for letter in short)
