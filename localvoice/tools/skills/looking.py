"""Look at the screen, a window, the camera or a picture: say what is there, read it, find what was asked for in it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from localvoice.errors import LocalvoiceError
from localvoice.tools.page.page import page
from localvoice.tools.reading.slots import choice
from localvoice.tools.skill import Answer, Intent, Slot, World

ABOUT = "look at the screen or the camera, and read what is there"
BLIND = "I cannot see your screen from here: talk to me at the computer itself."
NOTHING = "I can read nothing there."
OVER = "That was all."
AT_ONCE = 2  # pieces that are read before it asks
MORE = " Shall I read on?"
LONGEST = 120  # characters of a question
PLACES = {
    "screen": "screen", "display": "screen", "monitor": "screen", "page": "screen", "website": "screen",
    "desktop": "screen", "window": "window", "app": "window", "program": "window", "camera": "camera",
    "clipboard": "clipboard",
}  # fmt: skip
THINGS = ("total", "title", "phone number", "email address", "web address", "price", "last line", "first line")
ASKS = re.compile(r"(?:what|which|where|who|when|how|is|are|does|do|did|can|read|find|tell me)\b", re.I)
Slots = dict[str, Any]
READS_ON = "read on"


async def _safely(world: World, do: Callable[[], Awaitable[Answer]]) -> Answer:
    if world.eyes is None:
        return Answer(BLIND)
    try:
        return await do()
    except LocalvoiceError as error:
        return Answer(str(error), failed=True)


async def see(slots: Slots, world: World, where: str = "") -> Answer:
    """Anew: who asks what there is does not mean what there was."""

    async def do() -> Answer:
        assert world.eyes
        return Answer(await world.eyes.look(slots.get("place", where)))

    return await _safely(world, do)


async def read(slots: Slots, world: World, where: str = "") -> Answer:
    async def do() -> Answer:
        assert world.eyes
        world.page = page(await world.eyes.view(slots.get("place", where)))
        return on(slots, world)

    return await _safely(world, do)


def on(slots: Slots, world: World) -> Answer:
    """The next pieces."""
    if world.page is None or not world.page.pieces:
        return Answer(NOTHING)
    told = world.page.left[:AT_ONCE]
    if not told:
        return Answer(OVER)
    world.page = replace(world.page, at=world.page.at + len(told))
    text = " ".join(told)
    return Answer(f"{text}{MORE}", question=READS_ON) if world.page.left else Answer(text)


def stop(slots: Slots, world: World) -> Answer:
    return Answer("Okay.")


async def ask(slots: Slots, world: World, question: str = "") -> Answer:
    async def do() -> Answer:
        assert world.eyes
        return Answer(
            await world.eyes.look(
                slots.get("place", ""), question or slots.get("question") or f"what is the {slots['thing']}"
            )
        )

    return await _safely(world, do)


async def where(slots: Slots, world: World) -> Answer:
    return await ask(slots, world, f"where is the {slots['name']} button")


async def keep(slots: Slots, world: World) -> Answer:
    async def do() -> Answer:
        assert world.eyes
        return Answer(await world.eyes.keep())

    return await _safely(world, do)


def _words(words: str) -> str | None:
    text = " ".join(words.split()).strip(' .,;:!?"“”')
    return text if 0 < len(text) <= LONGEST else None


def _question(words: str) -> str | None:
    """Words that ask, as a whole; anything else may be meant otherwise."""
    text = _words(words)
    return text if text and ASKS.match(text) else None


def seen(slots: Slots, world: World) -> bool:
    """May "it" be a picture?"""
    return world.eyes is not None and world.eyes.fresh


PLACE = choice("place", PLACES, "where to look, such as 'screen' or 'camera'")
THING = Slot("thing", "|".join(THINGS), _words, "what to find", open_text=True)
QUESTION = Slot("question", f"what is the ({'|'.join(THINGS)})", _question, "what to find out", open_text=True)
NAME = Slot("name", "okay|cancel|save|close|next|send", _words, "what is written on it", open_text=True)
THE = "(the|my|this|that)"
SHOWN = "(picture|photo|image|screenshot|sign|label)"
ON = f"(on|in|at|of|from) {THE} {{place}}"
INTENTS = (
    Intent(
        "look_tell",
        (
            "what (do you|can you) see",
            f"(what is|what's) [there] on {THE} {{place}}",
            f"(describe|look at) {THE} {{place}}",
            "what am i looking at",
        ),
        see,
        "Say what is on the screen, in the front window, before the camera or in the clipboard.",
        {"place": PLACE},
        typed=(
            f"(what do you|what can you|what's|what is|what is there) [see] [there] {ON}",
            f"can you see {THE} {{place}}",
            f"what does {THE} {{place}} show",
            f"[take a] look (at|through) {THE} {{place}}",
            f"tell me what (you see|is|is there) {ON}",
        ),
        tool=False,
    ),
    Intent(
        "look_camera",
        ("what am i holding", "(what is|what's) this in my hand"),
        partial(see, where="camera"),
        "Say what the person holds before the camera.",
        typed=("what (is it|do you see) (that|what) i'm holding", "(can you|do you) see me"),
        tool=False,
    ),
    Intent(
        "look_again",
        (f"describe ({THE} {SHOWN}|this|that|it)", f"(what is|what's) in {THE} {SHOWN}"),
        see,
        "Say what is in the last picture, or on the screen.",
        typed=(
            "describe (this|that|it) to me",
            f"what (is|do you see) (on|in) {THE} {SHOWN}",
            f"look at {THE} {SHOWN}",
        ),
        tool=False,
    ),
    Intent(
        "look_read",
        (
            f"read [me] {THE} {{place}} [to me|aloud]",
            "read (this|that|it) (to me|out|aloud)",
            f"what (does|do) (this|that|it|{THE} {SHOWN}) say",
        ),
        read,
        "Read aloud the text on the screen or in a picture.",
        {"place": PLACE},
        typed=(
            f"read [me] {THE} {{place}} out loud",
            f"read (me|[me] (out|everything|all|the text)) {ON} [to me]",
            f"read [me] {THE} ({SHOWN}|text|message|table) [to me]",
            f"what (does|do) {THE} (text|message|dialog|page|window|{{place}}) say [here]",
            "what (does it|does this) say here",
            "read (what it says|everything|all of it) [to me|there|here]",
        ),
        tool=False,
    ),
    Intent(
        "look_on",
        ("read on", "keep reading", "read [some] more"),
        on,
        "Read the next piece.",
        applies=lambda slots, world: world.page is not None,
        tool=False,
    ),
    Intent("look_more", ("(yes|yeah|sure|okay|go on) [please]",), on, "Read on.", question=READS_ON, tool=False),
    Intent("look_enough", ("(no|no thanks|no thank you|stop|that's enough|enough)",), stop, "Do not read on.",
           question=READS_ON, tool=False),
    Intent(
        "look_error",
        (f"read [me] {THE} error [message]", "what does the error [message] say"),
        partial(ask, question="what is the error"),
        "Read the error message on the screen.",
        typed=(
            "(what's|what is|show me|tell me) the error [message] [on the screen]",
            "is there an error [on the screen]",
        ),
        tool=False,
    ),
    Intent(
        "look_button",
        ("(where is|where's|find) the {name} button",),
        where,
        "Say where a button is on the screen.",
        {"name": NAME},
        typed=("is there (a|an|the) {name} button",),
        tool=False,
    ),
    Intent(
        "look_ask",
        (),
        ask,
        "Find something in the text on the screen, in a window, before the camera or in the clipboard.",
        {"question": QUESTION, "place": PLACE},
        typed=(f"{{question}} {ON}",),
        applies=lambda slots, world: world.eyes is not None,
        tool=False,
    ),
    Intent(
        "look_find",
        ("(what is|what's) the {thing}", "is there a {thing}", "read [me] the {thing}"),
        ask,
        "Find something in the text of the last picture.",
        {"thing": THING, "question": QUESTION},
        typed=("{question}",),
        applies=seen,
        tool=False,
    ),
    Intent(
        "look_keep",
        ("(keep|save) (this|that|the) picture",),
        keep,
        "Store the last picture that was looked at.",
        typed=(f"(keep|save|store) (this|that|the) ({SHOWN}|screenshot)", "(keep|save) what you (see|saw)"),
        tool=False,
    ),
)  # fmt: skip
