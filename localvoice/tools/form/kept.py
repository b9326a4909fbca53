"""What was kept of a form: which there are on a day, and one of them cancelled after a spoken yes."""

from datetime import datetime
from functools import partial
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft as drafts
from localvoice.tools import phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.form import saying
from localvoice.tools.form.written import Form
from localvoice.tools.skill import Answer, World

CANCELLING = "cancel"  # the draft that says which


def listed(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """What there is on a day, in its order."""
    today = world.now().date()
    on = slots["day"].on(today) if "day" in slots else today
    one, time = form.kind("date"), form.kind("time")
    items = world.shelf.all(form.keeps)
    if one and on:
        items = [item for item in items if item.data["known"].get(one.name) == on.isoformat()]
    if time:
        items.sort(key=lambda item: str(item.data["known"].get(time.name)))
    when = phrasing.day(on, today) if on else ""
    if not items:
        return Answer(f"Nothing is booked {when}.".replace(" .", "."))
    shown = "; ".join(_without_day(form, item, world.now()) for item in items)
    return Answer(f"{len(items)} {form.keeps}{'s' * (len(items) > 1)} {when}: {shown}.")


def _without_day(form: Form, item: Item, now: datetime) -> str:
    one = form.kind("date")
    known = {name: each for name, each in item.data["known"].items() if not one or name != one.name}
    return saying.echo(form, known, now)


def cancel(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """Ask about the only one there is, or the only one of that name."""
    name, items = str(slots.get("name", "")).lower(), _coming(form, world)
    field = form.kind("name")
    if name and field:
        items = [item for item in items if name in str(item.data["known"].get(field.name, "")).lower()]
    if not items:
        return Answer(f"I find no {form.keeps}{' for ' + name.title() if name else ''}.")
    if len(items) > 1:
        return Answer(f"There are {len(items)} {form.keeps}s. Say: cancel the {form.keeps} for, and the name.")
    what = saying.echo(form, items[0].data["known"], world.now())
    drafts.keep(world, f"{CANCELLING} {form.keeps}", "", {"id": items[0].id})
    return Answer(f"{what}. Shall I cancel it?", question=asks(form))


def _coming(form: Form, world: World) -> list[Item]:
    """Those that are not over."""
    one, today = form.kind("date"), world.now().date().isoformat()
    return [item for item in world.shelf.all(form.keeps) if not one or item.data["known"].get(one.name, "") >= today]


def asks(form: Form) -> str:
    """The question whether to cancel it."""
    return f"{form.keeps}_cancelling"


def _cancelled(form: Form, slots: dict[str, Any], world: World) -> Answer:
    found = drafts.take(world, f"{CANCELLING} {form.keeps}")
    items = [item for item in world.shelf.all(form.keeps) if found and item.id == found.data["id"]]
    for item in items:
        world.shelf.remove(item)
    return Answer("It is cancelled." if items else f"I find no {form.keeps}.")


def answers(form: Form) -> tuple[Any, ...]:
    """The yes and the no to that question."""
    return confirmed(asks(form), partial(_cancelled, form), f"cancel this {form.keeps}")
