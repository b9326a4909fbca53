"""Countdowns: several at once, each by its name or its length. And all that rings, to be called off at once."""

from datetime import UTC, timedelta
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft, phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading.durations import LONGEST
from localvoice.tools.reading.slots import DURATION, TIMER_NAME
from localvoice.tools.skill import Answer, Intent, World

ABOUT = "run timers"
LENGTH = "timer_length"  # the question "for how long?"
WHICH = "timer_which"  # the question which one to cancel
LONGEST_S = LONGEST.total_seconds()
ALL = "timer_cancel_all"  # the question whether to cancel all of them
EVERYTHING = "everything_cancel"  # the question whether to cancel all that will ring
RINGING = ("timer", "alarm", "reminder")  # kinds of what rings


def running(world: World) -> list[Item]:
    """Soonest first."""
    return sorted(world.shelf.all("timer"), key=lambda item: item.due or world.now())


def titled(item: Item) -> str:
    """ "pasta timer" or "10 minute timer"."""
    length = set_for(item)
    return f"{item.text or phrasing.span_as_adjective(length)} timer" if item.text or length else "timer"


def set_for(item: Item) -> timedelta:
    """How long it was to run; nothing when the row does not say it."""
    seconds = item.data.get("seconds")
    return timedelta(seconds=seconds) if isinstance(seconds, int | float) and 0 < seconds < LONGEST_S else timedelta()


def left(item: Item, world: World) -> str:
    assert item.due is not None
    return phrasing.span(item.due - world.now().astimezone(UTC))


def found(slots: dict[str, Any], world: World) -> list[Item]:
    """The timers that were meant: by name, by length, else all."""
    items = running(world)
    if "name" in slots:
        return [item for item in items if item.text == slots["name"].lower()]
    if "duration" in slots:
        return [item for item in items if not item.text and set_for(item) == slots["duration"]]
    return items


def no_such(world: World) -> Answer:
    """Nothing fits what was asked for."""
    others = [titled(item) for item in running(world)]
    if not others:
        return Answer("There is no timer running.")
    return Answer(f"There is no such timer, only your {phrasing.joined(others)}.")


def set_timer(slots: dict[str, Any], world: World) -> Answer:
    length: timedelta = slots["duration"]
    name = slots.get("name", "").lower()
    world.shelf.put("timer", name, world.now().astimezone(UTC) + length, {"seconds": length.total_seconds()})
    return Answer(f"{f'{name.capitalize()} timer' if name else 'Timer'} set for {phrasing.span(length, units=3)}.")


def ask_length(slots: dict[str, Any], world: World) -> Answer:
    draft.keep(world, "timer", slots.get("name", ""))
    return Answer("For how long?", question=LENGTH)


def set_begun(slots: dict[str, Any], world: World) -> Answer:
    begun = draft.take(world, "timer")
    return set_timer(slots | {"name": begun.text if begun else ""}, world)


def how_long(slots: dict[str, Any], world: World) -> Answer:
    items = found(slots, world)
    if not items:
        return no_such(world)
    if len(items) == 1:
        return Answer(f"You have {left(items[0], world)} left on your {titled(items[0])}.")
    return Answer(f"You have {phrasing.joined([f'{left(item, world)} on the {titled(item)}' for item in items])}.")


def cancel(slots: dict[str, Any], world: World) -> Answer:
    items = found(slots, world)
    if not items:
        return no_such(world)
    if len(items) > 1 and len({titled(item) for item in items}) > 1:
        return Answer(f"Which one, the {phrasing.joined([titled(item) for item in items], 'or the')}?", question=WHICH)
    world.shelf.remove(items[0])
    return Answer(f"{titled(items[0]).capitalize()} cancelled.")


def ask_all(slots: dict[str, Any], world: World) -> Answer:
    count = len(running(world))
    if not count:
        return Answer("There is no timer running.")
    return Answer(f"Cancel {'all ' if count > 1 else ''}{phrasing.counted(count, 'timer')}?", question=ALL)


def cancel_all(slots: dict[str, Any], world: World) -> Answer:
    for item in running(world):
        world.shelf.remove(item)
    return Answer("All timers cancelled.")


def add_time(slots: dict[str, Any], world: World) -> Answer:
    items = found({name: slots[name] for name in slots if name == "name"}, world)
    if not items:
        return no_such(world)
    if len(items) > 1:
        return Answer(f"Tell me to which one: the {phrasing.joined([titled(item) for item in items], 'or the')}.")
    assert items[0].due is not None
    item = world.shelf.change(items[0], due=items[0].due + slots["duration"])
    return Answer(f"Added {phrasing.span(slots['duration'])}, {left(item, world)} left.")


def ask_everything(slots: dict[str, Any], world: World) -> Answer:
    waiting = [phrasing.counted(len(items), kind) for kind in RINGING if (items := world.shelf.all(kind))]
    if not waiting:
        return Answer("There is nothing to cancel: you have no timer, no alarm and no reminder.")
    return Answer(f"Cancel {phrasing.joined(waiting)}?", question=EVERYTHING)


def cancel_everything(slots: dict[str, Any], world: World) -> Answer:
    for kind in RINGING:
        for item in world.shelf.all(kind):
            world.shelf.remove(item)
    return Answer("All of it is cancelled.")


