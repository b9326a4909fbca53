"""What do people ask back, while a form is open? Hours, what the house has, what was written down."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from localvoice.tools.form import limits
from localvoice.tools.form.filling import Draft
from localvoice.tools.form.limits import Refused
from localvoice.tools.form.pieces import Piece, moments, numbers, phrases
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.written import Fact, Field, Form
from localvoice.tools.reading.times import Moment

_OPENERS = "do does is are have has can could may how what what's when where which who who's why will would until"
OPENERS = set(_OPENERS.split())
BEFORE = {"okay", "and", "but", "so", "oh", "well", "um", "uh", "then", "hello", "hi", "hey", "wait", "hmm", "sorry"}
HOURS = ("open", "opened", "opening", "close", "closed", "hours", "latest", "earliest", "how late", "how early")
TOLD = (
    "write down", "written down", "wrote down", "got so far", "have so far", "noted", "note down", "so far",
    "everything", "read it back", "read that back", "all the details", "my details", "the details", "have i told you",
    "understood", "understand so far", "you got",
)  # fmt: skip
WHY = ("why", "need", "have to", "must i", "is that necessary", "necessary", "what for")
AGAIN = (
    "did i say",
    "did i tell",
    "did i give",
    "repeat",
    "again",
    "did you write",
    "have you written",
    "was it",
    "did i",
)


WRONG = (
    "wrong",
    "not right",
    "isn't right",
    "incorrect",
    "except",
    "but the",
    "change the",
    "correct the",
    "not correct",
)


@dataclass(frozen=True)
class Asked:
    """What is asked back."""

    what: str  # "hours", "fact", "why", "all", "field"
    fact: Fact | None = None
    field: Field | None = None
    day: Moment | None = None


GREETINGS = {"hello", "hi", "hey", "good"}  # whoever begins so may be somebody else
OWNED = {"my", "our", "the", "that", "this", "you"}  # before "booking": the one that there is
MOST_CHANGED = 2  # fields in one sentence; with more it is a whole wish of its own
VAGUER = {  # a field that is to be another, and nobody said which
    "time": (
        "bit later",
        "little later",
        "bit earlier",
        "little earlier",
        "other time",
        "another time",
        "different time",
    ),
    "date": ("another day", "different day", "other day", "another date", "different date"),
}
ADDS = {"add", "put", "include", "note"}  # "can you add a high chair" asks for one
CLAUSES = re.compile(r"[,.;?!]|\b(?:and|but|because)\b")
WISHES = {"can", "could", "may", "would"}  # with these a part of a sentence asks for something: "could we sit outside?"
_ASKS = re.compile(r"^\W*(?:please )?(?:(?:can|could) you )?tell me (?:if |whether )?", re.IGNORECASE)


def goes_on(form: Form, text: str, fields: int) -> bool:
    """Is something that was kept just now to change, by so many fields: "we'll be five", but not "a table for two"?"""
    words = Sentence(text).words
    begins = any(word in form.about and before not in OWNED for before, word in pairwise(["", *words]))
    return fields <= MOST_CHANGED and not begins and words[0] not in GREETINGS


def beside(form: Form, text: str) -> Fact | None:
    """What a part of a sentence asks that tells something else: "for six, and do you have parking?"."""
    parts = [part.strip() for part in CLAUSES.split(text) if part.strip()]
    asking = [part for part in parts if len(parts) > 1 and part.split()[0].lower() not in WISHES]
    asked = [asked_back(form, _opened(part)) for part in asking]
    return next((each.fact for each in asked if each and each.fact), None)


def _opened(part: str) -> str:
    """ "tell me if you have parking" → "do you have parking"."""
    return f"do {part[found.end() :]}" if (found := _ASKS.match(part)) else part


@lru_cache(256)
def asked_back(form: Form, text: str) -> Asked | None:
    """None for what is no such question."""
    said = Sentence(text)
    begins = next((at for at, word in enumerate(said.words) if word not in BEFORE), len(said.words))
    opener = said.words[begins] if begins < len(said.words) else ""
    if opener in ("read", "tell", "repeat", "wait", "remind"):
        return _written(form, said)
    if opener not in OPENERS or ADDS & set(said.words):
        return None
    found = [each for each in moments(form, said) if isinstance(each.value, Moment)]
    if any(True for phrase in HOURS for _ in phrases(said, phrase)) and not _counts(form, said):
        return Asked("hours", day=_day(found, form, said))
    fact = next((fact for fact in form.fact for phrase in fact.about for _ in phrases(said, phrase)), None)
    if fact and not found and not _counts(form, said):
        return Asked("fact", fact)
    if any(True for phrase in WHY for _ in phrases(said, phrase)):
        return Asked("why")
    return _written(form, said)


def _written(form: Form, said: Sentence) -> Asked | None:
    """What was written down, all of it or one field."""
    named = [one for one in form.field for phrase in (*one.called, one.name) for _ in phrases(said, phrase)]
    if any(True for phrase in AGAIN for _ in phrases(said, phrase)) and named:
        return Asked("field", field=named[0])
    told = said.words[0] != "have" and any(True for phrase in TOLD for _ in phrases(said, phrase))
    return Asked("all") if told else None


def wrong(form: Form, text: str) -> Field | None:
    """The field that is said to be wrong: "everything but the time is right"; its value is not told."""
    said = Sentence(text)
    for one in form.field:
        if any(True for phrase in VAGUER.get(one.kind, ()) for _ in phrases(said, phrase)):
            return one
    if not any(True for phrase in WRONG for _ in phrases(said, phrase)):
        return None
    return next((one for one in form.field for phrase in one.called for _ in phrases(said, phrase)), None)


def _counts(form: Form, said: Sentence) -> bool:
    """Is a number of something said, so that it rather is a wish: "do you have a table for two"?"""
    found: list[Piece] = [each for one in form.field if one.kind == "number" for each in numbers(one, said)]
    return bool(found)


def _day(found: list[Piece], form: Form, said: Sentence) -> Moment | None:
    days = [each.value for each in found if each.value.day]
    if days:
        return days[-1]
    plain = Sentence(" ".join(word.removesuffix("s") if word.endswith("days") else word for word in said.words))
    return next(
        (each.value for each in moments(form, plain) if isinstance(each.value, Moment) and each.value.day), None
    )


def hours(form: Form, asked: Asked, draft: Draft, now: datetime) -> str:
    """On the day that was asked about, else on the one that was told, else on all."""
    day = limits.day(form, asked.day, now) if asked.day else None
    if isinstance(day, Refused):
        return f"{day.why}."
    one = form.kind("date")
    if day is None and one and draft.known.get(one.name):
        day = datetime.fromisoformat(draft.known[one.name]).date()
    if day is None:
        shut = [f"{limits.weekday(at)}s" for at, spans in form.spans.items() if not spans]
        return f"{limits.outside(form, None)}{f', and are closed on {_listed(shut)}' if shut else ''}."
    begin = "Yes, we" if asked.day else "We"
    return f"{begin}{limits.outside(form, day).removeprefix('We')}."


def _listed(days: list[str]) -> str:
    return " and ".join(days)
