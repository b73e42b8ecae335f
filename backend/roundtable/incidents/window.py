"""How long after an incident another is a repeat (twelve months by the calendar, in days of UTC, both ends within), and
how near another may be the same.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Protocol

MONTHS = 12
# So near one another two agencies' records may be of one event: who tells of it, tells the hour differently.
NEAR_SECONDS = 86_400
# No twelve months are longer: what is farther apart need not be looked at.
LONGEST = timedelta(days=367)


class Span(Protocol):
    """When something was: at a moment, or from when to when."""

    began_at: datetime
    ended_at: datetime | None


def is_within(one: Span, other: Span) -> bool:
    """The later of two began no later than twelve months after the last day of the earlier."""
    earlier, later = sorted((one, other), key=lambda span: span.began_at)
    last = earlier.ended_at or earlier.began_at
    return later.began_at.date() <= after_months(last.date(), MONTHS)


def a_year_after(moment: datetime) -> datetime:
    """Twelve months on, at the same time of day."""
    return datetime.combine(after_months(moment.date(), MONTHS), moment.timetz())


def after_months(day: date, months: int) -> date:
    """The same day so many months on; the last of its month, where that has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
