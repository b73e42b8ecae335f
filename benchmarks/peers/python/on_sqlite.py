"""What Strawberry reads with on SQLite: in its own process, by statements that hold the rule themselves."""

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_WITHIN = "IN (SELECT value FROM json_each(?))"
_MEMBERSHIPS = f"""
SELECT id AS key, role, title, practitioner_id AS practitionerKey, agency_id AS agencyKey
FROM membership WHERE id {_WITHIN}
"""  # noqa: S608 - names of our own only
_PRACTITIONERS = f"SELECT id AS key, full_name AS fullName FROM practitioner WHERE id {_WITHIN}"  # noqa: S608
_AGENCIES = f"SELECT id AS key, name, type FROM agency WHERE id {_WITHIN}"  # noqa: S608


class File:
    """The database, and the statements that are kept prepared."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(os.environ["DATABASE_URL"], isolation_level=None, cached_statements=100)
        self.connection.execute("PRAGMA busy_timeout = 10000")
        self.connection.row_factory = lambda cursor, row: dict(
            zip((column[0] for column in cursor.description), row, strict=True)
        )
        self.statements = json.loads(Path(os.environ["STATEMENTS"]).read_text())

    def find(self, name: str, given: Row) -> list[Row]:
        statement = self.statements[name]
        return self.connection.execute(statement["text"], statement["given"] | given).fetchall()

    def by_key(self, statement: str, keys: Sequence[str]) -> list[Row]:
        return self.connection.execute(statement, (json.dumps(keys),)).fetchall()


class Unit:
    """One request's."""

    def __init__(self, file: File, membership: str, loader: Callable[[Any], Any]) -> None:
        now = f"{datetime.now(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
        self._file, self._acts = file, {"me": membership.replace("-", ""), "now": now}
        self.memberships = loader(partial(self._by_key, "membership", _MEMBERSHIPS))
        self.practitioners = loader(partial(self._by_key, "practitioner", _PRACTITIONERS))
        self.agencies = loader(partial(self._by_key, "agency", _AGENCIES))

    async def case(self, public: str) -> Row | None:
        return next(iter(self._find("case", "case", public[5:])), None)

    async def thread(self, public: str) -> Row | None:
        return next(iter(self._find("thread", "thread", public[7:])), None)

    async def messages(self, thread: str, first: int) -> list[Row]:
        return self._find("messages", "message", thread, first=first)

    async def tasks(self, public: str, first: int) -> list[Row]:
        return self._find("tasks", "task", public[5:], first=first)

    async def end(self) -> None:
        return None

    def _find(self, name: str, prefix: str, key: str, **more: int) -> list[Row]:
        rows = self._file.find(name, self._acts | {"id": key, **more})
        return [row | {"id": f"{prefix}_{row['id']}"} for row in rows]

    async def _by_key(self, prefix: str, statement: str, keys: Sequence[str]) -> list[Row | None]:
        found = {row["key"]: row | {"id": f"{prefix}_{row['key']}"} for row in self._file.by_key(statement, keys)}
        return [found.get(key) for key in keys]
