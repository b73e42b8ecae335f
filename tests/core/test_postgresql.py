"""PostgreSQL runs our statements as they are, and may cut a connection at any time, or say nothing any more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from roundtable.core import db, lending
from roundtable.core import postgres as lines
from roundtable.core.db import Database
from tests.support.proxy import Proxy, proxy_to
from tests.support.servers import Postgres

pytestmark = pytest.mark.postgres
# Seconds that no test comes near, unless something hangs.
WITHIN = 10.0


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


# As the server says them: what it is told by a name it does not know, or in another unit, would be another answer.
BOUNDS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "transaction_isolation": "read committed",
}


async def test_no_statement_lock_or_transaction_lasts_without_end_and_each_statement_sees_what_is_committed(
    database: Database,
) -> None:
    async with database.reading() as reading, database.writing() as writing, database.adding() as adding:
        for each in (reading, await writing.connection(), adding):
            found = {name: (await each.exec_driver_sql(f"SHOW {name}")).scalar() for name in BOUNDS}
            assert found == BOUNDS


@pytest.mark.parametrize(
    ("bound", "statement", "told"),
    [
        ("lock_timeout", "SELECT pg_advisory_xact_lock(1)", "lock timeout"),
        ("statement_timeout", "SELECT pg_sleep(5)", "statement timeout"),
    ],
)
async def test_what_waits_for_a_lock_or_takes_too_long_is_broken_off(
    database: Database, monkeypatch: pytest.MonkeyPatch, bound: str, statement: str, told: str
) -> None:
    """By our own settings, only sooner."""
    monkeypatch.setitem(lines._SETTINGS, bound, "200")
    hurried = Database(database.url)
    async with asyncio.timeout(WITHIN), database.writing() as other:
        await other.execute(text("SELECT pg_advisory_xact_lock(1)"))
        for opened in (hurried.reading, hurried.writing):
            with pytest.raises(DBAPIError, match=told):
                await _run(opened(), statement)
    await hurried.close()


async def test_a_connection_that_was_cut_while_it_rested_is_not_used_again(
    database: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "REST", 0.0)
    for opened in (database.reading, database.writing):
        before = await _backend(opened())
        await _cut(postgres, before)
        assert await _backend(opened()) != before


async def test_a_connection_that_was_cut_in_use_fails_once(
    database: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "REST", 3_600.0)
    for opened in (database.reading, database.writing):
        before = await _backend(opened())
        await _cut(postgres, before)
        with pytest.raises(DBAPIError):
            await _backend(opened())
        assert await _backend(opened()) != before


@pytest.fixture
async def far(
    database: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Database, Proxy]]:
    """The database by a wire that can be spoilt, with two connections each, of which none is waited for long."""
    for name, seconds in {"ANSWERED": 0.5, "STANDS": 0.2, "FREE": 0.3}.items():
        monkeypatch.setattr(lines, name, seconds)
    # They are opened at once.
    monkeypatch.setattr(lending, "FIRST", 0)
    with proxy_to(postgres.port) as wire:
        opened = Database(make_url(database.url).set(port=wire.port).render_as_string(), pool_size=2)
        yield opened, wire
        await opened.close()


async def test_a_connection_that_became_half_open_while_it_rested_is_not_used_again(
    far: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, wire = far
    monkeypatch.setattr(lines, "REST", 0.0)
    async with asyncio.timeout(WITHIN):
        for opened in (database.reading, database.writing):
            before = await _backend(opened())
            wire.half_open()
            assert await _backend(opened()) != before


async def test_a_connection_that_became_half_open_in_use_fails_once(
    far: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, wire = far
    monkeypatch.setattr(lines, "REST", 3_600.0)
    async with asyncio.timeout(WITHIN):
        for opened in (database.reading, database.writing):
            before = await _backend(opened())
            wire.half_open()
            with pytest.raises(TimeoutError):
                await _backend(opened())
            assert await _backend(opened()) != before


async def test_what_is_asked_while_all_connections_are_half_open_fails_and_what_comes_then_does_not(
    far: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, wire = far
    monkeypatch.setattr(lines, "REST", 3_600.0)
    async with asyncio.timeout(WITHIN):
        for opened in (database.reading, database.writing):
            await asyncio.gather(*(_backend(opened()) for _ in range(2)))
            wire.half_open()
            ends = await asyncio.gather(*(_backend(opened()) for _ in range(6)), return_exceptions=True)
            assert {isinstance(end, SQLAlchemyError | TimeoutError) for end in ends} == {True}
            assert len(set(await asyncio.gather(*(_backend(opened()) for _ in range(2))))) == 2


async def test_a_transaction_whose_connection_became_half_open_is_given_up_at_its_end(
    far: tuple[Database, Proxy],
) -> None:
    database, wire = far
    async with asyncio.timeout(WITHIN):
        with pytest.raises(TimeoutError):
            await _write(database, wire.half_open)
        assert await _backend(database.writing())


async def test_one_whose_transaction_cannot_be_taken_back_is_given_up(far: tuple[Database, Proxy]) -> None:
    database, wire = far
    async with asyncio.timeout(WITHIN):
        for _ in range(3):
            with pytest.raises((SQLAlchemyError, TimeoutError)):
                await _leave_open(database, wire)
        assert len(set(await asyncio.gather(*(_backend(database.writing()) for _ in range(2))))) == 2


async def test_it_closes_though_its_connections_are_half_open(
    far: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ANSWERED", 2 * WITHIN)
    monkeypatch.setattr(db, "GOODBYE", 0.2)
    database, wire = Database(far[0].url, pool_size=2), far[1]
    async with asyncio.timeout(WITHIN):
        for opened in (database.reading, database.writing):
            await asyncio.gather(*(_backend(opened()) for _ in range(2)))
        wire.half_open()
        await database.close()


@pytest.mark.parametrize("spoil", ["reset", "cut"])
async def test_a_connection_that_breaks_off_in_use_fails_once(
    far: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    database, wire = far
    monkeypatch.setattr(lines, "REST", 3_600.0)
    async with asyncio.timeout(WITHIN):
        for opened in (database.reading, database.writing):
            before = await _backend(opened())
            getattr(wire, spoil)()
            with pytest.raises((SQLAlchemyError, OSError)):
                await _backend(opened())
            assert await _backend(opened()) != before


async def _backend(opened: AbstractAsyncContextManager[Any]) -> int:
    """The server's process behind a connection."""
    async with opened as found:
        told = await found.execute(text("SELECT pg_backend_pid()"))
        return int(told.scalar_one())


async def _run(opened: AbstractAsyncContextManager[Any], statement: str) -> None:
    async with opened as found:
        await found.execute(text(statement))


async def _write(database: Database, meanwhile: Callable[[], None]) -> None:
    async with database.writing() as session:
        await session.execute(text("SELECT 1"))
        meanwhile()


async def _leave_open(database: Database, wire: Proxy) -> None:
    async with database._for_writing.one() as connection:
        await connection.execute(text("SELECT 1"))
        wire.half_open()


async def _cut(postgres: Postgres, backend: int) -> None:
    connection = await postgres.connect("postgres")
    try:
        await connection.execute("SELECT pg_terminate_backend($1, 5000)", backend)
    finally:
        await connection.close()
