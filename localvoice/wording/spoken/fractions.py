"""How is a fraction said? "3/4" → "three quarters", "2 1/2" → "two and a half", "5/1" → "five over one"."""

import re

from localvoice.wording.spoken.beside import before
from localvoice.wording.spoken.spell import cardinal, number, ordinal, plain

FRACTION = re.compile(
    r"(?<![\w.,:/$£€-])(?P<minus>-)?(?:(?P<whole>\d{1,15})\s)?(?P<over>\d{1,15})\s?(?P<slash>/)\s?(?P<under>\d{1,15})"
    r"(?:st|nds?|rds?|ths?)?(?![\w/]|[.,:]\d)",
    re.IGNORECASE,
)
MARKED = re.compile(r"\b(?:scor|rat|mark|grad)(?:e|ed|es|ing)\b[^.!?;]{0,30}$", re.IGNORECASE)  # "I rate it 8/10"
# Said as two numbers, because they are names rather than quantities
NAMES = {
    "24/7": "twenty four seven",
    "9/11": "nine eleven",
    "7/11": "seven eleven",
    "20/20": "twenty twenty",
}


def say(text: str) -> str:
    return FRACTION.sub(_fraction, text)


def amount(text: str) -> str:
    """A number as written, also as a fraction or with a scale word: "4 1/2", "1/4", "100 million", "1,200.5"."""
    mixed = FRACTION.fullmatch(text)
    if mixed:
        return _fraction(mixed)
    figure, _, scale = text.partition(" ")
    return scaled(figure, scale) if scale else number(figure)


def scaled(figure: str, scale: str) -> str:
    """A number before a scale word goes without "and", like the groups of a large one: "460", "billion"."""
    return f"{plain(int(figure)) if re.fullmatch('[1-9][0-9]{0,2}', figure) else number(figure)} {scale}"


def _fraction(match: re.Match[str]) -> str:
    if match[0] in NAMES:
        return NAMES[match[0]]
    over, under = int(match["over"]), int(match["under"])
    if over + under == 100 and not match["whole"]:
        return f"{cardinal(over)} {cardinal(under)}"  # "the 80/20 rule": shares of a whole
    if under in (5, 10, 20, 100) and MARKED.search(before(match)):
        return f"{cardinal(over)} out of {cardinal(under)}"
    said = _part(over, under)
    if match["whole"]:
        said = f"{cardinal(int(match['whole']))} and {'a half' if said == 'one half' else said}"
    return ("minus " if match["minus"] else "") + said


def _part(over: int, under: int) -> str:
    if under < 2:
        return f"{plain(over)} over {plain(under)}"
    name = {2: "half", 4: "quarter"}.get(under) or ordinal(under)
    if over != 1:
        name = "halves" if under == 2 else f"{name}s"
    return f"{plain(over)} {name}"
