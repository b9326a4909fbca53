"""Which stretches of a sentence say something about a field? Each kind of field finds its own; they may overlap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.words import ARTICLES, NONE, TAKES_BACK, VAGUE_DAYS
from localvoice.tools.form.written import Field, Form
from localvoice.tools.reading.durations import duration
from localvoice.tools.reading.numbers import number
from localvoice.tools.reading.slots import dated
from localvoice.tools.reading.times import Moment, moment

LONGEST = 8  # words of one moment
# How a piece says it: the value; not this one; so many more; so much later; a number alone; that there is none; not
# exactly enough; in letters; one letter that was misheard; the first or last hour that there is
SET = "set"
NOT = "not"
MORE = "more"
SHIFT = "shift"
BARE = "bare"
NO = "no"
VAGUE = "vague"
SPELT = "spelt"
LETTER = "letter"
EDGE = "edge"
EDGES = {  # of the hours
    "last": ("as late as possible", "the latest", "the last", "last table", "as late as you can"),
    "first": (
        "as early as possible",
        "the earliest",
        "the first",
        "first table",
        "as soon as possible",
        "whenever",
        "any time",
        "anytime",
    ),
}
AT = ("after", "from", "any time after", "anytime after", "at about", "at around", "exactly at", "say")
UNWILLING = ("don't want", "don't need", "rather not", "won't", "prefer not", "can't give", "don't like", "do without")
UNWILLING_WORDS = 4  # between that and what is not wanted
STRONG = {"none", "nobody", "nobody's", "nothing", "anywhere", "whatever", "wherever"}  # beside other words, too
DAY = timedelta(days=1)
NO_COUNT = ("one of us", "one person", "one guest")  # who is spoken of, not how many come


@dataclass(frozen=True)
class Piece:
    """What a stretch says. `value` by `how`: None for NO ("no allergies"), the words for VAGUE ("next week")."""

    field: str
    value: Any
    first: int
    after: int
    how: str = SET  # one of those above


def phrases(said: Sentence, phrase: str) -> Iterator[tuple[int, int]]:
    """Where it stands: first word, word after the last."""
    words = phrase.lower().split()
    for first in range(len(said.words) - len(words) + 1):
        if said.has(words, first):
            yield first, first + len(words)


def leading(said: Sentence, leads: tuple[str, ...], first: int) -> int:
    """Where the longest lead that stands right before `first` begins; `first` for none."""
    for lead in sorted(leads, key=lambda each: -len(each.split())):
        words = lead.split()
        if first >= len(words) and said.has(words, first - len(words)):
            return first - len(words)
    return first


def moments(form: Form, said: Sentence) -> Iterator[Piece]:
    """Days, parts of the day and times of day; "seven" alone is a number (`bare`)."""
    date, time = form.kind("date"), form.kind("time")
    for first in range(len(said.words)):
        for after in range(first + 1, min(len(said.words), first + LONGEST) + 1):
            if not said.whole(first, after) or (found := _moment(said, first, after)) is None:
                continue
            one = time if found.clock or (found.after and found.after % DAY) else date
            both = found.clock and (found.day or found.part)
            if one and not both:
                yield Piece(one.name, found, leading(said, AT, first) if found.clock else first, after)
    yield from _shifts(date, time, said)
    yield from _between(time, said)
    for edge, phrase in ((edge, phrase) for edge, every in EDGES.items() for phrase in every) if time else ():
        for first, after in phrases(said, phrase):
            yield Piece(time.name, edge, first, after, EDGE)  # pyright: ignore[reportOptionalMemberAccess]
    for phrase in VAGUE_DAYS if date else ():
        for first, after in phrases(said, phrase):
            yield Piece(date.name, phrase, first, after, VAGUE)  # pyright: ignore[reportOptionalMemberAccess]


def _moment(said: Sentence, first: int, after: int) -> Moment | None:
    words = said.said(first, after)
    if number(words) is not None or number(words.removeprefix("for ").removeprefix("by ")) is not None:
        early = said.words[first - 1] if first else ""
        if early not in ("after", "from") or number(words) is None:
            return None
    return moment(dated(said.typed(first, after))) or moment(dated(words))


def bare(one: Field, said: Sentence) -> Iterator[Piece]:
    """A number alone, where no field counts anything."""
    for first in range(len(said.words)):
        for after in range(first + 1, min(len(said.words), first + 2) + 1):
            value = number(said.said(first, after))
            if isinstance(value, int) and said.whole(first, after):
                yield Piece(one.name, value, first, after, BARE)


def _between(time: Field | None, said: Sentence) -> Iterator[Piece]:
    """ "between seven and eight": two times."""
    for at, word in enumerate(said.words):
        cut = next((cut for cut in range(at + 2, at + 5) if said.words[cut : cut + 1] == ["and"]), 0)
        if not time or word != "between" or not cut:
            continue
        for after in range(len(said.words), cut + 1, -1):
            times = [moment(f"at {words}") for words in (said.said(at + 1, cut), said.said(cut + 1, after))]
            if all(each and each.clock for each in times):
                yield Piece(time.name, times[0], at + 1, cut)
                yield Piece(time.name, times[1], cut + 1, after)
                break


def _shifts(date: Field | None, time: Field | None, said: Sentence) -> Iterator[Piece]:
    """ "an hour later", "a day earlier"."""
    for at, word in enumerate(said.words):
        sign = {"later": 1, "earlier": -1}.get(word, 0)
        for first in range(max(0, at - 4), at) if sign else ():
            length = duration(said.said(first, at))
            one = date if length and not length % DAY else time
            if length and one:
                yield Piece(one.name, sign * length, first, at + 1, SHIFT)


def numbers(one: Field, said: Sentence) -> Iterator[Piece]:
    """ "four people", "for four", "two adults and two children", "me and my wife", "four"."""
    for value, words in one.values.items():
        for phrase in words:
            for first, after in phrases(said, phrase):
                yield Piece(one.name, int(value), first, after)
    for first in range(len(said.words)):
        count = _counted(one, said, first)
        if count is None:
            continue
        total, after, named = count
        begins = leading(said, one.leads, first)
        if said.words[after : after + 1] == ["more"] and total:
            ends = after + 1 + _unit(one, said, after + 1)
            yield Piece(one.name, total, first, ends, MORE)
        elif said.words[after : after + 1] in (["less"], ["fewer"]):
            yield Piece(one.name, -total, first, after + 1, MORE)
        elif named or begins < first:
            with_whom = not named or said.words[first - 1 : first] != ["with"]
            if said.said(first, after) not in NO_COUNT:
                yield Piece(one.name, total + (not with_whom), begins, after)
        else:
            yield Piece(one.name, total, first, after, BARE)


def _counted(one: Field, said: Sentence, first: int) -> tuple[int, int, bool] | None:
    """Sum, word after the last, and whether it was said of what; "me, my wife and two kids" is a row of such things."""
    things = list(_row(one, said, first))
    if not things:
        return None
    _, after, named = things[-1]
    alone = len(things) == 1 and any(said.has(phrase.split(), first) for phrase in one.counts)
    return None if alone else (sum(value for value, _, _ in things), after, named)


def _row(one: Field, said: Sentence, at: int) -> Iterator[tuple[int, int, bool]]:
    """Things that are counted, "and" or a comma between them: how many, the word after, whether it was said of what."""
    size, value, named = _thing(one, said, at)
    while size:
        after = at + size
        yield value, after, named
        at = after + (said.words[after : after + 1] in (["and"], ["plus"]))
        if not named or (at == after and not said.stops(after)):
            return
        size, value, named = _thing(one, said, at)
        size = size if named else 0


def _thing(one: Field, said: Sentence, at: int) -> tuple[int, int, bool]:
    """How many words it takes, how many that are, and whether it was said of what; 0 for none."""
    for phrase in one.counts:
        if said.has(phrase.split(), at):
            return len(phrase.split()), 1, True
    if said.words[at : at + 1] in (["my"], ["our"]):
        size, value, unit = _thing(one, said, at + 1)
        return (size + 1, value, unit) if unit else (0, 0, False)
    for after in range(min(len(said.words), at + 5), at, -1):
        value = number(said.said(at, after))
        if (
            isinstance(value, int) and said.whole(at, after) and said.words[at] != "oh"
        ):  # a figure, but nobody counts so
            unit = _unit(one, said, after)
            return after - at + unit, value, unit > 0
    return 0, 0, False


def _unit(one: Field, said: Sentence, at: int) -> int:
    """How many words of the unit stand there."""
    return max((len(unit.split()) for unit in one.units if said.has(unit.split(), at)), default=0)


def choices(one: Field, said: Sentence) -> Iterator[Piece]:
    """One of the values, or what else it is called."""
    for value, words in one.values.items():
        for phrase in (value, *words):
            for first, after in phrases(said, phrase):
                yield Piece(one.name, value, leading(said, one.leads, first), after)


def texts(one: Field, said: Sentence) -> Iterator[Piece]:
    """What is worth a note: some word of the values, or all that follows a lead."""
    yield from choices(one, said)
    for lead in one.leads:
        for first, after in phrases(said, lead):
            if after < len(said.words):
                yield Piece(one.name, said.typed(after, len(said.words)).strip(" .,!?"), first, len(said.words))


def nothings(form: Form, said: Sentence, asked: str) -> Iterator[Piece]:
    """ "no allergies", "forget the high chair", "without my number"; "none", where that is asked."""
    for one in form.field:
        names = (*one.called, *(phrase for value, words in _single(one) for phrase in (value, *words)))
        for phrase in names:
            for first, after in phrases(said, phrase):
                begins = first
                while begins and said.words[begins - 1] in ARTICLES:
                    begins -= 1
                if begins and said.words[begins - 1] in TAKES_BACK | {"no", "don't"} and not said.stops(begins):
                    yield Piece(one.name, None, begins - 1, after, NO)
                elif not one.needed and (unwilling := _unwilling(said, begins)) is not None:
                    yield Piece(one.name, None, unwilling, after, NO)
    if asked and not form.of(asked).needed:
        for phrase in NONE:
            for first, after in phrases(said, phrase):
                if after - first > 1 or phrase in STRONG:
                    yield Piece(asked, None, first, after, NO)


def _unwilling(said: Sentence, before: int) -> int | None:
    """Where it is said, not far before, that somebody does not want or need something."""
    near = (
        at for phrase in UNWILLING for at, after in phrases(said, phrase) if before - UNWILLING_WORDS <= after <= before
    )
    return next(near, None)


def _single(one: Field) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values of a choice that is only there or not: "a high chair"."""
    if one.kind == "choice" and len(one.values) == 1:
        yield from one.values.items()
