"""The servers that tests run against are what they say they are."""

import asyncpg
import pytest
import redis

from roundtable.rls import RULE
from tests.support.servers import APP, OWNER, Postgres


def plain(url: str) -> str:
    """The form asyncpg itself reads."""
    return url.replace("postgresql+asyncpg://", "postgresql://")


@pytest.mark.postgres
async def test_no_role_can_step_around_row_level_security(postgres: Postgres) -> None:
    name = await postgres.create_database()
    connection = await asyncpg.connect(plain(postgres.urls(name).app))
    try:
        rows = await connection.fetch(
            "SELECT rolname, rolsuper, rolbypassrls, rolname = pg_get_userbyid(datdba) AS owns"
            " FROM pg_roles, pg_database WHERE datname = current_database() AND rolname LIKE 'roundtable%' ORDER BY 1"
        )
    finally:
        await connection.close()
    roles = [(APP, False, False, False), (OWNER, False, False, True), (RULE, False, False, False)]
    assert [tuple(row) for row in rows] == roles
    await postgres.drop_database(name)


@pytest.mark.postgres
async def test_a_database_made_from_a_template_starts_with_its_rows_and_shares_nothing(postgres: Postgres) -> None:
    template = await postgres.create_database()
    await postgres.execute("CREATE TABLE seat (name text)", "INSERT INTO seat VALUES ('Ana')", database=template)
    one, other = [await postgres.create_database(template=template) for _ in range(2)]
    await postgres.execute("DELETE FROM seat", database=one)
    connection = await asyncpg.connect(plain(postgres.url("postgres", other)))
    try:
        assert await connection.fetchval("SELECT name FROM seat") == "Ana"
    finally:
        await connection.close()
    for name in (one, other, template):
        await postgres.drop_database(name)


@pytest.mark.redis
def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping() is True