NAMED = {"name": TIMER_NAME}
LONG = {"duration": DURATION}
CANCEL = "cancel the [{name}] timer[ of {duration}]"
KIND = "(timers|alarms|reminders)"
EVERY = f"[all] [of] [my|the] {KIND} and [all] [my|the] {KIND}"
INTENTS = (
    Intent(
        "timer_set",
        (
            "(set|start|create|make|give me|put on) [a|the|my|another] timer (for|to) {duration}",
            "(set|start|create|make|give me|i need|put on) (a|an|another) {duration} timer",
            "(set|start|create|make) (a|an|the|my) {name} timer (for|to) {duration}",
            "(set|start) (a|an) {duration} {name} timer",
            "(set|start) (a|an) [timer for] {duration} [timer] (for|called|named) [the] {name}",
            "[a] timer for {duration}",
            "{duration} timer",
        ),
        set_timer,
        "Start a countdown timer, with an optional name.",
        LONG | NAMED,
        deed="set a timer for {duration}[, called {name}]",
        typed=(
            "[a|an] {name} timer [for] {duration}",
            "(create|make|give me|i need|put on) (a|an|another) {duration} {name} timer",
            "[a|an] {duration} {name} timer",
            "(set|start|create|make) [a|an|the|my] timer (called|named) {name} (for|to) {duration}",
            "(set|start|create|make) timer [for|to] {duration}",
            "count down [from] {duration}",
            "time {duration}",
            "(buzz|ping|beep|alert|call) me (when|after) {duration} [(have|has|is|are) (passed|gone by|over|up)]",
            "let me know (when|after|in) {duration} [(have|has|is|are) (passed|gone by|over|up)]",
        ),
    ),
    Intent(
        "timer_ask",
        ("(set|start|create) (a|an|the|another|my) [{name}] timer", "(set|start) a timer for the {name}"),
        ask_length,
        "Start a timer when its length was not said.",
        NAMED,
        tool=False,
        wish="set a timer",
    ),
    Intent(
        "timer_length",
        ("[for|make it] {duration}",),
        set_begun,
        "How long the timer shall run.",
        LONG,
        LENGTH,
        "set the timer for {duration}",
    ),
    Intent(
        "timer_left",
        (
            "how (long|much time|many minutes) [is|are] left [on (the|my) [{name}] (timer|timers)]",
            "how (long|much time) (does|do i have on|is on|is left on|is left for) (the|my) [{name}] timer [have]",
            "how much longer [on (the|my) [{name}] timer]",
            "(check|<whats> left on|what's on|show) (the|my) [{name}] (timer|timers)",
            "(what timers do i have|list [all] [of] my timers|what are my timers|what timers are (running|set))",
            "how many timers (do i have|are running)",
            "when (is|will) (the|my) [{name}] timer [be] (done|up|over|finished)",
        ),
        how_long,
        "Tell how long the running timers, or the one of that name, still have.",
        NAMED | LONG,
        typed=(
            "[the] {name} timer",
            "timers",
            "how (long|much time) (is left|do i have|is) on (the|my) {duration} timer",
            "how much longer on (the|my) {duration} timer",
        ),
        wish="tell you how long the [{name}] timer has left",
    ),
    Intent(
        "timer_state",  # "my timer is at ten minutes" asks, or is glad to hear how it is
        ("(my|the) timer is (at|set for) {duration}",),
        lambda slots, world: how_long({name: slots[name] for name in slots if name == "name"}, world),
        "Tell how a timer stands that the person says something about.",
        NAMED | LONG,
        request=False,
        typed=(
            "(my|the) [{name}] timer (is (at|on|set (for|to))|has) {duration} [left|to go]",
            "is (my|the) [{name}] timer [still] (at|on|set (for|to)) {duration}",
            "(there are|there is|i have) {duration} left [on (my|the) [{name}] timer]",
        ),
        tool=False,
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
        deed=CANCEL,
        typed=(
            "(cancel|stop|delete|remove|end|turn off|clear) that [{name}] timer",  # by ear, "tell me the time"
            "(quit|drop|scrap|abort|get rid of|switch off|shut off|call off) (the|my|that) [{name}] timer",
        ),
    ),
    Intent(
        "timer_cancel_which",
        ("[the] {name} [one|timer]", "[the] {duration} [one|timer]"),
        cancel,
        "Which timer to cancel.",
        NAMED | LONG,
        WHICH,
        CANCEL,
    ),
    Intent(
        "timer_cancel_all",
        ("(cancel|stop|delete|remove|clear) ((all|all my|all the|all of my|my|the) timers|every timer)",),
        ask_all,
        "Cancel all timers.",
    ),
    *confirmed(ALL, cancel_all, "cancel all timers"),
    Intent(
        "everything_cancel_ask",
        (
            "(cancel|turn off|clear|delete|remove) (everything|all of it|all of them)",
            "(cancel|turn|call) (everything|it all|them all) off",
            "(cancel|clear) (it all|them all)",
        ),
        ask_everything,
        "Cancel all timers, alarms and reminders.",
        tool=False,
        typed=(
            "cancel all",
            "(cancel|delete|remove|clear|stop|drop|scrap|get rid of|call off) "
            "(everything|all of it|all of them|it all|them all) [that] [is|are|i have] [set|running|pending|going]",
            "(cancel|delete|remove|clear|stop|turn off|get rid of|call off) every (timer|alarm|reminder)"
            " and (timer|alarm|reminder)",
            f"(cancel|delete|remove|clear|stop|turn off|get rid of|call off) {EVERY}",
            f"(cancel|delete|remove|clear|stop|turn off|get rid of) [all] [my|the] {KIND} {KIND} and [my|the] {KIND}",
        ),
    ),
    *confirmed(EVERYTHING, cancel_everything, "cancel all timers, alarms and reminders"),
    Intent(
        "timer_add",
        (
            "(add|put) [another] {duration} (to|on) (the|my) [{name}] timer",
            "(extend|increase) (the|my) [{name}] timer by {duration}",
            "add {duration}",
        ),
        add_time,
        "Give a running timer more time.",
        NAMED | LONG,
        deed="add {duration} to the [{name}] timer",
    ),
)
