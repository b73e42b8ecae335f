"""The clock that every rule is judged by: the database's, kept for as long as the process lives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from roundtable.core import clock as clocks
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from tests.support.servers import Postgres

pytestmark = pytest.mark.postgres
WITHIN = 10.0


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    name = await postgres.create_database()
    database = Database(postgres.urls(name).app, pool_size=1)
    yield database
    await database.close()
    await postgres.drop_database(name)


async def test_it_is_measured_again_though_a_measure_failed_in_whatever_way(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "EVERY", 0.01)
    clock, looks = Clock(), 0

    @event.listens_for(database.reader.sync_engine, "before_cursor_execute", retval=True)
    def broken(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> tuple[str, object]:
        nonlocal looks
        looks += 1
        return ("SELECT nonsense" if looks < 3 else statement), given

    keeping = asyncio.create_task(clock.keep(database.reader))
    clock.offset = timedelta(hours=1)
    async with asyncio.timeout(WITHIN):
        while clock.offset > timedelta(minutes=1):
            assert not keeping.done()
            await asyncio.sleep(0.01)
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping
