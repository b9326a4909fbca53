"""Things to be reminded of at a given time."""

from datetime import datetime, timedelta
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft, phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading import times
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.slots import EVENT, MOMENT, TASK, UNREAD
from localvoice.tools.reading.timelike import names_a_day, repeated, without
from localvoice.tools.reading.times import Moment
from localvoice.tools.skill import Answer, Intent, World
from localvoice.wall import coming, instant

ABOUT = "remind you of things"
WHEN = "reminder_when"  # the question "when?"
WHAT = "reminder_what"  # the question "of what?"
TIME = "reminder time"  # the draft of a time, when it is not said yet of what to remind
A_DAY = timedelta(days=1)
ALL = "reminder_clear"  # the question whether to delete all of them


def pending(world: World) -> list[Item]:
    """Soonest first."""
    return sorted(world.shelf.all("reminder"), key=lambda item: item.due or world.now())


def purpose(slots: dict[str, Any]) -> str:
    """ "to call your mom" or "about the meeting"."""
    if "event" in slots:
        return f"about {phrasing.to_you(slots['event'])}"
    return f"to {phrasing.to_you(slots['task'])}"


def whole(slots: dict[str, Any]) -> Moment | None:
    """The moment that was said; None when the task may hold some of it: "at five" and "call mom on friday".

    What is to be done may name a day of its own once the day of the reminder was said too; a time of day that ends it
    belongs to that day ("tomorrow … call mom at five").
    """
    moment: Moment = slots["moment"]
    text = spelled(slots)
    rest = rest_of(text)
    if not moment.dated:
        return None if rest or names_a_day(text) else moment
    if not rest or moment.clock is not None or moment.after is not None or names_a_day(rest):
        return moment
    more = times.moment(rest)
    return more and times.joined(moment, more)


def spelled(slots: dict[str, Any]) -> str:
    """What is to be done, in words as they are said."""
    return " ".join(word.text for word in spoken(slots.get("task") or slots["event"]))


def rest_of(text: str) -> str:
    """What is about time at the end of a text, spelled out."""
    words = text.split()
    return " ".join(words[without(words) :])


def stripped(slots: dict[str, Any]) -> dict[str, Any]:
    """The slots, without what is about time at the end of the task."""
    name = "task" if "task" in slots else "event"
    words = spoken(slots[name])
    kept = without([word.text for word in words])
    return slots | {name: slots[name][: words[kept - 1].end] if kept else slots[name]}


def unclear(slots: dict[str, Any], world: World) -> bool:
    moment = whole(slots)
    return moment is None or moment.at(world.now()) is None


def remind(slots: dict[str, Any], world: World) -> Answer:
    moment = whole(slots)
    if moment is None:
        return ask_exactly(slots, world)
    clean = slots if moment == slots["moment"] else stripped(slots)
    return kept(purpose(clean), moment, world)


def kept(text: str, moment: Moment, world: World) -> Answer:
    now = world.now()
    shown = moment.at(now)
    if shown is None:
        draft.keep(world, "reminder", text)
        exists = moment.day is None or moment.day.on(now.date()) is not None
        why = "That time has already passed" if exists else "There is no such day"
        return Answer(f"{why}. When shall I remind you?", question=WHEN)
    due = coming(shown, now)
    world.shelf.put("reminder", text, due)
    when = phrasing.exactly(instant(due, now.tzinfo), now)
    if moment.after is not None:
        soon = f"at {phrasing.clock(instant(due, now.tzinfo).astimezone(now.tzinfo))}"
        when = f"in {phrasing.span(moment.after)}, {soon if moment.after < A_DAY else when}"
    return Answer(f"I will remind you {text} {when}.")


def ask_when(slots: dict[str, Any], world: World) -> Answer:
    draft.keep(world, "reminder", purpose(slots))
    return Answer("When shall I remind you?", question=WHEN)


