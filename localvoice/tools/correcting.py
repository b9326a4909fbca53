"""What was just set was not what was meant: another length, another time of the newest timer, alarm or reminder."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from localvoice.events import Item
from localvoice.tools import phrasing
from localvoice.tools.reading.numbers import number
from localvoice.tools.reading.slots import ALARM_TIME, DURATION, MOMENT, spelled
from localvoice.tools.reading.times import Moment
from localvoice.tools.skill import Answer, Intent, Slot, World
from localvoice.tools.skills.timers import RINGING, set_for, titled
from localvoice.wall import coming, instant

WITHIN = timedelta(minutes=2)  # so long it is "it"
UNITS_S = 3600, 60, 1  # a bare number counts what the length was counted in


def _read(words: str) -> str | None:
    """The words, spelled out, where they are a length, a time or a number."""
    said = spelled(words)
    is_one = any(slot.parse(said) is not None for slot in (DURATION, ALARM_TIME, MOMENT)) or _count(said)
    return said if said and is_one else None


def _count(said: str) -> int:
    """0 for what is none."""
    value = number(said)
    return value if isinstance(value, int) and value > 0 else 0


NEW = Slot("correction", "<duration>", _read, "a length such as 'ten minutes', or a time", open_text=True, sure=True)
OLD = replace(NEW, about="")


def change(slots: dict[str, Any], world: World) -> Answer:
    item, said = newest(world), slots["new"]
    assert item  # else it is not understood
    if item.kind == "timer":
        length = DURATION.parse(said) or _count(said) * _unit(set_for(item))
        return _last(item, length, world) if length else Answer("How long it shall be, I did not understand.")
    moment = (ALARM_TIME if item.kind == "alarm" else MOMENT).parse(said) or ALARM_TIME.parse(said)
    shown = moment and (_near(moment, item, world.now()) or moment.at(world.now()))
    return _ring(item, shown, world) if shown else Answer("When it shall be, I did not understand.")


def newest(world: World) -> Item | None:
    """What was set last, if that was just now."""
    since = world.now().astimezone(UTC) - WITHIN
    made: Iterable[Item] = (item for kind in RINGING for item in world.shelf.all(kind) if item.made >= since)
    return max(made, key=lambda item: item.id, default=None)


def _unit(length: timedelta) -> timedelta:
    """What a length was counted in: "ninety minutes" in minutes, "two hours" in hours."""
    return timedelta(seconds=next((unit for unit in UNITS_S if not length.total_seconds() % unit), 60))


def _near(moment: Moment, item: Item, now: datetime) -> datetime | None:
    """The time of day that was said, on the day and in the half of it that the item had; None where a day was said,
    or it has passed."""
    clock = moment.clock
    if clock is None or moment.dated or moment.part or item.due is None:
        return None
    due = item.due.astimezone(now.tzinfo).replace(tzinfo=None)
    hours = (clock.hour % 12, clock.hour % 12 + 12) if clock.vague else (clock.hour,)
    shown = (datetime.combine(due.date(), time(hour, clock.minute)) for hour in hours)
    return min((each for each in shown if each > now.replace(tzinfo=None)), key=lambda at: abs(at - due), default=None)


def _last(item: Item, length: timedelta, world: World) -> Answer:
    due = world.now().astimezone(UTC) + length
    world.shelf.change(item, due=due, data=item.data | {"seconds": length.total_seconds()})
    named = titled(item).capitalize() if item.text else "Timer"
    return Answer(f"{named} changed to {phrasing.span(length, units=3)}.")


def _ring(item: Item, shown: datetime, world: World) -> Answer:
    now = world.now()
    due = coming(shown, now)
    world.shelf.change(item, due=due)
    when = phrasing.exactly(instant(due, now.tzinfo), now)
    if item.kind == "alarm":
        return Answer(f"Alarm changed: {phrasing.moment(instant(due, now.tzinfo), now)}.")
    return Answer(f"I will remind you {item.text} {when}.")


OH = "(no|no no|nope|sorry|oops|wait|actually|hm|no wait|no sorry|wait no|oh no|sorry no|oops sorry|oh sorry)"
MEANT = (
    "(i meant|i mean|i meant to say|i said|i wanted|[better] make (it|that)|(change|set) (it|that) to"
    "|let's (say|make it)|correction|rather|on second (thought|thoughts)|that should be|it should be)"
)
NOT = "(not|instead of|rather than) {old}"
CORRECTION = Intent(
    "change_last",
    ("[no|sorry|actually] (make it|i meant|change it to) {new}",),
    change,
    "Give what was just set another length or time.",
    {"new": NEW, "old": OLD},
    deed="change it to {new}",
    typed=(
        f"[{OH}] {MEANT} {{new}} [instead|{NOT}]",
        f"{OH} {{new}} [instead|{NOT}]",
        f"{{new}} (instead|{NOT})",
        f"[{OH}] not {{old}} [but] [i (said|meant|want)] {{new}}",
    ),
    fits=lambda world: newest(world) is not None,
    tool=False,
)
