"""How is a duration of several units said? "1h30" → "an hour thirty", "3h 20m" → "three hours twenty minutes".

Only beside another unit of time is "m" a minute; alone it is a meter (`measures`).
"""

import re

from localvoice.wording.spoken.spell import cardinal

UNITS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
GAP = r"(?:,?\s|,?\sand\s)?"
START = r"(?<![\w.,:/$£€-])"
DURATION = re.compile(
    rf"{START}(?:(?P<d>\d{{1,4}})\s?d{GAP})?(?P<h>\d{{1,4}})\s?(?:h|hrs?){GAP}"
    rf"(?P<m>\d{{1,2}})\s?(?:m|mins?)(?:{GAP}(?P<s>\d{{1,2}})\s?(?:s|secs?))?(?![\w/])"
    rf"|{START}(?P<d2>\d{{1,4}})\s?d{GAP}(?P<h2>\d{{1,2}})\s?(?:h|hrs?)(?![\w/])"
    rf"|{START}(?P<m2>\d{{1,4}})\s?(?:m|mins?){GAP}(?P<s2>\d{{1,2}})\s?(?:s|secs?)(?![\w/])"
)
SHORT = re.compile(rf"{START}(?P<h>\d{{1,2}})h(?P<m>[0-5]\d)m?(?![\w/]|[.,:]\d)")


def say(text: str) -> str:
    return DURATION.sub(_long, SHORT.sub(_short, text))


def _short(match: re.Match[str]) -> str:
    hours, minutes = int(match["h"]), int(match["m"])
    said = "an hour" if hours == 1 else _count(hours, "hour")
    if not minutes:
        return said
    return f"{said} {cardinal(minutes) if minutes > 9 else _count(minutes, 'minute')}"


def _long(match: re.Match[str]) -> str:
    found = {unit: match.groupdict().get(unit) or match.groupdict().get(unit + "2") for unit in UNITS}
    return " ".join(_count(int(figure), UNITS[unit]) for unit, figure in found.items() if figure)


def _count(n: int, unit: str) -> str:
    return f"{cardinal(n)} {unit}{'' if n == 1 else 's'}"