def ask_exactly(slots: dict[str, Any], world: World) -> Answer:
    """Something was said about the time, but not so that one can tell."""
    text = purpose(stripped(slots))
    asked = slots.get("unread") or spelled(slots)
    draft.keep(world, "reminder", text, {"day": names_a_day(asked)})
    if repeated(slots.get("unread", "")):
        return Answer(f"I can remind you only once. When shall I remind you {text}?", question=WHEN)
    return Answer(f"When exactly shall I remind you {text}?", question=WHEN)


def ask_what(slots: dict[str, Any], world: World) -> Answer:
    for begun in ("reminder", TIME):
        draft.take(world, begun)
    due = slots["moment"].at(world.now()) if "moment" in slots else None
    if due is not None:
        draft.keep(world, TIME, "", {"due": due.isoformat()})
    return Answer("What shall I remind you of?", question=WHAT)


def take_moment(slots: dict[str, Any], world: World) -> Answer:
    begun = draft.take(world, "reminder")
    if begun is None:
        return Answer("What shall I remind you of?", question=WHAT)
    if not slots["moment"].dated and (begun.data.get("day") or names_a_day(begun.text)):
        draft.keep(world, "reminder", begun.text, begun.data)
        return Answer("When exactly, with day and time?", question=WHEN)
    return kept(begun.text, slots["moment"], world)


def take_purpose(slots: dict[str, Any], world: World) -> Answer:
    if "unread" in slots:
        return ask_exactly(slots, world)
    begun = draft.take(world, TIME)
    if "moment" in slots or begun is None:
        return remind(slots, world) if "moment" in slots else ask_when(slots, world)
    item = world.shelf.put("reminder", purpose(slots), datetime.fromisoformat(begun.data["due"]))
    assert item.due is not None
    return Answer(f"I will remind you {item.text} {phrasing.exactly(item.due, world.now())}.")


def tell(slots: dict[str, Any], world: World) -> Answer:
    items = pending(world)
    if not items:
        return Answer("You have no reminders.")
    parts = [f"{item.text} {phrasing.moment(item.due, world.now())}" for item in items if item.due]
    if len(parts) == 1:
        return Answer(f"I will remind you {parts[0]}.")
    return Answer(f"You have {len(parts)} reminders: {phrasing.joined(parts)}.")


def forget(slots: dict[str, Any], world: World) -> Answer:
    wanted = purpose(slots).lower()
    items = [item for item in pending(world) if item.text.lower() == wanted]
    if not items:
        return Answer("You have no such reminder.")
    world.shelf.remove(items[0])
    return Answer(f"The reminder {items[0].text} is deleted.")


def ask_all(slots: dict[str, Any], world: World) -> Answer:
    items = pending(world)
    if not items:
        return Answer("You have no reminders.")
    if len(items) == 1:
        return Answer(f"Delete the reminder {items[0].text}?", question=ALL)
    return Answer(f"Delete all {len(items)} reminders?", question=ALL)


def clear(slots: dict[str, Any], world: World) -> Answer:
    for item in pending(world):
        world.shelf.remove(item)
    return Answer("All reminders are deleted.")


