"""Which words of a question stand in a text? Endings do not count; a header may be short for a word: Qty, Pts, GD."""

import re
from collections.abc import Iterable, Sequence

SAYS_NOTHING = """
    a an the of for on in at to is are it this that my your there per with and or any some does do me many much
    anything something everything
"""
SMALL = frozenset(SAYS_NOTHING.split())
ALSO = {  # what the same is called in print
    "processor": ("cpu",), "memory": ("mem", "ram"), "pay": ("paid", "due"), "paid": ("pay", "payment"),
    "cost": ("price", "amount", "total"), "price": ("cost", "amount"), "due": ("payment",), "number": ("no",),
    "leave": ("depart", "departure"), "arrive": ("arrival",), "delivered": ("delivery",), "changed": ("modified",),
    "phone": ("tel", "telephone"), "telephone": ("tel", "phone"), "ring": ("call", "tel"), "call": ("ring", "tel"),
    "big": ("size",), "large": ("size",), "long": ("length", "duration"), "high": ("height",), "heavy": ("weight",),
    "far": ("distance",), "fast": ("speed",), "wide": ("width",), "deep": ("depth",), "hot": ("temperature", "temp"),
    "old": ("age", "date"), "job": ("role", "title"), "room": ("office",), "work": ("office", "room"),
    "program": ("command", "process", "app", "name"), "process": ("command", "name"), "picture": ("image", "photo"),
    "full": ("use", "used", "capacity"), "free": ("avail", "available", "remaining"),
    "left": ("avail", "free", "remaining"), "place": ("position", "pos", "rank"),
    "disk": ("drive", "volume", "filesystem", "mounted", "partition"),
    "drive": ("disk", "volume", "filesystem", "mounted"), "delayed": ("delay", "late"), "late": ("delay", "delayed"),
    "reference": ("ref",), "account": ("acct",), "megabyte": ("mb",), "gigabyte": ("gb",), "kilobyte": ("kb",),
}  # fmt: skip
WHEN = frozenset({"leave", "go", "start", "begin", "arrive", "open", "come"})  # what a header "Time" may mean
DATES = re.compile(
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november"
    "|december"
)  # they are often short in print: Wed, Sept
DATE_LETTERS = 3
ADDRESS = re.compile(r"\S+@\S+")  # the words in it say nothing
BEGUN = 5  # letters that two words begin with, which mean the same: renew, renewal
TAIL = 4  # letters that one of them may have more
SHORT = 4  # letters that a short name has at most
SINGULAR = 3  # letters that are left of it without an s at least: secs, but not pos


def stems(text: str) -> set[str]:
    """Its words, without an s at the end, and without what says nothing."""
    words = re.findall(r"\d+(?:[.,:]\d+)+|[^\W_]+", re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", r"\1", text.lower()))
    return {word.removesuffix("s") if len(word) > 3 else word for word in words if word not in SMALL}


def same(word: str, other: str) -> bool:
    """Do they mean the same?"""
    if word == other or other in ALSO.get(word, ()):
        return True
    if (DATES.fullmatch(word) and word.startswith(other)) or (DATES.fullmatch(other) and other.startswith(word)):
        return min(len(word), len(other)) >= DATE_LETTERS
    begun = min(len(word), len(other)) >= BEGUN and word[:BEGUN] == other[:BEGUN]
    return begun and abs(len(word) - len(other)) <= TAIL


def found(wanted: Iterable[str], text: str) -> set[str]:
    """Which of these words stand in the text."""
    there = stems(ADDRESS.sub(" ", text))
    return {word for word in wanted if word in there or any(same(word, other) for other in there)}


def named(wanted: Sequence[str], headers: Sequence[str]) -> list[set[str]]:
    """Which of these words each header means; what one says in full, none is short for."""
    meant = [found(wanted, name) | (WHEN & set(wanted) if name.lower() == "time" else set()) for name in headers]
    left = [word for word in wanted if not any(word in words for words in meant)]
    for size in (SHORT, 1):  # of one letter only, where nothing longer means it
        short = [
            _short_for(left, header) if 1 < len(header) <= size or len(header) == size else set() for header in headers
        ]
        meant = [words | more for words, more in zip(meant, short, strict=True)]
        left = [word for word in left if not any(word in words for words in short)]
    return meant


def _short_for(wanted: Sequence[str], header: str) -> set[str]:
    """ "GD" for goal difference, "Pts" for points, "W" for won."""
    short = re.sub(r"\W", "", header.lower())
    if not short.isalpha():
        return set()
    for at in range(len(wanted) if len(short) > 1 else 0):
        initials = wanted[at : at + len(short)]
        if "".join(word[0] for word in initials) == short:
            return set(initials)
    return {word for word in wanted if len(word) > len(short) and _is_short_for(short, word)}


def _is_short_for(short: str, word: str) -> bool:
    """Its begin, or its first letter, its last one and others in their order: plat, qty, pts for point."""
    one = short.removesuffix("s") if len(short) > 1 else short
    letters = iter(word)
    return word.startswith(one if len(one) >= SINGULAR else short) or (
        word[0] == one[0] and word[-1] == one[-1] and len(one) > 1 and all(letter in letters for letter in one)
    )
