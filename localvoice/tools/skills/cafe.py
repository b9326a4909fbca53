"""The café: takes coffee orders, says back what it understood, asks one short question at a time.

An order is a draft on the shelf until it is confirmed, so that a restart in mid-order loses nothing. The menu is the
one of the spoken orders that it was measured on (scripts/benches/orders.py); a drink and its size are always needed,
the roast only where there is brewed coffee in the cup.
"""

from typing import Any

from localvoice.events import Item
from localvoice.tools import draft as drafts
from localvoice.tools.confirm import NO, YES
from localvoice.tools.phrasing import joined
from localvoice.tools.reading.slots import spelled
from localvoice.tools.skill import Answer, Intent, Slot, World

ABOUT = "take your coffee order"

DRAFT, ORDER = "cafe", "order"
AMOUNT = "a bit of|a little bit of|a lot of|lots of|some"
BREWED = ("coffee", "drip coffee", "house coffee")
VOWELS = "aeiou"


def _slot(name: str, rule: str, about: str) -> Slot:
    return Slot(name, rule, lambda words: spelled(words) or None, about)


SLOTS = {
    "drink": _slot(
        "drink",
        "coffee|iced coffee|mocha|iced mocha|drip coffee|house coffee|espresso|americano|cappuccino|latte",
        "which drink",
    ),
    "size": _slot("size", "(eight|twelve|sixteen|twenty) ounce|small|medium|large", "how large"),
    "roast": _slot("roast", "(light|medium|dark) roast", "which roast"),
    "shots": _slot("shots", "(single|double|triple) shot", "how many shots of espresso"),
    "milk": _slot("milk", f"[{AMOUNT}] (milk|skim milk|whole milk|soy milk|almond milk|cream)", "which milk, how much"),
    "sugar": _slot("sugar", f"[{AMOUNT}] (sugar|brown sugar|sweetener)", "which sugar, how much"),
}
LEAD = "(brew|can i get|can i have|i want|get me|give me|i'd like|make me|may i have)"
KINDS = "([{size}];[{roast}];[{shots}])"
WITH = "with ({milk} [and {sugar}]|{sugar} [and {milk}])"
QUESTIONS = {
    "drink": "What would you like to drink?",
    "size": "What size?",
    "roast": "Light, medium or dark roast?",
}
CHANGE, CONFIRM, MORE = "cafe_change", "cafe_confirm", "cafe_more"
CLOSE = "close your order"
MAKE = "[(no|actually)] [make (it|that)] [a|an]"


def order(slots: dict[str, Any], world: World) -> Answer:
    """A new order: it takes the place of one that was not confirmed."""
    drafts.keep(world, DRAFT, "", slots)
    return _next(slots)


def amend(slots: dict[str, Any], world: World) -> Answer:
    """A short answer or a correction: what was said now wins."""
    draft = drafts.there(world, DRAFT)
    known = {**(draft.data if draft else {}), **slots}
    drafts.keep(world, DRAFT, "", known)
    return _next(known)


def plain(slots: dict[str, Any], world: World) -> Answer:
    """“Regular”, “I don't mind”: the house's own choice for what was asked."""
    draft = drafts.there(world, DRAFT)
    missing = _missing(draft.data if draft else {})
    return amend({"size": "medium"} if missing == "size" else {"roast": "medium roast"}, world)


def confirm(slots: dict[str, Any], world: World) -> Answer:
    if draft := drafts.take(world, DRAFT):
        world.shelf.put(ORDER, described(draft.data), data={"slots": draft.data, "open": True})
    return Answer("Got it. Anything else?", question=MORE)


def doubt(slots: dict[str, Any], world: World) -> Answer:
    return Answer("What should I change?", question=CHANGE)


def close(slots: dict[str, Any], world: World) -> Answer:
    """That's all: ask what is still missing, else say the whole order back and close it."""
    if draft := drafts.there(world, DRAFT):
        return _next(draft.data)
    mine = _orders(world)
    if not mine:
        return Answer("All right. See you soon.")
    for item in mine:
        world.shelf.change(item, data={**item.data, "open": False})
    return Answer(f"Thank you. {_capital(joined([item.text for item in mine]))}, coming right up.")


def cancel(slots: dict[str, Any], world: World) -> Answer:
    had = drafts.take(world, DRAFT) is not None or bool(_orders(world))
    for item in _orders(world):
        world.shelf.remove(item)
    return Answer("Okay, I cancelled your order." if had else "There is no order yet.")


