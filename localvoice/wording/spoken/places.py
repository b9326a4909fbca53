"""How is an address said? "1428 Elm St., Salem, MA 01970" → "fourteen twenty eight Elm Street, Salem, …"."""

import re

from localvoice.wording.spoken.beside import after, ends_sentence
from localvoice.wording.spoken.spell import digits, pairs

STREETS = {
    "St": "Street", "Ave": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Dr": "Drive", "Ln": "Lane", "Ct": "Court",
    "Hwy": "Highway", "hwy": "Highway", "Expy": "Expressway", "Pkwy": "Parkway", "Sq": "Square", "Pl": "Place",
    "st": "Street",
}  # fmt: skip
COMPASS = {"N": "North", "S": "South", "E": "East", "W": "West"}
STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine",
    "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri",
    "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia",
    "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
WORDS_TOO = frozenset({"HI", "IN", "ME", "OH", "OK", "OR", "PA", "MA", "LA", "ID", "CO", "DE", "AL", "MD", "MS"})

_NAME = r"(?:[A-Z][a-z’']+|\d+(?:st|nd|rd|th))"
HOUSE = re.compile(
    rf"(?<![\w.,:/$£€-])(?P<n>\d{{1,5}})(?P<to>\s[NSEW]\b\.?)?(?P<name>(?:\s{_NAME}){{1,3}})\s"
    rf"(?P<kind>{'|'.join(STREETS)}|{'|'.join(sorted(set(STREETS.values())))})\b(?P<stop>\.)?"
)
STREET = re.compile(
    rf"(?P<name>\b{_NAME})\s(?P<kind>St|Ave|Rd|Blvd|Dr|Ln|Hwy|Pkwy)(?:(?P<stop>\.)|(?=,|$|\s(?:and|in|at|is|near)\b))"
)
STATE = re.compile(rf"(?P<comma>,\s)(?P<state>{'|'.join(STATES)})\b(?P<zip>,?\s\d{{5}}(?:-\d{{4}})?\b)?(?=[,.;)]|\s|$)")


def say(text: str) -> str:
    return STATE.sub(_state, STREET.sub(_street, HOUSE.sub(_house, text)))


def _house(match: re.Match[str]) -> str:
    if not _named(match):
        return match[0]
    to = f" {COMPASS[match['to'][1]]}" if match["to"] else ""
    return f"{pairs(match['n'])}{to}{match['name']} {_kind(match)}"


def _street(match: re.Match[str]) -> str:
    return f"{match['name']} {_kind(match)}" if _named(match) else match[0]


def _named(match: re.Match[str]) -> bool:
    """Not "Ask Dr. Smith" or "In St. Louis": a capital after these two means a street only when a sentence begins."""
    saint = match["kind"] in ("St", "Dr") and re.match(r"\s[A-Z]", after(match))
    return not saint or ends_sentence(match)


def _kind(match: re.Match[str]) -> str:
    """The last stop of a text is taken for the abbreviation's own."""
    more = after(match).strip()
    full = match["kind"] not in STREETS
    stop = "." if match["stop"] and (full or (more and ends_sentence(match))) else ""
    return STREETS.get(match["kind"], match["kind"]) + stop


def _state(match: re.Match[str]) -> str:
    if match["state"] in WORDS_TOO and not match["zip"]:
        return match[0]
    code = match["zip"] or ""
    said = (
        code[: -len(code.lstrip(", "))] + ", ".join(digits(part) for part in code.strip(", ").split("-"))
        if code
        else ""
    )
    return f"{match['comma']}{STATES[match['state']]}{said}"
