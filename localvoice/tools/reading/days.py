"""Which day? "tomorrow", "next friday", "may 3rd 2027", "a week from tuesday": as it is said, typed and meant."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from localvoice.tools.reading.durations import UNITS, duration
from localvoice.tools.reading.numbers import number, ordinal

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_MONTHS = {name[:3]: name for name in MONTHS} | {"sept": "september"}
SHORT_WEEKDAYS = {"tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday", "thu": "thursday"}
SHORT_WEEKDAYS |= {"thur": "thursday", "thurs": "thursday", "fri": "friday"}
WORDS_TOO = {"mon": "monday", "sat": "saturday", "sun": "sunday"}  # short for a day only where a day is expected
NAMED = {
    "new year's day": (1, 1), "valentine's day": (2, 14), "halloween": (10, 31), "christmas eve": (12, 24),
    "christmas": (12, 25), "christmas day": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
}  # fmt: skip
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEARS_AHEAD = 8  # until a 29 February comes round, across a century too
MONTHS_AHEAD = 120
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True)
class Day:
    """A day as it was said."""

    ahead: int | None = None  # days from today; -1 is yesterday
    months_ahead: int | None = None  # the same day so many months later, or the last one of a shorter month
    weekday: int | None = None  # 0 is Monday; together with a date: what that date was said to be
    week: int | None = None  # with `weekday`: weeks from this one, which began on Monday; "next friday" is 1
    month: int | None = None
    number: int | None = None  # day of the month
    year: int | None = None
    later: int = 0  # days after what the rest says: "a week from tuesday" is 7

    def on(self, today: date) -> date | None:
        """The date, which may be past when the words say so; None when there is none ("monday, may 5th" in 2026)."""
        day = self._on(today)
        return None if day is None else day + timedelta(days=self.later)

    def _on(self, today: date) -> date | None:
        if self.ahead is not None:
            return today + timedelta(days=self.ahead)
        if self.months_ahead is not None:
            years, month = divmod(today.month - 1 + self.months_ahead, 12)
            length = monthrange(today.year + years, month + 1)[1]
            return date(today.year + years, month + 1, min(today.day, length))
        if self.number is not None:
            day = self._dated(today)
            return day if day is None or self.weekday in (None, day.weekday()) else None
        assert self.weekday is not None
        if self.week is not None:
            return today + timedelta(days=7 * self.week - today.weekday() + self.weekday)
        return today + timedelta(days=(self.weekday - today.weekday()) % 7 or 7)

    def _dated(self, today: date) -> date | None:
        """The next such date that is not over, unless the year was said."""
        assert self.number is not None
        if self.month is not None:
            years = (self.year,) if self.year else range(today.year, today.year + YEARS_AHEAD + 1)
            days = [_day(year, self.month, self.number) for year in years]
        else:
            months = [divmod(today.month - 1 + more, 12) for more in range(13)]
            days = [_day(today.year + years, month + 1, self.number) for years, month in months]
        return next((day for day in days if day and (day >= today or self.year)), None)


def _day(year: int, month: int, number_of_day: int) -> date | None:
    try:
        return date(year, month, number_of_day)
    except ValueError:  # 29 February, or the thirty first of a short month
        return None


DAYS = {
    "today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2, "yesterday": -1,
    "the day before yesterday": -2, "day before yesterday": -2,
}  # fmt: skip
FROM = re.compile(r"(?P<span>.+?) (?:from|after) (?P<day>.+)")
WEEK_ON = re.compile(r"(?P<span>a week|.+ weeks) (?:on )?(?P<day>tomorrow|\w+day)")
ON_WEEK = re.compile(r"(?P<day>tomorrow|\w+day) (?P<span>week|fortnight)")
IN_WEEK = r"(?P<week>this week|next week|the week after next|in .+ weeks?|in a fortnight)"
WEEK_AND_DAY = re.compile(
    rf"{IN_WEEK}(?: on(?: a)?)? (?P<day>\w+)|(?P<day2>\w+)(?: of)? {IN_WEEK.replace('week>', 'week2>')}"
)
MONTH = f"(?P<month>{'|'.join([*MONTHS, *SHORT_MONTHS])})"
DAY_OF_MONTH = re.compile(rf"(?:the )?(?P<n>.+?)(?: day)?(?: of)? {MONTH}(?: (?P<year>.+))?")
MONTH_AND_DAY = re.compile(rf"{MONTH}(?: the)? (?P<n>.+)")
IN_MONTHS = re.compile(r"in (?P<count>.+) (?P<unit>month|year)s?")


@lru_cache(4096)  # one sentence asks for the same stretch of words many times
def day(words: str) -> Day | None:
    """ "tomorrow", "next friday", "the third of may", "may third", "the fifth"; None: no day."""
    words = re.sub(r"^(?:on|by) ", "", words.strip())
    if words in DAYS:
        return Day(ahead=DAYS[words])
    if words in NAMED:
        month, number_of_day = NAMED[words]
        return Day(month=month, number=number_of_day)
    return _of_week(words) or _after(words) or _in_months(words) or _with_weekday(words) or _of_month(words)


def weekday(words: str) -> int | None:
    name = SHORT_WEEKDAYS.get(words, words)
    return WEEKDAYS.index(name) if name in WEEKDAYS else None


def _of_week(words: str) -> Day | None:
    """ "friday", "next friday", "next week on friday", "thursday in two weeks"."""
    if found := WEEK_AND_DAY.fullmatch(words):
        on, week = weekday(found["day"] or found["day2"]), _weeks(found["week"] or found["week2"])
        return None if on is None or week is None else Day(weekday=on, week=week)
    name = re.sub(r"^(?:this coming|this|next|coming) ", "", words)
    on = weekday(WORDS_TOO.get(name, name) if name != words else name)
    return None if on is None else Day(weekday=on, week=1 if words.startswith("next ") else None)


def _weeks(words: str) -> int | None:
    said = {"this week": 0, "next week": 1, "the week after next": 2}
    if words in said:
        return said[words]
    span = duration(words.removeprefix("in "))
    return span.days // 7 if span is not None and span.days and span.days % 7 == 0 else None


def _after(words: str) -> Day | None:
    """ "a week from tuesday", "two days after may third"; "a week on tuesday" and "tuesday week", as in Britain."""
    found = FROM.fullmatch(words) or WEEK_ON.fullmatch(words) or ON_WEEK.fullmatch(words)
    if found is None:
        return None
    one = "a " if found["span"] in ("week", "fortnight") else ""
    span, start = duration(one + found["span"]), day(found["day"])
    if span is None or start is None or start.later or span.seconds:
        return None
    return replace(start, later=span.days)


def _in_months(words: str) -> Day | None:
    found = IN_MONTHS.fullmatch(words)
    count = found and (1 if found["count"] in ("a", "one") else number(found["count"]))
    if found is None or not isinstance(count, int) or count < 1:
        return None
    months = count * (12 if found["unit"] == "year" else 1)
    return Day(months_ahead=months) if months <= MONTHS_AHEAD else None


def _with_weekday(words: str) -> Day | None:
    """ "friday march sixth", "friday the thirteenth"."""
    name, _, rest = words.partition(" ")
    on = weekday(WORDS_TOO.get(name, name))
    dated = _of_month(rest.removeprefix("on ")) if on is not None and rest else None
    return replace(dated, weekday=on) if dated else None


def _of_month(words: str) -> Day | None:
    for found in (DAY_OF_MONTH.fullmatch(words), MONTH_AND_DAY.fullmatch(words)):
        if found is None:
            continue
        month = SHORT_MONTHS.get(found["month"], found["month"])
        if "year" in found.groupdict():
            return _dated(month, found["n"], found["year"] or "")
        said = found["n"].split()
        splits = ((" ".join(said[:at]), " ".join(said[at:])) for at in range(len(said), 0, -1))
        return next((dated for split in splits if (dated := _dated(month, *split))), None)
    number_of_day = ordinal(words.removeprefix("the ")) if words.startswith("the ") else None
    return Day(number=number_of_day) if number_of_day and number_of_day <= 31 else None


def _dated(month_name: str, day_words: str, year_words: str) -> Day | None:
    month = MONTHS.index(month_name) + 1
    number_of_day = ordinal(day_words) or number(day_words)
    year = _year(year_words) if year_words else None
    if not isinstance(number_of_day, int) or not 1 <= number_of_day <= LONGEST_MONTHS[month - 1]:
        return None
    if year_words and (year is None or _day(year, month, number_of_day) is None):
        return None
    return Day(month=month, number=number_of_day, year=year)


def _year(words: str) -> int | None:
    """ "two thousand twenty seven", "twenty twenty seven"."""
    year = number(words)
    if year is None:
        century, _, rest = words.partition(" ")
        hundreds, years = number(century), number(rest)
        if isinstance(hundreds, int) and isinstance(years, int) and 10 <= years < 100:
            year = 100 * hundreds + years
    return year if isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR else None


ISO = re.compile(r"(?<![\d/.-])(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?![\d/-])(?:t(?=\d))?", re.I)
SLASHED = re.compile(  # "1/2 hour" is a share
    rf"(?<![\d/.-])(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}|\d{{2}}))?(?![\d/]|\s?(?:of )?(?:an? )?(?:{UNITS}|hr|min|sec))",
    re.I,
)
POINTED = re.compile(r"(?<![\d.])(\d{1,2})\.([0-5]\d)(?=\s*[ap]\.?m\b)", re.I)
DOTTED = re.compile(r"(?<![\d/.-])(\d{1,2})\.(\d{1,2})\.(\d{4})?(?!\d)")
SHORT_DAY = re.compile(
    rf"(?:(?<=\bon )|(?<=\bby )|^(?=\w+ ))({'|'.join(WORDS_TOO)})(?=$| (?:at|\d|morning|night|evening))", re.I
)


def written(text: str) -> str:
    """Typed dates in words that `day` reads: "2026-05-03", "12/24" (month first, unless there is no such month) and
    "24.12." (day first). Times too, where they are no decimals: "5.30 pm", "9ish"."""
    text = re.sub(r"(\d)\s?ish\b", r"\1", POINTED.sub(r"\1:\2", text))
    text = SHORT_DAY.sub(lambda found: WORDS_TOO[found[1].lower()], text)
    text = ISO.sub(lambda found: _spelled(int(found[3]), int(found[4]), found[1], found[0]) + " ", text)
    text = SLASHED.sub(_slashed, text)
    return DOTTED.sub(lambda found: _spelled(int(found[2]), int(found[1]), found[3] or "", found[0]), text)


def _slashed(found: re.Match[str]) -> str:
    first, second, year = int(found[1]), int(found[2]), found[3] or ""
    month, number_of_day = (second, first) if first > 12 else (first, second)
    return _spelled(month, number_of_day, f"20{year}" if len(year) == 2 else year, found[0])


def _spelled(month: int, number_of_day: int, year: str, typed: str) -> str:
    if not 1 <= month <= 12 or not 1 <= number_of_day <= LONGEST_MONTHS[month - 1]:
        return typed
    return f"{MONTHS[month - 1]} {number_of_day} {year}".strip()
