"""What is a form? What a persona asks for, field by field, and keeps when all of it is right; a table of its TOML file.

A restaurant's table, a hairdresser's appointment and a doctor's hour are a file each (`personas/receptionist.toml`).
"""

from dataclasses import dataclass
from dataclasses import field as default
from datetime import time
from functools import cached_property
from typing import Annotated, Literal

from localvoice.errors import BadInput
from localvoice.strict import Within
from localvoice.tools.reading.days import WEEKDAYS

DAILY = "daily"  # among the hours: every day that has none of its own
Kind = Literal["date", "time", "number", "choice", "several", "name", "phone", "text"]
Span = tuple[time, time]  # the first and the last time that can be booked


@dataclass(frozen=True, eq=False)
class Field:
    """One thing that is asked."""

    name: str  # as `echo` names it: "guests"
    kind: Kind  # choice: one of `values`; several: any of them; text: any words after `leads`, or some of `values`
    ask: str = ""  # the question; "": it is taken when it is said, and never asked
    needed: bool = True  # nothing is kept without it; else "no" and "I don't mind" answer the question
    letters: str = ""  # of a name: how its letters are asked for, when it was misheard
    said: str = "{}"  # how it is said back: "for {}"
    which: str = ""  # what is asked when a yes is all that is answered: "To what?"
    none: str = ""  # and how, when there is none: "no allergies"
    called: tuple[str, ...] = ()  # what people call it: "which day did I say", "delete the phone number"
    leads: tuple[str, ...] = ()  # what is said before it: "we are", "allergic to"
    units: tuple[str, ...] = ()  # what is said behind it: "people", "allergy"
    counts: tuple[str, ...] = ()  # of a number: whom people name instead of counting them: "my wife"
    values: dict[str, tuple[str, ...]] = default(default_factory=dict)  # what there is, and what else it is called
    least: Annotated[int, Within(0)] = 0  # of a number; digits of a phone number
    most: Annotated[int, Within(1)] = 1_000
    limit: str = ""  # the sentence about both: "We have room for 1 to 12 people"


@dataclass(frozen=True, eq=False)
class Fact:
    """What people ask back, and the answer."""

    about: tuple[str, ...]  # the words that tell what is asked: "parking", "park"
    say: str


@dataclass(frozen=True, eq=False)
class Form:
    """The whole of it; the questions come in the order of the fields."""

    keeps: str  # what is kept, in one word: "booking"
    about: tuple[str, ...]  # the words that speak of it: "table", "book"
    begin: tuple[str, ...]  # sentences with which it begins, for the ear: "[i'd like to] book a table"
    echo: str  # all of it, said back; a part in brackets is for what may be missing
    field: tuple[Field, ...]
    confirm: str = "Shall I book it?"
    done: str = "It is booked."
    confirm_change: str = "Shall I change it?"
    changed: str = "It is changed."
    unchanged: str = "All right, it stays as it was."
    dropped: str = "All right, nothing is booked."
    nothing: str = "Nothing is written down yet."
    hours: dict[str, tuple[str, ...]] = default(default_factory=dict)  # by weekday, or "daily": "17:00-21:30"
    ahead_days: Annotated[int, Within(1)] = 365  # so far ahead it can be
    fact: tuple[Fact, ...] = ()

    @cached_property
    def spans(self) -> dict[int, tuple[Span, ...]]:
        """Weekday, 0 is Monday → when; none where the house is closed."""
        daily = self.hours.get(DAILY, ()) if self.hours else ("00:00-23:59",)
        return {at: tuple(map(_span, self.hours.get(day, daily))) for at, day in enumerate(WEEKDAYS)}

    def of(self, name: str) -> Field:
        return next(each for each in self.field if each.name == name)

    def kind(self, kind: Kind) -> Field | None:
        """The first field of that kind."""
        return next((each for each in self.field if each.kind == kind), None)


def checked(form: Form) -> Form:
    """The same, or BadInput: a clause that wants its subject."""
    names = [each.name for each in form.field]
    if len(set(names)) < len(names) or not names:
        raise BadInput("must have fields, each with a name of its own")
    if strange := sorted(set(form.hours) - {*WEEKDAYS, DAILY}):
        raise BadInput(f"has unknown {', '.join(strange)} in [form.hours]; allowed are {', '.join(WEEKDAYS)}, {DAILY}")
    for one in form.field:
        if one.kind == "choice" and not one.values:
            raise BadInput(f"has a choice {one.name} in [[form.field]] without values")
    assert form.spans
    return form


def _span(text: str) -> Span:
    try:
        first, last = (time.fromisoformat(each.strip()) for each in text.split("-"))
    except ValueError as error:
        raise BadInput(f"sets hours to '{text}'; they must be times such as 17:00-21:30") from error
    return first, last
