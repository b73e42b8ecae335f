"""Twelve months by the calendar: edges, leap days, and what lasted longer than a moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.incidents.window import LONGEST, a_year_after, after_months, is_within

_DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
_MOMENTS = st.builds(datetime.combine, _DAYS, st.times(), st.just(UTC))
_LENGTHS = st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=900)))


@dataclass
class When:
    """When something was."""

    began_at: datetime
    ended_at: datetime | None = None


def at(text: str) -> When:
    return When(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("earlier", "later", "within"),
    [
        ("2025-03-14T10:00", "2025-03-14T10:00", True),
        ("2025-03-14T23:59", "2026-03-14T00:00", True),
        ("2025-03-14T00:00", "2026-03-14T23:59", True),
        ("2025-03-14T23:59", "2026-03-15T00:00", False),
        # A leap day's year ends with February; a year that ends in a leap year has its last day as well.
        ("2024-02-29T12:00", "2025-02-28T23:59", True),
        ("2024-02-29T12:00", "2025-03-01T00:00", False),
        ("2023-02-28T12:00", "2024-02-28T23:59", True),
        ("2023-02-28T12:00", "2024-02-29T00:00", False),
        ("2023-03-01T12:00", "2024-02-29T12:00", True),
        ("2024-12-31T23:59", "2025-12-31T23:59", True),
        ("2024-12-31T23:59", "2026-01-01T00:00", False),
    ],
)
def test_edges(earlier: str, later: str, within: bool) -> None:
    assert is_within(at(earlier), at(later)) is within
    assert is_within(at(later), at(earlier)) is within


def test_what_lasted_counts_until_its_end() -> None:
    lasted = When(*(datetime(year, 6, 1, tzinfo=UTC) for year in (2023, 2024)))

    assert is_within(lasted, at("2025-06-01T12:00"))
    assert not is_within(lasted, at("2025-06-02T00:00"))
    assert is_within(at("2023-08-01T12:00"), lasted)


@given(_MOMENTS, _MOMENTS, _LENGTHS, _LENGTHS)
def test_it_is_the_same_from_both_sides_and_never_farther_apart_than_is_looked(
    one: datetime, other: datetime, length: timedelta | None, other_length: timedelta | None
) -> None:
    first, second = (
        When(one, one + length if length else None),
        When(other, other + other_length if other_length else None),
    )

    within = is_within(first, second)

    assert within is is_within(second, first)
    apart = max(first.began_at, second.began_at) - (min((first, second), key=_begun).ended_at or min(one, other))
    if within:
        assert apart <= LONGEST
    if apart <= timedelta(days=364):
        assert within


def _begun(when: When) -> datetime:
    return when.began_at


@given(_MOMENTS, st.timedeltas(timedelta(0), timedelta(days=800)))
def test_of_two_that_are_within_whatever_is_nearer_is_within(one: datetime, apart: timedelta) -> None:
    if is_within(When(one), When(one + apart)):
        assert is_within(When(one), When(one + apart / 2))
        assert is_within(When(one), When(one + max(apart - timedelta(days=1), timedelta(0))))


@given(_DAYS)
def test_twelve_months_on_it_is_the_same_day_or_the_last_of_february(day: date) -> None:
    later = after_months(day, 12)

    same = (later.year, later.month) == (day.year + 1, day.month)
    assert same
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)
    assert a_year_after(datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)).date() == later
