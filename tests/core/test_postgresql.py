"""PostgreSQL runs our statements as they are."""

import pytest

from roundtable.core.db import Database
from tests.support.servers import Postgres


@pytest.mark.postgres
async def test_no_statement_is_compiled_before_it_runs(postgres: Postgres) -> None:
    name = await postgres.create_database()
    database = Database(postgres.urls(name).app)
    async with database.reading() as reading, database.writing() as writing:
        told = [(await each.exec_driver_sql("SHOW jit")).scalar() for each in (reading, await writing.connection())]
    await database.close()
    await postgres.drop_database(name)
    assert told == ["off", "off"]
