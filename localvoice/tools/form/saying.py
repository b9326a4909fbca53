"""How does a form speak? What is new, why something cannot be, one short question; and all of it before it is kept."""

from datetime import date, datetime
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.deed import filled
from localvoice.tools.form import limits
from localvoice.tools.form.filling import Draft, Filled, missing
from localvoice.tools.form.written import Field, Form
from localvoice.tools.reading.numbers import in_words

IN_WORDS = 12  # numbers up to it are said in words
GROUP = 3  # figures of a phone number that are said in one go
LOWERED = ("We ", "There ", "It ")  # sentences that may stand behind a semicolon
CHANGE = "change"  # what is asked when the echo was wrong
WHAT_ELSE = "What should I change?"


def said(one: Field, value: Any, now: datetime) -> str:
    """A value as it is said: "on Friday, December 4th", "7:30 PM", "nuts and milk"."""
    match one.kind:
        case "date":
            return _date(date.fromisoformat(value), now.date())
        case "time":
            return limits.spoken(value)
        case "number":
            return in_words(value) if value <= IN_WORDS else str(value)
        case "several":
            return phrasing.joined(value)
        case "phone":
            groups = [value[at : at + GROUP] for at in range(0, len(value), GROUP)]
            if len(groups) > 1 and len(groups[-1]) == 1:
                groups[-2:] = [groups[-2] + groups[-1]]
            return ", ".join(" ".join("plus" if sign == "+" else sign for sign in group) for group in groups)
    return str(value)


def _date(when: date, today: date) -> str:
    near = {0: "today, ", 1: "tomorrow, "}.get((when - today).days, "on ")
    year = f", {when.year}" if when.year != today.year else ""
    return f"{near}{when:%A}, {when:%B} {phrasing.ordinal(when.day)}{year}"


def clause(one: Field, value: Any, now: datetime) -> str:
    """With what belongs to it: "for four", "allergic to nuts", "no allergies"."""
    return one.said.format(said(one, value, now)) if value not in ("", []) else one.none


def echo(form: Form, known: dict[str, Any], now: datetime, spelt: str = "") -> str:
    """All of it in one sentence, without its full stop; the field `spelt` with its letters."""
    words = {one.name: clause(one, known[one.name], now) for one in form.field if one.name in known}
    if spelt in words:
        words[spelt] += letters(known[spelt])
    return filled(form.echo, {name: each for name, each in words.items() if each}).replace(" ,", ",").replace(" ;", ";")


def letters(name: str) -> str:
    """So that it is heard whether they are right: ", S, M, I, T, H"."""
    return "".join(f", {letter}" for letter in name.upper() if letter.isalpha())


def news(form: Form, found: Filled, now: datetime) -> str:
    """What was told just now, without a full stop: "For four, on Friday, December 4th, at 7:30 PM"."""
    known = found.draft.known
    told = [one for one in form.field if one.name in found.new and one.name in known]
    clauses = [
        each + (letters(known[one.name]) if one.name == found.spelt else "")
        for one in told
        if (each := clause(one, known[one.name], now))
    ]
    whole = ", ".join([*clauses, *found.gone])
    return whole[:1].upper() + whole[1:]


def reply(form: Form, found: Filled, now: datetime) -> tuple[str, str]:
    """The answer, and the field that it asks; "" when it asks whether all is right."""
    new, draft = news(form, found, now), found.draft
    if found.insisted and (words := form.of(found.spelt).letters):
        return words, found.spelt
    if found.refused:
        why = ", and ".join(_low(each) if at else each for at, (_, each) in enumerate(found.refused))
        return f"{_both(new, why)}. {form.of(found.refused[0][0]).ask}", found.refused[0][0]
    if draft.begun:
        one = form.kind("phone")
        assert one
        return f"{said(one, draft.begun, now)}, and then?", one.name
    asked = missing(form, draft.known)
    if not asked:
        return f"{echo(form, draft.known, now, found.spelt)}. {confirm(form, draft)}", ""
    return f"{new}. {form.of(asked).ask}".removeprefix(". "), asked


def _both(new: str, why: str) -> str:
    return f"{new}; {_low(why)}" if new else why


def _low(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if sentence.startswith(LOWERED) else sentence


def question(form: Form, draft: Draft) -> str:
    """What is open now."""
    if draft.asked == CHANGE:
        return WHAT_ELSE
    asked = draft.asked or missing(form, draft.known)
    return form.of(asked).ask if asked else confirm(form, draft)


def confirm(form: Form, draft: Draft) -> str:
    """The question whether all is right."""
    return form.confirm_change if draft.replaces else form.confirm
