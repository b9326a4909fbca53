"""Names, phone numbers and things that nobody can list: the pieces of a sentence that are not among known words."""

from collections.abc import Iterator

from localvoice.tools.form.pieces import SET, Piece, leading, phrases
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.spelling import misheard, spelt
from localvoice.tools.form.words import FILLERS, JOINS, NO_NAME, SUBJECTS
from localvoice.tools.form.written import Field
from localvoice.tools.reading.numbers import SMALL, number
from localvoice.tools.reading.slots import dated
from localvoice.tools.reading.times import moment

LONGEST_NAME, LONGEST_THING = 3, 2  # words
TITLES = {"mr", "mrs", "ms", "miss", "doctor", "dr", "professor"}
REPEATS = {"double": 2, "triple": 3, "treble": 3}
SIGNS = {"plus": "+"}
MISHEARD = {"or": "0", "owe": "0"}  # as ears write an "oh" among figures


def names(one: Field, said: Sentence, asked: bool, own: frozenset[str]) -> Iterator[Piece]:
    """No words of `own`. Behind a lead, or alone where it is asked; letters are how it is written."""
    yield from spelt(one, said, asked)
    yield from misheard(one, said)
    size = len(said.words)
    for first in range(size):
        begins = leading(said, one.leads, first)
        capital = said.typed(first, first + 1)[:1].isupper()
        for_whom = first > 0 and said.words[first - 1] == "for" and capital
        if begins == first and not (asked or for_whom):
            continue
        for after in range(first + 1, min(size, first + LONGEST_NAME) + 1):
            if not _could_be_name(said, first, after) or said.words[after - 1] in own:
                break
            if after - first == 1 and said.words[first] in TITLES:
                continue
            yield Piece(
                one.name,
                _written(said.typed(first, after)),
                first - 1 if begins == first and for_whom else begins,
                after,
            )


def _could_be_name(said: Sentence, first: int, after: int) -> bool:
    words = said.words[first:after]
    if any(said.stops(at) for at in range(first + 1, after)) or not said.whole(first, after):
        return False
    plain = all(word not in NO_NAME and number(word) is None and len(word) > 1 for word in words)
    return plain and moment(dated(" ".join(words))) is None and not (set(words) & {"double", "triple", "hundred"})


def _written(text: str) -> str:
    """With capitals, where nobody has typed any."""
    text = text.strip(' .,;:!?"“”')
    return text if any(map(str.isupper, text)) else " ".join(part[:1].upper() + part[1:] for part in text.split())


def phone(one: Field, said: Sentence, asked: bool) -> Iterator[Piece]:
    """Figures in any groups: "oh one seven, double five", "555 0142", "plus four nine"."""
    for first in range(len(said.words)):
        if first and not said.whole(first, first + 1) and said.places[first - 1].start == said.places[first].start:
            continue
        for after in range(len(said.words), first, -1):
            if not said.whole(first, after):
                continue
            figures = _figures(said.tokens(first, after))
            enough = len(figures) >= one.least
            if figures and (enough or (asked and moment(dated(said.said(first, after))) is None)):
                yield Piece(one.name, figures, leading(said, one.leads, first), after)
                break


def _figures(tokens: list[str]) -> str:
    """ "" when one of them is no figure."""
    found, times = "", 1
    for at, token in enumerate(token.lower().strip(".,;") for token in tokens):
        if token in REPEATS:
            times = REPEATS[token]
            continue
        if token in ("-", "(", ")", "/", ".", ","):
            continue
        if token == "hundred" and found:
            figures = "00"
        elif token in SIGNS or token == "+":
            if at:
                return ""
            figures = "+"
        elif token.isdecimal():
            figures = token
        elif token in MISHEARD and at:
            figures = MISHEARD[token]
        else:
            value = SMALL.get(token)
            if value is None:
                return ""
            figures = str(value)
            tens = found[-2:] if tokens[at - 1].lower() in _TENS and value < 10 else ""
            if at and tens:
                found, figures = found[:-1], figures  # "twenty two" is 22
        found, times = found + figures * times, 1
    return found if sum(map(str.isdecimal, found)) > 1 else ""


_TENS = {word for word, value in SMALL.items() if value >= 20}


def several(one: Field, said: Sentence, asked: bool, others: frozenset[str]) -> Iterator[Piece]:
    """ "allergic to nuts and milk", "a nut allergy", "my son can't have eggs"; known ones alone too."""
    known = {phrase: value for value, words in one.values.items() for phrase in (value, *words)}
    for first in range(len(said.words)):
        led = max((len(lead.split()) for lead in one.leads if said.has(lead.split(), first)), default=0)
        at = first + led
        thing = _thing(said, at, known, one.units, others if led or asked else None)
        if thing is None or not (led or _known(said, at, known) or _alone(said, first, thing[1])):
            continue
        begins = first
        while led and begins and said.words[begins - 1] in SUBJECTS and not said.stops(begins):
            begins -= 1
        yield from _row(one, said, begins, at, known, others if led or asked else None)


def _known(said: Sentence, at: int, known: dict[str, str]) -> bool:
    return any(said.has(phrase.split(), at) for phrase in known)


def _alone(said: Sentence, first: int, after: int) -> bool:
    """Is nothing said around it that would make it part of something longer?"""
    if first and not said.stops(first) and said.words[first - 1] not in FILLERS | JOINS | SUBJECTS:
        return False
    rest = said.words[after:]
    return said.stops(after) or not rest or rest[0] in JOINS or set(rest) <= FILLERS


def _row(
    one: Field, said: Sentence, begins: int, at: int, known: dict[str, str], others: frozenset[str] | None
) -> Iterator[Piece]:
    """Things one after the other, "and" between them; each beginning of the row is one too."""
    found: list[str] = []
    while (thing := _thing(said, at, known, one.units, others)) is not None:
        value, at = thing
        found.append(value)
        yield Piece(one.name, tuple(dict.fromkeys(found)), begins, at, SET)
        ahead = at
        while said.words[ahead : ahead + 1] and said.words[ahead] in JOINS | SUBJECTS:
            ahead += 1
        led = max((len(lead.split()) for lead in (*one.leads, "to") if said.has(lead.split(), ahead)), default=0)
        joined = ahead + led > at or said.stops(at)
        if not joined or (ahead > at and said.words[at] not in JOINS and not led and not said.stops(at)):
            return
        at = ahead + led


def _thing(
    said: Sentence, at: int, known: dict[str, str], units: tuple[str, ...], others: frozenset[str] | None
) -> tuple[str, int] | None:
    """The thing and the word after it: a known one, or up to two words that nobody knows.

    `others`: words that are known as something else; None: only known things count.
    """
    while said.words[at : at + 1] and said.words[at] in ("a", "an", "the", "any"):
        at += 1
    for phrase in sorted(known, key=lambda each: -len(each.split())):
        if said.has(phrase.split(), at):
            return known[phrase], _past_unit(said, at + len(phrase.split()), units)
    after = at
    while others is not None and after < len(said.words) and after - at < LONGEST_THING:
        word = said.words[after]
        if word in NO_NAME | JOINS | others or number(word) is not None or (after > at and said.stops(after)):
            break
        if moment(dated(word)) is not None:
            break
        after += 1
    return (said.said(at, after), _past_unit(said, after, units)) if after > at else None


def _past_unit(said: Sentence, at: int, units: tuple[str, ...]) -> int:
    return at + max((len(unit.split()) for unit in units if said.has(unit.split(), at)), default=0)


__all__ = ["names", "phone", "phrases", "several"]
