"""The time every rule is judged by: the database's, which tests can shift."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select

from roundtable.core.db import Database, undisturbed
from roundtable.core.lasting import lasting

_log = structlog.get_logger("roundtable.clock")

EVERY = 30.0
# Seconds: an answer that was longer on its way says too little of the time; and what no clock drifts between two looks.
CLOSE, JUMP = 1.0, 5.0
# Goes on while the machine sleeps, where there is such a one.
_TICKING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock:
    """The database's time when it was last looked at, and what has passed since by a clock that nobody sets: many
    machines agree, and a machine whose own time jumps ends nothing early and lets nothing last longer.
    """

    def __init__(self) -> None:
        self.shift = timedelta()
        # The database's time, and the ticks that it was then.
        self._read: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        if self._read is None:
            return _told_here() + self.shift
        then, ticks = self._read
        return then + timedelta(seconds=_ticks() - ticks) + self.shift

    async def measure(self, database: Database) -> None:
        """On SQLite the database's clock is this machine's: where it has jumped, the next start follows it."""
        began = _ticks()
        there: datetime | None
        if database.is_sqlite:
            there = _told_here()
        else:
            async with database.reading() as connection:
                began = _ticks()
                there = await connection.scalar(select(func.clock_timestamp()))
        assert isinstance(there, datetime)
        ended = _ticks()
        if self._read and ended - began > CLOSE:
            return
        read = there, (began + ended) / 2
        if self._has_jumped(read) and database.is_sqlite:
            return
        self._read = read

    def _has_jumped(self, read: tuple[datetime, float]) -> bool:
        if self._read is None:
            return False
        by = (read[0] - self._read[0]).total_seconds() - (read[1] - self._read[1])
        if abs(by) > JUMP:
            _log.error("the database's clock has jumped", seconds=round(by))
        return abs(by) > JUMP

    async def keep(self, database: Database) -> None:
        """Measure again and again, until cancelled; a database that is away leaves the last measure in force."""
        while True:
            await asyncio.sleep(EVERY)
            with lasting(_log, "clock not looked at"):
                await undisturbed(self.measure(database))


def _told_here() -> datetime:
    """What this machine's clock says, which somebody may set at any moment."""
    return datetime.now(UTC)


def _ticks() -> float:
    return time.clock_gettime(_TICKING)
