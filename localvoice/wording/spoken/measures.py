"""How is a quantity with a unit said? "12kg" → "twelve kilograms", "5 m/s" → "five meters per second"."""

import re

from localvoice.wording.spoken.beside import adjective, before_noun
from localvoice.wording.spoken.fractions import amount
from localvoice.wording.spoken.spell import NUMBER, SCALES, is_one, number

# Symbol → its name in the singular. Left out because they are something else more often: in, A, B, C, F, K, M, N, d, t.
UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "µm": "micrometer", "nm": "nanometer",
    "mi": "mile", "yd": "yard", "ft": "foot", "ha": "hectare", "px": "pixel",
    "kg": "kilogram", "g": "gram", "mg": "milligram", "µg": "microgram", "mcg": "microgram", "lb": "pound",
    "lbs": "pound", "oz": "ounce", "l": "liter", "L": "liter", "ml": "milliliter", "cl": "centiliter",
    "dl": "deciliter", "gal": "gallon", "qt": "quart", "tbsp": "tablespoon", "tsp": "teaspoon",
    "cc": "cubic centimeter", "fl oz": "fluid ounce",
    "s": "second", "sec": "second", "secs": "second", "ms": "millisecond", "µs": "microsecond", "ns": "nanosecond",
    "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "wk": "week", "mo": "month",
    "yr": "year", "yrs": "year",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte",
    "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "kbps": "kilobit per second",
    "mbps": "megabit per second", "gbps": "gigabit per second",
    "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "mW": "milliwatt", "Wh": "watt hour",
    "kWh": "kilowatt hour", "MWh": "megawatt hour", "mAh": "milliamp hour", "V": "volt", "kV": "kilovolt",
    "mV": "millivolt", "mA": "milliamp", "J": "joule", "kJ": "kilojoule", "MJ": "megajoule", "cal": "calorie",
    "kcal": "kilocalorie", "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal", "psi": "PSI", "dB": "decibel",
    "rpm": "RPM", "bpm": "beat per minute", "fps": "frame per second", "ppm": "part per million",
    "mph": "mile per hour", "kph": "kilometer per hour", "kmh": "kilometer per hour", "mpg": "mile per gallon",
    "°C": "degree Celsius", "°F": "degree Fahrenheit", "°": "degree", "%": "percent", "‰": "per mille",
}  # fmt: skip
IRREGULAR = {"foot": "feet"} | {same: same for same in ("hertz", "percent", "per mille", "PSI", "RPM")}
POWERS = {"²": "square", "2": "square", "³": "cubic", "3": "cubic"}
RAISED = {"2": "²", "3": "³"}
LENGTHS = {"in": "inch"} | {symbol: UNITS[symbol] for symbol in ("km", "m", "cm", "mm", "mi", "yd", "ft")}
AREAS = {"sq": "square", "cu": "cubic"}
PER_WORDS = {"d": "day", "w": "week", "y": "year", "in": "inch", "s²": "second squared", "s2": "second squared"}
LOWER = {symbol.lower(): symbol for symbol in UNITS if len(symbol) > 1}  # "KG" is meant as "kg"

ONE = rf"(?:{NUMBER})"
MANY = rf"(?:\d+\s\d+/\d+|\d+/\d+|{ONE}(?:\s(?:{SCALES})\b)?)"
SYMBOL = r"(?:°\s?[CF]\b|[°%‰]|(?:sq|cu)\.?\s?(?:km|mi|m|ft|in|yd|cm)\b|fl\.?\soz\b|[A-Za-zµ]+(?:[²³]|[23]\b)?)"
MEASURE = re.compile(
    rf"(?<![\w.,/$£€])(?P<minus>(?<!\))-)?(?:(?P<first>{ONE})\s?(?P<by>[-–—x×])\s?)?"
    rf"(?P<n>{MANY})(?P<gap>\s?|-)(?P<unit>{SYMBOL})(?:/(?P<per>[A-Za-z]+(?:[²³]|[23]\b)?)(?![\w/]))?(?!\w)(?:(?<=[a-z])\.(?=\s[a-z]|,))?"
)
POWERED = re.compile(r"(?<=[\d\s/])(k?m|cm|mm|ft|in|yd|mi|s)(?:\^|\*\*)\{?([23])\}?(?!\w)")  # "m^2" is meant as "m²"
RANGE = re.compile(rf"((?<![\w.,/-]){ONE}\s?(?P<unit>{SYMBOL}))\s?[-–—]\s?(?={ONE}\s?(?P=unit)(?!\w))")
RATE = re.compile(rf"(?<![\w.,/])(?P<n>{NUMBER})/(?P<per>[a-z]+)\b(?!/)")
FEET = re.compile(r"(?<![\w.,])(\d{1,2})\s?['′’]\s?(\d{1,2})\s?(?:[\"″”]|''|(?!\w))")
INCHES = re.compile(rf"(?<![\w.,\"/])({NUMBER})\s?[\"″](?=[\s.,;)x×-]|$)")
FEET_INCHES = re.compile(r"(?<![\w.,])(\d{1,3})\s?ft\.?\s(\d{1,2})\s?in\b(?:\.(?=\s[a-z,]|\s?$))?")
# "75F" is warm after these words, and a seat elsewhere
TEMPERATURE = re.compile(r"(?<=\b(?:to|of|is|at|be|'s)\s)(?P<sign>-?)(?P<n>\d{1,3}(?:\.\d)?)\s?(?P<unit>[CF])\b")
NO_FIGURE = re.compile(r"\b(?P<in>(?:in|to|into|of)\s)(?P<unit>lbs|oz|kg|km|cm|mm|ml|mph|kph|kWh|GHz|MHz)\b(?!/)")
BARE = re.compile(r"\b(km|mi|m|kg|mg|g|ml|l|KB|MB|GB)/(h|hr|s|sec|min|m²|m³|L|l|ml|kg|g|yr)\b")


