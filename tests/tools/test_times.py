"""Tables of what is said, at ten in the morning of Monday, 4 May 2026, and what it means."""

from datetime import date, datetime, timedelta

import pytest

from localvoice.tools.reading import times

NOW = datetime(2026, 5, 4, 10, 0)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("ten minutes", 600),
        ("a minute", 60),
        ("one second", 1),
        ("an hour", 3600),
        ("half an hour", 1800),
        ("half a minute", 30),
        ("an hour and a half", 5400),
        ("two and a half hours", 9000),
        ("two hours and a half", 9000),
        ("one and a half minutes", 90),
        ("a minute and a half", 90),
        ("an hour and a quarter", 4500),
        ("a quarter of an hour", 900),
        ("three quarters of an hour", 2700),
        ("ninety seconds", 90),
        ("two hours and fifteen minutes", 8100),
        ("two hours fifteen minutes", 8100),
        ("one hour twenty minutes and thirty seconds", 4830),
        ("a couple of minutes", 120),
        ("ten minute", 600),
        ("two days", 172_800),
        ("a week", 604_800),
        ("one point five hours", 5400),
    ],
)
def test_durations(words, seconds):
    assert times.duration(words) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "ten",
        "minutes",
        "zero minutes",
        "ten minutes and",
        "five minutes two hours",
        "minus two hours",
        "a lot of time",
        "ten minutes ten minutes",
        "five hundred weeks and ten thousand days",
        "twenty ten minutes",
    ],
)
def test_what_is_no_duration(words):
    assert times.duration(words) is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("seven", "7:00?"),
        ("seven thirty", "7:30?"),
        ("seven thirty a m", "7:30"),
        ("seven p m", "19:00"),
        ("twelve a m", "0:00"),
        ("twelve p m", "12:00"),
        ("twelve thirty p m", "12:30"),
        ("seven o'clock", "7:00?"),
        ("seven o'clock in the evening", "19:00"),
        ("a quarter past nine", "9:15?"),
        ("quarter to nine", "8:45?"),
        ("a quarter to one", "12:45?"),
        ("half past six in the evening", "18:30"),
        ("ten past eight", "8:10?"),
        ("twenty five to four", "3:35?"),
        ("five minutes to midday", ""),
        ("five after three p m", "15:05"),
        ("seven oh five", "7:05?"),
        ("seven zero five", "7:05?"),
        ("nine at night", "21:00"),
        ("one at night", "1:00"),
        ("fifteen thirty", "15:30"),
        ("zero thirty", "0:30"),
        ("seventeen o'clock", "17:00"),
        ("noon", "12:00"),
        ("midday", "12:00"),
        ("midnight", "0:00"),
        ("twenty four", ""),
        ("seven sixty", ""),
        ("seven five", ""),
        ("noon a m", ""),
        ("thirteen a m", ""),
        ("thirteen p m", "13:00"),
        ("half past thirteen", ""),
        ("", ""),
        ("milk", ""),
    ],
)
def test_times_of_day(words, shown):
    clock = times.clock(words)
    assert ("" if clock is None else f"{clock.hour}:{clock.minute:02d}{'?' * clock.vague}") == shown


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 5, 4)),
        ("tomorrow", date(2026, 5, 5)),
        ("the day after tomorrow", date(2026, 5, 6)),
        ("friday", date(2026, 5, 8)),
        ("on friday", date(2026, 5, 8)),
        ("this friday", date(2026, 5, 8)),
        ("next friday", date(2026, 5, 15)),
        ("monday", date(2026, 5, 11)),
        ("next monday", date(2026, 5, 11)),
        ("the third of may", date(2027, 5, 3)),
        ("the fourth of may", date(2026, 5, 4)),
        ("may twenty first", date(2026, 5, 21)),
        ("may the twenty first", date(2026, 5, 21)),
        ("may twenty one", date(2026, 5, 21)),
        ("december twenty fourth", date(2026, 12, 24)),
        ("the twenty ninth of february", date(2028, 2, 29)),
        ("the fifth", date(2026, 5, 5)),
        ("the third", date(2026, 6, 3)),
        ("the thirty first", date(2026, 5, 31)),
    ],
)
def test_days(words, day):
    said = times.day(words)
    assert said is not None
    assert said.on(NOW.date()) == day


