"""One unit in another: "how many ounces are in a pound", "convert five miles to kilometers"."""

import math
import re
from typing import Any

from localvoice.tools.phrasing import figure
from localvoice.tools.reading.measures import Part, amount, measure, unit
from localvoice.tools.reading.slots import spelled
from localvoice.tools.skill import Answer, Intent, Slot, World
from localvoice.tools.units import ABSOLUTE_ZERO_C, SPOKEN, UNITS, Unit, convert

ABOUT = "convert units"


def read_unit(words: str) -> Unit | None:
    return unit(re.sub("^(a|an|one) ", "", spelled(words)))


def read_amount(words: str) -> float | None:
    return amount(spelled(words))


def called(amount: float, its: Unit) -> str:
    """ "1 mile", "5 miles", "6 feet"."""
    return f"{figure(amount)} {(its.singular or its.name.removesuffix('s')) if amount == 1 else its.name}"


def answer(slots: dict[str, Any], world: World) -> Answer:
    here = slots.get("unit") or slots["one"]
    return converted(((slots.get("amount", 1), here),), slots["to"])


def measured(slots: dict[str, Any], world: World) -> Answer:
    return converted(slots["measure"], slots["to"])


def converted(parts: tuple[Part, ...], there: Unit) -> Answer:
    first, here = parts[0]
    results = [convert(amount, its, there) for amount, its in parts]
    if None in results:
        return Answer(f"{here.name.capitalize()} and {there.name} measure different things.")
    result = round(sum(each for each in results if each is not None), 12) + 0.0  # no binary noise, no -0
    if here.kind == "temperature" and first * here.factor + here.offset < ABSOLUTE_ZERO_C - TINY:
        return Answer(f"Nothing is that cold: absolute zero is {figure(ABSOLUTE_ZERO_C)} degrees celsius.")
    if result < 0 and here.kind != "temperature":
        return Answer("There is no such thing as less than nothing.")
    about = "" if math.isclose(result, short(result), rel_tol=1e-9) else "about "
    said = " ".join(called(amount, its) for amount, its in parts)
    verb = "is" if len(parts) == 1 and first == 1 else "are"
    return Answer(f"{said} {verb} {about}{called(short(result), there)}.")


TINY = 1e-9  # of binary fractions


def short(value: float) -> float:
    """As exact as one wants to hear it: three figures, whole from a hundred on."""
    return float(f"{value:.3g}") if abs(value) < 100 else round(value)


ONE = "|".join(
    f"{'an' if name in ('inches', 'ounces', 'hours') else 'a'} {its.singular or name.removesuffix('s')}"
    for name, its in ((name, UNITS[name]) for name in SPOKEN)
    if its.kind != "temperature"
)
MANY = "|".join([*SPOKEN, "celsius", "fahrenheit"])
UNITS_MANY = Slot("units", MANY, read_unit, "a unit such as 'miles' or 'degrees celsius'", open_text=True)
UNIT_ONE = Slot("unit", ONE, read_unit, open_text=True)
AMOUNT = Slot("amount", "<to_999>", read_amount, "how many of them", open_text=True)
MEASURE = Slot(
    "measure",
    "<digit> feet <digit> inches",
    lambda words: measure(spelled(words)),
    "an amount such as '5 feet 10 inches'",
    open_text=True,
    sure=True,
)
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
    ),
    Intent(
        "convert_measure",
        (),
        measured,
        "Convert amounts of several units.",
        {"measure": MEASURE, "to": UNITS_MANY},
        typed=(
            "[(convert|change|<whats>|how much is|how much are|how (far|long|heavy|hot|cold|fast|big) (is|are))]"
            " {measure} (in|to|into|as) {to}",
            "how many {to} (in|are in|are there in|is in|is there in|make|is|are) {measure}",
            "how many {to} does {measure} have",
        ),
        tool=False,
    ),
)
