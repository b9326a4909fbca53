"""What has come due? Timers, alarms and reminders that ring now, or rang unheard while the program was off.

Each rings once: it is taken off the shelf (or moved on, when it repeats) before it is handed out, so that it does not
ring again after a crash.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from localvoice.errors import StoreError
from localvoice.events import Item
from localvoice.tools import phrasing
from localvoice.tools.reading.times import ClockTime
from localvoice.tools.skill import Shelf
from localvoice.tools.skills.alarms import SNOOZABLE, next_ring, repeats, shown
from localvoice.tools.skills.timers import RINGING, titled

LATE = timedelta(minutes=1)  # later than this it was missed, and is told as such


@dataclass(frozen=True)
class Ring:
    kind: str  # "timer", "alarm" or "reminder"
    text: str  # to be said
    due: datetime  # an instant, aware
    missed: bool  # it came due while nobody was there to ring it


def next_due(shelf: Shelf) -> datetime | None:
    """When something will ring next; None when nothing waits."""
    return min((item.due for kind in RINGING for item in shelf.all(kind) if item.due), default=None)


def due(shelf: Shelf, now: datetime) -> list[Ring]:
    """What rings now, oldest first; asked again, it gives only what is new.

    `now` is aware, in the zone where the person is. What the disk refuses to give up waits for the next call; raises
    StoreError when that is all there is, since what has left the shelf must ring.
    """
    instant = now.astimezone(UTC)
    items = [(item.due, item) for kind in RINGING for item in shelf.all(kind) if item.due and item.due <= instant]
    rings, refused = [], None
    for when, item in sorted(items, key=lambda pair: (pair[0], pair[1].id)):
        missed = instant - when > LATE
        try:
            _acknowledge(shelf, item, now)
        except StoreError as error:
            refused = error
            continue
        rings.append(Ring(item.kind, _text(item, when, now, missed), when, missed))
    if refused and not rings:
        raise refused
    return rings


def go_with(shelf: Shelf, step: timedelta) -> None:
    """The clock was set forward by so much, or back: what counts down goes with it and lasts as long as was said."""
    for item in shelf.all("timer"):
        if item.due:
            shelf.change(item, due=item.due + step)


def _acknowledge(shelf: Shelf, item: Item, now: datetime) -> None:
    assert item.due is not None
    if item.kind == "alarm":
        for old in shelf.all("rung"):
            if old.made < now.astimezone(UTC) - SNOOZABLE:
                shelf.remove(old)
        shelf.put("rung", item.text)
    if days := repeats(item):
        at = shown(item, now)
        shelf.change(item, due=next_ring(ClockTime(at.hour, at.minute, vague=False), days, now))
    else:
        shelf.remove(item)


def _text(item: Item, when: datetime, now: datetime, missed: bool) -> str:
    at = f"{phrasing.past(when, now)}, while I was off"
    match item.kind:
        case "timer":
            return f"Your {titled(item)} ended {at}." if missed else f"Your {titled(item)} is done."
        case "alarm":
            return (
                f"Your alarm was {at}."
                if missed
                else f"It is {phrasing.clock(when.astimezone(now.tzinfo))}, this is your alarm."
            )
    if missed:
        return f"I should have reminded you {item.text} {at}."
    return f"This is your reminder {item.text}."
