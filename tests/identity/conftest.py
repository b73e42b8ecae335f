"""Databases with the cast seated, for sign-in alone: on SQLite, and on PostgreSQL where storage matters."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from roundtable.core.db import Database
from tests.identity.hostile import AT_HOSTILE, ISSUER, HostileProvider
from tests.identity.house import DEMO_ISSUER, DEMO_ORIGIN, House, bind_script, build, invite, open_house
from tests.support.servers import Postgres


@pytest.fixture(scope="session")
async def seated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the cast seated and nobody invited, to be copied."""
    path = tmp_path_factory.mktemp("identity") / "seated.db"
    made = Database(f"sqlite+aiosqlite:///{path}", 1)
    await build(made)
    await made.close()
    return path


@pytest.fixture
async def database(seated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """SQLite, the cast seated, nobody invited."""
    made = Database(f"sqlite+aiosqlite:///{shutil.copy(seated, tmp_path)}", 2)
    yield made
    await made.close()


@pytest.fixture
async def postgres_database(postgres: Postgres) -> AsyncIterator[Database]:
    """The same on PostgreSQL, as the tables' owner."""
    made = Database(postgres.urls(await postgres.create_database()).owner, 2)
    await build(made)
    yield made
    await made.close()


@pytest.fixture(params=["database", pytest.param("postgres_database", marks=pytest.mark.postgres)])
def either_database(request: pytest.FixtureRequest) -> Database:
    """Where storage matters: on SQLite and on PostgreSQL."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def demo(database: Database) -> AsyncIterator[House]:
    """The demo: its own provider, the whole cast invited, the NGO's script bound."""
    await invite(database, DEMO_ISSUER, "ana", "bogdan", "corina", "dalia", "horia")
    await bind_script(database, DEMO_ISSUER)
    async with open_house(database, demo=True, public_origin=DEMO_ORIGIN) as house:
        yield house


@pytest.fixture
def hostile() -> HostileProvider:
    return HostileProvider()


@pytest.fixture
async def house(database: Database, hostile: HostileProvider) -> AsyncIterator[House]:
    """A server whose provider is in the hands of the test; Ana and Corina are invited, the NGO's script is bound."""
    await invite(database, ISSUER, "ana", "corina")
    await bind_script(database, ISSUER)
    async with open_house(database, hostile.transport(), **AT_HOSTILE) as house:
        yield house
