"""For how long? Spans of time as they are said and typed, "an hour and a half" and "1h30m" alike."""

import re
from datetime import timedelta

from localvoice.tools.reading.numbers import number

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600}
UNITS = "|".join(SECONDS)
LONGEST = timedelta(days=3660)
NEXT_SMALLER = {3600: 60, 60: 1}  # "an hour thirty" is thirty minutes more
PART = re.compile(rf"(?:and )?(.+?) ({UNITS})s?(?: and (a half|half|a quarter|three quarters)(?=$| and| \w+$))?(?: |$)")
COUNTS = {
    "a": 1, "an": 1, "half": 0.5, "one half": 0.5,
    "one half an": 0.5, "half a": 0.5, "half an": 0.5, "a half": 0.5, "quarter": 0.25,
    "a quarter": 0.25, "a quarter of an": 0.25, "quarter of an": 0.25, "three quarters of an": 0.75, "a couple of": 2,
    "a couple": 2,
}  # fmt: skip
SHARES = {"a half": 0.5, "half": 0.5, "a quarter": 0.25, "three quarters": 0.75}


def duration(words: str) -> timedelta | None:
    """ "half an hour", "an hour and a half", "two hours and fifteen minutes", "an hour thirty"; None: none of these."""
    seconds = 0.0
    rest = re.sub(r"^(?=(?:hour|minute) and )", "an ", words.strip())  # "(set an) hour and a half (timer)"
    smallest = float("inf")
    while rest:
        part = PART.match(rest)
        if part is None:
            more_s = _bare(rest, smallest)
            if more_s is None:
                return None
            seconds, rest = seconds + more_s, ""
            break
        count, unit_s = _count(part[1]), SECONDS[part[2]]
        if count is None or count < 0 or unit_s >= smallest:
            return None
        seconds += unit_s * (count + SHARES.get(part[3], 0))
        smallest, rest = unit_s, rest[part.end() :]
    span = timedelta(seconds=round(seconds))
    return span if timedelta(0) < span <= LONGEST else None


def _count(words: str) -> int | float | None:
    return COUNTS[words] if words in COUNTS else number(words)


def _bare(words: str, after_s: float) -> int | None:
    """Seconds of a number without its unit that follows hours or minutes: "(an hour) thirty"."""
    value = number(words.removeprefix("and "))
    unit_s = NEXT_SMALLER.get(int(after_s)) if after_s < float("inf") else None
    return value * unit_s if unit_s and isinstance(value, int) and 0 < value < 60 else None


SHORT = {"h": "hours", "hr": "hours", "hrs": "hours", "m": "minutes", "min": "minutes", "mins": "minutes"}
SHORT |= {"s": "seconds", "sec": "seconds", "secs": "seconds", "d": "days"}
COMPACT = re.compile(
    rf"(?<![\d/.])(\d+(?:\.\d+)?)\s*({'|'.join(sorted(SHORT, key=len, reverse=True))})(?![a-z])\.?", re.I
)
ON_A_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)\s*(?:hours?|hrs?|h)\b", re.I)


def written(text: str) -> str:
    """A typed span with its short units in words: "1h30m", "1:30 hours"."""
    text = ON_A_CLOCK.sub(r"\1 hours \2 minutes", text)
    after_hours = re.sub(r"(\d\s*(?:h|hrs?|hours?)\s*)(\d{1,2})$", r"\1 \2 minutes", text.strip(), flags=re.I)
    return COMPACT.sub(lambda short: f" {short[1]} {SHORT[short[2].lower()]} ", after_hours).strip()
