"""Sixteen who write long: whoever reads meanwhile misses nothing and finds no gap, in whatever order they end."""

import asyncio
import random
from uuid import UUID

import pytest

from roundtable.core import facts
from roundtable.core.db import Database
from roundtable.core.facts import FactName
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from tests.facts.ledger import facts_of, head_of, is_whole, streams
from tests.support.table import Table

pytestmark = pytest.mark.slow
WRITERS, EACH = 16, 6
INBOX = AGENCIES["police"].id


async def _write(table: Table, database: Database, number: int) -> list[UUID]:
    """One transaction after the other, each open for a while before and after it has its numbers."""
    written = []
    for _ in range(EACH):
        async with database.writing() as session:
            work = await Work.begin(session, story.actor("ana"), table.services.clock.now())
            await asyncio.sleep(random.uniform(0, 0.04))
            # Told to two streams, in either order: nobody waits for another in a ring.
            where = [story.CASE, INBOX] if number % 2 else [INBOX, story.CASE]
            work.tell(FactName.MESSAGE_POSTED, story.CASE, story.CASE, where)
            await facts.write(session, work.facts)
            written.append(work.facts[0][0].id)
            await asyncio.sleep(random.uniform(0, 0.02))
    return written


async def test_who_reads_while_long_transactions_end_in_any_order_misses_nothing(table: Table) -> None:
    before = {stream: await head_of(table, stream) for stream in (story.CASE, INBOX)}
    database = Database(table.database.url, pool_size=WRITERS)
    writing = asyncio.gather(*(_write(table, database, number) for number in range(WRITERS)))
    read: dict[UUID, list[UUID]] = {stream: [] for stream in before}

    while not writing.done() or any(len(found) < WRITERS * EACH for found in read.values()):
        assert not writing.done() or not writing.exception()
        for stream, found in read.items():
            # As a listener does: what is beyond the number it has, and never again what is before it.
            new = await facts_of(table, stream, before[stream] + len(found))
            reached = before[stream] + len(found)
            assert [fact.number for fact in new] == list(range(reached + 1, reached + 1 + len(new)))
            found += [fact.id for fact in new]
        await asyncio.sleep(0.005)

    written = await writing
    await database.close()
    for found in read.values():
        assert sorted(found) == sorted(key for own in written for key in own)
        # What one wrote after the other comes after it.
        for own in written:
            assert [key for key in found if key in set(own)] == own
    assert is_whole(await streams(table))
