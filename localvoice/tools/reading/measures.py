"""How much of what? "5 feet 10 inches", "6 stone 2", "half a pound", "1 hour 20 minutes", "a pound and a half"."""

from localvoice.tools.reading.normal import AFTER_NUMBER
from localvoice.tools.reading.numbers import FRACTIONS, number
from localvoice.tools.units import NAMES, UNITS, Unit

# What a bare number after a unit counts: "6 stone 2", "5 foot 10".
NEXT = {
    "feet": "inches", "stone": "pounds", "pounds": "ounces", "hours": "minutes", "minutes": "seconds",
    "meters": "centimeters", "yards": "feet", "kilograms": "grams",
}  # fmt: skip
ONE = {"a": 1.0, "an": 1.0, "": 1.0}
LONGEST_UNIT = 3  # words
LONGEST_AMOUNT = 12
Part = tuple[float, Unit]


def unit(words: str) -> Unit | None:
    return NAMES.get(AFTER_NUMBER.get(words, words))


def amount(words: str) -> float | None:
    """ "five", "a", "half a", "three quarters of an"."""
    said = words.removesuffix(" a").removesuffix(" an").removesuffix(" of") if " " in words else words
    return ONE.get(said, number(said))


def measure(words: str) -> tuple[Part, ...] | None:
    """Amounts with their units, each smaller than the one before; None for anything else. `words` spelled out."""
    said = words.split()
    parts: list[Part] = []
    at = 0
    while at < len(said):
        at += bool(parts) and said[at] == "and"
        found = _part(said, at)
        if found is None:
            rest = number(" ".join(said[at:]))
            smaller = NEXT.get(parts[-1][1].name) if parts else None
            if smaller is None or rest is None:
                return None
            found = (rest, UNITS[smaller]), len(said)
        part, at = found
        if parts and (part[1].kind != parts[-1][1].kind or part[1].factor >= parts[-1][1].factor or part[0] < 0):
            return None
        parts.append(part)
    return tuple(parts) or None


def _part(said: list[str], start: int) -> tuple[Part, int] | None:
    """The amount and unit that begin there, and where they end."""
    for first in range(start, min(len(said), start + LONGEST_AMOUNT)):
        for size in range(LONGEST_UNIT, 0, -1):
            its = unit(" ".join(said[first : first + size]))
            if its is None:
                continue
            count = amount(" ".join(said[start:first]))
            if count is None:
                return None
            end = first + size
            share = _share(said, end)
            return ((count + FRACTIONS[share], its), end + 1 + len(share.split())) if share else ((count, its), end)
    return None


def _share(said: list[str], at: int) -> str:
    """ "a half" of "(a pound) and a half", when that is all of the rest."""
    rest = " ".join(said[at + 1 :])
    return rest if at < len(said) and said[at] == "and" and rest in FRACTIONS else ""
