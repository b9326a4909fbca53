"""One unit in another: "how many ounces are in a pound", "convert five miles to kilometers"."""

import math
import re
from typing import Any

from localvoice.tools.phrasing import figure
from localvoice.tools.reading.normal import AFTER_NUMBER
from localvoice.tools.reading.numbers import number
from localvoice.tools.reading.slots import spelled
from localvoice.tools.skill import Answer, Intent, Slot, World
from localvoice.tools.units import NAMES, UNITS, Unit, convert

ABOUT = "convert units"


def read_unit(words: str) -> Unit | None:
    name = re.sub("^(a|an|one) ", "", spelled(words))
    return NAMES.get(AFTER_NUMBER.get(name, name))


def read_amount(words: str) -> float | None:
    said = spelled(words)
    return {"a": 1, "an": 1, "half a": 0.5, "half an": 0.5}.get(said, number(said))


def called(amount: float, its: Unit) -> str:
    """ "1 mile", "5 miles", "6 feet"."""
    return f"{figure(amount)} {(its.singular or its.name.removesuffix('s')) if amount == 1 else its.name}"


def answer(slots: dict[str, Any], world: World) -> Answer:
    here, there = slots.get("unit") or slots["one"], slots["to"]
    amount = slots.get("amount", 1)
    result = convert(amount, here, there)
    if result is None:
        return Answer(f"{here.name.capitalize()} and {there.name} measure different things.")
    if result < 0 and here.kind != "temperature":
        return Answer("There is no such thing as less than nothing.")
    about = "" if math.isclose(result, short(result), rel_tol=1e-9) else "about "
    return Answer(f"{called(amount, here)} {'is' if amount == 1 else 'are'} {about}{called(short(result), there)}.")


def short(value: float) -> float:
    """As exact as one wants to hear it: three figures, whole from a hundred on."""
    return float(f"{value:.3g}") if abs(value) < 100 else round(value)


ONE = "|".join(
    f"{'an' if name in ('inches', 'ounces', 'hours') else 'a'} {its.singular or name.removesuffix('s')}"
    for name, its in UNITS.items()
    if its.kind != "temperature"
)
MANY = "|".join([*UNITS, "celsius", "fahrenheit"])
UNITS_MANY = Slot("units", MANY, read_unit, "a unit such as 'miles' or 'degrees celsius'", open_text=True)
UNIT_ONE = Slot("unit", ONE, read_unit, open_text=True)
AMOUNT = Slot("amount", "<to_999>", read_amount, "how many of them", open_text=True)
INTENTS = (
    Intent(
        "convert",
        (
            "(convert|change) {amount} {unit} (to|into) {to}",
            "(<whats>|how much is|how much are) {amount} {unit} in {to}",
            "how many {to} (are|are there) in {one}",
            "how many {to} (are|are there) in {amount} {unit}",
        ),
        answer,
        "Convert an amount from one unit to another.",
        {"amount": AMOUNT, "unit": UNITS_MANY, "one": UNIT_ONE, "to": UNITS_MANY},
        typed=(
            "[(convert|change|how (far|long|heavy|hot|cold|fast) (is|are))] {amount} {unit} (in|to|into) {to}",
            "how many {to} (make|are|in|is|is there in) {amount} {unit}",
            "how many {to} (make|in|is|does) (a|an|one) {one} [have]",
            "(convert|<whats>|how much is) [a|an|one] {one} (in|into|to) {to}",
        ),
    ),
)
