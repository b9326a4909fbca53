"""What the person has told, what was said and what documents say: found again by what it speaks of, or by its day."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from localvoice.events import Found
from localvoice.tools import phrasing
from localvoice.tools.reading.facts import ABOUT as ABOUT_IT
from localvoice.tools.reading.facts import DONE, MINE, STATE, TOPIC
from localvoice.tools.reading.slots import choice
from localvoice.tools.skill import Answer, Intent, World
from localvoice.wall import coming, instant

ABOUT = "tell you what you told me"
NOTHING = "You have told me nothing to remember."
NOWHERE = "I know nothing about you here: ask me yourself, not through this program."
MOST = 5  # things that are told at once
SAID = 3  # and of what was said on a day, or about one thing
LOOKED_AT = 20  # turns; some only asked for it
ASKS = re.compile(
    r"(?:what|did|do|does|have|has|when|where|who|how|is|are|am|can|could|will|tell|forget|remember)\b", re.I
)
ALIKE = 0.05  # so nearly as sure as the surest it is told, too
Slots = dict[str, Any]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def tell_all(slots: Slots, world: World) -> Answer:
    if world.memory is None:
        return Answer(NOWHERE)
    known = [phrasing.to_you(item.text) for item in reversed(world.memory.known())]
    if not known:
        return Answer(NOTHING)
    if len(known) == 1:
        return Answer(phrasing.sentence(f"you told me one thing to remember: {known[0]}"))
    newest = f"the {MOST} newest are" if len(known) > MOST else "newest first"
    return Answer(phrasing.sentence(f"you told me {len(known)} things, {newest}: {'; '.join(known[:MOST])}"))


def tell_fact(slots: Slots, world: World) -> Answer:
    if world.memory is None:
        return Answer(NOWHERE)
    about = _asked(slots)
    near = world.memory.near(about, MOST)
    if not near:
        return Answer(f"I don't know that: you have not told me about {phrasing.to_you(about)}.")
    surest = [item.text for item, score in near if score > near[0][1] - ALIKE][:SAID]
    return Answer(" ".join(phrasing.sentence(phrasing.to_you(text)) for text in surest))


def knows(slots: Slots, world: World) -> bool:
    return bool(world.memory and world.memory.near(_asked(slots), 1))


def _asked(slots: Slots) -> str:
    return " ".join(str(each) for each in slots.values())


def tell_unknown(slots: Slots, world: World) -> Answer:
    """It is asked for, and nobody has told it."""
    if world.memory is None:
        return Answer(NOWHERE)
    known = {
        "own": "your {}",
        "named": "the name of your {}",
        "the": "where the {} is",
        "did": "where you did that",
        "am": "what you are {}",
    }
    (kind, about), *_ = slots.items()
    return Answer(f"I don't know {known[kind].format(phrasing.to_you(about))}: you have not told me.")


def alone(slots: Slots, world: World) -> bool:
    """A language model knows better what to say of what nobody has told it."""
    return not world.thinks


def tell_name(slots: Slots, world: World) -> Answer:
    if knows_name(slots, world):
        return tell_fact({"about": "my name"}, world)
    return Answer("I don't know your name. Say, for example: my name is Anna.")


def knows_name(slots: Slots, world: World) -> bool:
    return knows({"about": "my name"}, world)


def search(slots: Slots, world: World) -> Answer:
    if world.memory is None:
        return Answer(NOWHERE)
    facts = [phrasing.sentence(phrasing.to_you(item.text)) for item, _ in world.memory.near(slots["topic"], SAID)]
    if facts:
        return Answer(f"You told me: {' '.join(facts)}")
    found = [each for each in world.memory.search(slots["topic"], LOOKED_AT) if not ASKS.match(each.text)][:SAID]
    if not found:
        return Answer(f"I found nothing about {phrasing.to_you(slots['topic'])} in what you told me.")
    return Answer(" ".join(_said(each, world.now()) for each in found))


def read(slots: Slots, world: World) -> Answer:
    """What the person's documents say."""
    if world.memory is None:
        return Answer(NOWHERE)
    found = world.memory.documents(slots["topic"], SAID)
    if found is None:
        return Answer("I have no documents of yours: their folder is to be named under documents in the settings.")
    if not found:
        return Answer(f"I found nothing about {phrasing.to_you(slots['topic'])} in your documents.")
    return Answer(" ".join(f"From {each.where}: {phrasing.sentence(each.text.strip(' .'))}" for each in found))


