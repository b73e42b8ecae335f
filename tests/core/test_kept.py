"""A kept statement answers what SQLAlchemy answers of it, and fails as it does, whoever runs it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Enum,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    event,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from roundtable.core import postgres as lines
from roundtable.core.db import Database
from roundtable.core.kept import Kept
from roundtable.core.tables import Instant
from tests.support.servers import Postgres


class Colour(StrEnum):
    DARK_RED = "dark red"
    BLUE = "blue"


THING = Table(
    "thing",
    MetaData(),
    Column("id", Uuid(), primary_key=True),
    Column("at", Instant()),
    Column("colour", Enum(Colour, native_enum=False)),
    Column("great", BigInteger),
    Column("small", Integer),
    Column("truth", Boolean),
    Column("more", JSON),
    Column("said", Text),
)
NOTHING = dict.fromkeys(THING.c.keys())
FULL = {
    "id": UUID(int=1),
    "at": datetime(2026, 3, 1, 6, 0, 0, 123456, tzinfo=UTC),
    "colour": Colour.DARK_RED,
    "great": 2**40,
    "small": -1,
    "truth": False,
    "more": {"a": [None, 1, "ș"]},
    "said": 'a "text"',
}
EMPTY = {**NOTHING, "id": UUID(int=2)}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.urls(await server.create_database()).owner
    opened = Database(url, pool_size=2)
    async with opened.writer.begin() as connection:
        await connection.run_sync(THING.metadata.create_all)
        await connection.execute(THING.insert(), [FULL, EMPTY])
    yield opened
    await opened.close()


async def test_each_kind_of_value_comes_as_sqlalchemy_gives_it(database: Database) -> None:
    statement = select(THING).order_by(THING.c.id)
    async with database.reading() as connection:
        rows = await Kept(statement).rows(connection, {})
        theirs = (await connection.execute(statement)).all()

    assert [tuple(row) for row in rows] == [tuple(row) for row in theirs]
    assert [row._asdict() for row in rows] == [FULL, EMPTY]
    assert rows[0].colour is Colour.DARK_RED


@pytest.mark.parametrize("name", THING.c.keys())
async def test_each_kind_of_value_is_given_as_sqlalchemy_gives_it(database: Database, name: str) -> None:
    if name == "more":
        pytest.skip("JSON has no equality on PostgreSQL")
    column = THING.c[name]
    kept = Kept(select(THING.c.id).where(column == bindparam("sought", type_=column.type)))
    async with database.reading() as connection:
        assert [row.id for row in await kept.rows(connection, {"sought": FULL[name]})] == [FULL["id"]]
        assert await kept.rows(connection, {"sought": None}) == []


async def test_one_is_found_or_none(database: Database) -> None:
    kept = Kept(select(THING.c.said, func.length(THING.c.said)).where(THING.c.id == bindparam("id")))
    async with database.reading() as connection:
        found = await kept.one_or_none(connection, {"id": FULL["id"]})
        assert found is not None
        assert (found.said, found[1]) == (FULL["said"], len(str(FULL["said"])))
        assert await kept.one_or_none(connection, {"id": UUID(int=3)}) is None


async def test_a_list_whose_length_decides_the_text_is_taken_too(database: Database) -> None:
    kept = Kept(select(THING.c.id).where(THING.c.small.in_(bindparam("some", expanding=True))))
    async with database.reading() as connection:
        for some in ([], [1], [-1], [1, 2, -1]):
            assert len(await kept.rows(connection, {"some": some})) == (-1 in some)


async def test_it_is_told_of_as_any_other_statement(database: Database) -> None:
    told: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        told.append((statement, given))

    event.listen(database.reader.sync_engine, "before_cursor_execute", note)
    kept = Kept(select(THING.c.id).where(THING.c.small == bindparam("sought")))
    async with database.reading() as connection:
        await kept.rows(connection, {"sought": 1})
    event.remove(database.reader.sync_engine, "before_cursor_execute", note)

    ((statement, given),) = told
    assert "FROM thing" in statement
    assert [*(given.values() if isinstance(given, dict) else given)] == [1]


async def test_one_that_cannot_be_run_fails_in_sqlalchemy_s_terms_and_leaves_the_connection(database: Database) -> None:
    impossible: Select[Any] = select(literal_column("nowhere"))
    async with database.reading() as connection:
        for _ in range(2):
            with pytest.raises(DBAPIError):
                await Kept(impossible).rows(connection, {})
            assert not connection.invalidated
        assert len(await Kept(select(THING.c.id)).rows(connection, {})) == 2


async def test_within_a_transaction_it_sees_what_that_has_done(database: Database) -> None:
    kept = Kept(select(THING.c.id))
    async with database._for_writing.one() as connection, connection.begin() as transaction:
        await connection.execute(THING.delete())
        assert await kept.rows(connection, {}) == []
        await transaction.rollback()
    async with database.writing() as session:
        assert len(await kept.rows(await session.connection(), {})) == 2


@pytest.mark.postgres
async def test_a_connection_that_is_lost_is_given_up_and_what_rests_with_it(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "REST", 3_600.0)
    database = Database(postgres.urls(await postgres.create_database()).app, pool_size=2)
    kept = Kept(select(literal_column("pg_backend_pid()", Integer()).label("pid")))
    async with database.reading() as one, database.reading() as other:
        before = {(await kept.rows(each, {}))[0].pid for each in (one, other)}
    killer = await postgres.connect("postgres")
    for pid in before:
        await killer.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await killer.close()

    async with database.reading() as connection:
        with pytest.raises(DBAPIError):
            await kept.rows(connection, {})
    async with database.reading() as one, database.reading() as other:
        after = {(await kept.rows(each, {}))[0].pid for each in (one, other)}
        assert (await one.execute(text("SELECT 1"))).scalar_one() == 1
    assert before.isdisjoint(after)
    await database.close()
