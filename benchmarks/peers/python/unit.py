"""What Python's GraphQL peers read with: one request's transaction, in which the rule knows who acts."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from benchmarks.peers.python import on_sqlite

POOL = 8
Row = dict[str, Any]

_CASE = """
SELECT id, reference, title, status, risk_level AS "riskLevel", opened_at AS "openedAt" FROM seen."case" WHERE id = $1
"""
_THREAD = "SELECT id AS key, subject FROM seen.thread WHERE id = $1"
_MESSAGES = """
SELECT id, CASE WHEN redacted_at IS NULL THEN body END AS body, created_at AS "createdAt", author_id AS "authorKey"
FROM seen.message WHERE thread_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2
"""
_TASKS = """
SELECT id, title, status, priority, due_at AS "dueAt", owner_agency_id AS "ownerKey", claimed_by AS "claimedKey"
FROM seen.task WHERE case_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2
"""
_ASSIGNED = """
SELECT id, title, status, priority, due_at AS "dueAt", owner_agency_id AS "ownerKey", claimed_by AS "claimedKey"
FROM seen.task WHERE owner_agency_id = (SELECT rule.agency()) AND status = ANY($1) AND due_order < $2
    AND due_at IS NOT NULL
ORDER BY due_order, id LIMIT $3
"""
_MEMBERSHIPS = """
SELECT id AS key, role, title, practitioner_id AS "practitionerKey", agency_id AS "agencyKey"
FROM membership WHERE id = ANY($1)
"""
_PRACTITIONERS = """SELECT id AS key, full_name AS "fullName" FROM practitioner WHERE id = ANY($1)"""
_AGENCIES = "SELECT id AS key, name, type FROM agency WHERE id = ANY($1)"
Loads = Callable[[Sequence[UUID]], Awaitable[list[Row | None]]]


class Unit:
    """Begun by the first that reads; one statement after the other, as the driver has no pipeline."""

    def __init__(self, pool: Any, membership: str, loader: Callable[[Loads], Any]) -> None:
        self._pool, self._membership, self._turn = pool, membership, asyncio.Lock()
        self._connection: Any = None
        self.memberships = loader(partial(self._by_key, "membership", _MEMBERSHIPS))
        self.practitioners = loader(partial(self._by_key, "practitioner", _PRACTITIONERS))
        self.agencies = loader(partial(self._by_key, "agency", _AGENCIES))

    async def case(self, public: str) -> Row | None:
        rows = await self._fetch(_CASE, key_of(public))
        return _named(rows[0], "case") | {"openedAt": moment(rows[0]["openedAt"])} if rows else None

    async def thread(self, public: str) -> Row | None:
        rows = await self._fetch(_THREAD, key_of(public))
        return _keyed(rows[0], "thread") if rows else None

    async def messages(self, thread: UUID, first: int) -> list[Row]:
        rows = await self._fetch(_MESSAGES, thread, first)
        return [_named(row, "message") | {"createdAt": moment(row["createdAt"])} for row in rows]

    async def tasks(self, public: str, first: int) -> list[Row]:
        return _tasks(await self._fetch(_TASKS, key_of(public), first))

    async def assigned(self, status: list[str], due_before: str, first: int) -> list[Row]:
        return _tasks(await self._fetch(_ASSIGNED, status, datetime.fromisoformat(due_before), first))

    async def end(self) -> None:
        if self._connection is not None:
            await self._connection.execute("COMMIT")
            await self._pool.release(self._connection)

    async def _by_key(self, prefix: str, statement: str, keys: Sequence[UUID]) -> list[Row | None]:
        found = {row["key"]: _keyed(row, prefix) for row in await self._fetch(statement, keys)}
        return [found.get(key) for key in keys]

    async def _fetch(self, statement: str, *given: Any) -> Any:
        async with self._turn:
            if self._connection is None:
                self._connection = await self._pool.acquire()
                await self._connection.execute("BEGIN")
                await self._connection.fetchval("SELECT rule.stand($1, $2)", UUID(self._membership), datetime.now(UTC))
            return await self._connection.fetch(statement, *given)


def key_of(public: str) -> UUID:
    return UUID(public.partition("_")[2])


def moment(at: datetime) -> str:
    """As the wire writes it: pools' connections tell UTC."""
    return f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _tasks(rows: Any) -> list[Row]:
    return [_named(row, "task") | {"dueAt": row["dueAt"] and moment(row["dueAt"])} for row in rows]


def _named(row: Any, prefix: str) -> Row:
    return {**row, "id": f"{prefix}_{row['id'].hex}"}


def _keyed(row: Any, prefix: str) -> Row:
    return {**row, "id": f"{prefix}_{row['key'].hex}"}


@dataclass
class _Endpoint:
    """Gives each request a unit in its scope, and ends it once the request was answered."""

    graphql: Any
    loader: Callable[[Loads], Any]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        who = next(value.decode() for name, value in scope["headers"] if name == b"x-membership")
        unit = scope["unit"] = scope["app"].state.unit(who, self.loader)
        try:
            await self.graphql(scope, receive, send)
        finally:
            await unit.end()


@asynccontextmanager
async def _opened(app: Starlette) -> AsyncIterator[None]:
    if "STATEMENTS" in os.environ:
        app.state.unit = partial(on_sqlite.Unit, on_sqlite.File())
        yield
        return
    # Nothing is left on a connection, so that nothing has to be put back.
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=POOL, max_size=POOL, reset=_nothing) as pool:
        app.state.unit = partial(Unit, pool)
        yield


async def _nothing(_: Any) -> None:
    return None


def serve(graphql: Any, loader: Callable[[Loads], Any]) -> None:
    """Answer at /graphql."""
    app = Starlette(routes=[Route("/graphql", _Endpoint(graphql, loader))], lifespan=_opened)
    uvicorn.run(app, port=int(os.environ["PORT"]), loop="uvloop", http="httptools", access_log=False, log_level="error")
