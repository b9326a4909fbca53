"""What time is it, and what day? Read from the clock that the world hands in."""

from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.reading.slots import DAY
from localvoice.tools.reading.times import Day
from localvoice.tools.skill import Answer, Intent, World

ABOUT = "tell the time and the date"


def tell_time(slots: dict[str, Any], world: World) -> Answer:
    return Answer(phrasing.sentence(f"it is {phrasing.clock(world.now())}"))


def tell_date(slots: dict[str, Any], world: World) -> Answer:
    now = world.now()
    return Answer(f"Today is {phrasing.dated(now.date(), now.date())}.")


def tell_day(slots: dict[str, Any], world: World) -> Answer:
    said: Day = slots["day"]
    today = world.now().date()
    when = said.on(today)
    if when is None:
        return Answer("There is no such day in the next years.")
    name = {-1: "Yesterday was", 0: "Today is", 1: "Tomorrow is"}
    return Answer(f"{name.get((when - today).days, 'That is')} {phrasing.dated(when, today)}.")


INTENTS = (
    Intent(
        "time",
        (
            "what time is it [now|right now]",
            "<whats> the [current] time [now|right now]",
            "(tell|give) me the [current] time",
            "(do you know|tell me) what time it is",
            "do you know the time",
            "[the] [current] time",
        ),
        tell_time,
        "Tell the current time of day.",
        typed=(
            "[tell|give|show] [me] [the|current|the current] time [now|right now]",
            "have you got the [right] time",
        ),
        wish="tell you the time",
    ),
    Intent(
        "date",
        (
            "<whats> (the|today's) date [today]",
            "what (day|date) is it [today]",
            "what day (is today|of the week is it)",
            "what is today",
            "(tell|give) me (the|today's) date",
            "today's date",
        ),
        tell_date,
        "Tell today's date and weekday.",
        wish="tell you today's date",
    ),
    Intent(
        "date_of",
        (
            "(<whats> the|what) (date|day) [of the week] is {day}",
            "what (day|weekday) will it be {day}",
            "(<whats> the date|what date is it) (on|of) {day}",
            "when is {day}",
        ),
        tell_day,
        "Tell the weekday or date of another day.",
        {"day": DAY},
        typed=(
            "what (day|weekday) is it {day}",
            "what day [of the week] does {day} fall on",
            "what day of the month is {day}",
        ),
        wish="tell you about the day: {day}",
    ),
)
