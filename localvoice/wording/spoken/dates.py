"""How is a date said? Month names with days and years, numeric dates, bare years, decades, eras and quarters.

Numeric dates are read month first, as Americans write them, unless only the other order is possible.
"""

import re

from localvoice.wording.spoken.beside import COUNTED, after, before, kept, result
from localvoice.wording.spoken.spell import cardinal, digits, ordinal, plain, year

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
YEAR = r"(?P<year>1\d{3}|20\d\d)\b(?![,.:]\d|[-–/]\d)"
START = r"(?<![\w.,:/$£€-])"
MONTH_DAY = re.compile(
    rf"\b{MONTH}[\s-]{{1,2}}{DAY}(?![,.:/]\d|\s?%)(?:\s?[-–]\s?(?P<last>3[01]|[12]\d|[1-9])\b(?!\d))?(?:(?P<comma>,?)[\s-]\s?{YEAR})?",
    re.IGNORECASE,
)
DAY_MONTH = re.compile(
    rf"{START}(?P<the>the\s+)?(?:(?P<first>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?\s?[-–]\s?)?{DAY}(?:\s+of)?[\s-]\s?{MONTH}(?:(?P<comma>,?)[\s-]\s?{YEAR})?",
    re.IGNORECASE,
)
MONTH_YEAR = re.compile(rf"\b{MONTH}(?P<comma>,?)\s{YEAR}", re.IGNORECASE)
YMD = re.compile(
    rf"{START}(?P<y>\d{{4}})([-/.])(?P<m>0?[1-9]|1[0-2])\2(?P<d>0?[1-9]|[12]\d|3[01])(?:T(?=\d\d:)|(?![\w/-]))"
)
DMY = re.compile(rf"{START}(?P<a>\d{{1,2}})([-/.])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}|\d\d)(?![\w/-]|[.,]\d)")
DECADES = re.compile(r"(?<![\w.,:/$£€-])((?:1\d\d|20\d|['’]?\d)0s)\s?[-–]\s?(?=(?:1\d\d|20\d|['’]?\d)0s\b)")
DECADE = re.compile(r"(?<![\w.,:/$£€])(?P<y>1\d\d0|20\d0|(?P<tick>['’])?\d0)(?:['’]s|\s?s)\b")
ERA = re.compile(
    r"(?<![\w.,])(?:(?P<y>\d{1,4})\s?(?P<after>A\.?D|B\.?C(?:\.?E)?|C\.?E)\b\.?|A\.?D\.?\s(?P<y2>\d{1,4})\b)"
)
QUARTER = re.compile(r"\b(?:(?P<q>[1-4])Q|Q(?P<q2>[1-4])\s)['’]?(?P<y>\d{4}|\d\d)\b")
SEASON = re.compile(rf"{START}(?P<a>1\d{{3}}|20\d\d)/(?P<b>\d\d)(?![\w/-]|[.,]\d)")  # 2020/21
YEARS = re.compile(rf"{START}(?P<a>1\d{{3}}|20\d\d)\s?[-–—]\s?(?P<b>1\d{{3}}|20\d\d|\d\d)(?![\w/-]|[.,]\d)")
BARE = re.compile(r"(?<![\w.,:/$£€-])(?P<y>1\d{3}|20\d\d)(?![\w/-]|[.,:]\d)")
SHORT = re.compile(r"(?<!\w)['’](?P<y>\d\d)\b(?!['’])")

