"""Which numbers are telephone numbers, read out digit by digit? With network addresses, and rooms and flights.

No library: `phonenumbers` knows every country's plan (48 MB), but wants to be told the country, misses "020 7946 0958"
without it, and with it takes years and thousands for numbers.
"""

import re

from localvoice.wording.spoken.beside import COUNTED, after, before
from localvoice.wording.spoken.spell import cardinal, digits, grouped, pairs

GROUP = r"[\s.-]"
PHONE = re.compile(
    r"(?<![\w.,/$£€-])(?:(?P<plus>\+\d{1,3})[\s.-]?)?(?:\((?P<area>\d{2,5})\)[\s.-]?|(?P<area2>\d{3})[\s.-])"
    r"(?P<rest>\d{3}[\s.-]\d{4})(?P<more>-\d{1,4})?(?![\w-]|[.,]\d)"
)
ABROAD = re.compile(r"(?<![\w.,/])(?P<plus>\+\d{1,3})(?P<rest>(?:[\s.-]?\(?\d{1,6}\)?){1,6})(?![\w-]|[.,]\d)")
TOLL_FREE = re.compile(r"(?<![\w.-])(?P<one>1)-(?P<code>8\d\d)-(?P<rest>[A-Z0-9]+(?:-[A-Z0-9]+)*)\b")
# No quantity begins with a zero
TRUNK = re.compile(r"(?<![\w.,:/$£€+-])\(?0\d{1,5}\)?(?:\s?[\s./-]\s?\(?\d{2,8}\)?){1,5}(?![\w/-]|[.,:]\d)")
DATE = re.compile(r"\d\d[\s./-]\d\d[\s./-](?:\d\d|\d{4})")
LOCAL = re.compile(r"(?<![\w.,:/$£€-])\d{3}-\d{4}(?![\w-]|[.,:/%]\d|\s?%)")
SPAN = re.compile(
    r"\b(?:pages?|pp\.?|from|between|lines?|range|years?|sections?|about|around|items?|BC|AD)\s$", re.IGNORECASE
)
# After these words any groups of figures are one
CUED = re.compile(
    r"\b(?P<cue>(?:(?:call|dial|ring|phone|text|fax|whatsapp|sms)(?:ing|ed|s)?|tel|telephone|mobile|cell|hotline|helpline"
    r"|reach (?:me|us|him|her|them)|(?:phone|telephone|mobile|cell|fax|my|his|her|our|their)\s(?:number|no\.)(?:\sis)?)"
    r"\.?:?\s?(?:(?:me|us|him|her|them)\s)?(?:at\s|on\s|under\s|is\s|:\s)?)"
    r"(?P<n>\(?\d{2,}\)?(?:[\s./-]\(?\d{2,}\)?)+|\d{7,})(?![\w-]|[.,:/%]\d)",
    re.IGNORECASE,
)
SOCIAL = re.compile(r"(?<![\w.-])(\d{3})-(\d{2})-(\d{4})(?![\w-])")
SERVICE = re.compile(
    r"\b(?P<call>(?:call|dial|ring|phone|text)(?:ing)?\s(?:at\s)?)(?P<n>\d{3})\b(?![-.,:/%]\w)", re.IGNORECASE
)
ADDRESS = re.compile(r"(?<![\w.-])((?:\d{1,3}\.){3}\d{1,3})(?::(\d+))?(?![\w-]|\.\d)")
# Numbers that are names: "room 101", "flight BA 117", "Boeing 737"
NAMED = re.compile(
    r"\b(?P<what>(?:room|flight|route|highway|interstate|suite|apartment|bus|boeing|airbus)\s(?:[A-Z]{2}\s)?)(?P<n>\d{3,4})\b"
    r"(?![-.,:/%]\w)",
    re.IGNORECASE,
)


def say(text: str) -> str:
    text = ADDRESS.sub(_address, text)
    text = TOLL_FREE.sub(_toll_free, text)
    text = PHONE.sub(_phone, text)
    text = ABROAD.sub(_abroad, text)
    text = TRUNK.sub(_trunk, CUED.sub(_cued, text))
    text = LOCAL.sub(_local, text)
    text = SOCIAL.sub(lambda m: grouped(m[0]), text)
    text = SERVICE.sub(lambda m: m["call"] + digits(m["n"]), text)
    return NAMED.sub(lambda m: m["what"] + pairs(m["n"]), text)


def _plus(text: str) -> str:
    return f"plus {digits(text)}"


def _address(match: re.Match[str]) -> str:
    port = f" port {digits(match[2])}" if match[2] else ""
    return " dot ".join(map(digits, match[1].split("."))) + port


def _phone(match: re.Match[str]) -> str:
    parts = [_plus(match["plus"])] if match["plus"] else []
    parts += [grouped(match["area"] or match["area2"]), grouped(match["rest"])]
    return ", ".join([*parts, grouped(match["more"])] if match["more"] else parts)


def _abroad(match: re.Match[str]) -> str:
    if sum(map(str.isdigit, match[0])) < 7:
        return match[0]
    return f"{_plus(match['plus'])}, {grouped(match['rest'])}"


def _cued(match: re.Match[str]) -> str:
    return match["cue"] + grouped(match["n"]) if _long(match["n"]) else match[0]


def _trunk(match: re.Match[str]) -> str:
    return grouped(match[0]) if _long(match[0]) and not DATE.fullmatch(match[0]) else match[0]


def _local(match: re.Match[str]) -> str:
    """ "555-1234", but not "pages 150-1200" nor "100-2000 people"."""
    span = SPAN.search(before(match)) or (COUNTED.match(after(match)) and not match[0].startswith("555"))
    return match[0] if span else grouped(match[0])


def _long(text: str) -> bool:
    return 7 <= sum(map(str.isdecimal, text)) <= 15


def _toll_free(match: re.Match[str]) -> str:
    code = cardinal(int(match["code"])) if match["code"].endswith("00") else digits(match["code"])
    parts = match["rest"].split("-")
    if all(map(str.isdigit, parts)):
        return f"one, {code}, {grouped(match['rest'])}"
    return f"one, {code}, " + " ".join(digits(part) if part.isdigit() else part for part in parts)
