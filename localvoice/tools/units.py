"""How long, heavy, full, hot or fast is that in another unit? Spoken names, kinds and factors.

Factors are exact by definition: the international yard and pound (1959), US customary volumes (US gallon = 231 cubic
inches), NIST SP 811 appendix B; years and months are the Gregorian calendar's mean ones. Pint 0.25 would bring them
too, for 0.2 s at the first question, but reads "5 feet 10 inches" as a product; quantulum3 0.10 takes 1.7 s to read it
and half a pound for "per pound".
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
SPOKEN = tuple(UNITS)  # the names of the others would cost the recogniser more than they bring
YEAR_S = 365.2425 * 86_400
UNITS |= {
    each.name: each
    for each in (
        Unit("kelvin", "temperature", 1, -273.15, "kelvin"),
        Unit("feet per second", "speed", 12 * INCH_M, singular="foot per second"),
        Unit("milligrams", "weight", 1e-6),
        Unit("square millimeters", "area", 1e-6),
        Unit("square centimeters", "area", 1e-4),
        Unit("square meters", "area", 1),
        Unit("square kilometers", "area", 1e6),
        Unit("square inches", "area", INCH_M**2, singular="square inch"),
        Unit("square feet", "area", (12 * INCH_M) ** 2, singular="square foot"),
        Unit("square yards", "area", (36 * INCH_M) ** 2),
        Unit("square miles", "area", (63_360 * INCH_M) ** 2),
        Unit("acres", "area", 4840 * (36 * INCH_M) ** 2),
        Unit("hectares", "area", 1e4),
        Unit("cubic centimeters", "volume", 0.001),
        Unit("cubic meters", "volume", 1000),
        Unit("cubic feet", "volume", (120 * INCH_M) ** 3, singular="cubic foot"),
        Unit("cubic inches", "volume", (10 * INCH_M) ** 3, singular="cubic inch"),
        Unit("milliseconds", "time", 0.001),
        Unit("fortnights", "time", 1_209_600),
        Unit("months", "time", YEAR_S / 12),
        Unit("years", "time", YEAR_S),
        Unit("leap years", "time", 366 * 86_400),
        Unit("decades", "time", 10 * YEAR_S),
        Unit("centuries", "time", 100 * YEAR_S, singular="century"),
    )
}
ABSOLUTE_ZERO_C = -273.15
NAMES = UNITS | {its.singular or name.removesuffix("s"): its for name, its in UNITS.items()}
NAMES |= {
    "kilo": UNITS["kilograms"],
    "kilos": UNITS["kilograms"],
    "celsius": UNITS["degrees celsius"],
    "fahrenheit": UNITS["degrees fahrenheit"],
    "degree celsius": UNITS["degrees celsius"],
    "degree fahrenheit": UNITS["degrees fahrenheit"],
    "degrees kelvin": UNITS["kelvin"],
    "foot": UNITS["feet"],
    "lb": UNITS["pounds"],
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
