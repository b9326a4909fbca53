"""What was told goes into the form: what is known then, what is new, what cannot be, and what is asked next; pure."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.form import limits
from localvoice.tools.form.limits import Refused
from localvoice.tools.form.pieces import BARE, EDGE, LETTER, MORE, NO, NOT, SHIFT, SPELT, VAGUE, Piece
from localvoice.tools.form.reading import Told
from localvoice.tools.form.spelling import mended, spelt_into
from localvoice.tools.form.written import Field, Form
from localvoice.tools.reading.times import ClockTime, Moment

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Draft:
    """A form that is being filled; all of it goes to JSON and back."""

    known: dict[str, Any] = field(default_factory=dict)  # by field: text, number, list of texts; "" or [] for none
    asked: str = ""  # the field that is asked now; "": all are known, or nobody has asked yet
    last: str = ""  # the number or time that was told last, alone
    part: str = ""  # of the day: "evening"
    begun: str = ""  # of a phone number, while figures are missing
    spelt: str = ""  # the name, where its letters were said back
    replaces: int = 0  # the item that is kept and changes; 0: none

    def data(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Filled:
    """What has come of it."""

    draft: Draft
    new: tuple[str, ...]  # fields that were told
    gone: tuple[str, ...]  # what was taken back, as it is said: "no high chair"
    refused: tuple[tuple[str, str], ...]  # fields that cannot be so, and why
    spelt: str = ""  # the field whose letters were told
    insisted: bool = False  # are they those that were said back, which cannot be right?


def missing(form: Form, known: dict[str, Any]) -> str:
    """The field that is asked next; "" for none."""
    return next((one.name for one in form.field if one.ask and one.name not in known), "")


def fill(form: Form, draft: Draft, told: Told, now: datetime) -> Filled:
    """Days come before times, so that "Sunday at seven" is looked up in Sunday's hours."""
    known, begun = dict(draft.known), ""
    part, counted = draft.part, list[str]()
    new: list[str] = []
    gone: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    order = sorted(told.pieces, key=lambda each: form.of(each.field).kind != "date")
    for each in order:
        one = form.of(each.field)
        if one.kind == "date" and isinstance(each.value, Moment) and each.value.part:
            part = each.value.part
            if each.value.day is None:
                continue
        if each.how == NOT and one.kind != "several" and _set_too(each, told):
            continue
        if each.how in (NO, NOT):
            back = _take_back(one, each, known)
            new += [one.name] if back is None else []
            gone += [(one.name, back)] if back else []
            continue
        if one.kind == "phone" and isinstance(each.value, str) and len(each.value) < one.least:
            each = replace(each, value=draft.begun + each.value)
            if len(str(each.value)) < one.least:
                begun = str(each.value)
                continue
        value = _value(form, one, each, known, part, draft.asked, now)
        if isinstance(value, Refused):
            refused.append((one.name, value.why))
        elif value is not None:
            known[one.name] = [*_before(one, each, known, told), *value] if one.kind == "several" else value
            new.append(one.name)
            counted += [one.name] if one.kind in ("time", "number") else []
    _hold_time(form, known, refused, now)
    back_again = tuple(text for name, text in gone if name not in new)
    last = "" if len(counted) > 1 else (counted or [draft.last])[0]
    spelt = next((each.field for each in told.pieces if each.how in (SPELT, LETTER) and each.field in known), "")
    insisted = bool(spelt) and known[spelt] == draft.spelt and draft.asked != spelt
    after = Draft(known, "", last, part, begun, known[spelt] if spelt else draft.spelt, draft.replaces)
    return Filled(after, tuple(dict.fromkeys(new)), back_again, tuple(refused), spelt, insisted)


def _set_too(each: Piece, told: Told) -> bool:
    """Is the field given something else in the same sentence: "inside, not outside"?"""
    return any(other.field == each.field and other.how not in (NOT, NO) for other in told.pieces)


def _before(one: Field, each: Piece, known: dict[str, Any], told: Told) -> list[str]:
    """Things that are there already, and not named again."""
    there = known.get(one.name) or []
    return [thing for thing in there if thing not in each.value]


