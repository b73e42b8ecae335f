"""Lets go of what streams told long ago: of each stream its beginning, in small steps that hold no writer up.

A stream's head stays, so that no number is given twice, and what is left of it goes on without gaps: who comes to it by
a cursor from before that is told so (`core.streams.is_whole`). Nothing but streams reads facts once they are written.
"""

import asyncio
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, Select, Uuid, bindparam, delete, select, text

from roundtable.core.clock import Clock
from roundtable.core.db import Database, undisturbed
from roundtable.core.facts import Fact, Stream, StreamEntry
from roundtable.core.lasting import lasting
from roundtable.core.scope import found
from roundtable.core.tables import Instant, table_of

_log = structlog.get_logger("roundtable.retention")
# Nothing younger is let go, whatever is asked for: on PostgreSQL the database itself says so (`rls_functions.LET_GO`).
AT_LEAST = timedelta(days=30)
# Seconds between rounds, and between the steps of one, in which others write.
EVERY, BREATH = 3_600.0, 0.05
# Streams that are looked at in a step, and entries of one of them that it lets go.
AMONG, MOST = 1_000, 500
# The stream that a step came to, None where there is none further, and how many of its entries it let go.
Step = tuple[UUID | None, int]

_fact, _stream, _entry = table_of(Fact), table_of(Stream), table_of(StreamEntry)
_ON_POSTGRESQL = text("SELECT reached, gone FROM rule.let_go(:past, :before, :among, :most)").bindparams(
    bindparam("past", type_=Uuid()),
    bindparam("before", type_=Instant()),
    bindparam("among", type_=BigInteger()),
    bindparam("most", type_=BigInteger()),
)


async def keep_letting_go(database: Database, clock: Clock, days: int) -> None:
    """For as long as the process lives, of what is older than so many days."""
    while True:
        # The next round finds what this one left.
        with lasting(_log, "not let go"):
            _log.info("let go", entries=await let_go(database, clock.now() - timedelta(days=days)))
        await asyncio.sleep(EVERY)


async def let_go(database: Database, before: datetime) -> int:
    """Of each stream what it told before then, up to the first that is younger; answers how many entries that were."""
    step = _step_on_sqlite if database.is_sqlite else _step_on_postgresql
    past, total = UUID(int=0), 0
    while True:
        reached, gone = await undisturbed(step(database, past, before))
        total += gone
        if reached is None or (reached == past and not gone):
            return total
        past = reached
        await asyncio.sleep(BREATH)


async def _step_on_postgresql(database: Database, past: UUID, before: datetime) -> Step:
    """There the application may take nothing away that is written for good, but by this function."""
    given = {"past": past, "before": before, "among": AMONG, "most": MOST}
    async with database.reading() as connection:
        reached, gone = (await connection.execute(_ON_POSTGRESQL, given)).one()
    return reached, gone


async def _step_on_sqlite(database: Database, past: UUID, before: datetime) -> Step:
    page = select(_stream.c.id).where(_stream.c.id >= past).order_by(_stream.c.id).limit(AMONG).subquery()
    first = _told_first(page.c.id).with_only_columns(_fact.c.at).limit(1).scalar_subquery()
    async with database.reading() as connection:
        due = await connection.scalar(select(page.c.id).where(first < before).order_by(page.c.id).limit(1))
        if due is None:
            return await connection.scalar(select(page.c.id).order_by(page.c.id.desc()).limit(1)), 0
    async with database.writing() as session:
        told = (await session.execute(_told_first(due).limit(MOST))).all()
        gone = list(takewhile(lambda row: row.at < before, told))
        if gone:
            up_to = _entry.c.number <= gone[-1].number
            await session.execute(delete(_entry).where(_entry.c.stream_id == due, up_to))
            elsewhere = found(_entry, _entry.c.fact_id == _fact.c.id)
            of_these = _fact.c.id.in_([row.fact_id for row in gone])
            await session.execute(delete(_fact).where(of_these, ~elsewhere))
    return due, len(gone)


def _told_first(stream_id: Any) -> Select[Any]:
    """A stream's entries from its first on, each with its fact's moment."""
    joined = _entry.join(_fact, _fact.c.id == _entry.c.fact_id)
    told = select(_entry.c.number, _entry.c.fact_id, _fact.c.at).select_from(joined)
    return told.where(_entry.c.stream_id == stream_id).order_by(_entry.c.number)
