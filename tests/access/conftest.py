"""A server for all the worlds of a run: worlds stand beside each other and are taken away again."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, true

from roundtable.access.models import Entitlement
from roundtable.core.tables import row_of, table_of
from roundtable.models import OUTSIDE, tables
from roundtable.reader.reader import Reader
from roundtable.reader.shapes import Shape
from tests.access.looking import TALLY, Onlookers
from tests.support.servers import Postgres
from tests.support.table import open_table

# As it runs: the reader reads what the rule's views show, all else is under policies. And each of the two on its own.
ENFORCED = [
    pytest.param(how, marks=pytest.mark.postgres)
    for how in ("as it runs", "by the filter only", "by row-level security only")
]
# All tests of the rest of the house run as it runs; what is here shows that each of the two holds by itself. The other
# ways of what stands in a file of its own are for `make test-worlds`, as is the mass of what is generated.
WAYS = ["sqlite", *(ENFORCED if os.environ.get("EVERY_WAY") else ENFORCED[-1:])]
# A type that shows rows of a table to fewer than another type of the same rows does.
_TO_FEWER = {"Invitation"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the worlds of this run came to."""
    if TALLY:
        terminalreporter.write_line(", ".join(f"{count:,} {name}" for name, count in TALLY.items()))


@pytest.fixture(scope="module", params=WAYS)
def onlookers(request: pytest.FixtureRequest) -> Onlookers:
    """Everyone signed in: on SQLite, and on PostgreSQL in a way of enforcing the rule."""
    found: Onlookers = request.getfixturevalue(f"onlookers_{request.param.replace(' ', '_').replace('-', '_')}")
    return found


@pytest.fixture(scope="session")
async def onlookers_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Onlookers]:
    copy = shutil.copy(sqlite_template, tmp_path_factory.mktemp("worlds"))
    async with _sitting_down(f"sqlite+aiosqlite:///{copy}") as everyone:
        yield everyone


@pytest.fixture(scope="session")
async def onlookers_as_it_runs(postgres: Postgres, postgres_template: str) -> AsyncIterator[Onlookers]:
    name = await postgres.create_database(template=postgres_template)
    async with _sitting_down(postgres.urls(name).app) as everyone:
        yield everyone


@pytest.fixture(scope="session")
async def onlookers_by_the_filter_only(postgres: Postgres, postgres_template: str) -> AsyncIterator[Onlookers]:
    name = await postgres.create_database(template=postgres_template)
    await postgres.execute(*without_policies(), database=name)
    async with _sitting_down(postgres.urls(name).app) as everyone:
        yield everyone


@pytest.fixture(scope="session")
async def onlookers_by_row_level_security_only(postgres: Postgres, postgres_template: str) -> AsyncIterator[Onlookers]:
    name = await postgres.create_database(template=postgres_template)
    async with _sitting_down(postgres.urls(name).app) as everyone:
        take_filter_away(everyone.table.services.reader)
        yield everyone


@asynccontextmanager
async def _sitting_down(url: str) -> AsyncIterator[Onlookers]:
    async with open_table(url) as table:
        # A world says itself who is entitled to what: the cast's agencies bring nothing.
        async with table.database.writing() as session:
            await session.execute(table_of(Entitlement).delete())
        everyone = Onlookers(table)
        await everyone.sign_in()
        yield everyone


def without_policies() -> list[str]:
    """Leaves the rule to the reader."""
    guarded = (table.name for table in tables() if table.name not in OUTSIDE)
    return [f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY' for name in guarded]


def take_filter_away(reader: Reader) -> None:
    """Leaves the rule to the policies, which know rows and no types: tables are read, by no guard."""
    reader.registry = {
        name: (shape and _Bare(**{**vars(shape), "guard": shape.guard if name in _TO_FEWER else _open}), readings)
        for name, (shape, readings) in reader.registry.items()
    }


class _Bare(Shape):
    def row(self) -> Any:
        return row_of(self.table)


def _open(_row: Any) -> ColumnElement[bool]:
    return true()
