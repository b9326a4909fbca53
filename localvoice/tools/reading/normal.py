"""How does typed text become the words that people say? "Wake me at 7:30am!" → wake me at seven thirty a m.

Every word remembers which characters of the text it came from, so that free text can be given back as it was typed.
"""

import re
from dataclasses import dataclass

from localvoice.tools.reading.numbers import LARGEST, SMALL, in_words, ordinal_in_words

TOKEN = re.compile(
    r"(?P<clock>\d{1,2}:\d{2}(?!\d))"
    r"|(?P<dice>\d{0,2}d\d{1,3}\b)"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<symbol>[%+*×·/÷^&=°-]|\S)"
)
SPELLED = {
    "whats": "what's", "hows": "how's", "whos": "who's", "wheres": "where's", "thats": "that's", "dont": "don't",
    "cant": "can't", "im": "i'm", "lets": "let's", "isnt": "isn't", "todays": "today's", "tomorrows": "tomorrow's",
    "oclock": "o'clock", "todo": "to do", "todos": "to dos", "nevermind": "never mind", "ok": "okay",
    "mum": "mom", "thankyou": "thank you", "goodnight": "good night", "gonna": "going to", "wanna": "want to",
    "pls": "please", "plz": "please", "litre": "liter", "litres": "liters", "metre": "meter", "metres": "meters",
    "kilometre": "kilometer", "kilometres": "kilometers", "centimetre": "centimeter", "centimetres": "centimeters",
    "millimetre": "millimeter", "millimetres": "millimeters", "millilitre": "milliliter", "millilitres": "milliliters",
    "fibre": "fiber", "yoghurt": "yogurt", "colour": "color",
}  # fmt: skip
AFTER_NUMBER = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "min": "minutes", "mins": "minutes", "h": "hours",
    "hr": "hours", "hrs": "hours", "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters",
    "mi": "miles", "ft": "feet", "yd": "yards", "yds": "yards", "kg": "kilograms", "kgs": "kilograms",
    "kilo": "kilograms", "kilos": "kilograms", "g": "grams", "mg": "milligrams", "lb": "pounds", "lbs": "pounds",
    "oz": "ounces", "l": "liters", "ml": "milliliters", "tsp": "teaspoons", "tbsp": "tablespoons", "gal": "gallons",
    "mph": "miles per hour", "kmh": "kilometers per hour", "kph": "kilometers per hour", "c": "celsius",
    "f": "fahrenheit", "x": "times",
}  # fmt: skip
IN_SUMS = {"-": "minus", "*": "times", "×": "times", "·": "times", "/": "divided by", "÷": "divided by"}
ANYWHERE = {"%": "percent", "+": "plus", "&": "and", "^": "to the power of", "°": "degrees"}


@dataclass(frozen=True)
class Spoken:
    """One word as it would be said."""

    text: str
    start: int  # text[start:end] of what was typed
    end: int


def spoken(text: str) -> list[Spoken]:
    """The words of typed or recognised text, lower case, digits and signs spelled out, punctuation dropped."""
    text = text.lower().replace("’", "'")
    found = list(TOKEN.finditer(text))
    words: list[Spoken] = []
    for index, token in enumerate(found):
        before = found[index - 1] if index else None
        after = found[index + 1] if index + 1 < len(found) else None
        words += [Spoken(word, *token.span()) for word in _said(token, before, after).split()]
    return words


def _said(token: re.Match[str], before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    text = token[0]
    numbers = before is not None and (before.lastgroup in ("number", "clock") or before[0] == "°")
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
            return in_words(float(value) if "." in value else int(value)) if float(value) < LARGEST else text
        case "half":
            after_hour = numbers or (before is not None and (before[0] in SMALL or before[0].endswith("clock")))
            return f"{text[0]} m" if after_hour or text != "am" else text
        case "word":
            return _word(text, numbers)
    if text == "-" and not (numbers and after is not None and after.lastgroup == "number"):
        negative = after is not None and after.lastgroup == "number" and after.start() == token.end()
        return "minus" if negative and (before is None or before.end() < token.start()) else ""
    return ANYWHERE.get(text) or (IN_SUMS.get(text, "") if numbers else "")


def _word(text: str, after_number: bool) -> str:
    if after_number and text in AFTER_NUMBER:
        return AFTER_NUMBER[text]
    return SPELLED.get(text, text)


def _clock(text: str, after: re.Match[str] | None) -> str:
    hour, minute = (int(part) for part in text.split(":"))
    if minute == 0:
        return in_words(hour) + (" o'clock" if after is None or after.lastgroup != "half" else "")
    return f"{in_words(hour)} {'oh ' if minute < 10 else ''}{in_words(minute)}"
