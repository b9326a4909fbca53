"""Coins, dice and numbers at random."""

import math
from dataclasses import replace
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.reading.slots import COUNT, NUMBER, SMALL_COUNT
from localvoice.tools.skill import Answer, Intent, World

ABOUT = "flip coins and roll dice"
MOST_DICE = 20
MOST_SIDES = 1000
SIDES = 6
UP_TO = 100  # "a random number" without bounds


def coin(slots: dict[str, Any], world: World) -> Answer:
    return Answer(f"It's {world.random.choice(('heads', 'tails'))}.")


def dice(slots: dict[str, Any], world: World) -> Answer:
    count, sides = slots.get("count", 1), slots.get("sides", SIDES)
    if not 1 <= count <= MOST_DICE:
        return Answer(f"I have between 1 and {MOST_DICE} dice.")
    if not 2 <= sides <= MOST_SIDES:
        return Answer("There are no such dice.")
    thrown = [world.random.randint(1, sides) for _ in range(count)]
    if count == 1:
        return Answer(f"You rolled {thrown[0]}.")
    return Answer(f"You rolled {phrasing.joined([str(each) for each in thrown])}, {sum(thrown)} in all.")


def two_dice(slots: dict[str, Any], world: World) -> Answer:
    return dice(slots | {"count": 2}, world)


def number(slots: dict[str, Any], world: World) -> Answer:
    low, high = sorted((slots.get("low", 1), slots.get("high", UP_TO)))
    least, most = math.ceil(low), math.floor(high)
    if least > most:
        return Answer(f"There is no whole number between {phrasing.figure(low)} and {phrasing.figure(high)}.")
    return Answer(f"{phrasing.figure(world.random.randint(least, most))}.")


BOUND = replace(COUNT, parse=NUMBER.parse)  # by ear up to 999, typed any number
PICK = "(pick|choose|give me|tell me)"
INTENTS = (
    Intent(
        "coin",
        ("(flip|toss|throw) a coin", "heads or tails", "(do a|give me a) coin (flip|toss)"),
        coin,
        "Flip a coin.",
        wish="flip a coin",
    ),
    Intent(
        "dice",
        (
            "(roll|throw) [a|the] (die|dice)",
            "(roll|throw) {count} dice",
            "(roll|throw) a {sides} sided (die|dice)",
            "(roll|throw) {count} {sides} sided dice",
        ),
        dice,
        "Roll dice, six-sided unless said otherwise.",
        {"count": SMALL_COUNT, "sides": SMALL_COUNT},
        wish="roll [{count}] dice",
    ),
    Intent(
        "two_dice",
        ("(roll|throw) a (pair|couple) of dice",),
        two_dice,
        "Roll a pair of dice.",
        tool=False,
        wish="roll two dice",
    ),
    Intent(
        "random_number",
        (
            f"{PICK} a [random] number",
            f"{PICK} a [random] number (between|from) {{low}} (and|to) {{high}}",
        ),
        number,
        "Pick a random whole number.",
        {"low": BOUND, "high": BOUND},
        typed=("[a] random number [(between|from) {low} (and|to) {high}]", f"{PICK} a [random] number up to {{high}}"),
        wish="pick a number",
    ),
)
