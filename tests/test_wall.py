"""The system's zone is set by the variable that POSIX has for it, as a person's journey would."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from localvoice import wall

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def travel(monkeypatch):
    def go(zone):
        monkeypatch.setenv("TZ", zone)

    yield go
    monkeypatch.undo()
    time.tzset()


def test_a_journey_counts_at_once_and_brings_the_zones_rules(travel):
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/Berlin"):
        travel(zone)
        assert wall.now().tzinfo == ZoneInfo(zone)
    winter, summer = (datetime(2026, month, 1, tzinfo=wall.zone()).utcoffset() for month in (1, 7))
    assert summer - winter == timedelta(hours=1)


def test_a_zone_without_a_name_still_has_its_distance_from_utc(travel):
    travel("XYZ-3:30")
    assert wall.now().utcoffset() == timedelta(hours=3, minutes=30)


@pytest.mark.parametrize(
    ("shown", "utc"),
    [
        ((2026, 3, 29, 2, 30), "01:30"),  # skipped: half an hour after three
        ((2026, 10, 25, 2, 30), "00:30"),  # twice: the first
        ((2026, 10, 25, 3, 30), "02:30"),
    ],
)
def test_what_the_clock_shows_is_an_instant(shown, utc):
    assert f"{wall.instant(datetime(*shown), BERLIN):%H:%M}" == utc


def test_the_second_time_counts_when_the_first_is_over():
    shown = datetime(2026, 10, 25, 2, 30)
    before, between = (datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
    assert wall.coming(shown, before) == shown
    assert f"{wall.coming(shown, between):%H:%M%z}" == "01:30+0000"
    assert wall.coming(before, between) is before


def test_a_clock_that_is_set_makes_a_step_and_a_sleep_makes_none():
    clock, up = [1000.0], [5.0]
    steps = wall.Steps(lambda: clock[0], lambda: up[0])
    clock[0], up[0] = 4600.0, 3605.0  # an hour passes, asleep or not
    assert steps.since() == timedelta()
    clock[0] += 3600
    assert steps.since() == timedelta(hours=1)
    assert steps.since() == timedelta()
    clock[0] -= 1800
    assert steps.since() == -timedelta(minutes=30)
    for _ in range(3):
        clock[0] += 1  # kept right by the network, a second at a time
    assert steps.since() == timedelta(seconds=3)


def test_the_real_clocks_run_together():
    assert wall.Steps().since() == timedelta()
