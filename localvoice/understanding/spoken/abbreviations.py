"""Which short forms are said in full? Titles, Latin, streets, initials and Roman numerals."""

import re

from localvoice.understanding.spoken.spell import cardinal, ordinal, pairs

TITLES = {
    "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Gen": "General", "Sgt": "Sergeant",
    "Capt": "Captain", "Lt": "Lieutenant", "Col": "Colonel", "Rev": "Reverend", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Mt": "Mount", "Ft": "Fort", "St": "Saint", "Drs": "Doctors", "Messrs": "Messieurs",
}  # fmt: skip
PLAIN = {
    "e.g.": "for example", "i.e.": "that is", "etc.": "etcetera", "vs.": "versus", "approx.": "approximately",
    "a.k.a.": "also known as", "et al.": "and others", "cf.": "compare", "Jr.": "Junior", "Sr.": "Senior",
    "Inc.": "Incorporated", "Ltd.": "Limited", "Corp.": "Corporation", "Co.": "Company", "Bros.": "Brothers",
    "dept.": "department", "govt.": "government", "est.": "established", "max.": "maximum", "min.": "minimum",
    "incl.": "including", "excl.": "excluding", "misc.": "miscellaneous", "Ph.D.": "PhD", "w/o": "without",
    "tel.": "telephone", "hrs.": "hours", "mins.": "minutes", "secs.": "seconds", "oz.": "ounces", "lbs.": "pounds",
}  # fmt: skip
BEFORE_NUMBER = {
    "No": "number", "Nos": "numbers", "no": "number", "Fig": "figure", "fig": "figure", "p": "page", "pp": "pages",
    "Vol": "volume", "vol": "volume", "ch": "chapter", "Ch": "chapter", "Sec": "section", "sec": "section", "Eq": "equation",
    "ca": "about", "c": "about", "ver": "version", "Apt": "apartment", "apt": "apartment", "Art": "article",
}  # fmt: skip
STREETS = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Dr": "Drive", "Ln": "Lane",
    "Ct": "Court", "Hwy": "Highway", "Expy": "Expressway", "Pkwy": "Parkway", "Sq": "Square", "Pl": "Place",
}  # fmt: skip
DAYS = {"Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
        "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"}  # fmt: skip

_STREET = "|".join(STREETS)
HOUSE = re.compile(
    rf"(?<![\w.,:/$£€-])(?P<n>\d{{1,4}})(?=(?:\s[NSEW]\.?)?(?:\s(?:[A-Z][a-z]+|\d+(?:st|nd|rd|th))){{1,3}}\s(?:{_STREET}"
    rf"|{'|'.join(STREETS.values())})\b)"
)
STREET = re.compile(
    rf"(?P<name>[A-Z][a-z]+|\d(?:st|nd|rd|th))\s(?P<kind>{_STREET})(?:(?P<stop>\.)|\b(?=,|$|\s(?:and|in|at|is|near)\b))(?!\s?[A-Z][a-z]+,? (?:MD|PhD))"
)
COMPASS = re.compile(
    rf"(?<=\s)(?P<c>[NSEW])\.?(?=(?:\s(?:[A-Z][a-z]+|\w*\d(?:st|nd|rd|th))){{1,2}}\s(?:Street|Avenue|Road|{_STREET})\b)"
)
TITLE = re.compile(r"\b(?P<t>" + "|".join(sorted(TITLES, key=len, reverse=True)) + r")\.\s(?=[A-Z])")
NUMBERED = re.compile(r"\b(?P<a>" + "|".join(sorted(BEFORE_NUMBER, key=len, reverse=True)) + r")\.\s?(?=\d)")
SHORT = re.compile(
    r"(?<![\w.])(?:" + "|".join(sorted(map(re.escape, PLAIN), key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)
DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}(?!\w)")
INITIALS = re.compile(r"(?<![\w.])((?:[A-Z]\.\s?)+)(?=\s?[A-Z][a-z])")
DAY = re.compile(r"\b(?P<d>" + "|".join(DAYS) + r")\b\.?(?=,?\s(?:[A-Z][a-z]{2,8}\.?\s\d|\d|at\b|the\b))")
WITH = re.compile(r"(?<!\S)w/\s?(?=\w)")
COMPASS_NAMES = {"N": "North", "S": "South", "E": "East", "W": "West"}

ROMAN = r"(?P<r>(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))\b"
PARTS = re.compile(
    r"\b(?P<k>Chapter|Part|Section|Volume|Act|Scene|Phase|Type|Level|Class|War|Book|Article|Appendix|Round|Stage|Step|Bowl|"
    r"Title|Unit|Lesson|Season|Episode|Rocky|Mark|Grade)\s" + ROMAN
)
KINGS = re.compile(
    r"\b(?P<k>Henry|Louis|Elizabeth|George|Charles|Edward|William|James|Richard|Paul|Benedict|Philip|Nicholas|Catherine|Pius|"
    r"Napoleon|Alexander|Frederick|Francis|Leo|Gregory|Ferdinand|Ramesses|Innocent|Clement|Urban|Mary|Peter)\s" + ROMAN
)
VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def say(text: str) -> str:
    """Everything but what stands before numbers (`before_numbers`)."""
    text = TITLE.sub(lambda m: TITLES[m["t"]] + " ", text)
    text = KINGS.sub(
        lambda m: f"{m['k']} the {ordinal(roman(m['r']))}",
        PARTS.sub(lambda m: f"{m['k']} {cardinal(roman(m['r']))}", text),
    )
    text = SHORT.sub(_short, WITH.sub("with ", text))
    text = INITIALS.sub(lambda m: " ".join(re.findall("[A-Z]", m[1])) + " ", text)
    return re.sub(r"  +", " ", DOTTED.sub(_dotted, text))


def before_numbers(text: str) -> str:
    """House numbers, streets, and words like "No." that need their number still in figures."""
    text = HOUSE.sub(lambda m: pairs(m["n"]), text)
    text = COMPASS.sub(lambda m: COMPASS_NAMES[m["c"]], text)
    text = STREET.sub(_street, text)
    text = DAY.sub(lambda m: DAYS[m["d"]], text)
    return NUMBERED.sub(lambda m: BEFORE_NUMBER[m["a"]] + " ", text)


def roman(text: str) -> int:
    """ "XIV" → 14; I to C."""
    values = [VALUES[letter] for letter in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def ends_sentence(match: re.Match[str]) -> bool:
    """Is the stop at the end of the match also the end of a sentence?"""
    return match[0].endswith(".") and re.match(r"[\"”’')]*(?:\s*$|\s+[A-Z])", match.string[match.end() :]) is not None


def _street(match: re.Match[str]) -> str:
    said = f"{match['name']} {STREETS[match['kind']]}"
    more = match.string[match.end() :].strip()  # the last stop of a text is taken for the abbreviation's own
    return said + ("." if match["stop"] and more and ends_sentence(match) else "")


def _short(match: re.Match[str]) -> str:
    written = match[0]
    said = PLAIN.get(written) or next(full for short, full in PLAIN.items() if short.lower() == written.lower())
    never = written.lower() in ("e.g.", "i.e.", "vs.", "cf.", "a.k.a.", "approx.")
    return said + ("." if ends_sentence(match) and not never else "")


def _dotted(match: re.Match[str]) -> str:
    return match[0].replace(".", "") + ("." if ends_sentence(match) else "")
