"""An installation on PostgreSQL whose parts can be killed."""

from collections.abc import AsyncIterator

import pytest

from tests.support.servers import DatabaseUrls, Postgres


@pytest.fixture
async def demo_urls(postgres: Postgres, postgres_template: str) -> AsyncIterator[DatabaseUrls]:
    """A database of the test's own with the demo's case in it."""
    name = await postgres.create_database(template=postgres_template)
    yield postgres.urls(name)
    await postgres.drop_database(name)


@pytest.fixture
def demo_url(demo_urls: DatabaseUrls) -> str:
    """The same as the application's role."""
    return demo_urls.app