def _said(found: Found, now: datetime) -> str:
    when = _day(found.when.astimezone(now.tzinfo).date(), now.date()) if found.when else ""
    where = f"{found.where} {when}".strip()
    return f"{where[:1].upper()}{where[1:]}: {phrasing.sentence(found.text.strip(' .'))}"


def _day(day: date, today: date) -> str:
    ago = (today - day).days
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    return f"on {day:%A}" if ago < 7 else f"on {phrasing.dated(day, today)}"


def talked(slots: Slots, world: World) -> Answer:
    """What the person said on a day."""
    if world.memory is None:
        return Answer(NOWHERE)
    now, ago = world.now(), slots["past_day"]
    back = ago if isinstance(ago, int) else (now.weekday() - WEEKDAYS.index(ago) - 1) % 7 + 1
    day = now.date() - timedelta(days=back)
    start, end = (instant(coming(datetime.combine(each, time()), now), now.tzinfo) for each in _whole(day))
    found = world.memory.between(start, end, SAID)
    when = _day(day, now.date())
    if not found:
        return Answer(f"We did not talk {when}.")
    said = "; ".join(f"“{each.text}”" for each in found)
    return Answer(phrasing.sentence(f"{when} you said{', last of all' if len(found) == SAID else ''}: {said}"))


def _whole(day: date) -> Iterable[date]:
    return day, day + timedelta(days=1)


def explain(slots: Slots, world: World) -> Answer:
    return Answer(
        "What you tell me to remember, and what we said to each other, stays on this computer, in files that only you"
        " can read, until you say: forget everything you know about me."
    )


