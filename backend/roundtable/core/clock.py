"""The time every rule is judged by: the database's, which tests can shift."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select

from roundtable.core import metrics
from roundtable.core.db import Database, undisturbed
from roundtable.core.lasting import lasting

_log = structlog.get_logger("roundtable.clock")

EVERY = 30.0
# Seconds: an answer that was longer on its way says too little of the time; and what no clock drifts between two looks.
CLOSE, JUMP = 1.0, 5.0
# Seconds for which a jump has to stand before it is followed: longer than a machine leaves between looks at the time of
# its network, which set right what was wrong. See decisions/0048-a-clock-that-jumps.md.
STANDS = 3_600.0
# And for which its time has to have stood, as of the last look, before a jump is waited out at all: a machine that has
# just come up goes by its hardware's clock until its network has told it better, which takes a minute or two.
SETTLES = 300.0
# Goes on while the machine sleeps, where there is such a one.
_TICKING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True)
class _Jump:
    """By how many seconds the database's clock has jumped, as of the last look, and at which tick that was found."""

    by: float
    since: float


class Clock:
    """The database's time when it was last believed, and what has passed since by a clock that nobody sets: many
    machines agree, and a machine whose own time jumps ends nothing early and lets nothing last longer. Nor does the
    database's, unless it stays there, or has only just been looked at for the first time.
    """

    def __init__(self) -> None:
        self.shift = timedelta()
        # The database's time, and the ticks that it was then.
        self._read: tuple[datetime, float] | None = None
        self._jump: _Jump | None = None
        # The ticks at which its time began to stand: of the first look, or of the last jump that was followed at once.
        self._began = 0.0

    def now(self) -> datetime:
        if self._read is None:
            return _told_here() + self.shift
        then, ticks = self._read
        return then + timedelta(seconds=_ticks() - ticks) + self.shift

    async def measure(self, database: Database) -> None:
        """Look at the database's clock; on SQLite that is this machine's. The first look is believed."""
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
        if self._believes(*read):
            self._read = read

    def _believes(self, there: datetime, ticks: float) -> bool:
        """Whether a look is to be gone by. One that finds a jump is not, until the jump has stood for long enough; one
        that was taken back meanwhile was none. A time that has not settled is set right at once.
        """
        if self._read is None:
            self._began = ticks
            return True
        then, at = self._read
        by = (there - then).total_seconds() - (ticks - at)
        before, self._jump = self._jump, None
        metrics.CLOCK_OFF.set(by)
        if abs(by) <= JUMP:
            return True
        if before is None or abs(by - before.by) > JUMP:
            metrics.CLOCK_JUMPS.inc()
            _log.error("the database's clock has jumped", seconds=round(by))
            before = _Jump(by, ticks)
        if at - self._began < SETTLES:
            self._began = ticks
        elif ticks - before.since < STANDS:
            self._jump = _Jump(by, before.since)
            return False
        _log.error("the database's clock is followed to where it jumped", seconds=round(by))
        metrics.CLOCK_OFF.set(0)
        return True

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
