"""How do other countries write this number? Their marks become English ones: "1.234,5" → "1234.5", "1'000" → "1000".

A comma before one or two figures is a decimal one unless it stands in a list: "12,5 kg", but "rows 3,4" and "(3,4)".
"""

import re

from localvoice.wording.spoken.beside import COUNTED, after, before

START, END = r"(?<![\w.,:/'’-])", r"(?![\d'’]|[.,]\d)"
TICKED = re.compile(rf"{START}\d{{1,3}}(?:['’]\d{{3}})+{END}")  # Swiss
LAKHS = re.compile(rf"{START}\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!,?\d)")  # Indian
DOTTED = re.compile(
    rf"{START}[1-9]\d{{0,2}}(?:\.\d{{3}}){{2,}}{END}|{START}\d{{1,3}}(?:\.\d{{3}})+(?=,\d{{1,2}}(?!\d))"
)
SPACED = re.compile(rf"{START}[1-9]\d{{0,2}}(?: \d{{3}})+{END}(?![ -]\d|\w)")
COMMA = re.compile(rf"(?<![\w.,:/'’-])(?P<whole>\d+),(?P<part>\d{{1,2}}|\d{{5,}}){END}")
ROUND = re.compile(r"(?<=\d),[-–—](?![\w-])")  # 5,- €
LIST = re.compile(
    r"(?:\b(?:pages?|lines?|rows?|columns?|chapters?|items?|numbers?|questions?|steps?|days?|rooms?|verses?|points?"
    r"|figures?|tables?|sections?|cells?|positions?)\s|\d\s?(?:,|and|or|&)\s?)$",
    re.IGNORECASE,
)
LISTED = re.compile(r"(?:\s(?:and|or|&)|,)\s?\d")
QUANTITY = re.compile(r"\s?(?:[$€£¥%°]|(?:k?m|cm|mm|k?g|mg|l|ml|ha|EUR|USD|GBP|CHF|Hz|W|kWh|MB|GB)\b)")


def say(text: str) -> str:
    text = ROUND.sub("", text)
    for marks in (TICKED, LAKHS, DOTTED):
        text = marks.sub(_joined, text)
    return COMMA.sub(_decimal, SPACED.sub(_spaced, text))


def _joined(match: re.Match[str]) -> str:
    address = match[0].count(".") == 3 and all(int(part) < 256 for part in match[0].split("."))
    return match[0] if address else re.sub(r"\D", "", match[0])


def _spaced(match: re.Match[str]) -> str:
    """ "10 000" and "12 500 people", but not "612 345 678", a telephone number."""
    counts = match[0].endswith("000") or COUNTED.match(after(match)) or QUANTITY.match(after(match))
    return match[0].replace(" ", ",") if counts else match[0]


def _decimal(match: re.Match[str]) -> str:
    pair = before(match)[-1:] in ("(", "[", "{") and after(match)[:1] in (")", "]", "}")
    if pair or LIST.search(before(match)) or LISTED.match(after(match)):
        return match[0]
    return f"{match['whole']}.{match['part']}"
