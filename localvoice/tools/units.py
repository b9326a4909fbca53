"""How long, heavy, full, hot or fast is that in another unit? Spoken names, kinds and factors.

Factors are exact by definition: the international yard and pound (1959), US customary volumes (US gallon = 231 cubic
inches), NIST SP 811 appendix B. A table of thirty lines serves what people ask aloud; a units library brings
thousands of units that have no spoken name here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    name: str  # plural, as answers say it
    kind: str  # "length", "weight", "volume", "temperature", "speed", "time", "data"
    factor: float  # times this gives the kind's base unit
    offset: float = 0.0  # added after the factor: temperatures
    singular: str = ""  # when it is not just the plural without its s


INCH_M, POUND_KG, GALLON_L = 0.0254, 0.45359237, 3.785411784
UNITS: dict[str, Unit] = {
    "millimeters": Unit("millimeters", "length", 0.001),
    "centimeters": Unit("centimeters", "length", 0.01),
    "meters": Unit("meters", "length", 1),
    "kilometers": Unit("kilometers", "length", 1000),
    "inches": Unit("inches", "length", INCH_M, singular="inch"),
    "feet": Unit("feet", "length", 12 * INCH_M, singular="foot"),
    "yards": Unit("yards", "length", 36 * INCH_M),
    "miles": Unit("miles", "length", 63_360 * INCH_M),
    "grams": Unit("grams", "weight", 0.001),
    "kilograms": Unit("kilograms", "weight", 1),
    "tons": Unit("tons", "weight", 1000),
    "ounces": Unit("ounces", "weight", POUND_KG / 16),
    "pounds": Unit("pounds", "weight", POUND_KG),
    "stone": Unit("stone", "weight", 14 * POUND_KG, singular="stone"),
    "milliliters": Unit("milliliters", "volume", 0.001),
    "liters": Unit("liters", "volume", 1),
    "teaspoons": Unit("teaspoons", "volume", GALLON_L / 768),
    "tablespoons": Unit("tablespoons", "volume", GALLON_L / 256),
    "fluid ounces": Unit("fluid ounces", "volume", GALLON_L / 128),
    "cups": Unit("cups", "volume", GALLON_L / 16),
    "pints": Unit("pints", "volume", GALLON_L / 8),
    "quarts": Unit("quarts", "volume", GALLON_L / 4),
    "gallons": Unit("gallons", "volume", GALLON_L),
    "degrees celsius": Unit("degrees celsius", "temperature", 1, singular="degree celsius"),
    "degrees fahrenheit": Unit("degrees fahrenheit", "temperature", 5 / 9, -160 / 9, "degree fahrenheit"),
    "kilometers per hour": Unit("kilometers per hour", "speed", 1 / 3.6, singular="kilometer per hour"),
    "miles per hour": Unit("miles per hour", "speed", 63_360 * INCH_M / 3600, singular="mile per hour"),
    "meters per second": Unit("meters per second", "speed", 1, singular="meter per second"),
    "knots": Unit("knots", "speed", 1852 / 3600),
    "seconds": Unit("seconds", "time", 1),
    "minutes": Unit("minutes", "time", 60),
    "hours": Unit("hours", "time", 3600),
    "days": Unit("days", "time", 86_400),
    "weeks": Unit("weeks", "time", 604_800),
}
NAMES = UNITS | {its.singular or name.removesuffix("s"): its for name, its in UNITS.items()}
NAMES |= {
    "kilo": UNITS["kilograms"],
    "kilos": UNITS["kilograms"],
    "celsius": UNITS["degrees celsius"],
    "fahrenheit": UNITS["degrees fahrenheit"],
    "degrees c": UNITS["degrees celsius"],
    "degrees f": UNITS["degrees fahrenheit"],
    "miles an hour": UNITS["miles per hour"],
    "kilometers an hour": UNITS["kilometers per hour"],
}


def convert(amount: float, here: Unit, there: Unit) -> float | None:
    """The amount in the other unit; None when the two measure different things."""
    if here.kind != there.kind:
        return None
    return (amount * here.factor + here.offset - there.offset) / there.factor
