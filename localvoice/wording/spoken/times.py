"""How is a time of day said? "1:59 p.m. EST" → "one fifty nine PM EST", "14:10:30" → hours, minutes and seconds."""

import re

from localvoice.wording.spoken.beside import kept
from localvoice.wording.spoken.spell import cardinal

HALF = r"(?:[ap]m\b|[ap]\.\s?m\b\.?)"  # am, p.m., a.m
ZONE = r"(?:[ecmp]\.?[sd]\.?t\b|gmt\b|utc\b|(?-i:[ECMP]T|CES?T|BST|IST|JST)\b)"
CLOCK = re.compile(
    rf"(?<![\w:./$£€-])(?<!\d,)(?P<h>\d{{1,2}})"
    rf"(?:(?::(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]|\.\d)(?:\s?(?P<half>{HALF})|Z\b)?)"
    rf"|(?:\.(?P<m2>[0-5]\d))?\s?(?P<half2>{HALF}))(?:\s?(?P<zone>{ZONE}))?(?:\s?o'clock\b)?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"\b(?P<zone>GMT|UTC)\s?(?P<sign>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>[0-5]\d))?\b")
RANGE = re.compile(
    rf"(?<![\w:.,/$£€-])(\d{{1,2}}(?::[0-5]\d)?(?:\s?{HALF})?)\s?[-–—]\s?(?=\d{{1,2}}(?::[0-5]\d(?!\d)|\s?{HALF}))",
    re.IGNORECASE,
)


def say(text: str) -> str:
    return CLOCK.sub(_clock, RANGE.sub(_range, OFFSET.sub(_offset, text)))


def _offset(match: re.Match[str]) -> str:
    minutes = f" {cardinal(int(match['m']))}" if int(match["m"] or 0) else ""
    return f"{match['zone']} {'plus' if match['sign'] == '+' else 'minus'} {cardinal(int(match['h']))}{minutes}"


def _range(match: re.Match[str]) -> str:
    return f"{match[1]} to "


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = int(match["h"]), match["m"] or match["m2"], match["s"]
    half = match["half"] or match["half2"]
    if hour > 24 or (half and hour > 23):
        return match[0]
    said = f"{_long(hour, minute, second)}" if second else _short(hour, int(minute or 0), bool(half))
    if half:
        said += " AM" if half[0] in "aA" else " PM"
    if match["zone"]:
        said += " " + match["zone"].replace(".", "").upper()
    return said + kept(match)


def _short(hour: int, minute: int, half: bool) -> str:
    if hour in (0, 24) and not half:
        return "midnight" if not minute else f"{_short(12, minute, True)} AM"
    if not minute:
        return cardinal(hour) if half else f"{cardinal(hour)} o'clock"
    return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"


def _long(hour: int, minute: str, second: str) -> str:
    return f"{_count(hour, 'hour')} {_count(int(minute), 'minute')} and {_count(int(second), 'second')}"


def _count(n: int, unit: str) -> str:
    return f"{cardinal(n)} {unit}{'' if n == 1 else 's'}"
