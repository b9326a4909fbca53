"""Which instant is meant by what the clock on the wall shows? Local time, in the zone where the person is now.

A timer is an instant: neither a clock change nor a journey moves it. "At seven" is what the clock will show, wherever
the person is then. The first is an aware datetime, the second a naive one.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfoNotFoundError

import tzlocal

STEP_S = 2.0  # less than that is the network's time keeping the clock right

# Goes on while the machine sleeps: Linux has a clock of its own for that, on macOS the monotonic one does so.
UPTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def up_s() -> float:
    """Seconds since the machine was started, its sleep included."""
    return time.clock_gettime(UPTIME)


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


class Steps:
    """How far was the clock set, by hand or over the network, since one asked last? The machine's sleep is no step."""

    def __init__(self, clock_s: Callable[[], float] = time.time, up_s: Callable[[], float] = up_s) -> None:
        """Both in seconds from any start; only the first follows what is set."""
        self._clock_s, self._up_s = clock_s, up_s
        self._apart_s = clock_s() - up_s()

    def since(self) -> timedelta:
        """Forward, or back when negative; nothing for less than `STEP_S`, which then counts the next time."""
        step_s = self._clock_s() - self._up_s() - self._apart_s
        if abs(step_s) < STEP_S:
            return timedelta()
        self._apart_s += step_s
        return timedelta(seconds=step_s)


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
