"""The database: one engine that reads in autocommit, one that writes in transactions; SQLite and PostgreSQL."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event, insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from roundtable.core import postgres
from roundtable.core.compiled import Compiled
from roundtable.core.kept import fetch
from roundtable.core.lending import Lending
from roundtable.core.sqlite import connect, use_own_sqlite

Result = TypeVar("Result")
# The loop itself keeps no hold on its tasks.
_under_way: set[asyncio.Future[Any]] = set()
# How long closing waits for them: longer than any statement may take.
_AT_MOST = 20.0
# How long the connections of an engine are let say goodbye: by those that are half open nobody answers it.
GOODBYE = 3.0

# Before any engine is made: drivers look SQLite up by its name.
use_own_sqlite()

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
)


class Database:
    """Two engines on one address, opened by the application's start and closed by its end."""

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        # Of the engine, not of each use of a connection: SQLite would forget its prepared statements at every change.
        self.reader = _engine(url, pool_size, isolation_level="AUTOCOMMIT")
        self.writer = _engine(url, pool_size)
        if self.is_sqlite:
            event.listen(self.writer.sync_engine, "begin", _begin_immediate)
        self._for_reading, self._for_writing = (Lending(engine, pool_size) for engine in (self.reader, self.writer))
        # SQLite has one writer at a time: waiting here is fair and costs nothing, waiting in the file does not.
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def reading(self, *, again: bool = True) -> AsyncIterator[AsyncConnection]:
        """A connection for single statements, each its own snapshot; where that is said, nobody gets it `again`."""
        async with self._for_reading.one(again=again) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: leaving the block commits, an exception takes everything back."""
        async with (
            self._turn,
            self._for_writing.one() as connection,
            AsyncSession(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def adding(self) -> AsyncIterator[AsyncConnection]:
        """The same without a session, which costs more than to add a row or two; on PostgreSQL for one statement, which
        is a transaction by itself.
        """
        if not self.is_sqlite:
            async with self.reading() as connection:
                yield connection
            return
        async with self._turn, self._for_writing.one() as connection, connection.begin():
            yield connection

    async def answers(self, within: float = 2.0) -> bool:
        """Whether it answers within so many seconds."""
        try:
            await asyncio.wait_for(undisturbed(self._ask()), within)
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def _ask(self) -> None:
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Both engines, once what is under way is done; aiosqlite's threads would otherwise keep the process alive."""
        await self.settle()
        for lending in (self._for_reading, self._for_writing):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE):
                    await lending.close()

    async def settle(self) -> None:
        """Wait for what is under way. Warns of a connection that somebody still has then: it would be lost."""
        if _under_way:
            await asyncio.wait(_under_way, timeout=_AT_MOST)
        for lending in (self._for_reading, self._for_writing):
            lending.warn_of_lent()


# Made once for each table: making a statement takes longer than running it.
_insert = cache(insert)


async def add_rows(
    connection: AsyncConnection, *added: postgres.Added, then: str = "", more: Sequence[Any] = ()
) -> Any:
    """Add rows of tables, each with all columns: without a session, which costs more than to add a row or two.

    On PostgreSQL by one statement, which may do something more `then`: what that finds is answered.
    """
    added = tuple((table, rows) for table, rows in added if rows)
    if connection.dialect.name != "postgresql":
        for table, rows in added:
            await connection.execute(_insert(table), rows)
    elif added:
        statement = postgres.adding(*(table for table, _ in added), then=then or "SELECT 1")
        return await fetch(connection, statement, (*postgres.given(*added), *more))
    return ()


async def undisturbed(step: Coroutine[Any, Any, Result]) -> Result:
    """See a step on the database through though its caller is cancelled, as a socket's operations are when it closes.

    A connection given up halfway is lost to its pool, and on SQLite may leave the file locked behind it.
    """
    task = asyncio.ensure_future(step)
    _under_way.add(task)
    task.add_done_callback(_done)
    return await asyncio.shield(task)


def _done(task: asyncio.Future[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled():
        task.exception()  # whoever still waits has it; nobody else needs to hear that it was not fetched


def _engine(url: str, pool_size: int, **more: Any) -> AsyncEngine:
    # Whoever comes gets the connection that was used last: it has planned what is asked most.
    more["pool_use_lifo"] = True
    more["execution_options"] = {"compiled_cache": Compiled()}
    # One over the pool's size would be opened for a moment, and have nothing prepared.
    more["max_overflow"], more["pool_timeout"] = 0, postgres.FREE
    if make_url(url).get_backend_name() == "sqlite":
        database = make_url(url).database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        more["connect_args"] = {"async_creator_fn": connect}
        engine = create_async_engine(url, pool_size=pool_size, hide_parameters=True, paramstyle="named", **more)
        # The rule's evidence is the tables themselves there. A schema to be translated would be looked for in the whole
        # text, each time that a statement is sent.
        engine.sync_engine.dialect.identifier_preparer.schema_for_object = lambda _: None  # type: ignore[assignment]
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        return engine
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        # Parameters are case content, and errors are logged.
        hide_parameters=True,
        **postgres.options(),
        **more,
    )
    postgres.give_up_silent(engine)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions on its own: ours say BEGIN IMMEDIATE, which meets no lock errors.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
