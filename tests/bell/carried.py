"""What may carry the bell, as tests treat it: cut, stopped dead, brought back."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from tests.support.servers import APP, Postgres, RedisServer, redis_server

# The wires of the bell: nobody else listens.
_WIRES = f"usename = '{APP}' AND (query ILIKE 'LISTEN %' OR query LIKE '%pg_notify(%')"


class Carried(Protocol):
    """A carrier of the bell."""

    @property
    def url(self) -> str:
        """Its address, for a bell."""

    async def cut(self) -> None:
        """Cut every wire; whoever comes again is let in."""


@dataclass
class OnPostgres:
    """The run's server: its wires can be cut."""

    server: Postgres

    @property
    def url(self) -> str:
        return self.server.urls("postgres").app.replace("+asyncpg", "")

    async def cut(self) -> None:
        await self.server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_WIRES}")  # noqa: S608


class OnRedis:
    """A server of its own, which can also be away or answer nothing."""

    def __init__(self) -> None:
        self._running: AbstractContextManager[RedisServer] = redis_server()
        self.server = self._running.__enter__()
        self.url = self.server.url

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["OnRedis"]:
        redis = cls()
        try:
            yield redis
        finally:
            redis.take_away()

    def take_away(self) -> None:
        if self.server.process.poll() is None:
            self.server.kill()
        self._running.__exit__(None, None, None)

    def bring_back(self) -> None:
        self._running = redis_server(self.server.port)
        self.server = self._running.__enter__()

    def freeze(self) -> None:
        self.server.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.server.process.send_signal(signal.SIGCONT)

    async def cut(self) -> None:
        await asyncio.to_thread(self.take_away)
        await asyncio.to_thread(self.bring_back)
