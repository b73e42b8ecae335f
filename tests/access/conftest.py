"""A server for all the worlds of a module: worlds stand beside each other and are taken away again."""

import shutil
from collections.abc import AsyncIterator

import pytest

from roundtable.access.models import Entitlement
from roundtable.core.tables import table_of
from tests.access.looking import TALLY, Onlookers
from tests.support.servers import Postgres
from tests.support.table import open_table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the worlds of this run came to."""
    if TALLY:
        terminalreporter.write_line(", ".join(f"{count:,} {name}" for name, count in TALLY.items()))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def onlookers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Onlookers]:
    """Everyone signed in, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        copy = tmp_path_factory.mktemp("worlds") / "roundtable.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        url = f"sqlite+aiosqlite:///{copy}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        # As the owner: a world is taken away again whole, and the application's role can take no fact away.
        url = server.urls(await server.create_database(template=request.getfixturevalue("postgres_template"))).owner
    async with open_table(url) as table:
        # A world says itself who is entitled to what: the cast's agencies bring nothing.
        async with table.database.writing() as session:
            await session.execute(table_of(Entitlement).delete())
        everyone = Onlookers(table)
        await everyone.sign_in()
        yield everyone
