"""Local times: what a clock on the wall says in a zone, and the moment that it means."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from roundtable.core.errors import Code, Invalid

_LONGEST = 64


def zone_of(name: str, path: Sequence[str]) -> ZoneInfo:
    """A zone by its IANA name. Raises Invalid INVALID_TIME_ZONE."""
    try:
        if (len(name) <= _LONGEST and "/" in name) or name == "UTC":
            return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        pass
    raise Invalid(Code.INVALID_TIME_ZONE, path)


def moment_of(local: str, zone: ZoneInfo, path: Sequence[str]) -> datetime:
    """The moment of a local time, as `2026-12-03T10:00`; of one that comes twice in autumn, the first.

    Raises Invalid INVALID_DATE for what is no such text, has an offset, or is left out in spring.
    """
    try:
        said = datetime.fromisoformat(local)
        if said.tzinfo is not None:
            raise ValueError(local)
        meant = said.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(Code.INVALID_DATE, path) from None
    if meant.astimezone(zone).replace(tzinfo=None) != said:
        raise Invalid(Code.INVALID_DATE, path)
    return meant
