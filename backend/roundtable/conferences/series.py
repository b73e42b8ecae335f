"""The days of a series of conferences, by the clocks where they meet: the hour stays though summer time begins."""

from datetime import datetime, timedelta

from roundtable.conferences.models import Rhythm

FEWEST, MOST = 2, 53
_WEEK = timedelta(days=7)


def days(first: datetime, rhythm: Rhythm, times: int) -> list[datetime]:
    """So many local times, the first of them first. Monthly ones are on the same weekday of the month: the second
    Thursday, say; a fifth is the last.
    """
    if rhythm is Rhythm.MONTHLY:
        return [_in_month(first, number) for number in range(times)]
    step = _WEEK if rhythm is Rhythm.WEEKLY else 2 * _WEEK
    return [first + number * step for number in range(times)]


def _in_month(first: datetime, further: int) -> datetime:
    """The same weekday of a month so many further on."""
    year, month = divmod(first.month - 1 + further, 12)
    begin = first.replace(year=first.year + year, month=month + 1, day=1)
    day = begin + timedelta(days=(first.weekday() - begin.weekday()) % 7)
    day += (first.day - 1) // 7 * _WEEK
    return day if day.month == begin.month else day - _WEEK
