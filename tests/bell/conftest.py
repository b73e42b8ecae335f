"""Two processes' bells on one carrier, which can be taken away and brought back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from roundtable.core.bell import Bell
from tests.bell.carried import Carried, OnPostgres, OnRedis
from tests.support.servers import Postgres


@pytest.fixture(
    params=[pytest.param("redis", marks=pytest.mark.redis), pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def carried(request: pytest.FixtureRequest) -> Iterator[Carried]:
    """What carries the bell: a server of the test's own, or the run's PostgreSQL."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        yield OnPostgres(server)
        return
    with OnRedis.started() as redis:
        yield redis


@asynccontextmanager
async def opened(*bells: Bell) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for bell in bells:
            await bell.open()
            stack.push_async_callback(bell.close)
        yield