DATED = re.compile(
    r"\b(?:in|since|of|by|until|till|before|after|during|from|the|year|early|late|mid|circa|around|summer|winter|spring"
    r"|fall|autumn)\s$",
    re.IGNORECASE,
)
AN_ERA = re.compile(
    r"(?:\b(?:the|early|late|mid|his|her|their|my|your|from|of)[\s-]|\d0s\s(?:to|and|or)\s|[-–])$", re.IGNORECASE
)
OF_AN_ERA = re.compile(r"\s(?:music|rock|pop|hits|songs|movies?|films?|fashion|style|hair|disco|kids|shows?|TV)\b")
ON = re.compile(
    r"\b(?P<on>(?:on|by|until|till|since|before|after|due|dated|beginning|starting|ending)\s)(?!9/11\b)(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
MONTH_ALONE = re.compile(r"\b(?P<month>Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\.(?!\w)")


def say(text: str) -> str:
    text = DECADES.sub(r"\1 to ", text)
    for pattern, words in (
        (YMD, _ymd), (DMY, _dmy), (DAY_MONTH, _day_month), (MONTH_DAY, _month_day), (MONTH_YEAR, _month_year),
        (SEASON, _season), (DECADE, _decade), (ERA, _era), (QUARTER, _quarter),
    ):  # fmt: skip
        text = pattern.sub(words, text)
    text = ON.sub(lambda m: f"{m['on']}{MONTHS[int(m['m']) - 1]} {ordinal(int(m['d']))}", text)
    return MONTH_ALONE.sub(lambda m: _name(m["month"]) + kept(m), text)


def say_years(text: str) -> str:
    """Four digits that nothing else has claimed: years unless they count something."""
    return SHORT.sub(lambda m: f"{_two(m['y'])}", BARE.sub(_bare, YEARS.sub(_years, text)))


def _name(month: str) -> str:
    return next(name for name in MONTHS if name[:3].lower() == month[:3].lower())


def _verb(match: re.Match[str]) -> bool:
    """Lower-case "may" and "march" are months only beside a year or an ordinal."""
    return match["month"] in ("may", "march") and not match["year"] and not re.search(r"\d(?:st|nd|rd|th)", match[0])


def _year_after(match: re.Match[str]) -> str:
    return f"{match['comma']} {year(int(match['year']))}" if match["year"] else kept(match)


def _month_day(match: re.Match[str]) -> str:
    if _verb(match):
        return match[0]
    last = f" to {ordinal(int(match['last']))}" if match["last"] else ""
    return f"{_name(match['month'])} {ordinal(int(match['day']))}{last}{_year_after(match)}"


def _day_month(match: re.Match[str]) -> str:
    if _verb(match):
        return match[0]
    first = f"the {ordinal(int(match['first']))} to " if match["first"] else ""
    return f"{first}the {ordinal(int(match['day']))} of {_name(match['month'])}{_year_after(match)}"


def _month_year(match: re.Match[str]) -> str:
    return f"{_name(match['month'])}{match['comma']} {year(int(match['year']))}"


def _ymd(match: re.Match[str]) -> str:
    after = " " if match[0].endswith("T") else ""
    return f"{MONTHS[int(match['m']) - 1]} {ordinal(int(match['d']))} {year(int(match['y']))}{after}"


def _dmy(match: re.Match[str]) -> str:
    a, b = int(match["a"]), int(match["b"])
    said = _two(match["y"]) if len(match["y"]) == 2 else year(int(match["y"]))
    if 1 <= a <= 12 and 1 <= b <= 31:
        return f"{MONTHS[a - 1]} {ordinal(b)} {said}"
    if 1 <= a <= 31 and 1 <= b <= 12:
        return f"the {ordinal(a)} of {MONTHS[b - 1]} {said}"
    return match[0]


def _two(text: str) -> str:
    return digits(text) if text[0] == "0" else cardinal(int(text))


def _plural(words: str) -> str:
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


def _decade(match: re.Match[str]) -> str:
    text = match["y"].lstrip("'’")
    if len(text) == 2 and (int(text) < 20 or not (match["tick"] or _an_era(match))):
        return match[0]  # "80 s" are seconds
    return _plural(year(int(text)) if len(text) == 4 else plain(int(text)))


def _an_era(match: re.Match[str]) -> bool:
    return AN_ERA.search(before(match)) is not None or OF_AN_ERA.match(after(match)) is not None


def _era(match: re.Match[str]) -> str:
    if match["y2"]:
        return f"AD {year(int(match['y2']))}"
    return f"{year(int(match['y'])) if int(match['y']) else 'zero'} {match['after'].replace('.', '')}"


def _quarter(match: re.Match[str]) -> str:
    said = year(int(match["y"])) if len(match["y"]) == 4 else _two(match["y"])
    return f"the {ordinal(int(match['q'] or match['q2']))} quarter of {'' if len(match['y']) == 4 else 'twenty '}{said}"


def _season(match: re.Match[str]) -> str:
    a, b = int(match["a"]), int(match["b"])
    return f"{year(a)} {_two(match['b'])}" if (a + 1) % 100 == b else match[0]


def _years(match: re.Match[str]) -> str:
    a, b = int(match["a"]), match["b"]
    end = int(b) if len(b) == 4 else a // 100 * 100 + int(b)
    if end <= a:
        return match[0]
    return f"{year(a)} to {year(end) if len(b) == 4 else _two(b)}"


def _bare(match: re.Match[str]) -> str:
    if result(match) or (COUNTED.match(after(match)) and not DATED.search(before(match))):
        return match[0]
    return year(int(match["y"]))
