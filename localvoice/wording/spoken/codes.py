"""Which figures are spelt one by one because they name something? Cards, accounts, parcels, serial numbers, hex."""

import re

from localvoice.wording.spoken.spell import DIGITS, grouped

START, END = r"(?<![\w.,:/$£€+@-])", r"(?![\w@-]|[.,:/%]\d)"
HEX = re.compile(r"(?<![\w./@-])0(?P<base>[xXbo])(?P<n>[0-9A-Fa-f]+)\b")
COLOUR = re.compile(r"(?<![\w/&])#(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d)(?P<n>[0-9A-Fa-f]{6})\b")
DEVICE = re.compile(
    r"(?<![\w:-])(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![\w:-])"
)
IBAN = re.compile(rf"{START}[A-Z]{{2}}\d\d(?:\s[A-Z0-9]{{4}}){{2,7}}(?:\s[A-Z0-9]{{1,4}})?{END}")
MIXED = re.compile(rf"{START}(?=\d*[A-Z])(?=(?:[A-Z]*\d){{4}})[A-Z0-9]{{8,40}}{END}")  # parcels, serial numbers
GROUPS = re.compile(rf"{START}(?:\d{{3,8}}(?:[ -]\d{{3,8}}){{2,7}}|\d{{4,8}} \d{{4,8}}){END}")
NUMBERED = re.compile(r"(?<!\w)#\s?(?P<n>\d+(?:-\d+)+)(?![\w-])")  # an order
STANDARD = re.compile(r"(?<![\w.])(?P<series>[A-Z])\.(?P<n>\d{3})\b(?!\.\d)")  # H.264
YEARS = re.compile(r"(?:1\d|20)\d\d(?:[ -](?:1\d|20)\d\d)+")
CUED = re.compile(
    r"\b(?P<cue>(?:(?:code|pin|password|passcode|otp|zip|pnr|ssn|serial|ending(?: in)?|ends in|extension|ext\.?"
    r"|iban|isbn|imei|vin)"
    r"|(?:account|order|reference|confirmation|tracking|card|ticket|serial|booking|member|customer|policy|invoice|model"
    r"|routing|licen[cs]e|passport)\s(?:number|no\.|id|code))"
    r"\s?(?:(?:is|was|:|#)\s?){0,2})(?P<n>(?:(?-i:[A-Z]{1,4}-?))?\d{3,}(?:[\s-]\d+)*)\b(?![.,:/%]\d)",
    re.IGNORECASE,
)
NOUN = re.compile(
    r"\b(?P<cue>(?:account|acct\.?|invoice|policy|passport|reference|tracking|parcel|member)\s(?:is\s|:\s?|#\s?)?)"
    r"(?P<n>\d{5,})\b(?![.,:/%]\d)",
    re.IGNORECASE,
)


def say(text: str) -> str:
    text = HEX.sub(lambda m: f"zero {m['base']} {spelt(m['n'])}", text)
    text = COLOUR.sub(lambda m: f"hash {spelt(m['n'])}", text)
    text = DEVICE.sub(lambda m: ", ".join(map(spelt, re.split("[:-]", m[0]))), text)
    text = IBAN.sub(lambda m: ", ".join(map(spelt, m[0].split())), text)
    text = STANDARD.sub(lambda m: f"{m['series']} {spelt(m['n'])}", text)
    text = NUMBERED.sub(lambda m: f"number {grouped(m['n'])}", text)
    text = MIXED.sub(lambda m: spelt(m[0]), text)
    for cued in (CUED, NOUN):
        text = cued.sub(lambda m: m["cue"] + ", ".join(map(spelt, re.split(r"[\s-]+", m["n"]))), text)
    return text


def groups(text: str) -> str:
    """Long groups of figures that are no telephone number either."""
    return GROUPS.sub(_groups, text)


def spelt(code: str) -> str:
    """Figures as words and capitals apart: "1F" → "one F"."""
    return " ".join(DIGITS[int(char)] if char.isdecimal() else char.upper() for char in code)


def _groups(match: re.Match[str]) -> str:
    """ "4111 1111 1111 1111", but neither years beside years nor round numbers."""
    parts = re.split("[ -]", match[0])
    if YEARS.fullmatch(match[0]) or all(part.endswith("00") for part in parts):
        return match[0]
    return grouped(match[0])
