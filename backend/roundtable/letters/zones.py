"""Time zones, for people and for calendars: which moment somebody means, and by which rule a zone tells the hour."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from roundtable.core.errors import Code, Invalid

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
# What a machine has by these names is its own, and no place's.
_NO_PLACES = {"Factory", "localtime", "posixrules"}


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_PLACES)


def zone_of(name: str, path: Sequence[str] = ("timeZone",)) -> ZoneInfo:
    """The zone of an IANA name. Raises Invalid INVALID_TIME_ZONE where there is none."""
    # Asked for by any text, ZoneInfo raises five kinds of errors, and reads files.
    if name not in _known():
        raise Invalid(Code.INVALID_TIME_ZONE, path)
    return ZoneInfo(name)


def local_moment(
    local: datetime,
    zone: str,
    path: Sequence[str] = ("startsAt",),
    zone_path: Sequence[str] = ("timeZone",),
) -> datetime:
    """The moment, in UTC, at which clocks there show this; of an hour that comes twice the first, by `fold` the second.

    Raises Invalid: INVALID_TIME_ZONE, and INVALID_DATE for what no clock there shows (the hour that summer time leaves
    out), for what already has a zone, and at the ends of the calendar.
    """
    there = zone_of(zone, zone_path)
    if local.tzinfo is not None:
        raise Invalid(Code.INVALID_DATE, path, "The time is that of the clocks there, without an offset.")
    try:
        moment = local.replace(tzinfo=there).astimezone(UTC)
        shown = moment.astimezone(there).replace(tzinfo=None)
    except OverflowError:
        raise Invalid(Code.INVALID_DATE, path) from None
    if shown != local.replace(fold=0):
        raise Invalid(Code.INVALID_DATE, path, "No clock there shows this: summer time begins in that hour.")
    return moment


@dataclass(frozen=True)
class Change:
    """The moment at which clocks in a zone are changed, by what they show until then."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True)
class Observance:
    """One of a zone's times, winter's or summer's: from its first change on, and in later years by a rule if any."""

    first: Change
    # On the last such day of that month: 0 is Monday.
    month: int | None = None
    weekday: int | None = None


@cache
def observances(zone: ZoneInfo, year: int) -> tuple[Observance, ...]:
    """By what a zone tells the hour in the years around this one.

    Not as the library makes it, which puts the spring's change an hour late. Where a change is on the last Sunday of
    its month each year, as everywhere in Europe, it is told as a rule, which more programs take than lists of days.
    """
    begin, end = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 2, 1, 1, tzinfo=UTC)
    changes = defaultdict[object, list[Change]](list)
    for change in _changes(zone, begin, end):
        changes[change.before, change.after, change.name].append(change)
    told = [observance for alike in changes.values() for observance in _told(alike)]
    if any(observance.first.onset.year < year for observance in told):
        return tuple(told)
    offset, name = _state(zone, begin)
    return (Observance(Change((begin + offset).replace(tzinfo=None), offset, offset, name)), *told)


def _told(alike: list[Change]) -> list[Observance]:
    onsets = [change.onset for change in alike]
    same = {(onset.month, onset.weekday(), onset.time()) for onset in onsets}
    yearly = [onset.year for onset in onsets] == list(range(onsets[0].year, onsets[0].year + 3))
    last = all((onset + timedelta(days=7)).month != onset.month for onset in onsets)
    if len(same) == 1 and yearly and last:
        return [Observance(alike[0], onsets[0].month, onsets[0].weekday())]
    return [Observance(change) for change in alike]


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Change]:
    moment, state = begin, _state(zone, begin)
    while moment < end:
        following = moment + _DAY
        if _state(zone, following) != state:
            onset = _onset(zone, moment, following)
            before, _ = state
            state = after, name = _state(zone, onset)
            yield Change((onset + before).replace(tzinfo=None), before, after, name)
            following = onset
        moment = following


def _onset(zone: ZoneInfo, earliest: datetime, latest: datetime) -> datetime:
    """The second at which it is no longer as it was."""
    state = _state(zone, earliest)
    while latest - earliest > _SECOND:
        middle = earliest + (latest - earliest) // 2
        middle = middle.replace(microsecond=0)
        earliest, latest = (middle, latest) if _state(zone, middle) == state else (earliest, middle)
    return latest


def _state(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, str]:
    there = moment.astimezone(zone)
    return there.utcoffset() or timedelta(), there.tzname() or zone.key
