"""How are the numbers said that nothing else has claimed? Ordinals, ranges, sums, versions, codes and plain numbers."""

import re

from localvoice.wording.spoken.beside import after, before, result
from localvoice.wording.spoken.spell import LONGEST, NUMBER, cardinal, digits, grouped, number, ordinal, pairs

ALONE = re.compile(r"\d{5,}")
CODE_DIGITS = 10  # ungrouped digits from which on nobody means a quantity
ORDINAL = re.compile(r"(?<![\d.,])(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?P<th>st|nd|rd|th)\b", re.IGNORECASE)
VERSION = re.compile(
    r"(?<![\w.,])(?P<v>v\.?)?(?P<n>\d+(?:\.\d+){2,})(?![\w,]\d)|(?<!\w)v(?P<n2>\d+(?:\.\d+)?)\b", re.IGNORECASE
)
POWER = re.compile(rf"(?<![\w.,])(?P<n>{NUMBER})\s?(?:\^|\*\*)\s?(?P<p>-?\d{{1,6}})\b")
RAISED = re.compile(r"(?<=\d)[²³](?!\w)")
LETTER_POWER = re.compile(r"(?<=[A-Za-z)\]])\^(?P<p>-?\d{1,6})\b")  # x^2
SCIENTIFIC = re.compile(r"(?<![\w.,])(?P<n>\d+(?:\.\d+)?)[eE](?P<p>[+-]?\d{1,3})\b")
TERM = rf"-?(?:{NUMBER}|[a-z]\b)"
SUM = re.compile(rf"(?<![\w.,])(?:{TERM}\s?[-–+*/×÷]\s?){{1,12}}{TERM}\s?=")
OPERATORS = {
    "-": " minus ", "–": " minus ", "+": " plus ", "*": " times ", "/": " divided by ", "×": " times ",
    "÷": " divided by ", "=": " equals ",
}  # fmt: skip
BETWEEN = re.compile(rf"(?<=\d)\s*(?P<o>[*+×÷])\s*(?=-?(?:{NUMBER}))")
SPACED_MINUS = re.compile(rf"(?<=\d)\s[-–]\s(?=(?:{NUMBER})\s(?:is|equals|makes)\b)")
RANGE = re.compile(rf"(?<![\w.,/-])(?P<a>{NUMBER})(?P<dash>\s?[-–—]\s?)(?P<b>{NUMBER})(?![\w/-]|[.,]\d)")
ASKED = re.compile(r"\b(?:what(?: is|[’']s)|calculate|compute|how much is)\s$", re.IGNORECASE)
BY = re.compile(rf"(?<![\w.,])(?P<a>{NUMBER})(?:×|\s?x\s?)(?={NUMBER})")
RATIO = re.compile(r"(?<![\w.,:])(\d+):(\d+)(?![\w:])")
HASH = re.compile(r"(?<!\w)#\s?(?=\d)")
ABOUT = re.compile(r"(?<!\w)~\s?(?=[\d$£€])")
PLAIN = re.compile(rf"(?P<sign>(?<![\w).,-])-)?(?P<n>{NUMBER})(?P<plus>\+(?!\w))?(?:-(?=[A-Za-z]))?")
OLD = re.compile(r"(?<=\d)-([a-z]+)-([a-z]+)")  # 3-year-old
LINES = re.compile(r"\b(480|720|1080|1440|2160)(?=[pi]\b)")  # of a screen
NAMED = re.compile(
    r"\b(?P<name>version|python|release|node|ubuntu|ios|macos)\s(?P<n>\d+\.\d+)\b(?!\.\d)", re.IGNORECASE
)
CHAIN = re.compile(r"(?<![\w.,-])\d+(?:-\d+){2,}(?![\w-]|[.,]\d)")
SUFFIX = {1: "st", 2: "nd", 3: "rd"}


