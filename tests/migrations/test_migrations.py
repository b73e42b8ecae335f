"""Migrations: up from nothing, down to nothing, up again; and the models say nothing that they do not."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from roundtable.migrate import FOR_GOOD, configuration, upgrade
from tests.support.servers import APP, Postgres

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, as its owner."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/empty.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.urls(await server.create_database()).owner


async def test_up_from_empty_down_and_up_again(empty: str) -> None:
    await asyncio.to_thread(upgrade, empty)
    first = await _tables(empty)
    await asyncio.to_thread(command.downgrade, configuration(empty), "base")
    assert await _tables(empty) == {"alembic_version"}
    await asyncio.to_thread(upgrade, empty)
    assert await _tables(empty) == first
    assert {"case", "message", "task", "fact", "record_entry"} <= first


async def test_the_models_say_what_the_migrations_made(empty: str) -> None:
    await asyncio.to_thread(upgrade, empty)
    await asyncio.to_thread(command.check, configuration(empty))


@pytest.mark.postgres
async def test_the_application_can_neither_change_nor_take_away_what_is_written_for_good(postgres: Postgres) -> None:
    urls = postgres.urls(await postgres.create_database())
    await asyncio.to_thread(upgrade, urls.owner, APP)

    for table in FOR_GOOD:
        for attempt in ("DELETE FROM", "DROP TABLE", "TRUNCATE"):
            assert await _refusal(urls.app, f"{attempt} {table}") == "InsufficientPrivilegeError"
    for change in ("fact SET name = 'TASK_CHANGED'", "stream_entry SET number = 0", "record_entry SET operation = ''"):
        assert await _refusal(urls.app, f"UPDATE {change}") == "InsufficientPrivilegeError"
    assert await _refusal(urls.app, "UPDATE alembic_version SET version_num = ''") == "InsufficientPrivilegeError"
    assert await _refusal(urls.app, "CREATE TABLE more (id int)") == "InsufficientPrivilegeError"
    assert await _refusal(urls.app, "DELETE FROM performed") is None


async def _tables(url: str) -> set[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    return set(names)


async def _refusal(url: str, statement: str) -> str | None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    except DBAPIError as refused:
        assert refused.orig is not None
        return type(refused.orig.__cause__).__name__
    finally:
        await engine.dispose()
    return None