def recall(slots: dict[str, Any], world: World) -> Answer:
    things = [item.text for item in _orders(world)]
    if draft := drafts.there(world, DRAFT):
        return Answer(
            f"So far {joined([*things, described(draft.data)])}. {_ask(draft.data)}", question=_open(draft.data)
        )
    return Answer(f"You have {joined(things)}." if things else "Nothing yet. What would you like?")


def menu(slots: dict[str, Any], world: World) -> Answer:
    return Answer(
        "Coffee, drip or house coffee, espresso, americano, latte, cappuccino and mocha. What would you like?"
    )


def described(known: dict[str, Any]) -> str:
    """The order in the speaker's words: “a large dark roast latte with soy milk and sugar”."""
    words = " ".join(known[name] for name in ("size", "roast", "shots", "drink") if name in known)
    extras = [known[name] for name in ("milk", "sugar") if name in known]
    words = words or "something"
    article = "" if words == "something" else "an " if words[0] in VOWELS or words.startswith("eight") else "a "
    return f"{article}{words}{' with ' if extras else ''}{' and '.join(extras)}"


def _next(known: dict[str, Any]) -> Answer:
    return Answer(f"{_capital(described(known))}. {_ask(known)}", question=_open(known))


def _missing(known: dict[str, Any]) -> str:
    wanted = ("drink", "size", "roast") if known.get("drink") in BREWED else ("drink", "size")
    return next((name for name in wanted if name not in known), "")


def _ask(known: dict[str, Any]) -> str:
    missing = _missing(known)
    return QUESTIONS[missing] if missing else "Is that right?"


def _open(known: dict[str, Any]) -> str:
    return f"cafe_{_missing(known)}" if _missing(known) else CONFIRM


def _orders(world: World) -> list[Item]:
    return [item for item in world.shelf.all(ORDER) if item.data.get("open")]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _answers(question: str) -> tuple[Intent, ...]:
    """What may be said short while a question is open: any part of an order, or the house's choice."""
    part = (
        f"{MAKE} ({{size}} [{{roast}}]|{{roast}}|{{shots}}) [{{drink}}|one|please]",
        f"{MAKE} {{drink}}",
        f"[(no|actually)] [{WITH[:4]}] ({{milk}} [and {{sugar}}]|{{sugar}} [and {{milk}}])",
    )
    short = Intent(f"{question}_part", part, amend, "A part of the order, or a correction.", SLOTS, question)
    if question not in ("cafe_size", "cafe_roast"):
        return (short,)
    mind = ("[the] (regular|normal) [one|size]", "i don't (mind|care)", "(any|whatever) [you have|is fine]")
    return (short, Intent(f"{question}_any", mind, plain, "No preference.", question=question))


INTENTS = (
    Intent(
        "order",
        (f"[{LEAD}] [a|an] {KINDS} {{drink}} [{WITH}]",),
        order,
        "Order a drink.",
        SLOTS,
    ),
    *(intent for question in ("cafe_drink", "cafe_size", "cafe_roast", CHANGE) for intent in _answers(question)),
    Intent("order_yes", YES, confirm, "Yes, the order is right.", question=CONFIRM, deed="take this order"),
    Intent("order_no", NO, doubt, "No, the order is wrong.", question=CONFIRM),
    *_answers(CONFIRM),
    Intent("more_no", (*NO, "nothing else"), close, "Nothing more.", question=MORE, deed=CLOSE),
    Intent(
        "more_yes",
        ("(yes|yeah|sure) [please]",),
        lambda slots, world: Answer(QUESTIONS["drink"]),
        "More.",
        question=MORE,
    ),
    Intent(
        "order_done",
        ("(that's|that is|that will be) (all|it|everything)", "i'm done"),
        close,
        "Close the order.",
        deed=CLOSE,
    ),
    Intent(
        "order_cancel",
        ("(cancel|forget) (my|the|this|that) order", "cancel everything"),
        cancel,
        "Cancel the order.",
        deed="cancel your order",
    ),
    Intent(
        "order_recall",
        ("what (did i order|have i ordered|is my order)", "(read|repeat) [me] my order [back]"),
        recall,
        "Say the order back.",
    ),
    Intent("menu", ("what (do you have|is there|can i have|can i get)", "what's on the menu"), menu, "What there is."),
)
