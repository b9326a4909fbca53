"""Which number could a ten have been? "Fifty minutes" is what a hurried "fifteen minutes" sounds like."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import DIGITS, TEENS, TENS

TEEN_OF: dict[str, str] = dict(zip(TENS[1:], TEENS[3:], strict=True))
TEN_OF = {teen: ten for ten, teen in TEEN_OF.items()}
LIKE_TENS = {*TEEN_OF.values(), "ninety"}  # what tens are heard for; "ninety" is taken for twenty


NUMBERS = {*DIGITS, *TEENS, *TENS}
LARGE = {"hundred", "thousand", "million"}


def has_ten(text: str) -> bool:
    """Is there a ten in these words?"""
    return not set(TENS).isdisjoint(text.split())


def has_number(text: str) -> bool:
    """Is there a number in these words, or figures?"""
    return any(word.text in NUMBERS for word in spoken(text))


def other_numbers(text: str, heard: str) -> bool:
    """Did two ears hear numbers of which none is the same, and none is easily taken for the other?"""
    one, other = ({word.text for word in spoken(each)} & NUMBERS for each in (text, heard))
    near = {number for ten, number in TEEN_OF.items() if ten in one} | {TEN_OF.get(number, "") for number in one}
    return bool(one and other) and other.isdisjoint(one | near)


def differing(one: str, other: str) -> tuple[str, str] | None:
    """The numbers in which two sentences differ, when that is all: "fifty", "fifteen"."""
    rows = [[word.text for word in spoken(text)] for text in (one, other)]
    changes = [each for each in SequenceMatcher(None, *rows, autojunk=False).get_opcodes() if each[0] != "equal"]
    if len(changes) != 1:
        return None
    _, first, after, other_first, other_after = changes[0]
    parts = rows[0][first:after], rows[1][other_first:other_after]
    return (
        (" ".join(parts[0]), " ".join(parts[1])) if all(part and NUMBERS.issuperset(part) for part in parts) else None
    )


@dataclass(frozen=True)
class Rival:
    """A number that another ear heard in the place of a ten, or of any other."""

    number: str
    ten: str  # alone or with a unit; or the other number
    text: str  # the sentence with that number


def rival(text: str, heard: str) -> Rival | Literal[False] | None:
    """The number that another ear heard in the place of a ten; False where that heard the same, None for neither.

    It is the ten's own teen, or one of LIKE_TENS: four is not taken for twenty.
    """
    words, other = text.split(), [word.text for word in spoken(heard)]
    same = False
    for at, ten in enumerate(words):
        if ten in TENS:
            end = at + (2 if [*words, ""][at + 1] in DIGITS else 1)
            same = same or _has(other, words[at:end])
            likely = [TEEN_OF.get(ten, ""), *(word for word in other if word in LIKE_TENS)]
            for number in likely:
                if number in other and number not in words and not _has(other, words[at:end]):
                    return Rival(number, " ".join(words[at:end]), " ".join([*words[:at], number, *words[end:]]))
    return False if same else None


def another(text: str, heard: str) -> Rival | None:
    """The number that another ear heard in the place of one of these, where all others are the same."""
    words, other = text.split(), [word.text for word in spoken(heard)]
    ours, theirs = _numbers(words), _numbers(other)
    pairs = list(zip(ours, theirs, strict=False))
    apart = [(one, two) for one, two in pairs if words[slice(*one)] != other[slice(*two)]]
    if len(ours) != len(theirs) or len(apart) != 1:
        return None
    (first, end), theirs_at = apart[0]
    number = other[slice(*theirs_at)]
    return Rival(" ".join(number), " ".join(words[first:end]), " ".join([*words[:first], *number, *words[end:]]))


def _numbers(words: list[str]) -> list[tuple[int, int]]:
    """Where numbers below a hundred stand: first word, word after the last. None where there are larger ones."""
    found: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if word in LARGE:
            return []
        if word in NUMBERS:
            joins = found and found[-1][1] == at
            found = [*found[:-1], (found[-1][0], at + 1)] if joins else [*found, (at, at + 1)]
    return found


def teen(text: str) -> Rival | None:
    """The sentence with its first ten's own teen in its place."""
    words = text.split()
    for at, ten in enumerate(words):
        if number := TEEN_OF.get(ten):
            end = at + (2 if [*words, ""][at + 1] in DIGITS else 1)
            return Rival(number, " ".join(words[at:end]), " ".join([*words[:at], number, *words[end:]]))
    return None


def _has(words: list[str], part: list[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words)))
