"""What the person wants remembered, and forgotten: facts in their own words, some until a day, some always in mind."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from localvoice.events import FACT as KIND
from localvoice.events import Item
from localvoice.tools import phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading.facts import END, FACT, NAME, TOPIC, mentioned_end
from localvoice.tools.skill import Answer, Intent, World
from localvoice.wall import coming, instant

ABOUT = "remember what you tell me"
WHAT = "remember_what"  # the question "what shall I remember?"
ONE = "forget_one"  # the question whether to forget what was spoken of
ALL = "forget_all"  # the question whether to forget everything
NOWHERE = "I can only remember things when you talk to me yourself, not through this program."
NOTHING = "You have told me nothing to remember."
HEARS = 'I only know some words by ear: say, for example, "remember that the car is at the garage", or type it.'
ALWAYS_CHARS = 400  # of all facts that are always told, about a hundred tokens
MOST = 3  # facts that are forgotten at once
# "my wife's name is Ann": a later one is told in its place, for a thing has one of these
ATTRIBUTE = re.compile(
    r"(?P<whose>(?:my|our|the) .*?\b(?:name|birthday|number|password|code|pin|size|address|age|colou?r|anniversary|mail"
    r"|email|plate|type|weight|height))(?: is| are|'s) .+",
    re.I,
)
Slots = dict[str, Any]


def remember(slots: Slots, world: World) -> Answer:
    return _kept(slots["fact"], slots, world)


def remember_always(slots: Slots, world: World) -> Answer:
    return _kept(slots["fact"], slots, world, always=True)


def remember_until_then(slots: Slots, world: World) -> Answer:
    end = mentioned_end(slots["fact"])
    return _kept(slots["fact"], slots | ({"end": end} if end else {}), world)


def remember_name(slots: Slots, world: World) -> Answer:
    return _kept(f"my name is {slots['name']}", slots, world)


def _kept(text: str, slots: Slots, world: World, always: bool = False) -> Answer:
    memory, now = world.memory, world.now()
    if memory is None:
        return Answer(NOWHERE)
    end = slots["end"].end(now) if "end" in slots else None
    if "end" in slots and end is None:
        return Answer("That time has already passed, so I did not remember it.")
    due = end and coming(end, now)
    said = f"{_until(instant(due, now.tzinfo), now) if due else ''}: {phrasing.to_you(text)}"
    known = memory.known()
    if same := [item for item in known if _same(item.text, text)]:
        memory.facts.change(same[0], due=due, data=same[0].data | ({"always": True} if always else {}))
        return Answer(phrasing.sentence(f"I know that already, and will remember it{said}"))
    fits = sum(len(item.text) for item in known if item.data.get("always")) + len(text) <= ALWAYS_CHARS
    data = {"always": True} if always and fits else {}
    if before := [item for item in known if _attribute(item.text) and _attribute(item.text) == _attribute(text)]:
        memory.facts.change(before[0], text=text, due=due, data=data)
        told = phrasing.sentence(f"I'll remember{said}")
        return Answer(f"{told} Before, you told me: {phrasing.to_you(before[0].text)}.")
    memory.facts.put(KIND, text, due, data)
    more = "" if fits or not always else " I have too much always in mind already, so this I will look up."
    told = phrasing.sentence(f"I'll {'always ' if data else ''}remember{said}")
    return Answer(f"{told}{more}")


def _until(end: datetime, now: datetime) -> str:
    """ " until Friday, May 8th": the last day, or the moment where a time of day was said."""
    end = end.astimezone(now.tzinfo)
    if end.time() != datetime.min.time():
        return f" until {phrasing.exactly(end, now).removeprefix('on ')}"
    day = (end - timedelta(seconds=1)).date()
    near = {0: "today, ", 1: "tomorrow, "}.get((day - now.date()).days, "")
    year = f", {day.year}" if day.year != now.year else ""
    return f" until {near}{day:%A}, {day:%B} {phrasing.ordinal(day.day)}{year}"


def _same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.lower()) == re.findall(r"\w+", other.lower())


def _attribute(text: str) -> str:
    found = ATTRIBUTE.fullmatch(text)
    return " ".join(found["whose"].lower().split()) if found else ""


def ask_what(slots: Slots, world: World) -> Answer:
    if world.memory is None:
        return Answer(NOWHERE)
    if not world.hears_all:
        return Answer(f"{HEARS} What shall I remember?", question=WHAT)
    return Answer("What shall I remember?", question=WHAT)


def ask_one(slots: Slots, world: World) -> Answer:
    """Ask whether to forget what is known of this."""
    if world.memory is None:
        return Answer(NOWHERE)
    found = [item for item, _ in world.memory.near(slots["topic"], MOST)]
    if not found:
        return Answer(f"I know nothing about {phrasing.to_you(slots['topic'])}, so there is nothing to forget.")
    return _asked(found, world)


def ask_last(slots: Slots, world: World) -> Answer:
    """Ask whether to forget what was told last."""
    known = world.memory.known() if world.memory else []
    return _asked(known[-1:], world) if known else Answer(NOTHING)


def just_told(world: World) -> bool:
    known = world.memory.known() if world.memory else []
    return bool(known) and phrasing.to_you(known[-1].text).lower() in world.said.lower()


def _asked(facts: Sequence[Item], world: World) -> Answer:
    """The question, whose facts lie on the shelf meanwhile by their numbers."""
    _drafts(world)
    world.shelf.put(f"draft {ONE}", "", data={"facts": [item.id for item in facts]})
    what = phrasing.joined([phrasing.to_you(item.text) for item in facts])
    return Answer(f"Shall I forget this: {what}?", question=ONE)


def _drafts(world: World) -> list[int]:
    """The numbers of the facts that it was asked about; they are taken away."""
    drafts = world.shelf.all(f"draft {ONE}")
    for item in drafts:
        world.shelf.remove(item)
    return [number for item in drafts for number in item.data["facts"]]


async def forget(slots: Slots, world: World) -> Answer:
    numbers = _drafts(world)
    if world.memory:
        facts = [item for item in world.memory.known() if item.id in numbers]
        await world.memory.forget(facts)
        return Answer(f"I have forgotten {'it' if len(facts) == 1 else 'that'}, and deleted it wherever I kept it.")
    return Answer(NOWHERE)


def ask_all(slots: Slots, world: World) -> Answer:
    if world.memory is None:
        return Answer(NOWHERE)
    facts, turns = len(world.memory.known()), world.memory.count()
    parts = [phrasing.counted(facts, "fact")] if facts else []
    parts += [f"{phrasing.counted(turns, 'turn')} of our conversations"] if turns else []
    what = f": {phrasing.joined(parts)}" if parts else " that I kept of you"
    return Answer(f"Shall I forget everything{what}? Your lists, notes and timers stay.", question=ALL)


async def forget_all(slots: Slots, world: World) -> Answer:
    if world.memory is None:
        return Answer(NOWHERE)
    await world.memory.forget_everything()
    return Answer("I have forgotten everything about you. Your lists, notes and timers are still here.")


def _for_good(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """What they do cannot be undone, and what is said with it is not kept."""
    return tuple(replace(intent, reversible=False, private=True) for intent in intents)


REMEMBER = "(remember|memorize|keep in mind|bear in mind|make a mental note)"
NOT_FORGET = "(don't|do not|never) forget"
TOLD = {"fact": FACT}
ENDING = TOLD | {"end": END}
ENDS = "(until|till|for)"
THAT = "(that|this|it)"
KNOWN = "(know|remember|have [stored|saved|kept]|stored|saved|kept|learned)"
OF_ME = "(about|of|on) me"
DELETE = "(forget|delete|erase|clear|wipe|remove)"
INTENTS = (
    Intent(
        "remember",
        (
            f"{REMEMBER} [that|this] {{fact}}",
            f"{NOT_FORGET} [that] {{fact}}",
            f"{REMEMBER} {ENDS} {{end}} [that] {{fact}}",
        ),
        remember,
        "Remember something for the person.",
        ENDING,
        deed="remember that {fact} [until {end}]",
        typed=(
            "(save|store|note) (this|that) [for yourself] {fact}",
            f"{REMEMBER} [that|this] {{fact}} (until|till) {{end}}",
            f"{ENDS} {{end}} {REMEMBER} [that|this] {{fact}}",
            f"{ENDS} {{end}} {{fact}} {REMEMBER} {THAT}",
            f"(for|over) (the|my) (next|coming) {{end}} {{fact}} {REMEMBER} {THAT}",
            f"{{fact}} [please|so|and] (remember|memorize|save|store) {THAT} [please]",
            f"{{fact}} [please|so|and] (keep|bear) {THAT} in mind [please]",
            f"{{fact}} [please|so|and] {NOT_FORGET} {THAT}",
            f"{{fact}} [please|so|and] remember {THAT} {ENDS} {{end}}",
            f"{{fact}} [please|so|and] (keep|bear) {THAT} in mind {ENDS} {{end}}",
            "(just so you know|for the record|fyi|you should know) [that] {fact}",
        ),
    ),
    Intent(
        "remember_until_then",
        (),
        remember_until_then,
        "Remember something until the day that it speaks of.",
        TOLD,
        deed="remember until then that {fact}",
        typed=(
            f"{{fact}} [please|so|and] remember {THAT} (until|till) then",
            f"{REMEMBER} (until|till) then [that] {{fact}}",
            f"{{fact}} [please|so|and] (keep|bear) {THAT} in mind (until|till) then",
        ),
        tool=False,
    ),
    Intent(
        "remember_always",
        ("always remember [that] {fact}", "always keep in mind [that] {fact}"),
        remember_always,
        "Always have in mind what the person tells, such as how they want to be answered.",
        TOLD,
        deed="always have in mind that {fact}",
        typed=("(from now on|always) [please] (keep in mind|know|remember) [that] {fact}",),
        tool=False,
    ),
    Intent(
        "remember_name",
        (),
        remember_name,
        "Remember the person's name.",
        {"name": NAME},
        deed="remember that your name is {name}",
        typed=("(call me|my name is|my name's|i'm called|you can call me) {name}", "remember my name [is] {name}"),
        tool=False,
    ),
    Intent(
        "remember_ask",
        (
            "remember (something|this|that)",
            "i want [you] to (remember|tell you) something",
            "can i tell you something to remember",
        ),
        ask_what,
        "Remember something that was not said.",
        typed=("(keep|store|save) something [in mind] for me", "remember (something|this|that) for me"),
        tool=False,
    ),
    Intent("remember_what", ("{fact}",), remember, "What to remember.", TOLD, WHAT, "remember that {fact}"),
    *_for_good(
        (
            Intent(
                "forget_fact",
                ("forget [about] {topic}", "forget what i told you about {topic}"),
                ask_one,
                "Forget what the person told about something.",
                {"topic": TOPIC},
                typed=(
                    "forget (that|what|everything|all) [that] i (told you|said|ever said) [about] {topic}",
                    "(forget|delete|erase|remove) (everything|all|what|anything) [that] you (know|have|remember|stored)"
                    " (about|on|of) {topic}",
                    "forget (that|the fact that|about|all about|everything about) {topic}",
                    "you (can|may|should) forget [about|that] {topic} [now|again]",
                    "(don't|do not|you needn't|you don't have to) remember [that] {topic} [anymore|any longer]",
                    "(delete|erase) (the fact that|the fact|the facts about) {topic}",
                    "(i don't|i do not) want you to (remember|know) [that] {topic}",
                ),
            ),
            Intent(
                "forget_that",
                ("forget (that|it)",),
                ask_last,
                "Forget what was told just now.",
                applies=lambda slots, world: just_told(world),
                tool=False,
            ),
            Intent(
                "forget_last",
                (
                    "forget (what i just told you|what i just said|the last thing i told you)",
                    "(forget|delete) the last (fact|thing you remembered)",
                ),
                ask_last,
                "Forget what was told last.",
                typed=(
                    "forget (what|the thing|the last thing) [that] i [just] (said|told you) [to remember]",
                    "(forget|delete) (what|the last thing) [that] you [just] (remembered|learned|saved)",
                ),
                tool=False,
            ),
            Intent(
                "forget_everything",
                (
                    f"(forget|delete|erase|clear) everything [that] you {KNOWN} [{OF_ME}]",
                    "(forget|delete|erase) everything (about me|i told you|i ever told you|we talked about)",
                    "(clear|erase|delete|wipe) (your|my) memory",
                    "forget (everything|me)",
                ),
                ask_all,
                "Forget all that is known of the person, and all past conversations.",
                typed=(
                    f"{DELETE} (all|everything|[all] [the|my] data) [that|which] [you] [ever] {KNOWN} [{OF_ME}]",
                    f"{DELETE} (all|all [of] our|all [of] my|our|my) [past] (conversations|history|data)",
                    "forget (all|everything) [that] (i|i've|i have) [ever] (told you|said) [to you]",
                ),
                tool=False,
            ),
            *confirmed(ONE, forget, "forget that"),
            *confirmed(ALL, forget_all, "forget everything"),
        )
    ),
)