def signs(text: str) -> str:
    """Signs that only mean something before or between figures: "#1", "~5", "3 × 4", "2 - 1 ="."""
    text = ABOUT.sub("about ", HASH.sub("number ", text))
    if "=" in text:
        text = SUM.sub(lambda m: re.sub(r"\s*(?<=[\w\s])[-–+*/×÷=]\s*", lambda o: OPERATORS[o[0].strip()], m[0]), text)
    return SPACED_MINUS.sub(" minus ", text)


def say(text: str) -> str:
    if ALONE.fullmatch(text.strip()):
        return digits(text)  # nothing says that it counts something, and nobody grouped its digits: a code
    text = CHAIN.sub(lambda m: grouped(m[0]), OLD.sub(r" \1 \2", LINES.sub(lambda m: pairs(m[0]) + " ", text)))
    text = VERSION.sub(_version, NAMED.sub(lambda m: f"{m['name']} {_points(m['n'])}", text))
    text = ORDINAL.sub(_ordinal, text)
    text = RAISED.sub(lambda m: "^2" if m[0] == "²" else "^3", text)
    text = LETTER_POWER.sub(lambda m: f" {_raised(int(m['p']))}", text)
    text = POWER.sub(_power, SCIENTIFIC.sub(lambda m: f"{number(m['n'])} times ten {_raised(int(m['p']))}", text))
    text = BETWEEN.sub(lambda m: OPERATORS[m["o"]], BY.sub(r"\g<a> by ", text))
    text = RATIO.sub(lambda m: f"{number(m[1])} to {number(m[2])}", RANGE.sub(_range, text))
    return PLAIN.sub(_plain, text)


def _version(match: re.Match[str]) -> str:
    said = _points(match["n"] or match["n2"])
    return f"version {said}" if match["v"] or match["n2"] else said


def _points(text: str) -> str:
    return " point ".join(number(part) for part in text.split("."))


def _ordinal(match: re.Match[str]) -> str:
    figures = match["n"].replace(",", "")
    if len(figures) > LONGEST:
        return f"{digits(figures)} {match['th']}"
    n = int(figures)
    right = "th" if n % 100 in (11, 12, 13) else SUFFIX.get(n % 10, "th")
    return ordinal(n) if match["th"].lower() == right else f"{number(match['n'])} {match['th']}"


def _power(match: re.Match[str]) -> str:
    return f"{number(match['n'])} {_raised(int(match['p']))}"


def _raised(power: int) -> str:
    return {2: "squared", 3: "cubed"}.get(power) or f"to the power of {cardinal(power)}"


def _range(match: re.Match[str]) -> str:
    """Rising figures are a range, short falling ones a score, those with spaces a difference; else the dash stays
    ("978-0"), as a breath."""
    rising = float(match["a"].replace(",", "")) < float(match["b"].replace(",", ""))
    said_so = re.search(r"\b(?:from|between)\s$", before(match), re.IGNORECASE)
    spaced = match["dash"] in (" - ", " – ")
    short = re.fullmatch(r"\d{1,3}", match["a"]) and re.fullmatch(r"0|[1-9]\d{0,2}", match["b"])
    score = short and not spaced and len(match["a"]) - len(match["b"]) < 2
    if ASKED.search(before(match)):
        return f"{match['a']} minus {match['b']}"
    if said_so or score or (rising and match["b"][0] != "0"):
        return f"{match['a']} to {match['b']}"
    return f"{match['a']} {'minus' if spaced else '-'} {match['b']}"


def _plain(match: re.Match[str]) -> str:
    text, whole = match["n"], match["n"].partition(".")[0]
    code = len(whole) >= CODE_DIGITS and "," not in whole and "." not in text and not result(match)
    said = digits(text) if code else number(text)
    left = " " if re.search(r"[^\W_]-?$|[,;:?!]$", before(match)) else ""
    right = " " if after(match)[:1].isalnum() else ""  # "4-kilogram" and "4K" fall apart
    sign = "minus " if match["sign"] else ""
    return f"{left}{sign}{said}{' plus' if match['plus'] else ''}{right}"
