"""What is on the screen, for somebody who cannot see it? What matters first, where it is, and read out in pieces."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from localvoice.errors import LocalvoiceError
from localvoice.events import Block
from localvoice.tools.page import sayings
from localvoice.tools.page.changes import changed
from localvoice.tools.page.page import Page, cut, named, page, paragraphs
from localvoice.tools.page.spelling import bare_word, spelt
from localvoice.tools.page.summary import NOTHING, first, length, shortened, urgent
from localvoice.tools.phrasing import counted, joined
from localvoice.tools.reading.slots import choice
from localvoice.tools.skill import Answer, Intent, Slot, World

ABOUT = "tell you what is on the screen, and read it out"
BLIND = "I cannot see your screen from here: talk to me at the computer itself."
OVER = "That was all. Say “from the top” to hear it again."
NO_DIALOG = "I see no dialog."
NO_ERROR = "I see no error message."
NO_BUTTONS = "I see no buttons that I could name."
NO_COLOURS = "I do not go by colours. Ask me whether there is an error, or which buttons there are."
FOUND = 3  # places of a word that are told
SHORT = 3  # words that are spelt as a whole
NTH = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "eighth": 7, "ninth": 8,
    "tenth": 9, "last": -1, "next to last": -2,
}  # fmt: skip
PLACES = {
    f"{row}{column}".replace("middle middle", "middle").strip(): spoken
    for row, column, spoken in (
        ("top ", "left", "at the top left"), ("top ", "right", "at the top right"), ("top", "", "at the top"),
        ("bottom ", "left", "at the bottom left"), ("bottom ", "right", "at the bottom right"),
        ("bottom", "", "at the bottom"), ("", "left", "on the left"), ("", "right", "on the right"),
        ("", "middle", "in the middle"), ("", "center", "in the middle"),
    )
}  # fmt: skip
Slots = dict[str, Any]
Do = Callable[[Slots, World, Page], Answer]


async def look(do: Do, slots: Slots, world: World, where: str = "screen") -> Answer:
    """Look anew, and answer from that."""
    if world.eyes is None:
        return Answer(BLIND)
    try:
        view = await world.eyes.view(where)
    except LocalvoiceError as error:
        return Answer(str(error), failed=True)
    world.page = page(view, world.page, world.eyes.brief)
    return do(slots, world, world.page)


async def remember(do: Do, slots: Slots, world: World) -> Answer:
    """Answer from what was looked at last, if there is anything."""
    return do(slots, world, world.page) if world.page else await look(do, slots, world)


def tell(slots: Slots, world: World, seen: Page) -> Answer:
    return Answer(first(seen))


def front(slots: Slots, world: World, seen: Page) -> Answer:
    """The window by its name, where the system tells it."""
    name = seen.view.source.removeprefix("window").strip()
    head = next((block.text for block in seen.view.blocks if block.kind == "heading"), "")
    title = f" Its heading is {head}." if head else ""
    return Answer(f"{name or 'A window without a name'} is in front.{title}")


def dialog(slots: Slots, world: World, seen: Page) -> Answer:
    block = next((block for block in seen.view.blocks if block.kind in ("dialog", "alert")), None)
    if block is None:
        return error(slots, world, seen, NO_DIALOG)
    buttons = named(seen.view, "choice")
    own = f" Its buttons are {buttons}." if buttons else ""
    return Answer(f"{shortened(block.text, len(block.text.split()))}{own}")


def error(slots: Slots, world: World, seen: Page, none: str = NO_ERROR) -> Answer:
    block = next((block for block in seen.view.blocks if block.kind in ("alert", "error")), None)
    return Answer(urgent(block, seen.view) if block else none)


def buttons(slots: Slots, world: World, seen: Page) -> Answer:
    """Those of the dialog, which has to be answered first; else all."""
    own, others = named(seen.view, "choice"), named(seen.view, "button")
    if own:
        where = next(block.where for block in seen.view.blocks if block.kind == "choice")
        return Answer(f"In the dialog, {where}: {own}.")
    return Answer(f"{others}." if others else NO_BUTTONS)


def menu(slots: Slots, world: World, seen: Page) -> Answer:
    names = [block.text for block in seen.view.blocks if block.kind == "menu"]
    return Answer(f"{joined(names)}." if names else "I see no menus.")


def where(slots: Slots, world: World, seen: Page) -> Answer:
    """Buttons first, for one wants to press them."""
    wanted = slots["text"].lower()
    hits = [block for block in seen.view.blocks if wanted in block.text.lower()]
    hits.sort(key=lambda block: block.kind not in ("choice", "button"))
    if not hits:
        return Answer(f"I do not see {wanted}.")
    told = [f"{_kind(block)} {block.where}" for block in hits[:FOUND]]
    more = f", and in {counted(len(hits) - FOUND, 'more place')}" if len(hits) > FOUND else ""
    return Answer(f"{wanted.capitalize()} is {joined(told)}{more}.")


def _kind(block: Block) -> str:
    kinds = {
        "choice": "a button of the dialog,",
        "button": "a button",
        "dialog": "in the dialog",
        "alert": "in the error,",
    }
    return kinds.get(block.kind, f"in the {block.kind},")


def what_changed(slots: Slots, world: World, seen: Page) -> Answer:
    return Answer(changed(seen.before, seen.view))


def on(slots: Slots, world: World, seen: Page) -> Answer:
    """The next piece."""
    if not seen.pieces:
        return Answer(NOTHING)
    if not seen.left:
        return Answer(OVER)
    world.page = replace(seen, at=seen.at + 1)
    return Answer(seen.pieces[seen.at])


def everything(slots: Slots, world: World, seen: Page) -> Answer:
    return on(slots, world, replace(seen, at=0))


def back(slots: Slots, world: World, seen: Page) -> Answer:
    return on(slots, world, replace(seen, at=max(0, seen.at - 2)))


def end(slots: Slots, world: World, seen: Page) -> Answer:
    return on(slots, world, replace(seen, at=max(0, len(seen.pieces) - 1)))


def paragraph(slots: Slots, world: World, seen: Page) -> Answer:
    """One of them, from which "read on" goes on."""
    every, at = paragraphs(seen.view), slots["nth"]
    if not every:
        return Answer(NOTHING)
    if at >= len(every) or -at > len(every):
        return Answer(f"There {'is' if len(every) == 1 else 'are'} only {counted(len(every), 'paragraph')}.")
    rest = [piece for block in every[at:] for piece in cut(block.text)]
    return on(slots, world, replace(seen, pieces=tuple(rest), at=0))


def heading(slots: Slots, world: World, seen: Page) -> Answer:
    head = next((block.text for block in seen.view.blocks if block.kind == "heading"), "")
    return Answer(shortened(head, 20) if head else f"I see no heading. {first(replace(seen, brief=True))}")


def headings(slots: Slots, world: World, seen: Page) -> Answer:
    names = [block.text.rstrip(".") for block in seen.view.blocks if block.kind == "heading"]
    return Answer(f"{joined(names)}." if names else "I see no headings.")


def place(slots: Slots, world: World, seen: Page) -> Answer:
    """What stands there; "at the top" is its corners, too."""
    spot = slots["place"]
    hits = [block.text for block in seen.view.blocks if block.where.startswith(spot)]
    return Answer(shortened(". ".join(hits), 40) if hits else f"I read nothing {spot}.")


def spell(slots: Slots, world: World, seen: Page) -> Answer:
    """A short text as a whole; else the last word that they heard."""
    said = world.said
    if world.unheard and said.endswith(world.unheard):
        said = said.removesuffix(world.unheard) or said
    words = said.split()
    return Answer(spelt(" ".join(bare_word(word) for word in (words if len(words) <= SHORT else words[-1:]))))


def spell_word(slots: Slots, world: World) -> Answer:
    """As it is written on the screen, if it stands there."""
    wanted = slots["text"]
    texts = " ".join(block.text for block in world.page.view.blocks) if world.page else ""
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", texts, re.I)
    return Answer(spelt(found[0] if found else wanted))


def how_long(slots: Slots, world: World, seen: Page) -> Answer:
    return Answer(length(seen))


def brief(short: bool, slots: Slots, world: World, seen: Page) -> Answer:
    world.page = replace(seen, brief=short)
    return Answer(first(world.page))


def colour(slots: Slots, world: World) -> Answer:
    return Answer(NO_COLOURS)


def _text(words: str) -> str | None:
    text = " ".join(words.split()).strip(' .,;:!?"“”')
    return text if 0 < len(text) <= 60 else None


HEARD = (
    "password|email|name|user name|search|log in|sign in|cancel|okay|save|yes|no|send|close|next|back|price|total|date"
)
NTH_ONE = choice("nth", NTH, "which one, such as 'second' or 'last'")
PLACE_ONE = choice("place", PLACES, "where, such as 'top left'")
TEXT = Slot("text", HEARD, _text, "the words that are looked for", open_text=True)


def _intent(name: str, said: Sequence[str], do: Do, about: str, fresh: bool = False, **more: Any) -> Intent:
    run = partial(look if fresh else remember, do)
    return Intent(f"screen_{name}", tuple(said), run, about, request=False, **more)


INTENTS = (
    _intent("tell", sayings.LOOK, tell, "Tell what is on the screen, what matters first.", fresh=True),
    Intent(
        "screen_front",
        sayings.FRONT,
        partial(look, front, where="window"),
        "Tell which window is in front.",
        request=False,
    ),
    _intent("error", sayings.ERROR, error, "Tell whether there is an error on the screen.", fresh=True),
    _intent("dialog", sayings.DIALOG, dialog, "Read the dialog on the screen.", fresh=True),
    _intent("buttons", sayings.BUTTONS, buttons, "Tell which buttons there are.", fresh=True),
    _intent("menu", sayings.MENU, menu, "Read the menu.", tool=False),
    _intent("changed", sayings.CHANGED, what_changed, "Tell what has changed on the screen.", fresh=True),
    _intent("all", sayings.ALL, everything, "Read out all of the screen, piece by piece.", fresh=True),
    _intent("on", sayings.ON, on, "Read the next piece.", applies=lambda slots, world: goes_on(world)),
    _intent("back", sayings.BACK, back, "Read the piece before once more.", tool=False),
    _intent("end", sayings.END, end, "Read the last piece.", tool=False),
    _intent("paragraph", sayings.PARAGRAPH, paragraph, "Read one paragraph.", slots={"nth": NTH_ONE}),
    _intent("headings", sayings.HEADINGS, headings, "Read all headings.", tool=False),
    _intent("heading", sayings.HEADING, heading, "Read the heading.", tool=False),
    _intent("place", sayings.PLACE, place, "Read what is at a place of the screen.", slots={"place": PLACE_ONE}),
    _intent("where", sayings.WHERE_IS, where, "Tell where words are on the screen.", slots={"text": TEXT}),
    _intent("spell", sayings.SPELL, spell, "Spell what was said last.", tool=False, typed=sayings.SPELT),
    Intent("screen_spell_word", sayings.SPELL_WORD, spell_word, "Spell a word.", {"text": TEXT}, request=False),
    _intent("length", sayings.LENGTH, how_long, "Tell how long the text is, and how much is left.", tool=False),
    _intent("brief", sayings.BRIEF, partial(brief, True), "Answer more briefly.", tool=False),
    _intent("longer", sayings.LONGER, partial(brief, False), "Answer in more detail.", tool=False),
    Intent("screen_colour", sayings.COLOUR, colour, "Say that colours are not told.", request=False, tool=False),
)


def goes_on(world: World) -> bool:
    """May "go on" be about the page, and not about an answer that had to wait?"""
    return not world.rest