def _take_back(one: Field, each: Piece, known: dict[str, Any]) -> str | None:
    """What is gone then, as it is said; "" for nothing; None where it is known now that there is none."""
    called = one.called[0] if one.called else one.name
    before = known.get(one.name)
    if each.how == NOT and one.kind == "several":
        known[one.name] = [thing for thing in before or [] if thing not in each.value]
        return f"no {phrasing.joined(each.value)}"
    known.pop(one.name, None)
    if each.how == NO and not (one.needed and one.ask):
        known[one.name] = [] if one.kind == "several" else ""
    if each.how == NO and one.none:
        return None
    if not before:
        return ""
    return f"not {before}" if one.kind == "choice" and each.how == NOT else f"no {called}"


def _value(form: Form, one: Field, each: Piece, known: dict[str, Any], part: str, asked: str, now: datetime) -> Any:
    """As it is kept, Refused, or None for what says nothing."""
    match one.kind:
        case "date":
            return _date(form, each, known, now)
        case "time":
            return _time(form, each, known, part, now)
        case "number":
            before = known.get(one.name)
            value = each.value + (before or 0) if each.how == MORE else each.value
            return limits.number(one, value)
        case "name":
            return _name(known.get(one.name, ""), each, asked)
        case "phone":
            return each.value
        case "several":
            return list(each.value)
    return each.value


def _name(before: str, each: Piece, asked: str) -> str | None:
    if each.how == LETTER:
        return mended(before, *each.value) or before or None
    return spelt_into(before, each.value, asked == each.field) if each.how == SPELT else each.value


def _date(form: Form, each: Piece, known: dict[str, Any], now: datetime) -> Any:
    if each.how == VAGUE:
        return Refused("I need to know the very day")
    if each.how == SHIFT:
        before = known.get(each.field)
        return _iso(limits.allowed(form, date.fromisoformat(before) + each.value, now.date())) if before else None
    return _iso(limits.day(form, each.value, now))


def _time(form: Form, each: Piece, known: dict[str, Any], part: str, now: datetime) -> Any:
    on = _day(form, known)
    if each.how == SHIFT:
        before = known.get(each.field)
        return _iso(limits.moved(form, before, each.value, on)) if before else None
    if each.how == EDGE:
        return _iso(limits.edge(form, each.value, on))
    if each.how == BARE and 1000 <= each.value <= 2359 and each.value % 100 < 60:  # "1930"
        return _iso(limits.clock(form, ClockTime(each.value // 100, each.value % 100, vague=False), part, on, now))
    if each.how == BARE:
        if not 0 <= each.value <= 23:
            return Refused(limits.outside(form, on))
        return _iso(limits.clock(form, ClockTime(each.value, 0, 0 < each.value <= 12), part, on, now))
    said: Moment = each.value
    if said.after is not None:
        then = now + said.after
        clock = ClockTime(then.hour, then.minute // 15 * 15, vague=False)
        return _iso(limits.clock(form, clock, "", on, now))
    assert said.clock
    return _iso(limits.clock(form, said.clock, said.part or part, on, now))


def _hold_time(form: Form, known: dict[str, Any], refused: list[tuple[str, str]], now: datetime) -> None:
    """A time that the day which was told later does not have is asked anew."""
    time, on = form.kind("time"), _day(form, known)
    if time is None or time.name not in known or any(name == time.name for name, _ in refused):
        return
    hour, minute = map(int, known[time.name].split(":"))
    found = limits.clock(form, ClockTime(hour, minute, vague=False), "", on, now)
    if isinstance(found, Refused):
        del known[time.name]
        refused.append((time.name, found.why))


def _day(form: Form, known: dict[str, Any]) -> date | None:
    one = form.kind("date")
    return date.fromisoformat(known[one.name]) if one and known.get(one.name) else None


def _iso(value: Any) -> Any:
    if value is None or isinstance(value, Refused):
        return value
    return value.isoformat() if isinstance(value, date) else f"{value:%H:%M}"


def asking(draft: Draft, name: str) -> Draft:
    return replace(draft, asked=name)
