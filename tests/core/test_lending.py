"""Connections stay in hand: each is lent to one at a time, and comes back as it was lent, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core import lending as lending_module
from roundtable.core import postgres as lines
from roundtable.core.db import Database
from roundtable.core.lending import Lending
from tests.support.servers import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def lending(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Lending]:
    """Two connections, of which statements make transactions."""
    url = f"sqlite+aiosqlite:///{tmp_path}/lent.db"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.urls(await server.create_database()).owner
    database = Database(url, pool_size=2)
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE thing (name TEXT)"))
    yield database._for_writing
    await database.close()


async def _driver(connection: AsyncConnection) -> int:
    return id((await connection.get_raw_connection()).driver_connection)


async def test_who_comes_next_gets_the_one_that_was_used_last(lending: Lending) -> None:
    async with lending.one() as first, lending.one() as second:
        drivers = [await _driver(first), await _driver(second)]
    async with lending.one() as third:
        assert await _driver(third) == drivers[0]
    assert len(set(drivers)) == 2


async def test_no_more_are_lent_than_there_are(lending: Lending, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as taken:
        for _ in range(2):
            await taken.enter_async_context(lending.one())
        waiting = asyncio.create_task(_use(lending))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        monkeypatch.setattr(lines, "FREE", 0.05)
        with pytest.raises(TimeoutError):
            await _use(lending)
    await waiting


async def test_one_who_waits_no_longer_takes_nobody_s_turn(lending: Lending) -> None:
    async with lending.one(), lending.one():
        waiting = [asyncio.create_task(_use(lending)) for _ in range(3)]
        await asyncio.sleep(0.01)
        for each in waiting[:2]:
            each.cancel()
    await waiting[2]
    async with asyncio.timeout(2), lending.one(), lending.one():
        pass


async def test_a_transaction_that_nobody_ended_is_taken_back(lending: Lending) -> None:
    async with lending.one() as connection:
        await connection.execute(text("INSERT INTO thing VALUES ('forgotten')"))
    async with lending.one() as connection:
        assert not connection.in_transaction()
        assert (await connection.execute(text("SELECT count(*) FROM thing"))).scalar_one() == 0


async def test_one_that_fails_in_use_is_lent_again_and_what_it_did_is_taken_back(lending: Lending) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail(lending)
    async with lending.one() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM thing"))).scalar_one() == 0


async def test_what_breaks_one_has_those_that_rest_given_up(lending: Lending) -> None:
    async with lending.one() as first, lending.one() as second:
        before = {await _driver(first), await _driver(second)}
        # Held on to, so that another does not get its id.
        _kept = [await first.get_raw_connection(), await second.get_raw_connection()]
    async with lending.one() as broken:
        await broken.invalidate()
    assert lending._resting == []
    async with lending.one() as first, lending.one() as second:
        after = {await _driver(first), await _driver(second)}
    assert len(after) == 2
    assert after - before


async def test_one_that_nobody_is_to_get_again_leaves_the_others_as_they_are(lending: Lending) -> None:
    async with lending.one() as first, lending.one() as second:
        kept = await first.get_raw_connection()
        other = await _driver(second)
    async with lending.one(again=False) as apart:
        assert await _driver(apart) == id(kept.driver_connection)
    async with lending.one() as third:
        assert await _driver(third) == other


async def test_it_opens_again_after_it_was_closed(lending: Lending) -> None:
    await _use(lending)
    await lending.close()
    assert lending._resting == []
    await _use(lending)


async def test_one_that_is_still_lent_is_warned_of(lending: Lending) -> None:
    async with lending.one():
        with pytest.warns(ResourceWarning, match="1 of 2 connections are lent, at the end"):
            lending.warn_of_lent()
    lending.warn_of_lent()


async def _use(lending: Lending) -> None:
    async with lending.one() as connection:
        await connection.execute(text("SELECT 1"))


async def _fail(lending: Lending) -> None:
    async with lending.one() as connection:
        await connection.execute(text("INSERT INTO thing VALUES ('half')"))
        raise ZeroDivisionError


async def test_a_new_one_is_used_before_another_is_opened(lending: Lending) -> None:
    """All new at once would all plan the same, and none be of use meanwhile."""
    await lending.close()

    assert len(set(await asyncio.gather(*(_told(lending) for _ in range(6))))) == 1


async def test_one_that_is_busy_for_long_holds_nobody_up(lending: Lending, monkeypatch: pytest.MonkeyPatch) -> None:
    await lending.close()
    monkeypatch.setattr(lending_module, "FIRST", 0.01)

    async with lending.one() as busy:
        driver = await _driver(busy)
        assert await asyncio.wait_for(_told(lending), 5) != driver


async def _told(lending: Lending) -> int:
    """Which one it was; each is used for a moment."""
    async with lending.one() as connection:
        await connection.execute(text("SELECT 1"))
        return await _driver(connection)
