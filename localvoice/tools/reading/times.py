"""When, and for how long? Spoken durations, times of day and days, read and said."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from localvoice.tools.reading.numbers import number, ordinal

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
UNITS = "|".join(SECONDS)
LONGEST = timedelta(days=3660)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {"morning": time(8), "afternoon": time(15), "evening": time(19), "night": time(21)}  # when one only says that
SOME_DAY = time(9)  # when only a day is said
MORNING_FROM, MORNING_UNTIL = 7, 12  # hours: "tomorrow at seven" is the morning, "tomorrow at five" is not
SOON = timedelta(hours=1)  # when the part of the day that was said has already begun
NIGHT_UNTIL = 6  # "tonight at one" is tomorrow by the calendar


def duration(words: str) -> timedelta | None:
    """ "half an hour", "an hour and a half", "two hours and fifteen minutes", "ninety seconds"; None: none of these."""
    seconds = 0.0
    rest = words.strip()
    smallest = float("inf")
    while rest:
        part = re.match(
            rf"(?:and )?(.+?) ({UNITS})s?(?: and (a half|a quarter|three quarters)(?=$| and| \w+$))?(?: |$)", rest
        )
        if part is None:
            return None
        count, unit_s = _count(part[1]), SECONDS[part[2]]
        if count is None or count < 0 or unit_s >= smallest:
            return None
        seconds += unit_s * (count + (number(part[3]) or 0 if part[3] else 0))
        smallest, rest = unit_s, rest[part.end() :]
    span = timedelta(seconds=round(seconds))
    return span if timedelta(0) < span <= LONGEST else None


def _count(words: str) -> int | float | None:
    said = {"a": 1, "an": 1, "half a": 0.5, "half an": 0.5, "a quarter of an": 0.25, "quarter of an": 0.25}
    said |= {"three quarters of an": 0.75, "a couple of": 2, "a couple": 2}
    return said[words] if words in said else number(words)


@dataclass(frozen=True)
class ClockTime:
    """A time of day as it was said."""

    hour: int  # 0..23, or 1..12 when `vague`
    minute: int
    vague: bool  # it was not said whether before or after noon

    def at(self, day: date, morning_from: int = MORNING_FROM) -> datetime:
        """On that day; "at seven" is taken for the morning, "at five" for the afternoon."""
        hour = self.hour
        if self.vague:
            hour = hour % 12 if morning_from <= hour < MORNING_UNTIL else hour % 12 + 12
        return datetime.combine(day, time(hour, self.minute))

    def next(self, now: datetime) -> datetime:
        """The next time that the clock shows this."""
        hours = (self.hour % 12, self.hour % 12 + 12) if self.vague else (self.hour,)
        days = (now.date(), now.date() + timedelta(days=1))
        times = [datetime.combine(day, time(hour, self.minute)) for day in days for hour in hours]
        return min(moment for moment in times if moment > now)


NAMED_TIMES = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
PAST = r"(?P<minutes>half|(?:a )?quarter|.+?)(?: minutes)? (?P<side>past|after|to) (?P<hour>.+)"


def clock(words: str) -> ClockTime | None:
    """ "seven thirty a m", "a quarter past nine", "half past six in the evening", "noon"; None: no time of day."""
    words, half = _half_of_day(words.strip())
    if words in NAMED_TIMES and not half:
        return ClockTime(*NAMED_TIMES[words], vague=False)
    words = words.removesuffix(" o'clock")
    if past := re.fullmatch(PAST, words):
        minutes, hour = _minutes(past["minutes"]), _hour(past["hour"])
        if minutes is None or hour is None or hour > 12:
            return None
        if past["side"] == "to":
            minutes, hour = 60 - minutes, (hour - 1) % 12 or 12
        return _clock(hour, minutes % 60, half)
    for split in range(1, len(words.split()) + 1):
        hour_words, minute_words = words.split()[:split], words.split()[split:]
        hour, minutes = _hour(" ".join(hour_words)), _minutes(" ".join(minute_words)) if minute_words else 0
        if (
            hour is not None
            and minutes is not None
            and (not minute_words or minutes > 9 or minute_words[0] in ("oh", "o", "zero"))
        ):
            return _clock(hour, minutes, half)
    return None


def _half_of_day(words: str) -> tuple[str, str]:
    for ending, half in (
        (" a m", "am"), (" p m", "pm"), (" in the morning", "am"), (" in the afternoon", "pm"),
        (" in the evening", "pm"), (" at night", "night"), (" tonight", "pm"),
    ):  # fmt: skip
        if words.endswith(ending):
            return words.removesuffix(ending), half
    return words, ""


def _hour(words: str) -> int | None:
    hour = number(words)
    return hour if isinstance(hour, int) and 0 <= hour <= 23 else None


def _minutes(words: str) -> int | None:
    if words in ("a quarter", "quarter"):
        return 15
    if words == "half":
        return 30
    for zero in ("oh ", "o ", "zero "):
        words = words.removeprefix(zero)
    minutes = number(words)
    return minutes if isinstance(minutes, int) and 0 < minutes < 60 else None


def _clock(hour: int, minute: int, half: str) -> ClockTime | None:
    if not half:
        return ClockTime(hour, minute, vague=0 < hour <= 12)
    if not 0 < hour <= 12:
        return ClockTime(hour, minute, vague=False) if half == "pm" and hour > 12 else None
    if half == "night":
        half = "pm" if 6 <= hour < 12 else "am"
    return ClockTime(hour % 12 + (12 if half == "pm" else 0), minute, vague=False)


@dataclass(frozen=True)
class Day:
    """A day as it was said."""

    ahead: int | None = None  # days from today
    weekday: int | None = None  # 0 is Monday
    skip_week: bool = False  # "next friday" is that of the next week, which begins on Monday
    month: int | None = None
    number: int | None = None  # day of the month

    def on(self, today: date) -> date:
        if self.ahead is not None:
            return today + timedelta(days=self.ahead)
        if self.weekday is not None:
            if self.skip_week:
                return today + timedelta(days=7 - today.weekday() + self.weekday)
            return today + timedelta(days=(self.weekday - today.weekday()) % 7 or 7)
        return self._dated(today)

    def _dated(self, today: date) -> date:
        assert self.number is not None
        month = self.month or today.month
        year = today.year
        while True:
            try:
                day = date(year, month, self.number)
            except ValueError:  # 29 February, or the thirty first of a short month
                day = None
            if day is not None and day >= today:
                return day
            if self.month is not None:
                year += 1
            else:
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)


DAYS = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day(words: str) -> Day | None:
    """ "tomorrow", "next friday", "the third of may", "may third", "the fifth"; None: no day."""
    words = words.strip().removeprefix("on ")
    if words in DAYS:
        return Day(ahead=DAYS[words])
    name = words.removeprefix("this ").removeprefix("next ")
    if name in WEEKDAYS:
        return Day(weekday=WEEKDAYS.index(name), skip_week=words.startswith("next "))
    dated = re.fullmatch(r"(?:the )?(?P<n>.+?)(?: day)? of (?P<month>\w+)|(?P<month2>\w+)(?: the)? (?P<n2>.+)", words)
    if dated and (dated["month"] or dated["month2"]) in MONTHS:
        month = MONTHS.index(dated["month"] or dated["month2"]) + 1
        number_of_day = ordinal(dated["n"] or dated["n2"]) or number(dated["n"] or dated["n2"])
        if isinstance(number_of_day, int) and 1 <= number_of_day <= LONGEST_MONTHS[month - 1]:
            return Day(month=month, number=number_of_day)
        return None
    number_of_day = ordinal(words.removeprefix("the ")) if words.startswith("the ") else None
    return Day(number=number_of_day) if number_of_day and number_of_day <= 31 else None


@dataclass(frozen=True)
class Moment:
    """A point in time as it was said; at least one field is set."""

    day: Day | None = None
    clock: ClockTime | None = None
    part: str = ""  # "morning", "afternoon", "evening", "night"
    after: timedelta | None = None

    def at(self, now: datetime, morning_from: int = MORNING_FROM) -> datetime | None:
        """As a date and time after `now`; None when it has passed ("today at nine a.m.", said at ten)."""
        if self.after is not None:
            return now + self.after
        if self.day is None and self.clock is not None and not self.part:
            return self.clock.next(now)
        moment = self._on((self.day or Day(ahead=0)).on(now.date()), morning_from)
        if moment > now:
            return moment
        if self.day is None:
            return moment + timedelta(days=1)  # "in the morning", said at noon
        if self.clock is None:
            soon = now + SOON  # "tonight", said at ten
            return soon if moment.date() == soon.date() else None
        later = moment + timedelta(hours=12)  # "today at nine", said at ten in the morning
        return later if self.clock.vague and moment.hour < 12 and later > now else None

    def _on(self, day: date, morning_from: int) -> datetime:
        if self.clock is None:
            return datetime.combine(day, PARTS.get(self.part, SOME_DAY))
        moment = self._clock_in_part().at(day, morning_from)
        past_midnight = self.part == "night" and moment.hour < NIGHT_UNTIL
        return moment + timedelta(days=1) if past_midnight else moment

    def _clock_in_part(self) -> ClockTime:
        assert self.clock is not None
        if not self.part or not self.clock.vague:
            return self.clock
        half = {"morning": "am", "night": "night"}.get(self.part, "pm")
        return _clock(self.clock.hour, self.clock.minute, half) or self.clock


def moment(words: str) -> Moment | None:
    """ "tomorrow at nine", "at a quarter past five", "in ten minutes", "next friday evening", "tonight at eight"."""
    words = words.strip()
    if words.startswith("in ") and (after := duration(words.removeprefix("in "))):
        return Moment(after=after)
    if words.endswith(" from now") and (after := duration(words.removesuffix(" from now"))):
        return Moment(after=after)
    said = words.split()
    for split in range(len(said) + 1):
        head, tail = " ".join(said[:split]), " ".join(said[split:])
        for day_words, clock_words in ((head, tail), (tail, head)):
            found = _day_and_clock(day_words, clock_words)
            if found is not None:
                return found
    return None


def _day_and_clock(day_words: str, clock_words: str) -> Moment | None:
    said_day, part = _day_and_part(day_words) if day_words else (None, "")
    if day_words and said_day is None and not part:
        return None
    if not clock_words:
        return Moment(said_day, None, part) if day_words else None
    clock_words = re.sub(r"^(at|by|for|around) ", "", clock_words)
    said_clock = clock(clock_words)
    return None if said_clock is None else Moment(said_day, said_clock, part)


def _day_and_part(words: str) -> tuple[Day | None, str]:
    words = words.removeprefix("on ").removeprefix("by ")
    if words in ("tonight", "this night"):
        return Day(ahead=0), "night"
    for part in PARTS:
        if words in (f"this {part}", f"in the {part}"):
            return Day(ahead=0) if words.startswith("this") else None, part
        if words.endswith(f" {part}"):
            return day(words.removesuffix(f" {part}")), part if day(words.removesuffix(f" {part}")) else ""
    return day(words), ""
