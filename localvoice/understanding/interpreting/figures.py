"""Which numbers and times does a text name, in any language, in figures or in words? As they compare across languages.

Number words come from Unicode CLDR's spell-out rules (`unicode_rbnf`): up to 99, round hundreds, years. "One" is an
article in half of the languages, so it does not count. "Half past three" and "halb vier" are both 3:30.
"""

import re
from collections import Counter
from functools import cache

from unicode_rbnf import FormatPurpose, RbnfEngine

from localvoice.understanding.interpreting.tongues import plain_words

DIGITS = re.compile(r"\d+(?:[.,:'’]\d+|[\u00a0\u202f ]\d{3}\b)*")
SPELT = re.compile(r"\b\d(?:(?: ,)? \d){2,}\b")  # as one says a telephone number
CHINESE = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"两": 2, "零": 0}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
LONGEST = 5  # words of one number
YEARS = range(1900, 2100)
_N = r"(\d{1,2})"
# (language, how it is said, hour and minute of what was found)
HALVES: tuple[tuple[str, str, int, int], ...] = (
    ("en", rf"half past {_N}", 0, 30),
    ("en", rf"quarter past {_N}", 0, 15),
    ("en", rf"quarter to {_N}", -1, 45),
    ("de", rf"halb {_N}", -1, 30),
    ("de", rf"viertel nach {_N}", 0, 15),
    ("de", rf"viertel vor {_N}", -1, 45),
    ("nl", rf"half {_N}", -1, 30),
    ("nl", rf"kwart over {_N}", 0, 15),
    ("nl", rf"kwart voor {_N}", -1, 45),
    ("fr", rf"{_N} ?h(?:eures?)? et demie?", 0, 30),
    ("fr", rf"{_N} ?h(?:eures?)? et quart", 0, 15),
    ("fr", rf"{_N} ?h(?:eures?)? moins le quart", -1, 45),
    ("es", rf"{_N} y media", 0, 30),
    ("es", rf"{_N} y cuarto", 0, 15),
    ("es", rf"{_N} menos cuarto", -1, 45),
    ("it", rf"{_N} e mezz[ao]", 0, 30),
    ("it", rf"{_N} e un quarto", 0, 15),
    ("pt", rf"{_N} e meia", 0, 30),
)
CLOCK = re.compile(
    r"\b(\d{1,2}) ?(?:h|uhr|heures?|horas?|ore|uur) ?(\d{2})\b|\b(\d{1,2}):(\d{2})\b"
    r"|\b(\d{1,2})\.(\d{2})(?= ?(?:[ap]\.?m|uhr|h\b))",
    re.I,
)
OCLOCK = re.compile(r"\b(\d{1,2}):00\b")


def figures(text: str, language: str) -> Counter[str]:
    """Its numbers as digits alone, "3,50" as "350", times as "3:30" on a twelve-hour clock."""
    said = f" {_in_digits(text, language)} "
    found = Counter[str]()
    for tongue, pattern, hours, minutes in HALVES:
        if tongue == language:
            said, times = _taken(said, re.compile(pattern, re.I), lambda m, h=hours, s=minutes: (int(m[1]) + h, s))
            found += times
    said, times = _taken(
        OCLOCK.sub(r"\1", said), CLOCK, lambda m: (int(m[1] or m[3] or m[5]), int(m[2] or m[4] or m[6]))
    )
    found += times
    found += Counter(re.sub(r"\D", "", number[0]) for number in DIGITS.finditer(said))
    del found["1"]
    return found


def missing(source: str, spoken: str, target: str, into: str) -> list[str]:
    """The numbers of a source in one language that its translation into another does not have."""
    wanted, there = figures(source, spoken), figures(target, into)
    every = "".join(re.findall(r"\d", _in_digits(target, into)))
    return [number for number in wanted if wanted[number] > there[number] and not _elsewhere(number, there, every)]


def _elsewhere(number: str, there: Counter[str], every: str) -> bool:
    """Is it there in another form: 3 as 15:00 or "3:30", a long number in groups?"""
    if ":" in number:
        hour, minute = number.split(":")
        return bool(there[f"{hour}{minute}"] or there[f"{int(hour) + 12}{minute}"])
    if len(number) > 2 and number in every:
        return True
    if len(number) <= 2 and (there[str(int(number) + 12)] or there[str(int(number) - 12)]):
        return True
    return any(time.split(":")[0] == number for time in there if ":" in time)


def _taken(text: str, pattern: re.Pattern[str], at) -> tuple[str, Counter[str]]:
    times = Counter[str]()
    for match in pattern.finditer(text):
        hour, minute = at(match)
        if 0 <= hour <= 24 and minute < 60:
            times[f"{hour % 12 or 12}:{minute:02}"] += 1
            text = text.replace(match[0], " ", 1)
    return text, times


def _in_digits(text: str, language: str) -> str:
    """The text with its number words in digits."""
    if language in ("ja", "zh"):
        return re.sub(f"[{''.join((*CHINESE, *UNITS))}]+", lambda found: str(_chinese(found[0])), text)
    known = _spelled(language)
    words = re.findall(r"\d[\d.,:'’]*\d|[\w'’]+(?:-[\w'’]+)*|[^\w\s]", text)
    made, at = list[str](), 0
    while at < len(words):
        for count in range(min(LONGEST, len(words) - at), 0, -1):
            key = " ".join(plain_words(" ".join(words[at : at + count])))
            if key and (number := known.get(key.replace("-", " ").replace("'", " "))):
                made.append(number)
                at += count
                break
        else:
            made.append(words[at])
            at += 1
    return SPELT.sub(lambda found: re.sub(r"\D", "", found[0]), " ".join(made))


def _chinese(signs: str) -> int:
    """二十五 → 25, 三百 → 300, 一九八七 → 1987."""
    if not set(signs) & set(UNITS):
        return int("".join(str(CHINESE[sign]) for sign in signs))
    whole, part = 0, 0
    for sign in signs:
        if sign in CHINESE:
            part = CHINESE[sign]
        else:
            whole = (whole + part) * UNITS[sign] if sign == "万" else whole + (part or 1) * UNITS[sign]
            part = 0
    return whole + part


@cache
def _spelled(language: str) -> dict[str, str]:
    """Number words in small letters, without hyphens → digits."""
    try:
        engine = RbnfEngine.for_language(language)
    except (ValueError, KeyError, OSError, AssertionError):
        return {}
    found = dict[str, str]()
    for number in [*range(100), *range(100, 1000, 100), *range(1000, 10_000, 1000)]:
        for text in _texts(engine, number, FormatPurpose.CARDINAL):
            found[text] = str(number)
    for year in YEARS:
        for text in _texts(engine, year, FormatPurpose.YEAR):
            found[text] = str(year)
    return found


def _texts(engine: RbnfEngine, number: int, purpose: FormatPurpose) -> set[str]:
    every = engine.format_number(number, purpose).text_by_ruleset.values()
    plain = {re.sub("[\u00ad-]", lambda m: " " if m[0] == "-" else "", text.lower()) for text in every}
    return {" ".join(text.split()) for text in plain if not re.search(r"[\d.]", text)}
