"""Which moment is meant by what a clock shows: none in the hour that summer time leaves out, the first of two alike."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from roundtable.core.errors import Code, Invalid
from roundtable.letters.zones import local_moment, observances, zone_of

ROMANIA, NORWAY = "Europe/Bucharest", "Europe/Oslo"
MOMENTS = some.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC))


def refused(*given: Any) -> tuple[Code, list[str]]:
    with pytest.raises(Invalid) as refusal:
        local_moment(*given)
    return refusal.value.code, refusal.value.path


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        (datetime(2027, 1, 18, 9, 30), ROMANIA, datetime(2027, 1, 18, 7, 30, tzinfo=UTC)),
        (datetime(2027, 1, 18, 8, 30), NORWAY, datetime(2027, 1, 18, 7, 30, tzinfo=UTC)),
        (datetime(2027, 7, 19, 9, 30), ROMANIA, datetime(2027, 7, 19, 6, 30, tzinfo=UTC)),
        (datetime(2027, 7, 19, 8, 30), NORWAY, datetime(2027, 7, 19, 6, 30, tzinfo=UTC)),
        # The last second before the hour that is left out, and the first after it.
        (datetime(2027, 3, 28, 2, 59, 59), ROMANIA, datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 4, 0), ROMANIA, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_what_clocks_show_is_one_moment(local: datetime, zone: str, moment: datetime) -> None:
    assert local_moment(local, zone) == moment


@pytest.mark.parametrize(
    ("local", "zone"),
    [
        (datetime(2027, 3, 28, 3, 0), ROMANIA),
        (datetime(2027, 3, 28, 3, 30), ROMANIA),
        (datetime(2027, 3, 28, 3, 59, 59), ROMANIA),
        (datetime(2027, 3, 28, 3, 30, fold=1), ROMANIA),
        (datetime(2027, 3, 28, 2, 30), NORWAY),
        # A day that a country left out.
        (datetime(2011, 12, 30, 12, 0), "Pacific/Apia"),
    ],
)
def test_what_no_clock_shows_is_refused(local: datetime, zone: str) -> None:
    assert refused(local, zone) == (Code.INVALID_DATE, ["startsAt"])


def test_of_two_hours_that_look_alike_it_is_the_first_unless_the_second_is_asked_for() -> None:
    twice = datetime(2027, 10, 31, 3, 30)

    assert local_moment(twice, ROMANIA) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert local_moment(twice.replace(fold=1), ROMANIA) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    once = datetime(2027, 10, 31, 9, 30)
    assert local_moment(once.replace(fold=1), ROMANIA) == local_moment(once, ROMANIA)


@pytest.mark.parametrize(
    "zone",
    [
        *("", "Europe/Cluj", "europe/bucharest", "Europe", "EST5", "../../etc/passwd", "/etc/localtime", "\x00", "ș"),
        *("Europe/Bucharest ", "posix/Europe/Oslo", "localtime", "\ud800", "x" * 5_000),
    ],
)
def test_a_zone_that_there_is_not_is_refused(zone: str) -> None:
    assert refused(datetime(2027, 1, 18, 9, 30), zone) == (Code.INVALID_TIME_ZONE, ["timeZone"])


def test_what_has_an_offset_and_what_is_beyond_the_calendar_is_refused_by_the_path_that_was_given() -> None:
    aware = datetime(2027, 1, 18, 9, 30, tzinfo=UTC)

    assert refused(aware, ROMANIA, ["movedTo"]) == (Code.INVALID_DATE, ["movedTo"])
    assert refused(datetime.min, ROMANIA) == (Code.INVALID_DATE, ["startsAt"])
    assert refused(datetime.max, "America/New_York") == (Code.INVALID_DATE, ["startsAt"])
    assert refused(aware, "Cluj", ["movedTo"], ["zone"]) == (Code.INVALID_TIME_ZONE, ["zone"])


@given(moment=MOMENTS, zone=some.sampled_from([ROMANIA, NORWAY, "America/New_York", "Australia/Lord_Howe", "UTC"]))
@settings(max_examples=300, deadline=None)
def test_every_moment_is_found_again_by_what_clocks_show_then(moment: datetime, zone: str) -> None:
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert local_moment(shown, zone) == moment


def test_a_zone_s_changes_are_those_of_its_clocks_and_rules_where_they_are_alike_each_year() -> None:
    summer, winter = observances(zone_of(ROMANIA), 2027)

    assert (summer.first.onset, summer.month, summer.weekday) == (datetime(2026, 3, 29, 3, 0), 3, 6)
    assert (winter.first.onset, winter.month, winter.weekday) == (datetime(2026, 10, 25, 4, 0), 10, 6)
    assert summer.first.after == winter.first.before == timedelta(hours=3)
    (always,) = observances(zone_of("Asia/Tokyo"), 2027)
    assert (always.first.before, always.first.after, always.month) == (timedelta(hours=9), timedelta(hours=9), None)