def say(text: str) -> str:
    text = POWERED.sub(lambda m: m[1] + RAISED[m[2]], text)
    text = FEET.sub(lambda m: f"{number(m[1])} foot {number(m[2])}", text)
    text = FEET_INCHES.sub(lambda m: f"{number(m[1])} {'foot' if is_one(m[1]) else 'feet'} {_inches(m[2])}", text)
    if text.count('"') % 2 or not re.search(r'(?<!\d)"', text):
        text = INCHES.sub(lambda m: f"{number(m[1])} inch" if before_noun(m) else _inches(m[1]), text)
    text = TEMPERATURE.sub(_temperature, text)
    text = RATE.sub(_rate, MEASURE.sub(_measure, RANGE.sub(r"\1 to ", text)))
    text = NO_FIGURE.sub(lambda m: m["in"] + _plural(_named(m["unit"])), text)
    return BARE.sub(lambda m: f"{_plural(_named(m[1]))} per {_named(m[2])}", text)


def _temperature(match: re.Match[str]) -> str:
    name = _named("°" + match["unit"])
    return f"{match['sign'] and 'minus '}{number(match['n'])} {name if is_one(match['n']) else _plural(name)}"


def _inches(figure: str) -> str:
    return f"{number(figure)} {'inch' if is_one(figure) else 'inches'}"


def unit_name(symbol: str) -> str:
    """What stands after "per": a unit's symbol as a word in the singular, any other word as it is."""
    return _named(symbol) or PER_WORDS.get(symbol) or symbol


def _named(symbol: str) -> str:
    """The unit's name in the singular, "" when it is none."""
    symbol = re.sub(r"[\s.]+", " ", symbol).replace("° ", "°")
    area = re.fullmatch(r"(sq|cu) (km|mi|m|ft|in|yd|cm)", symbol)
    if area:
        return f"{AREAS[area[1]]} {LENGTHS[area[2]]}"
    if len(symbol) > 1 and symbol[-1] in POWERS:
        name = LENGTHS.get(symbol[:-1])
        return f"{POWERS[symbol[-1]]} {name}" if name else ""
    return UNITS.get(symbol) or UNITS.get(LOWER.get(symbol.lower(), ""), "")


def _plural(name: str) -> str:
    if name in IRREGULAR:
        return IRREGULAR[name]
    first, per, last = name.partition(" per ")
    if per:
        return f"{_plural(first)} per {last}"
    if name.startswith("degree"):
        return name.replace("degree", "degrees")
    area, _, noun = name.rpartition(" ")
    plural = noun if noun.endswith("hertz") else IRREGULAR.get(noun) or noun + ("es" if noun.endswith("inch") else "s")
    return f"{area} {plural}".strip()


def _measure(match: re.Match[str]) -> str:
    name = "inch" if match["unit"] == "in" and not match["gap"] else _named(match["unit"])
    if not name:
        return match[0]
    if re.fullmatch(r"\d+/\d+", match["n"]) and match["unit"] != "%":
        half = amount(match["n"])
        one = f"{'an' if name.startswith(('ounce', 'inch', 'hour')) else 'a'} {name}"
        said = f"half {one}" if half == "one half" else f"{half} of {one}"
    else:
        single = is_one(match["n"]) or match["gap"] == "-" or adjective(match)
        said = f"{amount(match['n'])} {name if single and not match['first'] else _plural(name)}"
    if match["first"]:
        said = f"{number(match['first'])} {'by' if match['by'] in 'x×' else 'to'} {said}"
    per = f" per {unit_name(match['per'])}" if match["per"] else ""
    return f"{'minus ' if match['minus'] else ''}{said}{per}"


def _rate(match: re.Match[str]) -> str:
    name = _named(match["per"])
    return f"{number(match['n'])} per {name}" if name else match[0]
