"""Connections that stay in hand: taking one from SQLAlchemy's pool and giving it back takes longer than most statements
do.
"""

import asyncio
import contextlib
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from roundtable.core import postgres

# Seconds. What is new plans all that it is asked for, which takes far longer than running it: if all were new at once,
# after PostgreSQL was away, none would be of use for as long as all of them plan.
FIRST = 0.25


class Lending:
    """An engine's connections, each lent to one at a time; who comes next gets the one that was used last."""

    def __init__(self, engine: AsyncEngine, size: int) -> None:
        self._engine, self._turns, self._size = engine, asyncio.Semaphore(size), size
        # Each, and since when it rests.
        self._resting: list[tuple[AsyncConnection, float]] = []
        # Held by what a new one is used for first.
        self._new = asyncio.Lock()
        self._lent = 0

    @asynccontextmanager
    async def one(self, *, again: bool = True) -> AsyncIterator[AsyncConnection]:
        """One that nobody is lent `again`, where that is said. Raises TimeoutError where none is free in time."""
        async with asyncio.timeout(postgres.FREE):
            await self._turns.acquire()
        self._lent += 1
        try:
            async with self._taken() as connection:
                try:
                    yield connection
                finally:
                    await (self._back(connection) if again else _let_go(connection))
        finally:
            self._lent -= 1
            self._turns.release()

    async def close(self) -> None:
        """Give up all that rest, and the engine's own."""
        await self._give_up_resting()
        await self._engine.dispose()

    def warn_of_lent(self) -> None:
        """Of a connection that somebody still has: it would be lost."""
        if self._lent:
            warnings.warn(
                f"{self._lent} of {self._size} connections are lent, at the end", ResourceWarning, stacklevel=3
            )

    @asynccontextmanager
    async def _taken(self) -> AsyncIterator[AsyncConnection]:
        """One that rests, or a new one: those are made one by one, each while none that rests has come meanwhile."""
        if (rested := await self._rested()) is not None:
            yield rested
            return
        async with _in_turn(self._new):
            yield await self._rested() or await self._engine.connect()

    async def _rested(self) -> AsyncConnection | None:
        while self._resting:
            connection, since = self._resting.pop()
            if time.monotonic() - since < postgres.REST or await postgres.stands(connection):
                return connection
            await connection.close()
        return None

    async def _back(self, connection: AsyncConnection) -> None:
        try:
            if not connection.invalidated and connection.in_transaction():
                await connection.rollback()
        except BaseException:
            await connection.invalidate()
            raise
        finally:
            if connection.invalidated:
                await connection.close()
                # What broke this one broke those that were there before it.
                await self._give_up_resting()
            else:
                self._resting.append((connection, time.monotonic()))

    async def _give_up_resting(self) -> None:
        while self._resting:
            connection, _ = self._resting.pop()
            await connection.close()


@asynccontextmanager
async def _in_turn(one: asyncio.Lock) -> AsyncIterator[None]:
    """One after the other, but none waits for long: it may be busy with something that takes its time."""
    mine = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FIRST):
            await one.acquire()
            mine = True
    try:
        yield
    finally:
        if mine:
            one.release()


async def _let_go(connection: AsyncConnection) -> None:
    await connection.invalidate()
    await connection.close()