PAST_DAY = choice(
    "past_day",
    {"today": 0, "this morning": 0, "yesterday": 1, "last night": 1}
    | {f"{which}{name}": name for name in WEEKDAYS for which in ("on ", "last ")},
    "the day, such as 'yesterday' or 'on monday'",
)
IS = "(what's|what is|what are|who's|who is|who are|when's|when is|where's|where is|where are|which is)"
BEFORE = "[ever|already|once]"
SAY = "(tell|told|say|said|mention|mentioned|talk|talked|speak|spoken|spoke)"
FILES = "(documents|document|files|papers|folder|pdfs)"
DOCUMENTS = f"(my|the|our|your) {FILES}"
INTENTS = (
    Intent(
        "facts_tell",
        (
            "what do you (know|remember) (about|of) me",
            "what have you remembered [about me]",
            "what (did i|have i) (tell|told|ask|asked) you to remember",
            "[tell me] (everything|all|what) you (know|remember) about me",
            "do you know anything about me",
        ),
        tell_all,
        "Tell what the person has told to be remembered.",
        typed=(
            "what [facts|things] do you (have [stored|saved]|store|keep|remember) [about me]",
            "(list|show|read) [me] [all] [of] (my facts|the facts|what you remember|your memory)",
            "(what's|what is) in your memory",
            "what did i tell you",
            "[tell me] what (do you remember|you remember)",
            "what have i told you [so far|about me|about myself]",
        ),
        tool=False,
        wish="tell you what I know about you",
    ),
    Intent(
        "fact_tell",
        (
            "(when is|when's|where is|where's) {about}",
            "where did i {done}",
            "what am i {state}",
            "(what's|what is) my {mine}",
        ),
        tell_fact,
        "Tell what the person told about something.",
        {"about": ABOUT_IT, "done": DONE, "state": STATE, "mine": MINE},
        typed=(
            f"{IS} {{about}}",
            "(do|did|can) you [still] (remember|know|recall) (what|when|where|who|how|which) {about} (is|are|was)",
            "(do you|can you) [still] (remember|know|recall) [what|when|where|who|how|which] [is|are] {about}",
            "(where|when|what|how|who) (did|do|am|was|have) i {done}",
            "(am|do|did|have) i {done}",
            "how (old|tall|big|heavy|long) (is|are|am) {about}",
            "(when|where|what|who|which|how) (does|do|did|will) {about}",
            "who {about}",
        ),
        applies=knows,
        tool=False,
    ),
    Intent(
        "fact_unknown",
        (),
        tell_unknown,
        "Say that something about the person is not known.",
        {"own": ABOUT_IT, "named": ABOUT_IT, "the": ABOUT_IT, "did": DONE, "am": STATE},
        typed=(
            f"{IS} (my|our) {{own}}",
            "(do you|can you) [still] (remember|know|recall) (my|our) {own}",
            "(do you|can you) [still] (remember|know|recall) (what|when|where|who) (my|our) {own} (is|are)",
            "(what's|what is|do you know) the name of (my|our) {named}",
            "(where's|where is|where are) the {the}",
            "where did i {did}",
            "what am i {am}",
        ),
        applies=lambda slots, world: alone(slots, world) and not knows(slots, world),
        tool=False,
    ),
    Intent(
        "name_tell",
        ("who am i", "(what is|what's) my name", "do you know (my name|who i am)"),
        tell_name,
        "Tell the person's name.",
        applies=lambda slots, world: alone(slots, world) or knows_name(slots, world),
        tool=False,
    ),
    Intent(
        "memory_search",
        (
            "what did (i|we|you) say about {topic}",
            "what did i tell you about {topic}",
            "what do you (know|remember) about {topic}",
            "did i (tell you|mention|say anything) about {topic}",
        ),
        search,
        "Find what was said about something.",
        {"topic": TOPIC},
        typed=(
            f"(did|have|had) (i|we) {BEFORE} {SAY} [to] [you] [anything|something] [about] {{topic}}",
            f"what (did|have|had) (i|we|you) {BEFORE} {SAY} [to] [you] about {{topic}}",
            "what was (that|it) [again] about {topic}",
            "what do you (know|remember) (of|about|on) {topic}",
            "do you (know|remember) (anything|something) about {topic}",
            f"when did (i|we) {SAY} [you] [about] {{topic}}",
        ),
        tool=False,
    ),
    Intent(
        "documents_search",
        (),
        read,
        "Find what the person's documents say about something.",
        {"topic": TOPIC},
        typed=(
            f"what (do|does|did) {DOCUMENTS} say [to me] (about|on) {{topic}}",
            f"what (is|are) in {DOCUMENTS} about {{topic}}",
            f"what's in {DOCUMENTS} about {{topic}}",
            f"(do|does|is|are) {DOCUMENTS} (say|have|contain|mention) [anything|something] [about|on] {{topic}}",
            f"(is|are) there (anything|something) in {DOCUMENTS} about {{topic}}",
            f"[can you] (search|check|go through) {DOCUMENTS} (for|about) {{topic}}",
            f"[can you] look (in|through|into|at) {DOCUMENTS} (for|about) {{topic}}",
            f"[can you] (find|look up|look for|search for|search) [anything about] {{topic}} in {DOCUMENTS}",
            f"(which|what) (of {DOCUMENTS}|{FILES}) (speak|speaks|talk|talks|say something|says something|is|are) about"
            " {topic}",
        ),
        applies=alone,
        tool=False,
    ),
    Intent(
        "talk_of_day",
        ("what did (we talk about|i say|i ask you) {past_day}",),
        talked,
        "Tell what was said on a day.",
        {"past_day": PAST_DAY},
        typed=(
            f"what (did|have) (we|i) ({SAY}|ask|asked|discuss|discussed) [you] [about] {{past_day}}",
            "what was it we (talked|spoke) about {past_day}",
        ),
        tool=False,
    ),
    Intent(
        "memory_explain",
        (
            "(where|how) do you (keep|store|save) (that|it|my data|what i tell you)",
            "how long (will|do) you (remember|keep) (that|it)",
            "do you (store|save|record) what i say",
        ),
        explain,
        "Say where and how long what is remembered is kept.",
        tool=False,
        wish="tell you what I keep, and where",
    ),
)
