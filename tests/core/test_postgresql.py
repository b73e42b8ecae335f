"""PostgreSQL runs our statements as they are, and may cut a connection at any time."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from roundtable.core import db
from roundtable.core.db import Database
from tests.support.servers import Postgres

pytestmark = pytest.mark.postgres


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    name = await postgres.create_database()
    database = Database(postgres.urls(name).app)
    yield database
    await database.close()
    await postgres.drop_database(name)


async def test_no_statement_is_compiled_before_it_runs(database: Database) -> None:
    async with database.reading() as reading, database.writing() as writing:
        told = [(await each.exec_driver_sql("SHOW jit")).scalar() for each in (reading, await writing.connection())]
    assert told == ["off", "off"]


async def test_a_connection_that_was_cut_while_it_rested_is_not_used_again(
    database: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "REST", 0.0)
    for opened in (database.reading, database.writing):
        before = await _backend(opened())
        await _cut(postgres, before)
        assert await _backend(opened()) != before


async def test_a_connection_that_was_cut_in_use_fails_once(
    database: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "REST", 3_600.0)
    for opened in (database.reading, database.writing):
        before = await _backend(opened())
        await _cut(postgres, before)
        with pytest.raises(DBAPIError):
            await _backend(opened())
        assert await _backend(opened()) != before


async def _backend(opened: AbstractAsyncContextManager[Any]) -> int:
    """The server's process behind a connection."""
    async with opened as found:
        told = await found.execute(text("SELECT pg_backend_pid()"))
        return int(told.scalar_one())


async def _cut(postgres: Postgres, backend: int) -> None:
    connection = await postgres.connect("postgres")
    try:
        await connection.execute("SELECT pg_terminate_backend($1, 5000)", backend)
    finally:
        await connection.close()
