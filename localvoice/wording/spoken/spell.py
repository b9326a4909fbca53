"""How is a number said in English words? By the spell-out rules of Unicode CLDR, with an "and" before the last tens.

The words come from Unicode CLDR's spell-out rules (`unicode_rbnf`); added here are "and" before the last tens and
units ("one hundred and five"), numbers beyond CLDR's 10¹⁸, and digit strings. No hyphens: "twenty one".
"""

import re
from functools import cache

from unicode_rbnf import FormatPurpose, RbnfEngine

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?|(?<!\.)\.\d+"  # as written: 12, 1,200.50, .5
SCALES = "hundred|thousand|million|billion|trillion|quadrillion"
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
CLDR_LIMIT = 10**15  # the English rules end at 10¹⁸, and unicode_rbnf rounds just below it
LONGEST = 36  # digits that still get a name; more are said one by one
LARGER = ("quadrillion", "quintillion", "sextillion", "septillion", "octillion", "nonillion", "decillion")  # 10¹⁵, …


@cache
def _rules() -> RbnfEngine:
    return RbnfEngine.for_language("en")


@cache
def _spell(n: int, purpose: FormatPurpose) -> str:
    return _rules().format_number(n, purpose).text.replace("-", " ")


def plain(n: int) -> str:
    """Cardinal without "and": 1205 → "one thousand two hundred five"; 0 ≤ n < 10³⁶."""
    if n < CLDR_LIMIT:
        return _spell(n, FormatPurpose.CARDINAL)
    groups, rest = [], n // CLDR_LIMIT
    for name in LARGER:
        rest, group = divmod(rest, 1000)
        if group:
            groups.insert(0, f"{plain(group)} {name}")
    below = n % CLDR_LIMIT
    return " ".join([*groups, plain(below)] if below else groups)


def cardinal(n: int) -> str:
    """1205 → "one thousand two hundred and five", -2 → "minus two"; |n| < 10³⁶."""
    if n < 0:
        return f"minus {cardinal(-n)}"
    units = n % 100
    if n < 100 or not units or not n // 100 % 10_000:
        return plain(n)
    return f"{plain(n - units)} and {plain(units)}"


def ordinal(n: int) -> str:
    """23 → "twenty third"; 0 ≤ n < 10³⁶."""
    if n < CLDR_LIMIT:
        return _spell(n, FormatPurpose.ORDINAL)
    last = n % 1000
    return f"{plain(n - last)} {ordinal(last)}" if last else f"{plain(n)}th"


def year(n: int) -> str:
    """1506 → "fifteen oh six", 2005 → "two thousand five", 340 → "three forty"; 0 < n < 10,000."""
    if 200 < n < 1000 and n % 100 > 9:
        return f"{plain(n // 100)} {plain(n % 100)}"
    if n < 1000 or n % 1000 == 0:
        return cardinal(n)
    return _spell(n, FormatPurpose.YEAR)


def pairs(text: str) -> str:
    """House and room numbers: "1428" → "fourteen twenty eight", "708" → "seven zero eight"."""
    if len(text) not in (3, 4) or text[0] == "0" or text.endswith("00"):
        return cardinal(int(text))
    if text[-2] == "0":
        return digits(text) if len(text) == 3 else f"{plain(int(text[:2]))} oh {plain(int(text[3]))}"
    return f"{plain(int(text[:-2]))} {plain(int(text[-2:]))}"


def digits(text: str) -> str:
    """Digit by digit: "004" → "zero zero four"; what is no digit is skipped."""
    return " ".join(DIGITS[int(c)] for c in text if c.isdecimal())


def grouped(text: str) -> str:
    """Digit by digit with a breath between the groups: "123-4567" → "one two three, four five six seven"."""
    return ", ".join(digits(group) for group in re.findall(r"\d+", text))


def number(text: str) -> str:
    """A number as written (see NUMBER): "1,200.50" → "one thousand two hundred point five zero"."""
    whole, _, fraction = text.replace(",", "").partition(".")
    if len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0"):
        head = digits(whole)
    else:
        head = cardinal(int(whole)) if whole else ""
    return f"{head} point {digits(fraction)}".strip() if fraction else head


def is_one(text: str) -> bool:
    """Does a unit after this number stand in the singular? Only after a plain "1"."""
    return re.fullmatch(r"0*1", text) is not None
