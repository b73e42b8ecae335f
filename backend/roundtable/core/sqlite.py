"""A SQLite of one known version for this process, whatever the machine's Python was built with; and its connections.

SQLite before 3.46 refuses statements nested deeper than its parser's fixed stack, and one statement a query nests.
See decisions/0003-own-sqlite.md.
"""

import importlib
import importlib.util
import sys
from typing import Any

OLDEST = (3, 46, 0)


def use_own_sqlite() -> None:
    """Let every later `import sqlite3` find the bundled one. Raises SystemExit where no SQLite is new enough."""
    if importlib.util.find_spec("pysqlite3"):
        own = importlib.import_module("pysqlite3")
        sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = own, importlib.import_module("pysqlite3.dbapi2")
    version = importlib.import_module("sqlite3").sqlite_version_info
    if version < OLDEST:
        raise SystemExit(f"SQLite {'.'.join(map(str, version))} is too old: 3.46 or newer is needed, or PostgreSQL.")


def connect(*given: Any, **options: Any) -> Any:
    """A connection, to be awaited, that SQLAlchemy works with; each statement is one visit to its thread."""
    connection = importlib.import_module("aiosqlite").connect(*given, **options)
    # As SQLAlchemy's own does: a connection that nobody closed must not keep the process alive.
    connection._thread.daemon = True
    connection.cursor = lambda: _Cursor(connection)
    return connection


class _Cursor:
    """One statement after the other. aiosqlite's own goes to its thread to be made, to run, to fetch and to be closed,
    and each time waits for the interpreter, for as long as a statement takes.
    """

    arraysize, description, rowcount, lastrowid = 1, None, -1, None

    def __init__(self, connection: Any) -> None:
        self._connection, self._rows = connection, list[Any]()

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        await self._connection._execute(self._run, "execute", statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        await self._connection._execute(self._run, "executemany", statement, parameters)

    async def fetchall(self) -> list[Any]:
        return await self.fetchmany(len(self._rows))

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next of them. They are all here already: a statement whose rows are too many pages through them."""
        size = self.arraysize if size is None else size
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def close(self) -> None:
        """It is, once it has run."""

    def _run(self, how: str, statement: str, parameters: Any) -> None:
        cursor = self._connection._conn.cursor()
        try:
            getattr(cursor, how)(statement, parameters)
            self._rows = cursor.fetchall() if cursor.description else []
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()
