"""What does the clock on the wall show where the person is, and which instant is meant by what it will show?

A timer is an instant: neither a clock change nor a journey moves it. "At seven" is what the clock will show, wherever
the person is then. The first is an aware datetime, the second a naive one.
"""

import os
import re
import time
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")  # macOS and Linux: a link into the zone database


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
    named = os.environ.get("TZ", "").removeprefix(":")
    try:
        return ZoneInfo(named) if named else _linked(_target())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        time.tzset()
        return datetime.now().astimezone().tzinfo or UTC


def _target() -> tuple[str, int]:
    """Where the link points, and when the file was written."""
    return os.path.realpath(LOCALTIME), LOCALTIME.stat().st_mtime_ns


@lru_cache(4)
def _linked(target: tuple[str, int]) -> ZoneInfo:
    path, _ = target
    if named := re.search(r"/zoneinfo[^/]*/(?:posix/|right/)?(.+)", path):
        return ZoneInfo(named[1])
    with open(path, "rb") as file:
        return ZoneInfo.from_file(file, key="localtime")
