"""A server for all the worlds of a module: worlds stand beside each other and are taken away again."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import ColumnElement, true

from roundtable.access.models import Entitlement
from roundtable.core.tables import table_of
from roundtable.models import OUTSIDE, tables
from roundtable.reader.reader import Reader
from tests.access.looking import TALLY, Onlookers
from tests.support.servers import Postgres
from tests.support.table import open_table

# Twice enforced, as it runs; and each of the two on its own.
ENFORCED = [
    pytest.param(how, marks=pytest.mark.postgres)
    for how in ("twice", "by the filter only", "by row-level security only")
]
# A type that shows rows of a table to fewer than another type of the same rows does.
_TO_FEWER = {"Invitation"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the worlds of this run came to."""
    if TALLY:
        terminalreporter.write_line(", ".join(f"{count:,} {name}" for name, count in TALLY.items()))


@pytest.fixture(scope="module", params=["sqlite", *ENFORCED])
async def onlookers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Onlookers]:
    """Everyone signed in: on SQLite, and on PostgreSQL in each way of enforcing the rule."""
    if request.param == "sqlite":
        copy = tmp_path_factory.mktemp("worlds") / "roundtable.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        url = f"sqlite+aiosqlite:///{copy}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = await server.create_database(template=request.getfixturevalue("postgres_template"))
        url = server.urls(name).app
        if request.param == "by the filter only":
            await server.execute(*without_policies(), database=name)
    async with open_table(url) as table:
        # A world says itself who is entitled to what: the cast's agencies bring nothing.
        async with table.database.writing() as session:
            await session.execute(table_of(Entitlement).delete())
        if request.param == "by row-level security only":
            take_filter_away(table.services.reader)
        everyone = Onlookers(table)
        await everyone.sign_in()
        yield everyone


def without_policies() -> list[str]:
    """Leaves the rule to the reader."""
    guarded = (table.name for table in tables() if table.name not in OUTSIDE)
    return [f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY' for name in guarded]


def take_filter_away(reader: Reader) -> None:
    """Leaves the rule to the database, which knows rows and no types."""
    reader.registry = {
        name: (shape and replace(shape, guard=shape.guard if name in _TO_FEWER else _open), readings)
        for name, (shape, readings) in reader.registry.items()
    }


def _open(_row: Any) -> ColumnElement[bool]:
    return true()
