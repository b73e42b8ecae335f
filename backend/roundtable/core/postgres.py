"""PostgreSQL's connections: how statements run on them, and how one that is lost is found out, though it is silent."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count, islice
from typing import Any, TypeAlias

import asyncpg
import orjson
from sqlalchemy import JSON, BigInteger, Boolean, Enum, Integer, Table, Uuid, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from roundtable.core.tables import Instant

# Rows to be added to a table, each with all its columns.
Added: TypeAlias = tuple[Table, Sequence[Mapping[str, Any]]]
# How many values a statement may be given at most beside the rows that it adds.
MORE = 3
# Seconds, all of them so that who asks is answered within fifteen, whatever became of the database: for a new
# connection, for one of the pool's to be free, for one that rested to say that it stands, and for an answer. The last
# is longer than a statement may take: what comes so late does not come.
_REACHED, FREE, STANDS, ANSWERED = 5.0, 9.0, 2.0, 11.0
# Seconds after which a connection that nobody used is asked whether it still stands.
REST = 1.0
_SETTINGS = {
    # Each statement sees what was committed when it began: places are looked at again after a wait (`rule.hold`).
    "default_transaction_isolation": "read committed",
    "statement_timeout": "10000",
    "lock_timeout": "5000",
    # Whoever has gone without a word holds what others wait for no longer.
    "idle_in_transaction_session_timeout": "10000",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    # A statement that reads a whole page has a thousand expressions, and is planned once: neither a plan for each set
    # of values nor compiling it pays.
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    # Rows are in memory, or on a disk that seeks in no time: by the default, 100 by their keys cost more than 3,000.
    "random_page_cost": "1.1",
}


def options() -> dict[str, Any]:
    """What an engine is made with."""
    return {
        "connect_args": {
            "server_settings": _SETTINGS,
            "timeout": _REACHED,
            "command_timeout": ANSWERED,
            # What `core.kept` runs stays prepared, however long it is.
            "max_cached_statement_lifetime": 0,
            "max_cacheable_statement_size": 0,
        },
    }


@cache
def adding(*tables: Table, then: str = "SELECT 1") -> str:
    """A statement that adds however many rows of each table, each with all columns: what is given for a column is one
    value, a list, so that no row goes by itself.

    What it does `then` names what it is given beside them `{0}`, `{1}`, and so on.
    """
    places = count(1)
    added = [f"added_{number} AS ({_adding(table, places)})" for number, table in enumerate(tables)]
    return f"WITH {', '.join(added)} {then.format(*(f'${place}' for place in islice(places, MORE)))}"


def given(*added: Added) -> tuple[list[Any], ...]:
    """What `adding` of the same tables is given."""
    return tuple(_told(column, rows) for table, rows in added for column in table.c)


def _adding(table: Table, places: Iterator[int]) -> str:
    lists = ", ".join(f"${next(places)}::{_kind(column.type)}[]" for column in table.c)
    return f'INSERT INTO "{table.name}" ({", ".join(table.c.keys())}) SELECT * FROM unnest({lists})'  # noqa: S608


def _told(column: Any, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    if isinstance(column.type, JSON):
        return [orjson.dumps(row[column.name]).decode() for row in rows]
    if isinstance(column.type, Enum):
        return [row[column.name] and row[column.name].name for row in rows]
    return [row[column.name] for row in rows]


# By the kinds of columns that tables are made of, the narrower before the wider; text is all else.
_KINDS = {
    Uuid: "uuid",
    Instant: "timestamptz",
    BigInteger: "bigint",
    Integer: "integer",
    Boolean: "boolean",
    JSON: "json",
}


def _kind(of: Any) -> str:
    return next((name for kind, name in _KINDS.items() if isinstance(of, kind)), "text")


async def stands(connection: AsyncConnection) -> bool:
    """Whether a connection that rested is still one; it is given up where it is not.

    One that was in use until just now is not asked: asking takes as long as a command's statement.
    """
    if connection.dialect.name != "postgresql":
        return True
    used = connection.sync_connection
    assert used is not None, "a connection in use"
    driver: Any = used.connection.driver_connection
    try:
        await driver.execute("SELECT", timeout=STANDS)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as lost:
        driver.terminate()
        await connection.invalidate(lost)
        return False
    return True


def give_up_silent(engine: AsyncEngine) -> None:
    """A connection by which no answer comes is half open, or its server stands still: it is not waited for again, be it
    for a goodbye, and what else there is from before is not trusted either.
    """

    def failed(context: Any) -> None:
        if not isinstance(context.original_exception, TimeoutError) or context.connection is None:
            return
        context.is_disconnect = True
        context.connection.connection.driver_connection.terminate()

    event.listen(engine.sync_engine, "handle_error", failed)
