"""The record of reads: no answer leaves before its entry is committed; entries of concurrent reads share a commit."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, insert
from sqlmodel import Field, SQLModel

from roundtable.core.actor import Actor
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import instant, key, table_of


class ReadEntry(SQLModel, table=True):
    """Who was served which cases, by which operation, when. Never what was in them."""

    __tablename__ = "read_entry"

    id: UUID = key()
    at: datetime = instant(index=True)
    membership_id: UUID = Field(index=True)
    session_id: UUID | None = None
    # The operation's name and the keyed hash of its document and variables.
    operation: str = Field(max_length=100)
    fingerprint: str = Field(max_length=64)
    case_ids: list[str] = Field(sa_type=JSON)


@dataclass
class _Pending:
    entry: ReadEntry
    done: asyncio.Future[None]


class Recorder:
    """One writer of the record per process: what arrives while it commits, or waits to, goes into the next commit."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._queue: asyncio.Queue[_Pending] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def read(self, actor: Actor, operation: str, fingerprint: str, cases: Sequence[UUID]) -> None:
        """Record a read and return once the entry is committed. An answer that touched no case needs none."""
        if not cases:
            return
        entry = ReadEntry(
            at=self._clock.now(),
            membership_id=actor.membership_id,
            session_id=actor.session_id,
            operation=operation[:100],
            fingerprint=fingerprint,
            case_ids=sorted(case.hex for case in cases),
        )
        done = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Pending(entry, done))
        await done

    async def _run(self) -> None:
        while True:
            await self._commit([await self._queue.get()])

    async def _commit(self, group: list[_Pending]) -> None:
        try:
            async with self._database.writing() as session:
                await session.connection()
                # The turn has come and the transaction has begun: who arrived meanwhile comes along.
                while not self._queue.empty():
                    group.append(self._queue.get_nowait())
                await session.execute(insert(table_of(ReadEntry)), [pending.entry.model_dump() for pending in group])
        except Exception as failure:  # noqa: BLE001 - whoever waits must not be served: the failure is theirs
            _settle(group, failure)
        else:
            _settle(group, None)


def _settle(group: list[_Pending], failure: Exception | None) -> None:
    for pending in group:
        if pending.done.done():
            continue
        if failure:
            pending.done.set_exception(failure)
        else:
            pending.done.set_result(None)
