"""How are numbers said? Words to values and back, in English."""

import re
from decimal import Decimal
from functools import cache, lru_cache

from unicode_rbnf import RbnfEngine

DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = (
    {"zero": 0, "oh": 0, "o": 0}
    | {word: n for n, word in enumerate(DIGITS, 1)}
    | {word: n for n, word in enumerate(TEENS, 10)}
    | {word: 10 * n for n, word in enumerate(TENS, 2)}
)
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ODD_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
ODD_ORDINALS |= {"twelve": "twelfth"}
PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth", 16: "sixteenth"}


def fraction_in_words(over: int, under: int) -> str | None:
    """1, 2 → "one half", 2, 3 → "two thirds"; None for what is no proper fraction that people measure with."""
    if under not in PARTS or not 0 < over < under:
        return None
    name = PARTS[under]
    return f"{in_words(over)} {name if over == 1 else 'halves' if under == 2 else f'{name}s'}"


LARGEST = 10**15  # what still has a spoken name here


@cache
def _engine() -> RbnfEngine:
    return RbnfEngine.for_language("en")  # CLDR's spell-out rules, a dependency of hassil


def in_words(number: int | float) -> str:
    """12 → "twelve", -3.5 → "minus three point five", 1200 → "one thousand two hundred"; |number| < 10¹⁵."""
    if number < 0:
        return f"minus {in_words(-number)}"
    whole, _, decimals = digits(number).partition(".")
    said = _engine().format_number(int(whole)).text.replace("-", " ")
    return said + "".join([" point", *(f" {_digit(digit)}" for digit in decimals)] if decimals else [])


def digits(number: int | float) -> str:
    """All its figures and no others, never Python's "1e-06": "0.000001", "2"."""
    text = f"{Decimal(repr(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digit(digit: str) -> str:
    return "zero" if digit == "0" else DIGITS[int(digit) - 1]


def ordinal_in_words(number: int) -> str:
    """21 → "twenty first"."""
    *lead, last = in_words(number).split()
    if last in ODD_ORDINALS:
        last = ODD_ORDINALS[last]
    else:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return " ".join([*lead, last])


FRACTIONS = {
    said: over / under for under in PARTS for over in range(1, under) if (said := fraction_in_words(over, under))
}
FRACTIONS |= {f"a{'n' if under == 8 else ''} {name}": 1 / under for under, name in PARTS.items()} | {"half": 0.5}
ORDINALS = {ordinal_in_words(n): n for n in range(1, 101)}


@lru_cache(4096)  # one sentence asks for the same stretch of words from many slots
def number(words: str) -> int | float | None:
    """ "twenty five" → 25, "a hundred and two" → 102, "two and a half" → 2.5, "three point one four" → 3.14.

    Digits are understood too ("1,200", "3.5", "1/2", "2 3/4"). None when the words are no number.
    """
    words = words.strip().lower().replace("-", " ")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?", words):
        value = float(words.replace(",", ""))
        return int(value) if value.is_integer() and "." not in words else value
    if mixed := re.fullmatch(r"(?:(\d+) )?(\d+)/(\d+)", words):
        over, under = int(mixed[2]), int(mixed[3])
        return int(mixed[1] or 0) + over / under if fraction_in_words(over, under) else None
    for sign in ("minus ", "negative "):
        if words.startswith(sign):
            positive = number(words.removeprefix(sign))
            return None if positive is None else -positive
    if words in FRACTIONS:
        return FRACTIONS[words]
    whole, joint, fraction = words.rpartition(" and ")
    if joint and fraction in FRACTIONS:
        value = _whole(whole)
        return None if value is None else value + FRACTIONS[fraction]
    whole, joint, decimals = words.partition("point ")
    if joint:
        return _decimal(whole.strip(), decimals.split())
    return _whole(words)


def _decimal(whole: str, decimals: list[str]) -> float | None:
    value = _whole(whole) if whole else 0
    if value is None or not decimals or any(SMALL.get(digit, 10) > 9 for digit in decimals):
        return None
    return float(f"{value}.{''.join(str(SMALL[digit]) for digit in decimals)}")


def _whole(words: str) -> int | None:
    """Added up leniently, then accepted only if it would be said that way: "two five" and "hundred two ten" are not."""
    if words in ("a", "an"):
        return None  # one only before "hundred" and the like
    said = [("one" if word in ("a", "an") else word) for word in words.split() if word != "and"]
    if words in ("a dozen", "one dozen"):
        return 12
    total = group = 0
    for word in said:
        if word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0
        elif word in SMALL:
            group += SMALL[word]
        else:
            return None
    value = total + group
    if not said or words.endswith(" and") or words.startswith("and ") or value >= LARGEST:
        return None
    return value if " ".join(said) in _spellings(value) else None


def _spellings(value: int) -> set[str]:
    spellings = {in_words(value)} | ({"oh", "o"} if value == 0 else set())
    if 1100 <= value < 10_000 and value // 100 % 10:
        hundreds, rest = divmod(value, 100)  # "twelve hundred"
        spellings.add(f"{in_words(hundreds)} hundred" + (f" {in_words(rest)}" if rest else ""))
    return spellings | {text.removeprefix("one ") for text in spellings if text in ("one hundred", "one thousand")}


def ordinal(words: str) -> int | None:
    """ "twenty first" → 21; None when the words are no ordinal up to the hundredth."""
    return ORDINALS.get(words.strip().replace("-", " "))
