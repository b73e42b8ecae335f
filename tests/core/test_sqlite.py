"""SQLite keeps what it has planned: planning a page's statement takes a hundred times as long as running it."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from tests.support.table import Table, open_table


@pytest.fixture
async def table(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Table]:
    async with open_table(f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}") as opened:
        yield opened


# As SQLite answers them: 2 is FULL.
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


async def test_what_is_acknowledged_is_on_the_disk_and_who_reads_waits_for_nobody_who_writes(table: Table) -> None:
    database = table.services.database
    async with database.reading() as reading, database.writing() as writing:
        for each in (reading, await writing.connection()):
            assert {name: (await each.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in PRAGMAS} == PRAGMAS


async def test_who_writes_has_the_turn_from_the_first_and_meets_no_lock_halfway(table: Table) -> None:
    database = table.services.database
    async with aiosqlite.connect(str(make_url(database.url).database), isolation_level=None, timeout=0) as other:
        async with database.writing() as writing, database.reading() as reading:
            # It has only read.
            await writing.execute(text("SELECT 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await other.execute("BEGIN IMMEDIATE")
            assert (await reading.execute(text("SELECT count(*) FROM message"))).scalar_one() > 0
        async with database.reading() as reading:
            await reading.execute(text("SELECT count(*) FROM message"))
            await other.execute("BEGIN IMMEDIATE")
            await other.execute("ROLLBACK")
        async with database.adding() as adding:
            await adding.execute(text("SELECT 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await other.execute("BEGIN IMMEDIATE")


# SQLite's number for BEGIN, COMMIT and ROLLBACK, which have no plan.
_TRANSACTION = 22


@asynccontextmanager
async def planning(table: Table) -> AsyncIterator[list[Any]]:
    """What SQLite asks leave for, while the block runs: it asks only while it plans."""
    asked: list[Any] = []

    def note(what: int, *about: Any) -> int:
        if what != _TRANSACTION:
            asked.append((what, *about))
        return 0  # go on

    def watch(connection: Any, _: Any) -> None:
        connection.run_async(lambda driver: driver.set_authorizer(note))

    engines = table.database.reader, table.database.writer
    for engine in engines:
        event.listen(engine.sync_engine, "connect", watch)
    # Connections from before are not watched: it opens others.
    await table.database.close()
    yield asked
    for engine in engines:
        event.remove(engine.sync_engine, "connect", watch)


@pytest.mark.slow
async def test_a_page_s_statement_is_planned_once_and_then_only_run(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    pages = {"CasePage": {"caseId": table.case_id}, "ThreadPage": {"threadId": thread}, "MyCases": {}, "Viewer": {}}

    async with planning(table) as asked:
        for name, variables in pages.items():
            first = await ana.ask(name, **variables)
            assert asked != [], name
            asked.clear()
            assert (await ana.ask(name, **variables)).data.keys() == first.data.keys()
            assert asked == [], name


async def test_a_mutation_s_answer_is_planned_once_and_then_only_run(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with planning(table) as asked:
        await ana.act("PostMessage", threadId=thread, body="The first.")
        assert asked != []
        asked.clear()
        await ana.act("PostMessage", threadId=thread, body="The second.")

    assert asked == []


async def test_the_places_of_the_one_who_asks_are_worked_out_once_a_statement(table: Table) -> None:
    ana, sent = await table.by("ana"), []

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        sent.append((statement, given))

    engine = table.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await ana.ask("CasePage", caseId=table.case_id)
    event.remove(engine, "before_cursor_execute", note)
    statement, given = max(sent, key=lambda each: len(each[0]))
    async with table.database.reading() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)).all()

    assert [step.detail for step in plan].count("MATERIALIZE mine") == 1


async def test_a_statement_is_one_visit_to_its_connections_thread(table: Table) -> None:
    async with table.database.reading() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        visits, visit = list[Any](), driver._execute

        async def counted(*what: Any) -> Any:
            visits.append(what)
            return await visit(*what)

        driver._execute = counted
        assert (await connection.execute(text("SELECT 1 UNION SELECT 2"))).scalars().all() == [1, 2]
        del driver._execute
    assert len(visits) == 1


async def test_rows_that_are_taken_by_and_by_all_come_once(table: Table) -> None:
    async with table.database.reading() as connection:
        rows = await connection.stream(text("SELECT value FROM json_each('[1,2,3,4,5]')"))
        assert await rows.fetchone() == (1,)
        assert await rows.fetchmany(2) == [(2,), (3,)]
        assert [row async for row in rows] == [(4,), (5,)]
        assert await rows.fetchone() is None


async def test_a_statement_that_fails_says_so_and_leaves_the_connection_usable(table: Table) -> None:
    async with table.database.reading() as connection:
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT 1 FROM nowhere"))
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_as_many_connections_are_opened_as_are_kept(table: Table) -> None:
    pool: Any = table.database.reader.pool
    async with asyncio.TaskGroup() as group:
        for _ in range(3 * pool.size()):
            group.create_task(table.database.answers())
    assert pool.checkedin() <= pool.size()
    assert pool.overflow() <= 0
