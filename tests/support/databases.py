"""Databases for tests, migrated and told the story once: copied for a test, or put back as they were before it."""

import asyncio
import functools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
import pytest

from roundtable.core.db import Database
from roundtable.demo import story
from roundtable.identity.config import DEMO_PATH
from roundtable.migrate import upgrade
from tests.support.servers import APP, Postgres

ORIGIN = "http://127.0.0.1:8000"
ON_BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
Restored = Callable[[], Awaitable[str]]
# Those that serve one test after the other: what their connections have planned, and know of the tables, is kept.
LASTING: dict[str, Database] = {}
_STRUCTURE = "SELECT type, name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
_ANEW = 'DELETE FROM main."{0}"; INSERT INTO main."{0}" SELECT * FROM kept."{0}";'
_KEPT_STRUCTURE = _STRUCTURE.replace("main.", "kept.")
# A copy of each table's rows, beside them; and what puts the rows back as they were, where a test has been.
_KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; steps text := ''; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
        steps := steps || format('DELETE FROM public.%1$I; INSERT INTO public.%1$I SELECT * FROM kept.%1$I; ', name);
    END LOOP;
    EXECUTE format('CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql'
        ' SET session_replication_role = replica SET lock_timeout = %L AS %L', '10s', 'BEGIN ' || steps || 'END');
END $$
"""
_STRUCTURE_ON_POSTGRESQL = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat_ws(' ', oid, relname, relkind, relnatts, relrowsecurity, relforcerowsecurity, relacl) FROM pg_class
    WHERE relnamespace IN ('public'::regnamespace, 'rule'::regnamespace, 'seen'::regnamespace)
    UNION ALL SELECT concat_ws(' ', oid, conname, convalidated) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', oid, polname) FROM pg_policy
    UNION ALL SELECT concat_ws(' ', oid, proname) FROM pg_proc WHERE pronamespace = 'rule'::regnamespace
) AS parts(part)
"""


async def _tell(url: str) -> None:
    database = Database(url)
    await story.load(database, f"{ORIGIN}{DEMO_PATH}", datetime.now(UTC))
    await database.close()


def _apart(step: Callable[..., Any], *given: Any) -> Any:
    """Run a step that wants an event loop of its own, in a thread that has none: the tests' loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(step, *given).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with everything in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "roundtable.db"
    url = f"sqlite+aiosqlite:///{path}"
    _apart(upgrade, url)
    _apart(asyncio.run, _tell(url))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """A PostgreSQL database with everything in it, to be copied."""
    name: str = _apart(asyncio.run, postgres.create_database())
    _apart(functools.partial(upgrade, demo=True), postgres.urls(name).owner, APP)
    _apart(asyncio.run, _tell(postgres.urls(name).app))
    return name


@pytest.fixture(params=ON_BOTH)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of the test's own, a copy of the template: SQLite, then PostgreSQL as the application's role."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path)}"
        return
    server = request.getfixturevalue("postgres")
    fresh = await server.create_database(template=request.getfixturevalue("postgres_template"))
    yield server.urls(fresh).app
    await server.drop_database(fresh)


@pytest.fixture(scope="session")
async def sqlite_restored(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Restored]:
    """One SQLite file for all tests of a run, as the template is before each."""
    file = tmp_path_factory.mktemp("table") / "roundtable.db"
    url = f"sqlite+aiosqlite:///{file}"

    async def restored() -> str:
        if not (url in LASTING and await _put_back(file, sqlite_template)):
            await _end(url)
            for left in file.parent.iterdir():
                left.unlink()
            shutil.copy(sqlite_template, file)
        return url

    yield restored
    await _end(url)


@pytest.fixture(scope="session")
async def postgres_restored(postgres: Postgres, postgres_template: str) -> AsyncIterator[Restored]:
    """One PostgreSQL database for all tests of a run, as the template is before each, as the application's role."""
    urls = postgres.urls(name := "table_of_a_test")
    kept = _Kept(postgres, name, postgres_template)

    async def restored() -> str:
        await kept.put_back()
        return urls.app

    yield restored
    await _end(urls.app)
    await _end(urls.superuser)
    await kept.close()


@pytest.fixture(params=ON_BOTH)
def database_restored(request: pytest.FixtureRequest) -> Restored:
    """What makes the database of tests as it was, and answers its address."""
    found: Restored = request.getfixturevalue(f"{request.param}_restored")
    return found


@dataclass
class _Kept:
    """A PostgreSQL database that keeps a copy of its rows; it is made anew where a test left another structure."""

    server: Postgres
    name: str
    template: str
    structure: str = ""
    connection: asyncpg.Connection | None = None

    async def put_back(self) -> None:
        if self.connection and await self.connection.fetchval(_STRUCTURE_ON_POSTGRESQL) == self.structure:
            await self.connection.execute("SELECT kept.put_back()")
            return
        await self.close()
        await self.server.drop_database(self.name)
        await self.server.create_database(self.name, template=self.template)
        self.connection = await self.server.connect(self.name)
        await self.connection.execute(_KEEP)
        self.structure = await self.connection.fetchval(_STRUCTURE_ON_POSTGRESQL)

    async def close(self) -> None:
        if self.connection:
            await self.connection.close()


def make_last(*databases: Database) -> None:
    """Their connections are not closed by who opened them, but by the end of the run."""
    for database in databases:
        if database.url not in LASTING:
            database.close = database.settle  # type: ignore[method-assign]
            LASTING[database.url] = database


async def _end(url: str) -> None:
    if url in LASTING:
        await Database.close(LASTING[url])


async def _put_back(file: Path, template: Path) -> bool:
    """Whether that could be done: not where a test has left another structure behind."""
    async with aiosqlite.connect(file, isolation_level=None) as database:
        await database.execute("ATTACH ? AS kept", (str(template),))
        here, kept = [list(await database.execute_fetchall(query)) for query in (_STRUCTURE, _KEPT_STRUCTURE)]
        if here != kept:
            return False
        names = [name for kind, name, _ in kept if kind == "table" and not name.startswith("sqlite_")]
        anew = [_ANEW.format(name) for name in names]
        await database.executescript("\n".join(["PRAGMA synchronous = OFF; BEGIN IMMEDIATE;", *anew, "COMMIT"]))
    return True
