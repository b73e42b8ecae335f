"""A message that had to wait for its turn at the database was written when the turn came."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from sqlalchemy.pool import QueuePool

from tests.messaging.room import posted
from tests.support.table import Table


async def test_it_is_of_when_the_turn_came(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    clock, database = table.services.clock, table.services.database
    async with AsyncExitStack() as taken:
        pool = database.writer.pool
        assert isinstance(pool, QueuePool)
        for _ in range(1 if database.is_sqlite else pool.size()):
            await taken.enter_async_context(database.writing())
        waiting = asyncio.create_task(posted(ana, thread, "After a while."))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        clock.shift = timedelta(minutes=2)
        came = clock.now()
    message = await waiting

    assert datetime.fromisoformat(message["createdAt"]) >= came
