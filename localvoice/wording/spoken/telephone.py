"""Which numbers are read out digit by digit? Phone numbers, network addresses, and codes named as such."""

import re

from localvoice.wording.spoken.spell import cardinal, digits, grouped, pairs

GROUP = r"[\s.-]"
PHONE = re.compile(
    r"(?<![\w.,/$£€-])(?:(?P<plus>\+\d{1,3})[\s.-]?)?(?:\((?P<area>\d{2,5})\)[\s.-]?|(?P<area2>\d{3})[\s.-])"
    r"(?P<rest>\d{3}[\s.-]\d{4})(?P<more>-\d{1,4})?(?![\w-]|[.,]\d)"
)
ABROAD = re.compile(r"(?<![\w.,/])(?P<plus>\+\d{1,3})(?P<rest>(?:[\s.-]?\(?\d{1,6}\)?){1,6})(?![\w-]|[.,]\d)")
TOLL_FREE = re.compile(r"(?<![\w.-])(?P<one>1)-(?P<code>8\d\d)-(?P<rest>[A-Z0-9]+(?:-[A-Z0-9]+)*)\b")
SOCIAL = re.compile(r"(?<![\w.-])(\d{3})-(\d{2})-(\d{4})(?![\w-])")
SERVICE = re.compile(
    r"\b(?P<call>(?:call|dial|ring|phone|text)(?:ing)?\s(?:at\s)?)(?P<n>\d{3})\b(?![-.,:/%]\w)", re.IGNORECASE
)
ADDRESS = re.compile(r"(?<![\w.-])((?:\d{1,3}\.){3}\d{1,3})(?::(\d+))?(?![\w-]|\.\d)")
CODE = re.compile(
    r"\b(?P<cue>(?:(?:code|pin|password|passcode|otp|zip|pnr|ssn|serial|ending in|ends in|extension|ext\.?)"
    r"|(?:account|order|reference|confirmation|tracking|card|phone|ticket|serial|booking)\s(?:number|no\.|id|code))"
    r"\s?(?:(?:is|was|:|#)\s?){0,2})(?P<n>\d{3,}(?:[\s-]\d+)*)\b(?![.,:/%]\d)",
    re.IGNORECASE,
)


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
    text = SOCIAL.sub(lambda m: grouped(m[0]), text)
    text = SERVICE.sub(lambda m: m["call"] + digits(m["n"]), text)
    text = NAMED.sub(lambda m: m["what"] + pairs(m["n"]), text)
    return CODE.sub(lambda m: m["cue"] + grouped(m["n"]), text)


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


def _toll_free(match: re.Match[str]) -> str:
    code = cardinal(int(match["code"])) if match["code"].endswith("00") else digits(match["code"])
    parts = match["rest"].split("-")
    if all(map(str.isdigit, parts)):
        return f"one, {code}, {grouped(match['rest'])}"
    return f"one, {code}, " + " ".join(digits(part) if part.isdigit() else part for part in parts)
