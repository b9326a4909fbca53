"""Which short forms are said in full? Titles, Latin, firms, days, initials, and words like "No." before a number."""

import re

from localvoice.wording.spoken.beside import STARTERS, after, ends_sentence

TITLES = {
    "Dr": "Doctor", "Drs": "Doctors", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Messrs": "Messieurs",
    "Prof": "Professor", "Gen": "General", "Maj": "Major", "Sgt": "Sergeant", "Capt": "Captain", "Lt": "Lieutenant",
    "Col": "Colonel", "Rev": "Reverend", "Gov": "Governor", "Sen": "Senator", "Rep": "Representative", "Mt": "Mount",
    "Ft": "Fort", "St": "Saint",
}  # fmt: skip
# These run on into what follows …
LEADING = {
    "e.g.": "for example", "i.e.": "that is", "e.g": "for example", "i.e": "that is", "vs.": "versus", "vs": "versus",
    "v.": "versus",
    "cf.": "compare", "a.k.a.": "also known as", "approx.": "approximately", "w/o": "without", "incl.": "including",
    "excl.": "excluding", "&c.": "etcetera",
}  # fmt: skip
# … and these may end a sentence
CLOSING = {
    "etc.": "etcetera", "etc": "etcetera", "et al.": "and others", "Jr.": "Junior", "Sr.": "Senior", "Ph.D.": "PhD",
    "Inc.": "Incorporated", "Ltd.": "Limited", "Corp.": "Corporation", "Co.": "Company", "Bros.": "Brothers",
    "dept.": "department", "govt.": "government", "misc.": "miscellaneous",
}  # fmt: skip
BEFORE_NUMBER = {
    "no": "number", "nos": "numbers", "fig": "figure", "figs": "figures", "p": "page", "pp": "pages", "vol": "volume",
    "ch": "chapter", "sec": "section", "eq": "equation", "ca": "about", "c": "about", "ver": "version",
    "apt": "apartment", "art": "article", "ext": "extension", "tel": "telephone", "est": "established",
    "min": "minimum", "max": "maximum",
}  # fmt: skip
DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip


def _any(words: dict[str, str]) -> str:
    """Alternatives for a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


TITLE = re.compile(
    rf"\b(?P<title>{_any(TITLES)})\.\s(?=[A-Z]|and\s[A-Z])|\b(?P<bare>(?i:dr|mr|mrs|ms|st)|Prof)\s(?=[A-Z][a-z])"
)
NUMBERED = re.compile(rf"\b(?P<word>{_any(BEFORE_NUMBER)})\.\s?(?=\d)", re.IGNORECASE)
SHORT = re.compile(rf"(?<![\w.])(?P<lead>{_any(LEADING)})(?!\w)|(?<![\w.])(?P<close>{_any(CLOSING)})(?!\w)")
CAPITAL = re.compile(r"(?<![\w.])(?:E\.g\.|I\.e\.|Approx\.)(?!\w)")
DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}(?!\w)")
INITIALS = re.compile(r"(?<![\w.’'])(?P<letters>(?:[A-HJ-Z]\.\s?)+)(?=[A-Z][a-z])")
DAY_RANGE = re.compile(rf"\b(?P<a>{_any(DAYS)})\.?\s?[-–]\s?(?P<b>{_any(DAYS)})\b")
DAY = re.compile(rf"\b(?P<day>{_any(DAYS)})\b\.?(?=,?\s(?:\d|[A-Z][a-z]{{2,8}}\.?\s\d))")
WITH = re.compile(r"(?<!\S)w/\s?(?!o\b)(?=\w)")


def say(text: str) -> str:
    """Everything but what stands before numbers."""
    text = TITLE.sub(lambda m: TITLES[m["title"] or m["bare"].capitalize()] + " ", text)
    text = CAPITAL.sub(lambda m: LEADING[m[0].lower()].capitalize(), text)
    text = SHORT.sub(_short, WITH.sub("with ", text))
    return INITIALS.sub(_initials, DOTTED.sub(_dotted, text))


def before_numbers(text: str) -> str:
    """Days beside dates, and words like "No." that need their number still in figures."""
    text = DAY_RANGE.sub(lambda m: f"{DAYS[m['a']]} to {DAYS[m['b']]}", text)
    text = DAY.sub(lambda m: DAYS[m["day"]], text)
    return NUMBERED.sub(_numbered, text)


def _numbered(match: re.Match[str]) -> str:
    said = BEFORE_NUMBER[match["word"].lower()]
    return f"{said.capitalize() if match['word'][0].isupper() else said} "


def _short(match: re.Match[str]) -> str:
    if match["lead"]:
        return LEADING[match["lead"]]
    return CLOSING[match["close"]] + ("." if ends_sentence(match) else "")


def _dotted(match: re.Match[str]) -> str:
    return match[0].replace(".", "") + ("." if ends_sentence(match) else "")


def _initials(match: re.Match[str]) -> str:
    """ "J. R. Tolkien", but not "Plan B. Then"."""
    if re.match("(?:" + "|".join(STARTERS) + r")\b", after(match)):
        return match[0]
    return " ".join(re.findall("[A-Z]", match["letters"])) + " "
