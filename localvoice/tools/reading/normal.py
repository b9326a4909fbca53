"""How does typed text become the words that people say? "Wake me at 7:30am!" → wake me at seven thirty a m.

Every word remembers which characters of the text it came from, so that free text can be given back as it was typed.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from localvoice.tools.reading.numbers import LARGEST, SMALL, fraction_in_words, in_words, ordinal_in_words

TOKEN = re.compile(
    r"(?P<short>(?<!\w)(?:2(?:moro|morow|morrow|mrw|mro|nite|night)|b4)(?!\w))"
    r"|(?P<clock>\d{1,2}:\d{2}(?!\d))"
    r"|(?P<dice>\d{0,2}d\d{1,3}\b)"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    r"|(?P<feet>(?<!['\w])\d+'(?:\s?\d{1,2}(?:\.\d+)?(?:\"|''|(?!\d)))?(?!['\w]))"
    r"|(?P<fraction>(?:(?<![\d/.,])\d+ )?(?<![\d/.,])\d{1,2}/(?:10|16|[234568])(?![\d/])|(?:\d+\s?)?[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<number>(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)(?:e[+-]?\d{1,2}\b)?)"
    r"|(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<unit>(?<![^\W\d_])(?:(?:km|mi|m|ft)/(?:hr|h|sec|s)|[ck]?m[2²]|ft[2²]|fl\.? ?oz"
    r"|sq\.? ?(?:ft|mi|yd|km|cm|m|in|feet|meters|miles|yards|inches))(?!\w))"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<symbol>\*\*|[%+*×·/÷^&=°-]|\S)"
)
SPELLED = {
    "whats": "what's", "hows": "how's", "whos": "who's", "wheres": "where's", "thats": "that's", "dont": "don't",
    "cant": "can't", "im": "i'm", "lets": "let's", "isnt": "isn't", "todays": "today's", "tomorrows": "tomorrow's",
    "oclock": "o'clock", "todo": "to do", "todos": "to dos", "nevermind": "never mind", "ok": "okay",
    "mum": "mom", "thankyou": "thank you", "goodnight": "good night", "gonna": "going to", "wanna": "want to",
    "pls": "please", "litre": "liter", "litres": "liters", "metre": "meter", "metres": "meters",
    "kilometre": "kilometer", "kilometres": "kilometers", "centimetre": "centimeter", "centimetres": "centimeters",
    "millimetre": "millimeter", "millimetres": "millimeters", "millilitre": "milliliter", "millilitres": "milliliters",
    "highchair": "high chair", "fibre": "fiber", "yoghurt": "yogurt", "colour": "color",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "tmrow": "tomorrow", "tmoro": "tomorrow",
    "tomorow": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "tomorro": "tomorrow", "tomoz": "tomorrow",
    "2moro": "tomorrow", "2morow": "tomorrow", "2morrow": "tomorrow", "2mrw": "tomorrow", "2mro": "tomorrow",
    "2nite": "tonight", "2night": "tonight", "tonite": "tonight", "b4": "before", "nxt": "next",
    "hr": "hour", "hrs": "hours", "mins": "minutes", "secs": "seconds", "wk": "week", "wks": "weeks", "evry": "every",
    "wknd": "weekend", "yr": "year", "yrs": "years", "mth": "month", "mths": "months", "weds": "wednesday",
    "abt": "about", "thx": "thanks", "thnx": "thanks", "plse": "please", "plz": "please", "u": "you", "r": "are",
}  # fmt: skip
AFTER_NUMBER = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "min": "minutes", "mins": "minutes", "h": "hours",
    "hr": "hours", "hrs": "hours", "wk": "weeks", "km": "kilometers", "m": "meters", "cm": "centimeters",
    "mm": "millimeters",
    "mi": "miles", "ft": "feet", "yd": "yards", "yds": "yards", "kg": "kilograms", "kgs": "kilograms",
    "kilo": "kilograms", "kilos": "kilograms", "g": "grams", "mg": "milligrams", "lb": "pounds", "lbs": "pounds",
    "oz": "ounces", "l": "liters", "ml": "milliliters", "tsp": "teaspoons", "tbsp": "tablespoons", "gal": "gallons",
    "mph": "miles per hour", "kmh": "kilometers per hour", "kph": "kilometers per hour", "c": "celsius",
    "f": "fahrenheit", "x": "times", "²": "squared", "³": "cubed",
}  # fmt: skip
IN_SUMS = {"-": "minus", "*": "times", "×": "times", "·": "times", "/": "divided by", "÷": "divided by"}
ANYWHERE = {
    "%": "percent", "+": "plus", "&": "and", "^": "to the power of", "**": "to the power of", "°": "degrees",
    "√": "the square root of",
}  # fmt: skip
BRACKETS = {"(": "open bracket", ")": "close bracket"}
IN_A_SUM = re.compile(r"[+*/^×÷√]|-\s*[\d(]|\b(?:plus|minus|times|by|over|power|squared|cubed)\b")
UNIT_PARTS = {"km": "kilometers", "mi": "miles", "m": "meters", "ft": "feet", "cm": "centimeters", "in": "inches"}
UNIT_PARTS |= {"yd": "yards", "h": "hour", "hr": "hour", "s": "second", "sec": "second"}
SAME = str.maketrans("’′″−–", "''\"--")  # one character each, so that every place stays where it was


@dataclass(frozen=True)
class Spoken:
    """One word as it would be said."""

    text: str
    start: int  # text[start:end] of what was typed
    end: int


def spoken(text: str) -> list[Spoken]:
    """The words of typed or recognised text, lower case, digits and signs spelled out, punctuation dropped."""
    text = text.lower().translate(SAME) if len(text.lower()) == len(text) else text.translate(SAME)
    found = list(TOKEN.finditer(text))
    brackets = BRACKETS if IN_A_SUM.search(text) else {}
    words: list[Spoken] = []
    for index, token in enumerate(found):
        before = found[index - 1] if index else None
        after = found[index + 1] if index + 1 < len(found) else None
        said = brackets.get(token[0]) or _said(token, before, after)
        words += [Spoken(word, *token.span()) for word in said.split()]
    return words


def _said(token: re.Match[str], before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    text = token[0]
    numbers = before is not None and (before.lastgroup in ("number", "fraction", "clock") or before[0] in ("°", ")"))
    match token.lastgroup:
        case "clock":
            return _clock(text, after)
        case "dice":
            count, _, sides = text.partition("d")
            return f"{in_words(int(count or 1))} {in_words(int(sides))} sided dice"
        case "ordinal":
            number = int(text[:-2])
            return ordinal_in_words(number) if 0 < number < LARGEST else text
        case "number":
            value = text.replace(",", "")
            return in_words(int(value) if value.isdecimal() else float(value)) if float(value) < LARGEST else text
        case "fraction":
            return _fraction(text)
        case "feet":
            feet, _, inches = text.strip("'\"").partition("'")
            return " ".join([f"{_figure(feet)} feet", *([f"{_figure(inches.strip())} inches"] if inches else [])])
        case "unit":
            return _unit(text)
        case "half":
            after_hour = numbers or (before is not None and (before[0] in SMALL or before[0].endswith("clock")))
            return f"{text[0]} m" if after_hour or text != "am" else text
        case "word" | "short":
            return _word(text, numbers)
    if text == "-":
        return _dash(token, before, after, numbers)
    return ANYWHERE.get(text) or (IN_SUMS.get(text, "") if numbers or _squared(before) else "")


def _squared(before: re.Match[str] | None) -> bool:
    return before is not None and before[0] in ("²", "³", "squared", "cubed")


def _dash(token: re.Match[str], before: re.Match[str] | None, after: re.Match[str] | None, numbers: bool) -> str:
    """ "2 - 3", "2 - -3" and "-3" have it; "to-do" and "seven - no" do not."""
    if after is None or (after.lastgroup not in ("number", "fraction") and after[0] not in ("-", "(", "√")):
        return ""
    if numbers or _squared(before):
        return "minus"
    signed = after.start() == token.end() and after[0] != "-"
    apart = before is None or before.end() < token.start() or before[0] in {"(", "-", "^", "**", "+", *IN_SUMS}
    return "minus" if signed and apart else ""


def _fraction(text: str) -> str:
    """ "1/2" → "one half", "2 3/4" and "2¾" → "two and three quarters", "6/3" → "six divided by three"."""
    if text[-1].isdigit() and "/" in text:
        whole, _, share = text.rpartition(" ")
        over, under = (int(part) for part in share.split("/"))
    else:
        whole = text[:-1].strip()
        over, under = Fraction(unicodedata.numeric(text[-1])).limit_denominator(16).as_integer_ratio()
    said = fraction_in_words(over, under)
    if said is None:
        said = f"{in_words(over)} divided by {in_words(under)}"
        return f"{in_words(int(whole))} {said}" if whole else said
    return f"{in_words(int(whole))} and {said.replace('one ', 'a ')}" if whole else said


def _unit(text: str) -> str:
    """ "km/h" → "kilometers per hour", "sq ft" and "m²" → "square feet", "square meters"; else as it is."""
    if text.startswith("fl"):
        return "fluid ounces"
    over, _, under = text.partition("/")
    if under:
        return f"{UNIT_PARTS[over]} per {UNIT_PARTS[under]}"
    name = text.rstrip("2²") if text[-1] in "2²" else text.removeprefix("sq").lstrip(". ")
    return f"square {UNIT_PARTS.get(name, name)}"


def _figure(text: str) -> str:
    return in_words(float(text) if "." in text else int(text))


def _word(text: str, after_number: bool) -> str:
    if after_number and text in AFTER_NUMBER:
        return AFTER_NUMBER[text]
    return SPELLED.get(text, text)


def _clock(text: str, after: re.Match[str] | None) -> str:
    hour, minute = (int(part) for part in text.split(":"))
    if minute == 0:
        return in_words(hour) + (" o'clock" if after is None or after.lastgroup != "half" else "")
    return f"{in_words(hour)} {'oh ' if minute < 10 else ''}{in_words(minute)}"
