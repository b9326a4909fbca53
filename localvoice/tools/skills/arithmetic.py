"""Sums, as one says them: "what is twelve times seven", "fifteen percent of eighty"."""

import math
from collections.abc import Callable
from typing import Any

from localvoice.tools.phrasing import figure, result
from localvoice.tools.reading import sums
from localvoice.tools.reading.slots import NUMBER, choice, spelled
from localvoice.tools.skill import Answer, Intent, Slot, World

ABOUT = "do sums"
LARGEST, SMALLEST = 1e15, 1e-12  # beyond them a spoken result is of no use


def read_operator(words: str) -> str | None:
    return sums.OPERATORS.get(spelled(words))


SPOKEN = "plus|minus|times|multiplied by|divided by"
OPERATOR = Slot("operator", SPOKEN, read_operator, "plus, minus, times, divided by or to the power of", open_text=True)
SUM = Slot(
    "sum",
    "open bracket <number> plus <number> close bracket times <number>",
    lambda words: sums.read(spelled(words)),
    "any sum in words",
    open_text=True,
    sure=True,
)


def told(said: str, value: Callable[[], float]) -> Answer:
    """The sum said back with its result."""
    try:
        comes_to = value()
    except ZeroDivisionError:
        return Answer("Nothing can be divided by zero.")
    except OverflowError:
        return Answer("That is more than I can say.")
    except ValueError:  # the root of less than nothing
        return Answer("That has no real result.")
    if isinstance(comes_to, complex):
        return Answer("That has no real result.")
    if abs(comes_to) > LARGEST:
        return Answer("That is more than I can say.")
    if 0 < abs(comes_to) < SMALLEST:
        return Answer("That is almost nothing, less than I can say.")
    return Answer(f"{said[:1].upper()}{said[1:]} is {result(comes_to)}.")


def calculate(slots: dict[str, Any], world: World) -> Answer:
    numbers = [slots[name] for name in ("a", "b", "c") if name in slots]
    operators = [slots[name] for name in ("op", "op2") if name in slots]
    said = figure(numbers[0]) + "".join(f" {op} {figure(n)}" for op, n in zip(operators, numbers[1:], strict=True))
    return told(said, lambda: sums.evaluated(numbers, operators))


def worked_out(slots: dict[str, Any], world: World) -> Answer:
    return told(slots["sum"].said, slots["sum"].value)


def of_two(operator: str, swapped: bool = False) -> Callable[[dict[str, Any], World], Answer]:
    """ "add five and six"; swapped: "subtract five from six"."""

    def run(slots: dict[str, Any], world: World) -> Answer:
        first, second = ("b", "a") if swapped else ("a", "b")
        return calculate({"a": slots[first], "op": operator, "b": slots[second]}, world)

    return run


def percent(slots: dict[str, Any], world: World) -> Answer:
    share, whole = slots["a"], slots["b"]
    return told(f"{figure(share)} percent of {figure(whole)}", lambda: whole * share / 100)


def root(slots: dict[str, Any], world: World) -> Answer:
    if slots["a"] < 0:
        return Answer("That has no real result.")
    return told(f"The square root of {figure(slots['a'])}", lambda: math.sqrt(slots["a"]))


def power(slots: dict[str, Any], world: World) -> Answer:
    exponent = slots["power"]
    said = f"{figure(slots['a'])} {'squared' if exponent == 2 else 'cubed'}"
    return told(said, lambda: slots["a"] ** exponent)


def part(slots: dict[str, Any], world: World) -> Answer:
    name, share = slots["part"]
    return told(f"{name} {figure(slots['a'])}", lambda: slots["a"] * share)


PARTS = {
    "half of": ("Half of", 1 / 2),
    "a third of": ("A third of", 1 / 3),
    "a quarter of": ("A quarter of", 1 / 4),
    "twice": ("Twice", 2),
}
ASK = "(<whats>|how much is|calculate)"
TYPED = "[<whats>|how much is|calculate|what does|what do|solve|work out]"
ONE, TWO = {"a": NUMBER}, {"a": NUMBER, "b": NUMBER}
INTENTS = (
    Intent(
        "calculate",
        (f"{ASK} {{a}} {{op}} {{b}} [{{op2}} {{c}}]",),
        calculate,
        "Calculate with two or three numbers.",
        TWO | {"c": NUMBER, "op": OPERATOR, "op2": OPERATOR},
        typed=(f"{TYPED} {{a}} {{op}} {{b}} [{{op2}} {{c}}] [equal|make]",),
        wish="work out {a} {op} {b} [{op2} {c}]",
    ),
    Intent(
        "sum",
        (),
        worked_out,
        "Any sum.",
        {"sum": SUM},
        typed=(f"{TYPED} {{sum}} [equal|make]",),
        tool=False,
    ),
    Intent(
        "add",
        ("add {a} (and|to) {b}", "<whats> the sum of {a} and {b}"),
        of_two("plus"),
        "Add two numbers.",
        TWO,
        tool=False,
    ),
    Intent(
        "subtract",
        ("(subtract|take) {a} from {b}",),
        of_two("minus", swapped=True),
        "The second less the first.",
        TWO,
        typed=("take {a} away from {b}",),
        tool=False,
    ),
    Intent(
        "multiply",
        ("multiply {a} (by|and|with) {b}", "<whats> the product of {a} and {b}"),
        of_two("times"),
        "Multiply two numbers.",
        TWO,
        tool=False,
        wish="multiply {a} by {b}",
    ),
    Intent("divide", ("divide {a} by {b}",), of_two("divided by"), "Divide a number by another.", TWO, tool=False),
    Intent(
        "percent",
        (f"{ASK} {{a}} percent of {{b}}",),
        percent,
        "A percentage of a number.",
        TWO,
        typed=("[take] {a} percent of {b}", "{a} percent of {b} (is|comes to|makes) (what|how much)"),
        wish="work out {a} percent of {b}",
    ),
    Intent(
        "root",
        (f"{ASK} the square root of {{a}}",),
        root,
        "The square root of a number.",
        ONE,
        typed=("[the] square root of {a}",),
    ),
    Intent(
        "power",
        (f"{ASK} {{a}} {{power}}",),
        power,
        "A number squared or cubed.",
        ONE | {"power": choice("power", {"squared": 2, "cubed": 3}, "squared or cubed")},
        typed=("{a} {power}",),
        tool=False,
    ),
    Intent(
        "part",
        (f"{ASK} {{part}} {{a}}",),
        part,
        "Half, a third, a quarter or twice a number.",
        ONE | {"part": choice("part", PARTS, "half of, a third of, a quarter of, twice")},
        typed=("{part} {a}",),
        tool=False,
    ),
)
