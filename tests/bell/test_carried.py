"""Between processes the bell rings by Redis or PostgreSQL, and comes back by itself when either was away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from roundtable.core.bell import Bell, line
from roundtable.core.bell.carriers import carrier_of
from roundtable.core.bell.rung import Rung
from tests.bell.carried import Carried, OnRedis
from tests.bell.conftest import opened
from tests.support.servers import Postgres

# Longer than anything here needs, so that a busy machine fails no test.
WITHIN = 20.0
# Long enough for a ring to have come; what has not come by then does not.
A_WHILE = 0.3


class Silent:
    """A wire on which nobody says anything."""

    async def send(self, message: str) -> None:
        """To nobody."""

    async def receive(self) -> str:
        await asyncio.Event().wait()
        return ""


@pytest.fixture
async def bells(carried: Carried) -> AsyncIterator[tuple[Bell, Bell]]:
    """Those of two processes, both carried."""
    one, other = Bell(carried.url), Bell(carried.url)
    async with opened(one, other):
        await _hear_each_other(one, other)
        yield one, other


async def test_a_ring_is_heard_in_every_process_and_of_its_own_stream(bells: tuple[Bell, Bell]) -> None:
    stream, another = uuid4(), uuid4()
    here, there, elsewhere = (bells[place].listening([of]) for place, of in ((0, stream), (1, stream), (1, another)))
    with here as rung, there as rung_there, elsewhere as not_rung:
        await bells[0].ring([stream])
        async with asyncio.timeout(WITHIN):
            await asyncio.gather(rung.wait(), rung_there.wait())
        assert not not_rung.is_set()


async def test_it_rings_once_where_it_was_rung(bells: tuple[Bell, Bell]) -> None:
    stream = uuid4()
    with bells[0].listening([stream]) as here, bells[1].listening([stream]) as there:
        await bells[0].ring([stream])
        await asyncio.wait_for(here.wait(), WITHIN)
        here.clear()
        await asyncio.wait_for(there.wait(), WITHIN)
        await asyncio.sleep(A_WHILE)
        assert not here.is_set()


async def test_a_thousand_streams_ring_at_once(bells: tuple[Bell, Bell]) -> None:
    streams = [uuid4() for _ in range(1_000)]
    with contextlib.ExitStack() as stack:
        rung = [stack.enter_context(bells[1].listening([stream])) for stream in streams]
        await bells[0].ring(streams)
        async with asyncio.timeout(WITHIN):
            await asyncio.gather(*(each.wait() for each in rung))


async def test_after_a_cut_everyone_looks_and_rings_come_again(carried: Carried, bells: tuple[Bell, Bell]) -> None:
    with bells[1].listening([uuid4()]) as there:
        await carried.cut()
        # Nobody rang it: what rang meanwhile is not known.
        await asyncio.wait_for(there.wait(), WITHIN)
    await _hear_each_other(*bells)


async def test_strange_messages_do_no_harm(carried: Carried, bells: tuple[Bell, Bell]) -> None:
    async with carrier_of(carried.url)() as wire:
        for message in (
            "",
            " ",
            "someone",
            "someone nonsense",
            "someone " + "x" * 4_000,
            "ș" * 100,
            "x ~",
            "x ~ș",
            "x a~b",
        ):
            await wire.send(message)
    await _hear_each_other(*bells)


@pytest.mark.postgres
async def test_the_database_s_own_address_will_do_with_all_that_sqlalchemy_knows(postgres: Postgres) -> None:
    url = f"{postgres.urls('postgres').app}?prepared_statement_cache_size=10&ssl=prefer"
    one, other = Bell(url), Bell(url)
    async with opened(one, other):
        await _hear_each_other(one, other)


async def test_closed_and_opened_again_it_is_carried_again(carried: Carried) -> None:
    one, other = Bell(carried.url), Bell(carried.url)
    for _ in range(2):
        async with opened(one, other):
            await _hear_each_other(one, other)


async def test_it_closes_though_its_carrier_fails_while_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.asynccontextmanager
    async def stubborn() -> AsyncIterator[Any]:
        try:
            yield Silent()
        finally:
            raise TimeoutError

    monkeypatch.setattr(line, "carrier_of", lambda _: stubborn)
    bell = Bell("redis://nobody")
    async with asyncio.timeout(WITHIN):
        for _ in range(3):
            await bell.open()
            await asyncio.sleep(0.05)
            await bell.close()


@pytest.mark.redis
async def test_it_opens_and_rings_at_home_where_nobody_carries_it_and_is_carried_as_soon_as_one_does() -> None:
    with OnRedis.started() as redis:
        redis.take_away()
        one, other, stream = Bell(redis.url), Bell(redis.url), uuid4()
        async with opened(one, other):
            with one.listening([stream]) as here, other.listening([stream]) as there:
                async with asyncio.timeout(1):
                    await one.ring([stream])
                    await here.wait()
                assert not there.is_set()
            await asyncio.to_thread(redis.bring_back)
            await _hear_each_other(one, other)


@pytest.mark.redis
async def test_one_that_answers_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is half open tells nobody that it is."""
    monkeypatch.setattr(line, "_BEAT", 0.1)
    monkeypatch.setattr(line, "_SILENCE", 0.5)
    with OnRedis.started() as redis:
        one, other = Bell(redis.url), Bell(redis.url)
        async with opened(one, other):
            await _hear_each_other(one, other)
            redis.freeze()
            with one.listening([stream := uuid4()]) as here:
                async with asyncio.timeout(1):
                    await one.ring([stream])
                    await here.wait()
                await asyncio.sleep(1)
                here.clear()
                redis.thaw()
                await asyncio.wait_for(here.wait(), WITHIN)
            await _hear_each_other(one, other)


async def _hear_each_other(*bells: Bell) -> None:
    """Each rings until the other has heard it: by then both are carried."""
    for ringing, hearing in (bells, bells[::-1]):
        stream: UUID = uuid4()
        with hearing.listening([stream]) as rung:
            async with asyncio.timeout(WITHIN):
                while not await _heard(rung):
                    await ringing.ring([stream])
    # A wire that was laid meanwhile rings everything once.
    await asyncio.sleep(A_WHILE)


async def _heard(rung: Rung) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(rung.wait(), 0.05)
    return rung.is_set()
