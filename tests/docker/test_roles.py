"""The script that PostgreSQL's image runs makes roles that row-level security binds, as the server wants them."""

import os
import subprocess
from asyncio import to_thread
from collections.abc import Iterator
from pathlib import Path

import pytest

from roundtable.migrate import upgrade
from roundtable.rls import RULE, is_bound
from tests.house.committed import ROOT
from tests.support.servers import APP, OWNER, Postgres, postgres_server

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
_ROLES = """
SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls, rolinherit, rolpassword LIKE 'SCRAM-SHA-256$%'
FROM pg_authid WHERE rolname LIKE 'roundtable%' ORDER BY 1
"""


@pytest.fixture
def empty() -> Iterator[Postgres]:
    """A server of the test's own, to which roles can be made."""
    with postgres_server() as server:
        yield server


async def test_the_roles_are_those_that_the_server_wants(empty: Postgres, tmp_path: Path) -> None:
    await empty.execute(*(f"DROP ROLE {role}" for role in (OWNER, APP, RULE)))
    for name in ("owner_password", "app_password"):
        (tmp_path / name).write_text(f"of the {name}\n")
    given = {"SECRETS": str(tmp_path), "PGHOST": "127.0.0.1", "PGPORT": str(empty.port), "PATH": os.environ["PATH"]}
    await to_thread(subprocess.run, [ROOT / "docker" / "postgres" / "roles.sh"], check=True, env=given)

    connection = await empty.connect("roundtable")
    try:
        roles = [tuple(row) for row in await connection.fetch(_ROLES)]
    finally:
        await connection.close()
    # May sign in, may step around the rule, inherits, has a password.
    assert roles == [
        (APP, True, False, True, True),
        (OWNER, True, False, False, True),
        (RULE, False, False, True, None),
    ]
    urls = empty.urls("roundtable")
    await to_thread(upgrade, urls.owner, APP)
    assert await is_bound(urls.app)
