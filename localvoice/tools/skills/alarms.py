"""Alarms at a time of day: once, or on certain weekdays."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from localvoice.events import Item
from localvoice.tools import phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading import times
from localvoice.tools.reading.slots import ALARM_TIME, CLOCK_TIME, DURATION, choice
from localvoice.tools.reading.times import ClockTime, Moment
from localvoice.tools.skill import Answer, Intent, World
from localvoice.wall import coming, instant

ABOUT = "wake you up"
TIME = "alarm_time"  # the question "for what time?"
ALL = "alarm_cancel_all"  # the question whether to cancel all of them
SNOOZE = timedelta(minutes=9)  # what alarm clocks have had since the first one with a snooze lever, 1956
SNOOZABLE = timedelta(minutes=30)  # so long after it rang an alarm can be snoozed

EVERY_DAY, WEEKDAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
REPEATS = {
    "every day": EVERY_DAY,
    "every morning": EVERY_DAY,
    "every weekday": WEEKDAYS,
    "on weekdays": WEEKDAYS,
    "on weekends": WEEKEND,
    "every weekend": WEEKEND,
} | {f"every {name}": (number,) for number, name in enumerate(times.WEEKDAYS)}
REPEAT = choice("repeat", REPEATS, "on which days, such as 'every day' or 'on weekdays'")


def pending(world: World) -> list[Item]:
    """Soonest first."""
    return sorted(world.shelf.all("alarm"), key=lambda item: item.due or world.now())


def titled(item: Item, world: World) -> str:
    """ "at 7 AM", "tomorrow at 7 AM", "at 7 AM on weekdays"."""
    assert item.due is not None
    if days := repeats(item):
        return f"at {phrasing.clock(shown(item, world.now()))} {repeat_in_words(days)}"
    return phrasing.moment(item.due, world.now())


def repeats(item: Item) -> tuple[int, ...]:
    """The weekdays on which it rings again; none when it rings once, or when nobody could have said them."""
    days = item.data.get("days")
    return next((named for named in REPEATS.values() if isinstance(days, list) and list(named) == days), ())


def shown(item: Item, now: datetime) -> datetime:
    """What the clock shows when a repeating alarm rings, be it a time that one night of the year skips."""
    assert item.due is not None
    due = item.due.astimezone(now.tzinfo).replace(tzinfo=None)
    try:
        return datetime.combine(due.date(), time.fromisoformat(item.data["at"]))
    except (KeyError, TypeError, ValueError):  # it was set before that was kept
        return due


def repeat_in_words(days: tuple[int, ...]) -> str:
    said = next(words for words, named in REPEATS.items() if named == days)
    return f"every {said.removeprefix('every ').capitalize()}" if len(days) == 1 else said


def next_ring(clock: ClockTime, days: tuple[int, ...], now: datetime) -> datetime:
    """What the clock shows at the next time on one of these weekdays; naive."""
    dates: list[date] = [now.date() + timedelta(days=ahead) for ahead in range(9)]
    shown = (clock.at(day, times.EARLY) for day in dates if day.weekday() in days)
    return next(due for due in shown if instant(due, now.tzinfo) > now.astimezone(UTC))


def set_alarm(slots: dict[str, Any], world: World) -> Answer:
    now = world.now()
    said: Moment = slots.get("moment") or Moment(after=slots.get("duration"))
    due = said.at(now)
    if due is None:
        return Answer("That time has already passed.")
    item = world.shelf.put("alarm", "", coming(due, now))
    return Answer(f"Alarm set for {titled(item, world).removeprefix('at ').removeprefix('on ')}.")


def unclear(slots: dict[str, Any], world: World) -> bool:
    return "moment" in slots and slots["moment"].at(world.now()) is None


def set_repeating(slots: dict[str, Any], world: World) -> Answer:
    days = slots["repeat"]
    due = next_ring(slots["time"], days, world.now())
    world.shelf.put("alarm", "", due, {"days": list(days), "at": due.time().isoformat()})
    return Answer(f"Alarm set for {phrasing.clock(due)} {repeat_in_words(days)}.")


def ask_time(slots: dict[str, Any], world: World) -> Answer:
    return Answer("For what time?", question=TIME)


def tell(slots: dict[str, Any], world: World) -> Answer:
    items = pending(world)
    if not items:
        return Answer("You have no alarm set.")
    if len(items) == 1:
        return Answer(f"Your alarm is set {titled(items[0], world)}.")
    parts = [titled(item, world) for item in items]
    return Answer(f"You have {len(items)} alarms: {phrasing.joined(parts)}.")


def tell_next(slots: dict[str, Any], world: World) -> Answer:
    items = pending(world)
    return Answer(f"Your next alarm is {titled(items[0], world)}." if items else "You have no alarm set.")


def cancel(slots: dict[str, Any], world: World) -> Answer:
    items = pending(world)
    said: ClockTime | None = slots.get("time")
    if said is not None:
        items = [item for item in items if item.due and fits(said, item.due.astimezone(world.now().tzinfo))]
    if not items:
        return Answer("You have no such alarm." if pending(world) else "You have no alarm set.")
    if len(items) > 1:
        return Answer(f"You have {phrasing.joined([titled(item, world) for item in items])}: tell me which to cancel.")
    world.shelf.remove(items[0])
    return Answer(f"Your alarm {titled(items[0], world)} is cancelled.")


def fits(said: ClockTime, due: datetime) -> bool:
    hours = {said.hour % 12, said.hour % 12 + 12} if said.vague else {said.hour}
    return due.hour in hours and due.minute == said.minute


def ask_all(slots: dict[str, Any], world: World) -> Answer:
    count = len(pending(world))
    if not count:
        return Answer("You have no alarm set.")
    return Answer(f"Cancel {'all ' if count > 1 else ''}{phrasing.counted(count, 'alarm')}?", question=ALL)


def cancel_all(slots: dict[str, Any], world: World) -> Answer:
    for item in pending(world):
        world.shelf.remove(item)
    return Answer("All alarms cancelled.")


def snooze(slots: dict[str, Any], world: World) -> Answer:
    now = world.now().astimezone(UTC)
    rung = [item for item in world.shelf.all("rung") if item.made > now - SNOOZABLE]
    if not rung:
        return Answer("There is nothing to snooze.")
    length: timedelta = slots.get("duration", SNOOZE)
    world.shelf.put("alarm", "", now + length)
    return Answer(f"I will ring again in {phrasing.span(length)}.")


SET = "(set|make|create|give me|i need|i want) (an|the|my|another)"
INTENTS = (
    Intent(
        "alarm_set",
        (
            f"({SET}|set) alarm (for|at) {{moment}}",
            f"{SET} {{moment}} alarm",
            "wake me [up] [at|by] {moment}",
            f"({SET} alarm [to ring]|wake me [up]) in {{duration}}",
        ),
        set_alarm,
        "Set an alarm for a time of day, once.",
        {"moment": ALARM_TIME, "duration": DURATION},
        deed="set an alarm [{moment}] [in {duration}]",
        typed=(
            "[set|make|create|add] [up] [a|an|the|my] [new] alarm [clock] [for me] [for|at|on] {moment} [for me]",
            f"({SET} alarm|set alarm) [for] {{duration}} from now",
            "((get|wake) (me|us) up|wake us|get (me|us) out of bed) [at|by] {moment}",
            "(i|we) (need|have|want) to (get|be|wake) up [at|by] {moment}",
            "{moment} alarm",
        ),
        unclear=unclear,
    ),
    Intent(
        "alarm_repeat",
        (
            f"({SET} alarm for|wake me [up] at) {{time}} {{repeat}}",
            f"({SET} alarm|wake me [up]) {{repeat}} at {{time}}",
        ),
        set_repeating,
        "Set an alarm that rings again on certain days.",
        {"time": CLOCK_TIME, "repeat": REPEAT},
        deed="set an alarm {time} {repeat}",
    ),
    Intent(
        "alarm_ask",
        (f"({SET}|set) alarm", "wake me up"),
        ask_time,
        "Set an alarm when no time was said.",
        tool=False,
        wish="set an alarm",
    ),
    Intent(
        "alarm_time",
        ("[at|for] {moment}",),
        set_alarm,
        "For what time the alarm is.",
        {"moment": ALARM_TIME},
        TIME,
        "set the alarm {moment}",
        unclear=unclear,
    ),
    Intent(
        "alarm_state",  # "my alarm is set for seven" asks, or is glad to hear how it is
        ("(my|the) alarm is (at|set for) {time}",),
        tell,
        "Tell which alarms are set, to who says something about one.",
        {"time": CLOCK_TIME},
        request=False,
        typed=(
            "is (my|the) alarm [still] (at|on|set (for|to)) {time}",
            "(there is|i have|i've got|you have set|you set) an alarm [set] (at|for) {time}",
        ),
        tool=False,
    ),
    Intent(
        "alarm_list",
        (
            "what alarms (do i have|are set|have i set)",
            "(list|show|tell me|read|check) [me] [all] [of] my alarms",
            "(what are|show me) my alarms",
            "do i have (an alarm|any alarms|alarms) [set]",
            "(is my|is an|are any) (alarm|alarms) set",
            "(when|what time|for when) is my alarm [set] [for]",
            "how many alarms do i have",
        ),
        tell,
        "Tell which alarms are set.",
        typed=(
            "[show|list|tell me|tell me about|check] [me] [all] [of] [the|my] [active|current|upcoming|set] alarms",
            "(what|which) alarms (did i set|have you set|are (on|active|there)|do (i|you) have set) [right now|for me]",
            "(are there|have i got|is there) any (alarm|alarms) [set|active]",
            "how many alarms (have i set|do i have set|are set)",
            "(when|what time) does my alarm (go off|ring)",
            "what time are my alarms [set for]",
            "<go_over> [all] [of] (my|the) alarms",
        ),
        wish="tell you which alarms are set",
    ),
    Intent(
        "alarm_next",
        ("(when is|<whats>|what time is) my next alarm", "when is the next alarm", "next alarm"),
        tell_next,
        "Tell when the next alarm rings.",
        typed=("(when|what time) (will you|do you|are you going to) wake (me|us) [up]",),
        wish="tell you when the next alarm rings",
    ),
    Intent(
        "alarm_cancel",
        (
            "(cancel|delete|remove|turn off|stop|clear) (the|my) [{time}] alarm",
            "(cancel|delete|remove|turn off) (the|my) alarm (for|at) {time}",
        ),
        cancel,
        "Cancel an alarm: the only one, or the one at that time.",
        {"time": CLOCK_TIME},
        deed="cancel your alarm [{time}]",
        typed=(
            "(cancel|delete|remove|disable|turn off|stop|clear|get rid of) [the|my|that|this] alarm [(for|at) {time}]",
            "(disable|get rid of) (the|my) {time} alarm",
            "(cancel|delete|remove) [the|my] {time} alarm",
        ),
    ),
    Intent(
        "alarm_cancel_all",
        ("(cancel|delete|remove|turn off|clear) ((all|all my|all the|all of my|my|the) alarms|every alarm)",),
        ask_all,
        "Cancel all alarms.",
        typed=("(disable|get rid of|turn off|cancel|remove|delete) [all] [of] [my|the] [current] alarms",),
    ),
    *confirmed(ALL, cancel_all, "cancel all alarms"),
    Intent(
        "alarm_snooze",
        (
            "snooze [the alarm|my alarm] [for {duration}]",
            "wake me again in {duration}",
            "let me sleep {duration} longer",
        ),
        snooze,
        "Let the alarm that has just rung ring again later.",
        {"duration": DURATION},
        deed="let the alarm ring again[ in {duration}]",
    ),
)