def test_the_thirty_first_skips_short_months():
    said = times.day("the thirty first")
    assert said.on(date(2026, 6, 2)) == date(2026, 7, 31)
    assert said.on(date(2026, 12, 31)) == date(2026, 12, 31)
    assert times.day("the fifth").on(date(2026, 12, 6)) == date(2027, 1, 5)


@pytest.mark.parametrize(
    "words",
    ["", "someday", "the thirtieth of february", "april thirty first", "the fortieth", "may", "fifth", "may milk"],
)
def test_what_is_no_day(words):
    assert times.day(words) is None


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("at nine", datetime(2026, 5, 4, 21, 0)),
        ("at eleven", datetime(2026, 5, 4, 11, 0)),
        ("at ten", datetime(2026, 5, 4, 22, 0)),
        ("at seven a m", datetime(2026, 5, 5, 7, 0)),
        ("at noon", datetime(2026, 5, 4, 12, 0)),
        ("at midnight", datetime(2026, 5, 5, 0, 0)),
        ("tomorrow at nine", datetime(2026, 5, 5, 9, 0)),
        ("at nine tomorrow", datetime(2026, 5, 5, 9, 0)),
        ("tomorrow at five", datetime(2026, 5, 5, 17, 0)),
        ("tomorrow at five thirty a m", datetime(2026, 5, 5, 5, 30)),
        ("tomorrow at twelve", datetime(2026, 5, 5, 12, 0)),
        ("tomorrow", datetime(2026, 5, 5, 9, 0)),
        ("tomorrow morning", datetime(2026, 5, 5, 8, 0)),
        ("tomorrow night", datetime(2026, 5, 5, 21, 0)),
        ("tomorrow evening at seven", datetime(2026, 5, 5, 19, 0)),
        ("tomorrow morning at six fifteen", datetime(2026, 5, 5, 6, 15)),
        ("six thirty in the morning tomorrow", datetime(2026, 5, 5, 6, 30)),
        ("this afternoon", datetime(2026, 5, 4, 15, 0)),
        ("this evening at eight", datetime(2026, 5, 4, 20, 0)),
        ("tonight", datetime(2026, 5, 4, 21, 0)),
        ("tonight at eight", datetime(2026, 5, 4, 20, 0)),
        ("tonight at one", datetime(2026, 5, 5, 1, 0)),
        ("in the morning", datetime(2026, 5, 5, 8, 0)),
        ("in the evening", datetime(2026, 5, 4, 19, 0)),
        ("this morning", datetime(2026, 5, 4, 11, 0)),
        ("on friday", datetime(2026, 5, 8, 9, 0)),
        ("next friday evening", datetime(2026, 5, 15, 19, 0)),
        ("on friday at a quarter past five", datetime(2026, 5, 8, 17, 15)),
        ("by friday at noon", datetime(2026, 5, 8, 12, 0)),
        ("on the third of june at ten", datetime(2026, 6, 3, 10, 0)),
        ("today at nine", datetime(2026, 5, 4, 21, 0)),
        ("today at eleven p m", datetime(2026, 5, 4, 23, 0)),
        ("in ten minutes", datetime(2026, 5, 4, 10, 10)),
        ("in an hour and a half", datetime(2026, 5, 4, 11, 30)),
        ("in two weeks", datetime(2026, 5, 18, 10, 0)),
        ("ten minutes from now", datetime(2026, 5, 4, 10, 10)),
        ("today at nine a m", None),
        ("today at seven o'clock in the morning", None),
    ],
)
def test_moments(words, when):
    said = times.moment(words)
    assert said is not None
    assert said.at(NOW) == when


def test_tonight_said_late_is_within_the_hour_be_it_past_midnight():
    assert times.moment("tonight").at(datetime(2026, 5, 4, 22, 0)) == datetime(2026, 5, 4, 23, 0)
    assert times.moment("tonight").at(datetime(2026, 5, 4, 23, 30)) == datetime(2026, 5, 5, 0, 30)


@pytest.mark.parametrize(
    "words", ["", "at", "milk", "in milk", "tomorrow milk", "milk at nine", "at nine at ten", "from now"]
)
def test_what_is_no_moment(words):
    assert times.moment(words) is None
