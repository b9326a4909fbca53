"""Where does the first sentence of a piece of text end? `sentence_stream`, asked about a copy that cannot mislead it.

The library cuts at a stop, white space and a capital, and keeps what looks like an abbreviation ("St.", "U.S.") with
what follows. The copy has the same length; in it list numbers, sure abbreviations and Markdown marks are masked, and
short words that are no abbreviations ("Yes.", "Bob.") look like words.
"""

import re

from sentence_stream import SentenceBoundaryDetector

from localvoice.wording.spoken.beside import STARTERS

# Never the last word of a sentence
NEVER_LAST = frozenset({
    "Dr", "Drs", "Mr", "Mrs", "Ms", "Messrs", "Prof", "Gen", "Sgt", "Capt", "Lt", "Col", "Rev", "Gov", "Sen", "Rep",
    "Hon", "Adm", "Maj", "Cpl", "Pvt", "Mt", "Pres", "Supt", "Insp", "Msgr", "Mme", "Mlle", "Amb", "Atty", "Cmdr",
    "Brig",
    "e.g", "i.e", "vs", "v", "cf", "approx", "incl", "excl", "viz", "a.k.a", "E.g", "I.e", "Vs", "Cf", "Approx",
    "Incl", "Excl",
})  # fmt: skip
# The last word of a sentence only when no figure follows; all but the very short ones with a capital too
NOT_BEFORE_FIGURES = frozenset({
    "No", "Nos", "no", "nos", "Fig", "Figs", "fig", "figs", "p", "pp", "Vol", "vol", "Ch", "ch", "Sec", "sec", "Eq",
    "eq", "Art", "art", "Apt", "apt", "ca", "c", "ver", "ext", "tel", "min", "max", "est", "Jan", "Feb", "Mar", "Apr",
    "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "St", "Rd", "Ave", "Blvd", "Dept", "dept",
    "Nr", "nr", "Op", "op", "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "Para",
    "para",
})  # fmt: skip
# May end a sentence or stand before a name: left to the library, which then does not cut
MAYBE = frozenset({
    "St", "Jr", "Sr", "Inc", "Ltd", "Co", "Ft", "Ave", "Rd", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Fig", "Vol", "Eq", "Sec", "Art", "Esq",
})  # fmt: skip
EMOJI = r"[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]"

LIST_NUMBER = re.compile(r"(?<!\S)(?P<n>\d{1,3})[.)](?=\s)")
BEFORE_LIST = re.compile(r"(?:^|[:;.!?,]\s|\n)$")
_NEVER = "|".join(map(re.escape, sorted(NEVER_LAST)))
_FIGURES = "|".join(sorted(NOT_BEFORE_FIGURES | {word.capitalize() for word in NOT_BEFORE_FIGURES if len(word) > 1}))
_ZONE_OR_DAY = (
    r"(?:[ECMP][SD]?T|GMT|UTC|CES?T|Eastern|Central|Pacific|Mountain|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
ABBREVIATION = re.compile(
    rf"\b(?:(?:{_NEVER})\.(?=\s)|(?:{_FIGURES})\.(?=\s\d)"
    rf"|[ap]\.m\.(?=\s(?:[A-Z][A-Za-z]*$|{_ZONE_OR_DAY})))"  # a word that is not complete may become one of these
)
# What the library would keep together although a new sentence begins
ENDS_AFTER_ALL = re.compile(rf"[A-Z][A-Za-z]{{0,2}}\.(?=\s+(?:{'|'.join(sorted(STARTERS))})[\s,])")
SHORT_WORD = re.compile(r"\b(?!(?:" + "|".join(sorted(MAYBE)) + r")\b)(?:[A-Z][A-Za-z]{1,2}|(?<=[a-z]\s)I)(?=[.])")
CLOSING = re.compile(r"(?<=[.!?…])(?:[\"'”’)\]*_`~]|\[\d{1,3}\]|\[\^\w+\])+(?=\s)")
SMILE = re.compile(rf"(?<=[.!?…'])(?:\s*{EMOJI})+(?=\s)")
OPENING = re.compile(r"(?<=\s)[\"'“‘«„¿¡(\[*_`~#]+(?=[^\W_])")
FIGURE = re.compile(r"(?:(?<=[a-z]{3}[.!?]\s)|(?<=[a-z]{2}[.!?]{2}\s)|(?<=[\d)%][.!?]\s))\d")
ENDER = re.compile(r"[.!?…。！？]")
BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
BRACKET_CHARS = 160  # a bracket open for longer was never meant to close, or is worth a breath inside


def sentence_end(text: str) -> int | None:
    """How many characters of the text are its first sentence; None while that is not known or it is the only one."""
    if not ENDER.search(text):
        return None
    masked = mask(text)
    at = 0
    for sentence in SentenceBoundaryDetector().add_chunk(masked):
        at = _after(masked, at, sum(not char.isspace() for char in sentence))
        if at < len(text) and not inside_bracket(text[:at]):
            return at
    return None


def mask(text: str) -> str:
    """The copy for the library: as long as the text, white space in the same places but beside emoji."""
    text = _without_list_numbers(ABBREVIATION.sub(lambda m: m[0][:-1] + "x", text))
    text = ENDS_AFTER_ALL.sub(lambda m: m[0].lower(), text)
    text = SHORT_WORD.sub(lambda m: m[0].lower(), text)
    text = SMILE.sub(lambda m: "'" * len(m[0]), CLOSING.sub(lambda m: "'" * len(m[0]), text))
    text = OPENING.sub(_opening, FIGURE.sub("A", text))
    return text.replace("*", "x")


def inside_bracket(text: str) -> bool:
    """Is a bracket still open at the end of the text?"""
    depth, since = 0, 0
    for at, char in enumerate(text):
        if char in BRACKETS:
            since = at if not depth else since
            depth = max(0, depth + BRACKETS[char])
    return depth > 0 and len(text) - since <= BRACKET_CHARS


def _without_list_numbers(text: str) -> str:
    """Figures with a stop at the start, after punctuation, or counting on from the last one are no sentence ends."""
    following = -1
    for match in LIST_NUMBER.finditer(text):
        n, at = int(match["n"]), match.end() - 1
        if n == following or BEFORE_LIST.search(text[: match.start()]):
            following, text = n + 1, f"{text[:at]}x{text[at + 1 :]}"
    return text


def _opening(match: re.Match[str]) -> str:
    first = match.string[match.end()]
    return ("a" if first.islower() else "A") * len(match[0])


def _after(masked: str, start: int, count: int) -> int:
    """The position behind the next `count` characters that are no white space."""
    at = start
    while count:
        count -= not masked[at].isspace()
        at += 1
    return at
