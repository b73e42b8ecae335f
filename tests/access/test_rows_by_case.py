"""PostgreSQL finds rows by their case without trying or walking all of the actor's cases for each of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Select, Table, literal_column, select

from roundtable.core import guards
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.standing import after, standing
from roundtable.core.tables import row_of
from roundtable.demo.cast import PEOPLE
from roundtable.models import OUTSIDE, tables
from tests.support.explain import explained
from tests.support.servers import Postgres

pytestmark = pytest.mark.postgres

CORINA = PEOPLE["corina"].posts[0].id
OF_A_CASE = {
    table.name: table
    for table in tables()
    if table.name not in OUTSIDE and ("case_id" in table.c or table.name == "case")
}


@pytest.fixture
async def database(postgres: Postgres, postgres_template: str) -> AsyncIterator[Database]:
    name = await postgres.create_database(template=postgres_template)
    database = Database(postgres.urls(name).app)
    yield database
    await database.close()
    await postgres.drop_database(name)


async def test_no_condition_on_an_index_names_all_cases_twice(database: Database) -> None:
    for table in OF_A_CASE.values():
        for line in await _plan(database, table):
            if "Cond:" in line:
                assert line.count("= ANY (") <= 1, (table.name, line)


@pytest.mark.parametrize("name", ["case", "thread", "message", "task", "audience"])
async def test_rows_are_found_by_the_index_of_their_case(database: Database, name: str) -> None:
    own = "id" if name == "case" else "case_id"
    (scan,) = [line for line in await _plan(database, OF_A_CASE[name]) if f"Index Cond: ({own} = ANY (" in line]
    assert scan.count("= ANY") == 1


async def _plan(database: Database, table: Table) -> list[str]:
    """How a select of all that the actor sees of a table is run, with indexes wherever they can serve."""
    row = row_of(table)
    seen: Select[Any] = select(literal_column("1")).select_from(row).where(guards.sees(table, row))
    async with database.reading() as connection:
        await connection.exec_driver_sql("SET enable_seqscan = off")
        return await explained(connection, after(standing(), seen), {"me": CORINA, "now": Clock().now()})
