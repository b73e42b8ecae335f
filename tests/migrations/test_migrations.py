"""Migrations: up from nothing, down to nothing, up again; and the models say nothing that they do not."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Uuid, bindparam, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from roundtable import rls
from roundtable.core.audit.heads import Publisher
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.verify import verify
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import Instant, instant_of
from roundtable.demo.cast import fixed
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
async def test_the_tables_come_under_the_rule_again_with_every_migration(postgres: Postgres) -> None:
    urls = postgres.urls(await postgres.create_database())
    for _ in range(2):
        await asyncio.to_thread(upgrade, urls.owner, APP)
        assert await rls.is_bound(urls.app)
    await asyncio.to_thread(command.check, configuration(urls.owner))

    await _lift(urls.owner)
    assert not await rls.is_bound(urls.app)
    await asyncio.to_thread(command.downgrade, configuration(urls.owner), "base")
    await asyncio.to_thread(upgrade, urls.owner, APP)
    assert await rls.is_bound(urls.app)
    assert not await rls.is_bound(urls.owner)


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


async def test_reads_of_the_time_before_chains_are_carried_over_and_held_by_the_first_head(empty: str) -> None:
    await asyncio.to_thread(command.upgrade, configuration(empty), "0002")
    agency, person, post, case = (fixed(number) for number in (1, 2, 3, 4))
    now = "2026-11-23T09:00:00.000000Z"
    read = "INSERT INTO read_entry VALUES (:id, :at, :post, NULL, 'CasePage', 'f', :cases)"
    rows: list[tuple[str, dict[str, Any]]] = [
        ("INSERT INTO agency VALUES (:agency, 'A', 'NGO', NULL, true)", {"agency": agency}),
        ("INSERT INTO practitioner VALUES (:person, 'P', true)", {"person": person}),
        (
            "INSERT INTO membership (id, practitioner_id, agency_id, role, starts_at)"
            " VALUES (:post, :person, :agency, 'PRACTITIONER', :now)",
            {"post": post, "person": person, "agency": agency, "now": now},
        ),
        *((read, {"id": fixed(number), "at": now, "post": post, "cases": [case]}) for number in (5, 6)),
    ]
    await _insert(empty, rows)

    await asyncio.to_thread(upgrade, empty)

    database, key = Database(empty, pool_size=1), SigningKey("7e" * 32)
    assert await Publisher(database, Clock(), key).publish()
    async with database.reading() as connection:
        verdict = await verify(connection, key.public)
    assert (verdict.entries, verdict.chains, verdict.heads, verdict.faults) == (2, 1, 1, [])
    async with database.writing() as session:
        await session.execute(text("DELETE FROM record_entry WHERE number = 2"))
    async with database.reading() as connection:
        (fault, *_) = (await verify(connection, key.public)).faults
    await database.close()
    assert (fault.number, fault.chain) == (2, "0" * 32)

    await asyncio.to_thread(command.downgrade, configuration(empty), "0002")


async def test_a_subject_that_was_withdrawn_may_be_invited_again_and_enters_once_on_the_way_back(empty: str) -> None:
    await asyncio.to_thread(upgrade, empty)
    person, now = fixed(2), "2026-11-26T09:00:00.000000Z"
    login = (
        "INSERT INTO login (id, issuer, subject, practitioner_id, created_at, withdrawn_at)"
        " VALUES (:id, 'https://login.example', 'p-1', :person, :now, "
    )
    people: tuple[str, dict[str, Any]] = ("INSERT INTO practitioner VALUES (:person, 'P', true)", {"person": person})
    given = [{"id": fixed(number), "person": person, "now": now} for number in (3, 4, 5)]
    await _insert(empty, [people, (f"{login}:now)", given[0]), (f"{login}NULL)", given[1])])
    with pytest.raises(IntegrityError):
        await _insert(empty, [(f"{login}NULL)", given[2])])

    await asyncio.to_thread(command.downgrade, configuration(empty), "0008")

    assert await _values(empty, "SELECT count(*) FROM login") == [1]
    await asyncio.to_thread(upgrade, empty)
    assert await _values(empty, "SELECT withdrawn_at FROM login") == [None]
    with pytest.raises(IntegrityError):
        await _insert(empty, [(f"{login}NULL)", given[2])])


async def _lift(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(rls.lift)
    await engine.dispose()


async def _insert(url: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
    kinds: dict[str, Any] = {"at": Instant(), "now": Instant(), "cases": JSON()}
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement, given in rows:
                binds: list[Any] = [bindparam(name, type_=kinds.get(name, Uuid())) for name in given]
                values = {n: instant_of(v) if n in ("at", "now") else _hexes(v) for n, v in given.items()}
                await connection.execute(text(statement).bindparams(*binds), values)
    finally:
        await engine.dispose()


async def _values(url: str, statement: str) -> list[Any]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = list((await connection.execute(text(statement))).scalars())
    await engine.dispose()
    return found


def _hexes(value: Any) -> Any:
    return [key.hex for key in value] if isinstance(value, list) else value


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