OF = {"task": TASK, "event": EVENT}
MEANT = "[no|sorry|wait|actually|no wait|no sorry] (i meant|i mean|make it|make that)"
REMIND = "remind you [to {task}] [about {event}]"
INTENTS = (
    Intent(
        "reminder_set",
        (
            "remind me (to {task}|about {event}|of {event}) {moment}",
            "remind me {moment} (to {task}|about {event}|of {event})",
            "(set|add|create|make) a reminder (to {task}|for {event}|about {event}) {moment}",
            "(set|add|create|make) a reminder [for] {moment} to {task}",
            "(don't let me|don't|i must not|i should not) forget to {task} {moment}",
            "remember to {task} {moment}",
        ),
        remind,
        "Remind the person of something at a given time.",
        OF | {"moment": MOMENT},
        deed=f"{REMIND} {{moment}}",
        typed=(
            "(set|add|create|make|i need|new) [a] reminder [for|at|on] {moment} (to {task}|about {event}|of {event})",
            "{moment} remind me (to {task}|about {event}|of {event})",
            "remind me {moment} that {event}",
        ),
        unclear=unclear,
    ),
    Intent(
        "reminder_when_exactly",
        (),
        ask_exactly,
        "Remind the person of something when the time was said, but not clearly.",
        OF | {"unread": UNREAD},
        typed=(
            "remind me (to {task}|about {event}|of {event}) {unread}",
            "remind me {unread} (to {task}|about {event}|of {event})",
            "(set|add|create|make|i need|new) [a] reminder (to {task}|for {event}|about {event}) {unread}",
            "(set|add|create|make|i need|new) [a] reminder [for|at|on] {unread} (to {task}|about {event}|of {event})",
            "(don't let me|don't|i must not|i should not) forget to {task} {unread}",
            "remember to {task} {unread}",
            "{unread} remind me (to {task}|about {event}|of {event})",
        ),
        tool=False,
    ),
    Intent(
        "reminder_ask",
        (
            "remind me (to {task}|about {event}|of {event})",
            "(set|add|create|make) a reminder (to {task}|for {event}|about {event})",
            "(don't let me|don't|i must not|i should not) forget to {task}",
            "remember to {task}",
        ),
        ask_when,
        "Remind the person of something when no time was said.",
        OF,
        tool=False,
        wish="remind you: {task}",
    ),
    Intent(
        "reminder_ask_what",
        ("(set|add|create|make) a [new] reminder", "remind me [of something|about something]"),
        ask_what,
        "Set a reminder when nothing was said about it.",
        {"moment": MOMENT},
        typed=("(set|add|create|make) [a] [new] reminder [for|at|on] {moment}", "remind me {moment}"),
        tool=False,
        wish="set a reminder",
    ),
    Intent(
        "reminder_moment",
        ("{moment}",),
        take_moment,
        "When to remind.",
        {"moment": MOMENT},
        WHEN,
        "remind you {moment}",
        typed=(f"{MEANT} {{moment}}",),
        unclear=lambda slots, world: slots["moment"].at(world.now()) is None,
    ),
    Intent(
        "reminder_other_time",
        (),
        ask_what,
        "Another time than the one that was said first.",
        {"moment": MOMENT},
        WHAT,
        typed=(f"{MEANT} {{moment}}",),
        tool=False,
    ),
    Intent(
        "reminder_purpose",
        ("[to] {task} [{moment}]", "(about|of) {event} [{moment}]"),
        take_purpose,
        "What to remind of.",
        OF | {"moment": MOMENT, "unread": UNREAD},
        WHAT,
        f"{REMIND} [{{moment}}] [{{unread}}]",
        typed=("[to] {task} {unread}", "(about|of) {event} {unread}"),
        unclear=lambda slots, world: "moment" not in slots or unclear(slots, world),
    ),
    Intent(
        "reminder_list",
        (
            "what are my reminders",
            "what reminders (do i have|are set|have i set)",
            "(list|read|show|tell me|check) [me] [all] [of] my reminders",
            "do i have (any reminders|reminders|a reminder)",
            "what did i ask you to remind me (of|about)",
            "how many reminders do i have",
        ),
        tell,
        "Tell which reminders are set.",
        typed=(
            "<go_over> [all] [of] (my|the) reminders",
            "what [else] (do i|did i want to) (have|need) to remember",
            "(what's|what is) (coming up|on my reminders)",
        ),
        wish="tell you your reminders",
    ),
    Intent(
        "reminder_forget",
        (
            "(cancel|delete|remove|clear|forget) (the|my) reminder (to {task}|for {event}|about {event})",
            "(don't|you need not) remind me (to {task}|about {event})",
        ),
        forget,
        "Delete one reminder.",
        OF,
        deed="delete the reminder [to {task}] [about {event}]",
    ),
    Intent(
        "reminder_clear_ask",
        ("(cancel|delete|remove|clear) ((all|all my|all the|all of my|my|the) reminders|(my|the) reminder)",),
        ask_all,
        "Delete all reminders.",
    ),
    *confirmed(ALL, clear, "delete all reminders"),
)
