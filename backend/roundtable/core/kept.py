"""Statements that are made once and kept, and run by the database's driver itself: what SQLAlchemy does at each run
takes longer than most of them do (`backend/decisions/0026-what-a-statement-costs.md`).
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.ext.asyncio import AsyncConnection


class Kept:
    """A select, made once: its parameters are named, and given at each run."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        # By the dialect's name: all engines of one are made the same.
        self._ways: dict[str, _Way | None] = {}

    async def rows(self, connection: AsyncConnection, given: Mapping[str, Any]) -> Sequence[Any]:
        """All rows, as named tuples. Raises what SQLAlchemy does."""
        way = self._way(connection.dialect)
        if way:
            return way.made(await fetch(connection, way.text, way.values(given)))
        rows: Sequence[Any] = (await connection.execute(self.statement, given)).all()
        return rows

    async def one_or_none(self, connection: AsyncConnection, given: Mapping[str, Any]) -> Any | None:
        """The first row, of a statement that finds no more than one."""
        rows = await self.rows(connection, given)
        return rows[0] if rows else None

    def _way(self, dialect: Dialect) -> "_Way | None":
        if dialect.name not in self._ways:
            self._ways[dialect.name] = _way_of(self.statement, dialect)
        return self._ways[dialect.name]


def _way_of(statement: Select[Any], dialect: Dialect) -> "_Way | None":
    """None where the text depends on what is given, as with `IN`."""
    compiled: Any = statement.compile(dialect=dialect)
    return None if compiled.post_compile_params else _Way(statement, compiled, dialect)


class _Way:
    """How a statement is said: its text, and what becomes of what it is given and of what it finds."""

    def __init__(self, statement: Select[Any], compiled: Any, dialect: Dialect) -> None:
        self.text: str = compiled.string
        unsaid = compiled.construct_params({}, _check=False)
        # In their order where they are numbered; else each by its name.
        self._named = compiled.positiontup is None
        types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
        self._given = [
            (name, unsaid[name], types[name].bind_processor(dialect)) for name in compiled.positiontup or types
        ]
        columns = statement.selected_columns
        self._names = [column.key or f"column_{place}" for place, column in enumerate(columns)]
        self._finishes: list[Callable[[Any], Any] | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def values(self, given: Mapping[str, Any]) -> Sequence[Any] | dict[str, Any]:
        values = []
        for name, unsaid, told in self._given:
            value = given.get(name, unsaid)
            values.append(told(value) if told else value)
        return dict(zip((name for name, _, _ in self._given), values, strict=True)) if self._named else values

    def made(self, rows: Sequence[Any]) -> Sequence[Any]:
        finishes = self._finishes
        return [
            self._row._make(finish(value) if finish else value for value, finish in zip(row, finishes, strict=True))
            for row in rows
        ]

    @cached_property
    def _row(self) -> Any:
        # Rows have positions; a name that Python does not take is not asked for.
        return namedtuple("Row", self._names, rename=True)


async def fetch(connection: AsyncConnection, text: str, values: Sequence[Any] | dict[str, Any]) -> Sequence[Any]:
    """Rows, by the database's driver, of a statement whose parameters are numbered, or, on SQLite, named. Raises what
    SQLAlchemy does.
    """
    used = connection.sync_connection
    assert used is not None, "a connection in use"
    told_values = values if isinstance(values, dict) else tuple(values)
    for told in used.dispatch.before_cursor_execute:
        told(used, None, text, told_values, None, False)
    adapter: Any = used.connection.dbapi_connection
    try:
        by = _by_sqlite if connection.dialect.name == "sqlite" else _by_postgresql
        return await by(adapter, text, values)
    except BaseException as failure:
        await connection.run_sync(_failed, text, failure)
        raise


async def _by_postgresql(adapter: Any, text: str, values: Any) -> Sequence[Any]:
    if adapter._transaction is None:
        await adapter._start_transaction()  # does nothing where each statement is one by itself
    found: Sequence[Any] = await adapter.driver_connection.fetch(text, *values)
    return found


async def _by_sqlite(adapter: Any, text: str, values: Any) -> Sequence[Any]:
    cursor = adapter.driver_connection.cursor()
    await cursor.execute(text, values)
    found: Sequence[Any] = await cursor.fetchall()
    return found


def _failed(connection: Connection, text: str, failure: BaseException) -> None:
    """Have SQLAlchemy do with a driver's failure what it does with those of statements that it ran itself: say it in
    its own terms, and give the connection up, and those opened before it, if it is lost.
    """
    adapter: Any = connection.connection.dbapi_connection
    try:
        if isinstance(failure, Exception):
            adapter._handle_exception(failure)
        raise failure
    except BaseException as translated:  # noqa: BLE001 - in the driver's general terms
        connection._handle_dbapi_exception(translated, text, None, None, None)
