"""The time every rule is judged by: the database's, which tests can shift."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from roundtable.core.db import undisturbed

EVERY = 30.0


class Clock:
    """The process's clock corrected by its measured distance from the database's, so that many machines agree."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset + self.shift

    async def measure(self, engine: AsyncEngine) -> None:
        """On SQLite the database's clock is this process's own."""
        if engine.dialect.name != "postgresql":
            return
        async with engine.connect() as connection:
            before = datetime.now(UTC)
            there = await connection.scalar(select(func.clock_timestamp()))
            after = datetime.now(UTC)
        assert isinstance(there, datetime)
        self.offset = there - (before + (after - before) / 2)

    async def keep(self, engine: AsyncEngine) -> None:
        """Measure again and again, until cancelled; a database that is away leaves the last measure in force."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await undisturbed(self.measure(engine))
            except (SQLAlchemyError, OSError):
                continue
