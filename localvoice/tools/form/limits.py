"""What does a moment, a number or a phone number come to, and may it be? Hours, days ahead, how many; pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.form.written import Field, Form, Span
from localvoice.tools.reading.times import ClockTime, Moment

LATEST = {"morning": 12, "afternoon": 18, "evening": 24, "night": 24}  # hours: the end of that part of the day
EARLIEST = {"morning": 0, "afternoon": 12, "evening": 16, "night": 17}


@dataclass(frozen=True)
class Refused:
    """Why not, in one sentence without its full stop."""

    why: str


def day(form: Form, said: Moment, now: datetime) -> date | Refused | None:
    """None where no day was said."""
    if said.after is not None:
        return allowed(form, (now + said.after).date(), now.date())
    if said.day is None:
        return None
    found = said.day.on(now.date())
    if found is None:
        return Refused("There is no such day")
    return allowed(form, found, now.date())


def allowed(form: Form, found: date, today: date) -> date | Refused:
    """Is the house open then, and is it neither over nor too far ahead?"""
    last = today + timedelta(days=form.ahead_days)
    if found < today:
        return Refused(f"{phrasing.dated(found, today)} is over")
    if found > last:
        return Refused(
            f"{phrasing.dated(found, today)} is too far ahead, {phrasing.dated(last, today)} is the last day"
        )
    if not form.spans[found.weekday()]:
        return Refused(closed(found.weekday()))
    return found


def closed(on: int) -> str:
    return f"We are closed on {weekday(on)}s"


def hours(spans: tuple[Span, ...]) -> str:
    """ "from 5 PM to 9:30 PM"."""
    return phrasing.joined([f"from {_clock(first)} to {_clock(last)}" for first, last in spans])


def clock(form: Form, said: ClockTime, part: str, on: date | None, now: datetime) -> time | Refused:
    """The hour that is open; "seven" is seven in the evening where only that is, and in the part of the day that was
    said."""
    halves = (said.hour % 12, said.hour % 12 + 12) if said.vague else (said.hour,)
    ways = [time(hour, said.minute) for hour in halves]
    inside = [way for way in ways if EARLIEST.get(part, 0) <= way.hour < LATEST.get(part, 24)] or ways
    fitting = [way for way in inside if within(form, way, on)]
    usual = said.at(now.date()).time()
    if not fitting:
        return Refused(outside(form, on))
    best = usual if usual in fitting else fitting[0]
    if on == now.date() and best <= now.time():
        later = [way for way in fitting if way > now.time()]
        return later[0] if later else Refused(f"{_clock(best)} is over for today")
    return best


def edge(form: Form, which: str, on: date | None) -> time | None:
    """The first or the last time that can be booked; None where no day was told."""
    spans = form.spans[on.weekday()] if on else ()
    if not spans:
        return None
    return spans[0][0] if which == "first" else spans[-1][1]


def within(form: Form, at: time, on: date | None) -> bool:
    """Can it be booked then? On some day, where none was said."""
    days = form.spans.values() if on is None else [form.spans[on.weekday()]]
    return any(first <= at <= last for spans in days for first, last in spans)


def outside(form: Form, on: date | None) -> str:
    """ "We take bookings from 5 PM to 9:30 PM on Fridays"."""
    if on is None:
        spans = sorted({span for each in form.spans.values() for span in each})
        return f"We take {form.keeps}s {hours(tuple(spans))}"
    return f"We take {form.keeps}s {hours(form.spans[on.weekday()])} on {weekday(on.weekday())}s"


def number(one: Field, value: int) -> int | Refused:
    if one.least <= value <= one.most:
        return value
    return Refused(one.limit.rstrip(".") or f"It must be from {one.least} to {one.most}")


def moved(form: Form, at: str, length: timedelta, on: date | None) -> time | Refused:
    """A time so much later or earlier."""
    moment = datetime.combine(on or date.min.replace(year=2000), time.fromisoformat(at)) + length
    found = moment.time()
    return found if within(form, found, on) else Refused(outside(form, on))


def _clock(at: time) -> str:
    return phrasing.clock(datetime.combine(date.min, at))


def weekday(number: int) -> str:
    """0 is Monday."""
    return f"{date(2024, 1, 1 + number):%A}"  # that was a Monday


def spoken(value: Any) -> str:
    """A time of day as it is said."""
    return _clock(time.fromisoformat(value))
