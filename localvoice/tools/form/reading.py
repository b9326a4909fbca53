"""What does a sentence say about a form? The pieces that explain most of its words, in the order in which they came.

Several fields in one sentence are all taken; words that say nothing are passed over, as long as they are not the most.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from localvoice.tools.form import named, pieces
from localvoice.tools.form.pieces import BARE, MORE, NO, NOT, SET, Piece
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.words import ARTICLES, CORRECTS, FILLERS, NONE, TAKES_BACK
from localvoice.tools.form.written import Form
from localvoice.tools.reading.templates import read as template
from localvoice.tools.reading.templates import words as words_of

WORD, PIECE, STRANGE = 3, 1, 2  # what a word in a piece is worth; a piece costs, and so does a word that nobody knows
STRANGE_SHARE = 0.5  # of the words of a sentence, at most
LONGEST = 60  # words


@dataclass(frozen=True)
class Told:
    """What a sentence says."""

    pieces: tuple[Piece, ...] = ()
    either: tuple[Piece, ...] = ()  # two of a field, and nobody can tell which: "five or six"
    corrects: bool = False  # does it begin as a correction does: "no, …", "make that …"?


@lru_cache(256)  # asked first whether it makes sense, then for the answer
def read(form: Form, text: str, asked: str = "", last: str = "", known: frozenset[str] = frozenset()) -> Told | None:
    """None when it says nothing about the form.

    `asked`: the field that is asked now; `last`: the one said last; `known`: those that are there.
    """
    said = Sentence(text)
    if not 0 < len(said.words) <= LONGEST:
        return None
    chosen, strange = _chosen(form, said, list(_all(form, said, asked)))
    found = [_placed(form, each, asked, last, each.field in known, said) for each in chosen]
    found = [part for each in found if each for part in _parted(form, _taken_back(form, each, said), said)]
    if not found and asked and not form.of(asked).needed and _says_none(said):
        return Told((Piece(asked, None, 0, len(said.words), NO),))
    if not found or strange > STRANGE_SHARE * len(said.words):
        return None
    kept, either = _last_of_each(form, found, said)
    return Told(tuple(kept), either, said.words[0] in CORRECTS)


def _all(form: Form, said: Sentence, asked: str) -> Iterator[Piece]:
    yield from pieces.moments(form, said)
    yield from pieces.nothings(form, said, asked)
    time = form.kind("time")
    if time and not form.kind("number"):
        yield from pieces.bare(time, said)
    for one in form.field:
        if one.kind == "number":
            yield from pieces.numbers(one, said)
        elif one.kind == "choice":
            yield from pieces.choices(one, said)
        elif one.kind == "several":
            yield from named.several(one, said, one.name == asked, _others(form, one.name))
        elif one.kind == "name":
            yield from named.names(one, said, one.name == asked, _own(form))
        elif one.kind == "phone":
            yield from named.phone(one, said, one.name == asked)
        elif one.kind == "text":
            yield from pieces.texts(one, said)


def _chosen(form: Form, said: Sentence, found: list[Piece]) -> tuple[list[Piece], int]:
    """The pieces, none of which overlap, that explain most; and how many words nobody knows."""
    size, known = len(said.words), FILLERS | _own(form)
    best: list[tuple[int, int, tuple[Piece, ...]]] = [(0, 0, ())] * (size + 1)  # worth, strange words, pieces
    starting: dict[int, list[Piece]] = {}
    for each in found:
        starting.setdefault(each.first, []).append(each)
    for at in range(size - 1, -1, -1):
        worth, strange, rest = best[at + 1]
        lost = said.words[at] not in known
        ways = [(worth - STRANGE * lost, strange + lost, rest)]
        for each in starting.get(at, ()):
            worth, strange, rest = best[each.after]
            bare = each.how == BARE
            ways.append((worth + WORD * (each.after - at) - PIECE - bare, strange, (each, *rest)))
        best[at] = max(ways, key=lambda way: way[0])
    return list(best[0][2]), best[0][1]


@lru_cache(8)
def _own(form: Form) -> frozenset[str]:
    """Words that belong to the form: those with which it begins, and what its fields are called."""
    own = set[str]().union(*(words_of(template(each)) for each in form.begin))
    for one in form.field:
        own |= {word for phrase in (*one.called, *one.leads, *one.units) for word in phrase.split()}
    return frozenset(own)


@lru_cache(64)
def _others(form: Form, name: str) -> frozenset[str]:
    """Words of the values of other fields."""
    values = (value for one in form.field if one.name != name for value in one.values.items())
    return frozenset(word for value, words in values for phrase in (value, *words) for word in phrase.split())


def _placed(form: Form, each: Piece, asked: str, last: str, known: bool, said: Sentence) -> Piece | None:
    """A bare number is what is asked, else what was said last, else how many, where that is not known."""
    if each.how != BARE:
        return each
    kinds = {one.name: one.kind for one in form.field}
    for name in (asked, last if said.words[0] in CORRECTS else ""):
        if kinds.get(name) == "time":
            return Piece(name, each.value, each.first, each.after, BARE)
        if kinds.get(name) == "number":
            return replace(each, field=name, how="set")
    if asked and known:
        return None
    return each if kinds[each.field] == "time" else replace(each, how="set")


def _taken_back(form: Form, each: Piece, said: Sentence) -> Piece:
    """ "not outside", "instead of nuts": how is NOT."""
    before = each.first
    while before and said.words[before - 1] in ARTICLES - {"to"}:
        before -= 1
    word = said.words[before - 1] if before else ""
    whole = not said.stops(before)
    back = word in TAKES_BACK or said.words[max(0, before - 2) : before] in (["instead", "of"], ["rather", "than"])
    one = form.of(each.field)
    single = word == "no" and one.kind == "choice" and (not one.ask or len(one.values) == 1)
    return replace(each, how=NOT) if each.how == "set" and whole and (back or single) else each


def _parted(form: Form, each: Piece, said: Sentence) -> tuple[Piece, ...]:
    """ "not nuts, peanuts" takes back the nuts alone."""
    comma = any(said.stops(at) for at in range(each.first + 1, each.after))
    if each.how != NOT or form.of(each.field).kind != "several" or not comma:
        return (each,)
    return replace(each, value=each.value[:1]), replace(each, value=each.value[1:], how="set")


def _says_none(said: Sentence) -> bool:
    """Is a no all that it says?"""
    whole = " ".join(said.words)
    return any(whole == phrase or whole.startswith(f"{phrase} ") for phrase in NONE) or said.words[-1:] == ["no"]


def _alike(one: Piece, other: Piece) -> bool:
    """Do they say the same kind of thing: both a value, both that there is none …?"""
    return one.how == other.how or {one.how, other.how} == {SET, BARE}


def _last_of_each(form: Form, found: list[Piece], said: Sentence) -> tuple[list[Piece], tuple[Piece, ...]]:
    """Of two of a field the later one counts, as in "four, no, five"; "four or five" is open."""
    kept: list[Piece] = []
    for at, each in enumerate(found):
        one = form.of(each.field)
        before = next((other for other in kept if other.field == each.field and _alike(other, each)), None)
        if before is None or one.kind in ("several", "text") or each.how in (NOT, MORE, NO):
            kept.append(each)
            continue
        between = said.words[before.after : each.first]
        first = said.words[before.first - 1 : before.first]
        if before is found[at - 1] and (between == ["or"] or (first == ["between"] and between == ["and"])):
            return [other for other in kept if other is not before], (before, each)
        kept[kept.index(before)] = each
    return kept, ()
