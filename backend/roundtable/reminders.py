"""Looks every minute at what the clock brings of conferences, and has it told: beside the letters, by the worker."""

import asyncio

import structlog
from sqlalchemy.exc import IntegrityError

from roundtable.agenda.reminding import Due, tell_once, untold
from roundtable.core import facts
from roundtable.core.actor import OPERATOR
from roundtable.core.clock import Clock
from roundtable.core.db import Database, undisturbed
from roundtable.core.lasting import lasting
from roundtable.core.work import Work

_log = structlog.get_logger("roundtable.reminders")
# Seconds between looks.
EVERY = 60.0
# That a notice is kept once, as either database names it.
_ONCE = ('"uq_conference_notice_', "UNIQUE constraint failed: conference_notice.conference_id,")


async def keep_reminding(database: Database, clock: Clock, *, at_once: bool = False) -> None:
    """For as long as the process lives; its first look comes at once, or after as long as each that follows."""
    await asyncio.sleep(0 if at_once else EVERY)
    while True:
        # The next look finds what this one left.
        with lasting(_log, "conferences not looked at"):
            await undisturbed(remind(database, clock))
        await asyncio.sleep(EVERY)


async def remind(database: Database, clock: Clock) -> int:
    """Tell what is due and was not told; answers how many notices that were."""
    async with database.writing() as session:
        waiting = await untold(await Work.begin(session, OPERATOR, clock.now()))
    return sum([await _told(database, clock, due) for due in waiting])


async def _told(database: Database, clock: Clock, due: Due) -> bool:
    """All of it in one transaction: whoever dies in it has told nothing."""
    try:
        async with database.writing() as session:
            work = await Work.begin(session, OPERATOR, clock.now())
            told = await tell_once(work, due)
            await facts.write(session, work.facts)
    except IntegrityError as failure:
        # Another has come to it first, or something is wrong. What the database says of it holds what is kept.
        if not _is_told_twice(failure):
            kind = type(failure.orig).__qualname__
            _log.error("not told of a conference", conference=due.conference.id.hex, kind=due.kind, failure=kind)
        return False
    except Exception:
        if not await database.answers():
            raise
        # Whatever is wrong with one, the others are told.
        _log.exception("not told of a conference", conference=due.conference.id.hex, kind=due.kind)
        return False
    if told:
        _log.info("told of a conference", conference=due.conference.id.hex, kind=due.kind)
    return told


def _is_told_twice(failure: IntegrityError) -> bool:
    """By the constraint's name on PostgreSQL, and by its columns on SQLite."""
    return any(said in str(failure.orig) for said in _ONCE)
