"""The moment of an act: that of when it holds its case, and not of when it began to wait for it."""

import asyncio

from sqlalchemy import func, select, update

from roundtable.access.models import Disclosure
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.demo import story
from tests.messaging.room import agencies, left_behind, opened, refusals
from tests.support.table import Table

# Long enough for an act to have begun, and to wait.
BEGUN = 0.5


async def test_who_waited_for_a_case_has_no_right_that_ended_meanwhile(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    thread = await opened(corina, table, agencies(table, "ngo"))
    naming = table_of(Disclosure)
    of_thread = naming.metadata.tables["thread"]
    audience = select(of_thread.c.audience_id).where(of_thread.c.id == ids.decode("thread", thread)).scalar_subquery()

    async with left_behind(table) as added:
        async with table.database.writing() as session:
            if not table.database.is_sqlite:
                await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(story.CASE.hex, 0))))
            waiting = asyncio.create_task(dalia.act("PostMessage", threadId=thread, body="Are you safe?"))
            await asyncio.sleep(BEGUN)
            assert not waiting.done()
            ended = update(naming).where(naming.c.audience_id == audience)
            await session.execute(ended.values(revoked_at=table.services.clock.now()))
        payload = await waiting

    assert (refusals(payload), payload["message"]) == ([("NOT_FOUND", ["threadId"])], None)
    assert added == {}
