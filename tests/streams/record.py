"""The record as tests look at it, and three ways in which it cannot be written."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from structlog.testing import capture_logs

from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry
from roundtable.core.tables import table_of
from tests.support.servers import Postgres
from tests.support.table import Table


async def entries(table: Table) -> list[Any]:
    """All reads on the record, in the order they came there, each with its cases as `case_ids`."""
    return [entry for entry in await whole_record(table) if entry.kind is not EntryKind.WRITE]


async def whole_record(table: Table) -> list[Any]:
    """All entries, in the order they came there, each with its cases (`case_ids`) and their items (`items`)."""
    entry, case = table_of(RecordEntry), table_of(RecordCase)
    async with table.database.reading() as connection:
        rows = (await connection.execute(select(entry).order_by(entry.c.id))).mappings().all()
        cases = (await connection.execute(select(case).order_by(case.c.case_id))).all()
    items: dict[Any, dict[str, list[str]]] = {row["id"]: {} for row in rows}
    for each in cases:
        # Others come meanwhile.
        if each.entry_id in items:
            items[each.entry_id][each.case_id.hex] = json.loads(each.item_ids)
    return [SimpleNamespace(**row, case_ids=[*items[row["id"]]], items=items[row["id"]]) for row in rows]


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
        await self._run("ALTER TABLE record_entry RENAME TO record_entry_elsewhere")
        with capture_logs() as logged:
            yield logged
        await self._run("ALTER TABLE record_entry_elsewhere RENAME TO record_entry")

    @asynccontextmanager
    async def refusing(self, kind: EntryKind) -> AsyncIterator[None]:
        """No entry of this kind can be written while the block runs."""
        if self._url.startswith("sqlite"):
            no = "BEGIN SELECT RAISE(ABORT, 'no'); END"
            await self._run(f"CREATE TRIGGER no BEFORE INSERT ON record_entry WHEN NEW.kind = '{kind}' {no}")
        else:
            await self._run(f"ALTER TABLE record_entry ADD CONSTRAINT no CHECK (kind <> '{kind}') NOT VALID")
        yield
        await self._run(
            "DROP TRIGGER no" if self._url.startswith("sqlite") else "ALTER TABLE record_entry DROP CONSTRAINT no"
        )

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Another transaction holds it while the block runs: whoever writes waits."""
        engine = create_async_engine(self._url)
        lock = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "LOCK TABLE record_entry IN SHARE MODE"
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
