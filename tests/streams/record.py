"""The record of reads as tests look at it, and two ways in which it cannot be written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from structlog.testing import capture_logs

from roundtable.core.audit import ReadEntry
from roundtable.core.tables import table_of
from tests.support.servers import Postgres
from tests.support.table import Table


async def entries(table: Table) -> list[Any]:
    """All that is on the record, in the order it came there."""
    row = table_of(ReadEntry)
    async with table.database.reading() as connection:
        return list(await connection.execute(select(row).order_by(row.c.id)))


@asynccontextmanager
async def recorded(table: Table) -> AsyncIterator[list[Any]]:
    """What came onto the record while the block ran; filled in at its end."""
    before, added = len(await entries(table)), list[Any]()
    yield added
    added.extend((await entries(table))[before:])


class Record:
    """The record's table, in the hands of whoever owns the database."""

    def __init__(self, table: Table, request: pytest.FixtureRequest) -> None:
        self._url = table.database.url
        if not table.database.is_sqlite:
            server: Postgres = request.getfixturevalue("postgres")
            self._url = server.urls(make_url(self._url).database or "").owner

    @asynccontextmanager
    async def gone(self) -> AsyncIterator[list[Any]]:
        """Nothing can be written to it while the block runs; what is logged meanwhile, for the test to look at."""
        await self._run("ALTER TABLE read_entry RENAME TO read_entry_elsewhere")
        with capture_logs() as logged:
            yield logged
        await self._run("ALTER TABLE read_entry_elsewhere RENAME TO read_entry")

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Another transaction holds it while the block runs: whoever writes waits."""
        engine = create_async_engine(self._url)
        lock = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "LOCK TABLE read_entry IN SHARE MODE"
        async with engine.connect() as connection:
            await connection.execute(text(lock))
            yield
            await connection.rollback()
        await engine.dispose()

    async def _run(self, statement: str) -> None:
        engine = create_async_engine(self._url)
        async with engine.begin() as connection:
            await connection.execute(text(statement))
        await engine.dispose()
