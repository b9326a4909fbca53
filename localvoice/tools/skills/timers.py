"""Countdowns: several at once, each by its name or its length."""

from datetime import timedelta
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.skill import Answer, Intent, Item, World
from localvoice.tools.slots import DURATION, TIMER_NAME

ABOUT = "set timers"
LENGTH = "timer_length"  # the question "for how long?"
ALL = "timers_cancel_all"  # the question whether to cancel all of them


def running(world: World) -> list[Item]:
    """Soonest first."""
    return sorted(world.shelf.all("timer"), key=lambda item: item.due or world.now())


def titled(item: Item) -> str:
    """ "pasta timer" or "10 minute timer"."""
    if item.text:
        return f"{item.text} timer"
    length = phrasing.span(timedelta(seconds=item.data["seconds"]))
    return f"{length.replace('s and ', ' and ').removesuffix('s')} timer"


def left(item: Item, world: World) -> str:
    assert item.due is not None
    return phrasing.span(item.due - world.now())


def found(slots: dict[str, Any], world: World) -> list[Item]:
    """The timers that were meant: by name, by length, else all."""
    items = running(world)
    if "name" in slots:
        return [item for item in items if item.text == slots["name"].lower()]
    if "duration" in slots:
        return [item for item in items if not item.text and item.data["seconds"] == slots["duration"].total_seconds()]
    return items


def which(slots: dict[str, Any], world: World) -> Answer:
    """Nothing fits what was asked for."""
    others = [titled(item) for item in running(world)]
    if not others:
        return Answer("There is no timer running.")
    return Answer(f"I have no such timer, only your {phrasing.joined(others)}.")


def set_timer(slots: dict[str, Any], world: World) -> Answer:
    length: timedelta = slots["duration"]
    name = slots.get("name", "").lower()
    world.shelf.put("timer", name, world.now() + length, {"seconds": length.total_seconds()})
    return Answer(f"{f'{name.capitalize()} timer' if name else 'Timer'} set for {phrasing.span(length)}.")


def ask_length(slots: dict[str, Any], world: World) -> Answer:
    return Answer("For how long?", question=LENGTH)


def how_long(slots: dict[str, Any], world: World) -> Answer:
    items = found(slots, world)
    if not items:
        return which(slots, world)
    if len(items) == 1:
        return Answer(f"{left(items[0], world)} left on your {titled(items[0])}.".capitalize())
    parts = [f"{left(item, world)} on the {titled(item)}" for item in items]
    return Answer(f"You have {phrasing.joined(parts)}.")


def cancel(slots: dict[str, Any], world: World) -> Answer:
    items = found(slots, world)
    if not items:
        return which(slots, world)
    if len(items) > 1:
        return Answer(f"Which one: {phrasing.joined([titled(item) for item in items], 'or')}?")
    world.shelf.remove(items[0])
    return Answer(f"{titled(items[0]).capitalize()} cancelled.")


def add_time(slots: dict[str, Any], world: World) -> Answer:
    items = found({name: slots[name] for name in slots if name == "name"}, world)
    if not items:
        return which(slots, world)
    if len(items) > 1:
        return Answer(f"To which one: {phrasing.joined([titled(item) for item in items], 'or')}?")
    assert items[0].due is not None
    item = world.shelf.change(items[0], due=items[0].due + slots["duration"])
    return Answer(f"Added {phrasing.span(slots['duration'])}, {left(item, world)} left.")


NAMED = {"name": TIMER_NAME}
LONG = {"duration": DURATION}
INTENTS = (
    Intent(
        "timer_set",
        (
            "(set|start|create|make|give me|put on) [a|an|the|my|another] timer for {duration}",
            "(set|start|create|make|give me) [a|an|another] {duration} timer",
            "(set|start|create|make) a {name} timer for {duration}",
            "(set|start) a timer for {duration} (for|called|named) [the] {name}",
            "(set|start) a {duration} timer (for|called|named) [the] {name}",
            "[a] timer for {duration}",
            "{duration} timer",
            "(time|count down) {duration}",
        ),
        set_timer,
        "Start a countdown timer, with an optional name.",
        LONG | NAMED,
        changes=True,
    ),
    Intent("timer_ask", ("(set|start) (a|the|another) timer",), ask_length, "Start a timer of unknown length."),
    Intent("timer_length", ("[for] {duration}",), set_timer, "How long the timer shall run.", LONG, LENGTH, True),
    Intent(
        "timer_left",
        (
            "how (long|much time) [is] left [on (the|my) ([{name}] timer|timers)]",
            "how (long|much time) (is left on|does|do i have on|is on|is remaining on) (the|my) [{name}] timer [have]",
            "(check|<whats> left on|what's on|show) (the|my) ([{name}] timer|timers)",
            "(what timers do i have|list [all] [of] my timers|what are my timers|what timers are (running|set))",
            "[the] {name} timer",
            "how many timers [do i have|are running]",
        ),
        how_long,
        "Tell how long the running timers, or the one of that name, still have.",
        NAMED,
    ),
    Intent(
        "timer_cancel",
        (
            "(cancel|stop|delete|remove|end|turn off|clear) (the|my) [{name}] timer",
            "(cancel|stop|delete|remove) (the|my) {duration} timer",
        ),
        cancel,
        "Cancel a timer, by name, by length or the only one.",
        NAMED | LONG,
        changes=True,
    ),
    Intent(
        "timer_add",
        (
            "add {duration} to (the|my) [{name}] timer",
            "(extend|increase) (the|my) [{name}] timer by {duration}",
            "(add {duration}|{duration} more)",
        ),
        add_time,
        "Give a running timer more time.",
        NAMED | LONG,
        changes=True,
    ),
)
