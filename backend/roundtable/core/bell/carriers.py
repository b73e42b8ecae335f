"""What carries the bell from process to process: Redis, or the PostgreSQL that is there already."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import asyncpg
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sqlalchemy.engine import make_url

_CHANNEL = "roundtable_bell"
# Seconds to reach a carrier within.
_REACHED = 3.0


class Wire(Protocol):
    """One connection. Both raise once it is cut, each by an error of its own carrier; neither mends it."""

    async def send(self, message: str) -> None:
        """To all processes, this one among them."""

    async def receive(self) -> str:
        """The next message of any process."""


Carrier = Callable[[], AbstractAsyncContextManager[Wire]]


def carrier_of(url: str) -> Carrier:
    """Whatever opens a wire by this address: `redis://`, `rediss://` or `postgresql://`."""
    return partial(_by_postgresql if url.startswith("postgresql") else _by_redis, url)


@dataclass
class _RedisWire:
    client: Redis
    subscription: Any

    async def send(self, message: str) -> None:
        await self.client.publish(_CHANNEL, message)

    async def receive(self) -> str:
        while True:
            if found := await self.subscription.get_message(ignore_subscribe_messages=True, timeout=None):
                return str(found["data"])


@asynccontextmanager
async def _by_redis(url: str) -> AsyncIterator[Wire]:
    client = Redis.from_url(
        url,
        decode_responses=True,
        encoding_errors="replace",
        socket_connect_timeout=_REACHED,
        # Mended behind one's back, nobody would know what was missed.
        retry=Retry(NoBackoff(), 0),
    )
    async with client, client.pubsub() as subscription:
        async with asyncio.timeout(_REACHED):
            await subscription.subscribe(_CHANNEL)
            await subscription.get_message(timeout=None)
        yield _RedisWire(client, subscription)


@dataclass
class _PostgresWire:
    connection: asyncpg.Connection
    told: asyncio.Queue[str | None]

    async def send(self, message: str) -> None:
        await self.connection.execute("SELECT pg_notify($1, $2)", _CHANNEL, message)

    async def receive(self) -> str:
        message = await self.told.get()
        if message is None:
            raise ConnectionResetError
        return message


@asynccontextmanager
async def _by_postgresql(url: str) -> AsyncIterator[Wire]:
    connection = await asyncpg.connect(**_as_sqlalchemy_would(url), timeout=_REACHED)
    told: asyncio.Queue[str | None] = asyncio.Queue()
    connection.add_termination_listener(lambda _: told.put_nowait(None))
    try:
        async with asyncio.timeout(_REACHED):
            await connection.add_listener(_CHANNEL, lambda *given: told.put_nowait(given[3]))
        yield _PostgresWire(connection, told)
    finally:
        connection.terminate()


def _as_sqlalchemy_would(url: str) -> dict[str, Any]:
    """An address may be the database's own, with what SQLAlchemy knows and the driver does not."""
    address = make_url(url).set(drivername="postgresql+asyncpg")
    _, given = address.get_dialect()().create_connect_args(address)
    return {name: value for name, value in given.items() if not name.startswith("prepared_statement_")}
