"""An installation on PostgreSQL whose parts can be killed."""

from collections.abc import AsyncIterator

import pytest

from tests.support.servers import Postgres


@pytest.fixture
async def demo_url(postgres: Postgres, postgres_template: str) -> AsyncIterator[str]:
    """A database of the test's own with the demo's case in it, as the application's role."""
    name = await postgres.create_database(template=postgres_template)
    yield postgres.urls(name).app
    await postgres.drop_database(name)
