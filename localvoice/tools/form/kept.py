"""What was kept of a form, and whose is it? A guest hears of their own alone: what they had kept just now, or what is
kept under a name and a number that they know."""

import difflib
from datetime import UTC, timedelta
from functools import partial
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft as drafts
from localvoice.tools.confirm import confirmed
from localvoice.tools.form import saying
from localvoice.tools.form.written import Form
from localvoice.tools.skill import Answer, World

CANCELLING = "cancel"  # the draft that says which
OWN = "own"  # the draft that says which is the guest's who speaks
OWN_FOR = timedelta(minutes=5)  # whoever speaks later may be somebody else
ALIKE = 0.5  # of a name's letters, as ears write it: the number is what only they know


def claim(form: Form, world: World, item: Item) -> None:
    """It is of the guest who speaks now."""
    drafts.keep(world, f"{OWN} {form.keeps}", "", {"id": item.id})


def mine(form: Form, world: World) -> Item | None:
    """What the guest who speaks now has; None where nobody has told."""
    found = drafts.there(world, f"{OWN} {form.keeps}")
    if not found or world.now().astimezone(UTC) - found.made.astimezone(UTC) > OWN_FOR:
        return None
    return next((item for item in _coming(form, world) if item.id == found.data["id"]), None)


def of(form: Form, world: World, name: str, phone: str) -> Item | None:
    """What is kept under a number, and a name that is about this one."""
    one, other = form.kind("name"), form.kind("phone")
    if not one or not other or not phone:
        return None
    items = [item for item in _coming(form, world) if item.data["known"].get(other.name) == phone]
    return next((item for item in items if _alike(item.data["known"].get(one.name, ""), name)), None)


def _alike(one: str, other: str) -> bool:
    both = one.lower(), other.lower()
    inside = set(both[0].split()) & set(both[1].split())
    return bool(inside) or difflib.SequenceMatcher(None, *both).ratio() >= ALIKE


def listed(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """What there is on a day: the guest's own."""
    item, one, today = mine(form, world), form.kind("date"), world.now().date()
    on = slots["day"].on(today) if "day" in slots else None
    if item and (on is None or one is None or item.data["known"].get(one.name) == on.isoformat()):
        return Answer(f"{saying.echo(form, item.data['known'], world.now())}.")
    return Answer(f"I tell nobody who else has a {form.keeps}. Yours I find by its name and number.")


def cancel(form: Form, item: Item, world: World) -> Answer:
    """Ask about it."""
    drafts.keep(world, f"{CANCELLING} {form.keeps}", "", {"id": item.id})
    return Answer(
        f"{saying.echo(form, item.data['known'], world.now())}. Shall I cancel it?", question=f"{form.keeps}_cancelling"
    )


def _coming(form: Form, world: World) -> list[Item]:
    """Those that are not over."""
    one, today = form.kind("date"), world.now().date().isoformat()
    return [item for item in world.shelf.all(form.keeps) if not one or item.data["known"].get(one.name, "") >= today]


def _cancelled(form: Form, slots: dict[str, Any], world: World) -> Answer:
    found = drafts.take(world, f"{CANCELLING} {form.keeps}")
    items = [item for item in world.shelf.all(form.keeps) if found and item.id == found.data["id"]]
    for item in items:
        world.shelf.remove(item)
    return Answer("It is cancelled." if items else f"I find no {form.keeps}.")


def answers(form: Form) -> tuple[Any, ...]:
    """The yes and the no to whether it is to be cancelled."""
    return confirmed(f"{form.keeps}_cancelling", partial(_cancelled, form), f"cancel this {form.keeps}")
