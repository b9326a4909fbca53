"""At what time, on which day? Times of day and moments, as they are said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from localvoice.tools.reading.days import MONTHS, WEEKDAYS, Day, day
from localvoice.tools.reading.durations import duration
from localvoice.tools.reading.numbers import number

__all__ = ["MONTHS", "WEEKDAYS", "ClockTime", "Day", "Moment", "clock", "day", "duration", "moment"]

PARTS = {"morning": time(8), "afternoon": time(15), "evening": time(19), "night": time(21)}  # when one only says that
OVER = {"morning": time(11, 59), "afternoon": time(17, 59), "night": time.max}  # its last minute; "night" has none
SOME_DAY = time(9)  # when only a day is said
EARLY = 4  # hour; who sets an alarm for "tomorrow at five" wants to get up
MORNING_FROM, MORNING_UNTIL = 7, 12  # hours: "tomorrow at seven" is the morning, "tomorrow at five" is not
SOON = timedelta(hours=1)  # when the part of the day that was said has already begun
NIGHT_UNTIL = 6  # "tonight at one" is tomorrow by the calendar, unless it is already that night


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


MIDNIGHT = ClockTime(0, 0, vague=False)
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
    if words.startswith("half "):
        hour = _hour(words.removeprefix("half "))  # as the British say it
        return _clock(hour, 30, half) if hour and hour <= 12 else None
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
        (" in the evening", "pm"), (" at night", "night"), (" tonight", "pm"), (" sharp", ""),
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
class Moment:
    """A point in time as it was said; at least one field is set."""

    day: Day | None = None
    clock: ClockTime | None = None
    part: str = ""  # "morning", "afternoon", "evening", "night"
    after: timedelta | None = None
    morning_from: int = field(default=MORNING_FROM, compare=False)  # hour from which a vague one is taken for morning

    @property
    def dated(self) -> bool:
        """Was it said on which day, or after how long?"""
        return self.day is not None or self.after is not None

    def at(self, now: datetime) -> datetime | None:
        """When that is, after `now`; None when it has passed ("today at nine a.m.", said at ten).

        Naive: what the clock on the wall will show, wherever the person is then. Aware, when `now` is: that very
        instant ("in ten minutes"), whatever is done to the clock.
        """
        shown = now.replace(tzinfo=None)
        if self.after is None:
            return self._shown(shown)
        if not self.after % timedelta(days=1):
            return shown + self.after
        return now + self.after if now.tzinfo is None else (now.astimezone(UTC) + self.after).astimezone(now.tzinfo)

    def _shown(self, now: datetime) -> datetime | None:
        if self.day is None and self.clock is not None and not self.part:
            return self.clock.next(now)
        day = (self.day or Day(ahead=0)).on(now.date())
        moment = None if day is None else self._on(day, now)
        if moment is None or moment > now:
            return moment
        if self.day is None:
            return moment + timedelta(days=1)  # "in the morning", said at noon
        if self.clock is None:
            return self._soon(moment, now)
        if self.clock == MIDNIGHT and moment.date() == now.date():
            return moment + timedelta(days=1)  # "today at midnight" is its end
        later = moment + timedelta(hours=12)  # "today at nine", said at ten in the morning
        return later if self.clock.vague and moment.hour < 12 and later > now else None

    def _soon(self, begun: datetime, now: datetime) -> datetime | None:
        """Within the hour, while that part of the day lasts: "tonight", said at ten."""
        if begun.date() != now.date():
            return None
        if self.part == "night":
            return now + SOON
        end = datetime.combine(begun.date(), OVER.get(self.part, time(23, 59)))
        return min(now + SOON, end) if now < end else None

    def _on(self, day: date, now: datetime) -> datetime:
        if self.clock is None:
            return datetime.combine(day, PARTS.get(self.part, SOME_DAY))
        moment = self._clock_in_part().at(day, self.morning_from)
        already = day == now.date() and now.hour < NIGHT_UNTIL
        past_midnight = self.part == "night" and moment.hour < NIGHT_UNTIL and not already
        return moment + timedelta(days=1) if past_midnight else moment

    def _clock_in_part(self) -> ClockTime:
        assert self.clock is not None
        if not self.part or not self.clock.vague:
            return self.clock
        half = {"morning": "am", "night": "night"}.get(self.part, "pm")
        return _clock(self.clock.hour, self.clock.minute, half) or self.clock


PIECES = 3  # a day, a part of it and a time of day, in any order: "on friday in the evening at seven"
LONGEST = 16  # words that a moment is said with


def moment(words: str) -> Moment | None:
    """ "tomorrow at nine", "at a quarter past five", "in two days at five", "next friday evening", "tonight at 8"."""
    said = words.split()
    if not 0 < len(said) <= LONGEST:
        return None
    return next(filter(None, (_together(pieces) for pieces in _split(said, PIECES))), None)


def _split(said: list[str], pieces: int) -> Iterator[tuple[str, ...]]:
    """The words in so many pieces at most, the fewest first."""
    yield (" ".join(said),)
    for at in range(1, len(said)) if pieces > 1 else ():
        for rest in _split(said[at:], pieces - 1):
            yield " ".join(said[:at]), *rest


def _together(pieces: tuple[str, ...]) -> Moment | None:
    whole = Moment()
    for words in pieces:
        part = _piece(words)
        both = part and joined(whole, part)
        if both is None:
            return None
        whole = both
    return whole


def joined(one: Moment, other: Moment) -> Moment | None:
    """Both at once; None when they say the same kind of thing twice."""
    if (one.day and other.day) or (one.clock and other.clock) or (one.part and other.part):
        return None
    if one == Moment() or other == Moment():
        return one if other == Moment() else other
    after = one.after or other.after
    day = one.day or other.day
    if after is not None:  # "in two days" is a day, once a time of day is said with it
        if day is not None or (one.after and other.after) or after % timedelta(days=1):
            return None
        day = Day(ahead=after.days)
    return Moment(day, one.clock or other.clock, one.part or other.part)


@lru_cache(8192)  # the same stretch of words is part of many
def _piece(words: str) -> Moment | None:
    """One of: a span from now, a time of day, a day and perhaps its part."""
    for ahead in (words.removeprefix("in ") if words.startswith("in ") else "", words.removesuffix(" from now")):
        if ahead not in ("", words) and (after := duration(ahead)):
            return Moment(after=after)
    said_clock = clock(re.sub(r"^(at about|at around|at|by|for|around|about) ", "", words))
    if said_clock is not None:
        return Moment(clock=said_clock)
    said_day, part = _day_and_part(words)
    return Moment(day=said_day, part=part) if said_day or part else None


def _day_and_part(words: str) -> tuple[Day | None, str]:
    words = re.sub(r"^(on|by|for) ", "", words)
    if words in ("tonight", "this night"):
        return Day(ahead=0), "night"
    for part in PARTS:
        if words in (f"this {part}", f"in the {part}"):
            return Day(ahead=0) if words.startswith("this") else None, part
        if words.endswith(f" {part}"):
            said_day = day(words.removesuffix(f" {part}"))
            return said_day, part if said_day else ""
    return day(words), ""
