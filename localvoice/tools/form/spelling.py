"""Letters in what a guest says: a name that is spelt, some that mend it, and one that was misheard."""

import re
from collections.abc import Iterator

from localvoice.tools.form.pieces import LETTER, SPELT, Piece, leading
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.words import NO_NAME
from localvoice.tools.form.written import Field
from localvoice.tools.reading.letters import letters
from localvoice.tools.reading.numbers import number

VOWELS = set("aeiouy")
SPELLS = ("with", "spelt", "spelled", "it's spelt", "it's spelled", "that's", "as in")
MOST_MENDED = 3  # letters that mend a name; more are a name
FEWEST_LETTERS = 3  # in a row, of a name that nobody asked for
ALIKE = ("cz", "mn", "fs", "jk", "bdegptvc", "bdegptvzc", "ahjk", "fsx", "iy", "quw", "ao", "ar")  # closest first

_WORD = r"(?:x ray|[a-z']+)"
_LETTER = rf"(?:(?:[b-hj-z]|zed|zee|a(?= as in| not| instead|$)|i(?= as in| not| instead|$))(?: as in {_WORD})?)"
_NEW, _OLD, _ARTICLE = rf"(?P<new>{_LETTER})\b", rf"(?P<old>{_LETTER})\b", r"(?:with |the |an? )*"
_AS_HEARD = rf"(?:[a-z]+ )?(?:as in|is in|as an|and in) (?P<word>{_WORD})"  # whose letter was no letter to the ear
_ONE = tuple(
    re.compile(rf"(?<!\S){each}(?!\S)")
    for each in (
        rf"(?:it's |that's )?{_ARTICLE}{_NEW} (?:and )?(?:not|instead of|rather than) {_ARTICLE}{_OLD}",
        rf"(?:it's |that's )?(?:not|no) {_ARTICLE}{_OLD} (?:but |it's |that's )*{_ARTICLE}{_NEW}",
        rf"(?:the )?(?P<place>first|last) (?:letter |one )?(?:is|should be|must be) {_ARTICLE}{_NEW}",
        rf"{_ARTICLE}{_NEW} (?:at|in) the (?P<place>end|beginning|start)",
        rf"(?:it's |that's )?{_ARTICLE}(?P<new>(?:[a-z]|zed|zee) as in {_WORD})",
        rf"with {_ARTICLE}{_NEW}",
        rf"{_AS_HEARD} (?:and )?not (?P<old>[a-z])\b(?: as in {_WORD})?",
    )
)

_INSTEAD = _ONE[:2]


def spelt(one: Field, said: Sentence, asked: bool) -> Iterator[Piece]:
    """All letters of a name, or some; `asked`: nothing need tell that they are letters."""
    for first in range(len(said.words)):
        told = leading(said, SPELLS, first)
        begins = leading(said, one.leads, told)
        if told == first and first and _is_letter(said, first - 1):
            continue  # they began before
        for after in range(len(said.words), first, -1):
            found = letters(" ".join(said.tokens(first, after)).lower())
            if told < first and after == first + 1:  # "with ey"
                found = said.typed(first, after).lower() if _short(said, first) else ""
            single = sum(len(word) == 1 or word == "double" for word in said.words[first:after])
            if found and (told < first or (asked and len(found) > 1) or single >= FEWEST_LETTERS):
                yield Piece(one.name, found, begins, after, SPELT)
                break


def _is_letter(said: Sentence, at: int) -> bool:
    return len(said.typed(at, at + 1).strip(" .,-")) == 1


def _short(said: Sentence, at: int) -> bool:
    """Two or three letters that are no word."""
    word = said.words[at]
    return 1 < len(word) < 4 and word.isalpha() and word not in NO_NAME and number(word) is None


def misheard(one: Field, said: Sentence) -> Iterator[Piece]:
    """ "Z as in zebra", "not C, Z", "a Z at the end": (the letter, the one in its place or "", where or "")."""
    text = " ".join(said.words)
    for shape in _ONE if text.count(" as in ") < 2 else _INSTEAD:
        for found in shape.finditer(text):
            parts = found.groupdict()
            new = _letter(parts["new"]) if "new" in parts else parts["word"][0]
            value = new, _letter(parts.get("old") or ""), parts.get("place") or ""
            first = text[: found.start()].count(" ")
            yield Piece(one.name, value, first, first + found.group().count(" ") + 1, LETTER)


def _letter(said: str) -> str:
    return (letters(f"a {said}") or "")[1:]


def spelt_into(name: str, spelt: str, whole: bool = False) -> str:
    """The name with these letters in it: "Maier", e y → Meyer; a `whole` name in letters takes its place."""
    low = name.lower()
    if whole or len(spelt) > MOST_MENDED or len(spelt) >= len(low.rpartition(" ")[2]) - 1:
        return spelt.capitalize()
    if spelt in low:
        return name
    if set(spelt) <= VOWELS:
        runs = [(each.start(), each.end()) for each in re.finditer("[aeiouy]+", low)]
        ways = [(abs(after - first - len(spelt)), first, after) for first, after in runs]
    else:  # as many of its own letters as can be stay
        places = [
            (first, after) for first in range(1, len(low)) for after in range(first, min(len(low), first + 3) + 1)
        ]
        ways = [(len(set(low[first:after]) - set(spelt)), -after, first) for first, after in places]
        ways = [(lost, first, -end) for lost, end, first in ways if set(low[first:-end]) & set(spelt)]
    _, first, after = min(ways, default=(0, len(low), len(low)))
    return _capital(low[:first] + spelt + low[after:])


def mended(name: str, letter: str, old: str, place: str) -> str:
    """The name with one other letter, in the place of `old`, or else of one that sounds most like it; "": nobody can
    tell which."""
    low = name.lower()
    if not low:
        return ""
    if place:
        return _capital(letter + low[1:] if place in ("first", "beginning", "start") else low[:-1] + letter)
    at = low.rfind(old) if old else -1
    if at < 0:  # the old one may be misheard, too
        ways = [(rank, -at) for at, each in enumerate(low) if (rank := _apart(each, old or letter)) is not None]
        at = -min(ways)[1] if ways else -1
    return _capital(low[:at] + letter + low[at + 1 :]) if at >= 0 else ""


def _apart(one: str, other: str) -> int | None:
    """How unlike the names of two letters sound; None for those that nobody confuses, and for the same."""
    return next((rank for rank, row in enumerate(ALIKE) if one in row and other in row), None) if one != other else None


def _capital(text: str) -> str:
    return " ".join(part.capitalize() for part in text.split())
