"""Which instant is meant by what the clock on the wall shows? Local time, in the zone where the person is now.

A timer is an instant: neither a clock change nor a journey moves it. "At seven" is what the clock will show, wherever
the person is then. The first is an aware datetime, the second a naive one.
"""

import time
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfoNotFoundError

import tzlocal


def now() -> datetime:
    """This moment, aware, in the zone where the person is; a zone that was changed meanwhile counts at once."""
    return datetime.now(zone())


def instant(due: datetime, where: tzinfo | None) -> datetime:
    """As an instant, in UTC. What the clock shows twice is the first, what it skips is as long after the change."""
    return (due.replace(tzinfo=where) if due.tzinfo is None else due).astimezone(UTC)


def coming(due: datetime, now: datetime) -> datetime:
    """The same, or the second instant of a time that the clock shows twice, when the first is over."""
    if due.tzinfo is not None:
        return due
    second = due.replace(tzinfo=now.tzinfo, fold=1).astimezone(UTC)
    return second if instant(due, now.tzinfo) <= now.astimezone(UTC) < second else due


def zone() -> tzinfo:
    """The system's zone with its rules; where it has no name, only today's distance from UTC is known."""
    time.tzset()
    return _zone(time.tzname, time.timezone, time.altzone) or datetime.now().astimezone().tzinfo or UTC


@lru_cache(8)  # asked for again when what the system calls its zone has changed; it takes half a millisecond
def _zone(names: tuple[str, str], west_s: int, summer_west_s: int) -> tzinfo | None:
    try:
        return tzlocal.reload_localzone()
    except (ZoneInfoNotFoundError, ValueError):  # rules without a name, as POSIX has them
        return None
