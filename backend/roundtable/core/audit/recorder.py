"""Writes the record: what was read, in groups before the answers leave; what is written, in its own transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from roundtable.core import metrics
from roundtable.core.actor import Actor
from roundtable.core.audit.chain import Chain, Note
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry, RecordSalt
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.written import about_written, commitment_of, new_salt, rows_written, take_new
from roundtable.core.clock import Clock
from roundtable.core.db import Database, add_rows
from roundtable.core.postgres import Added
from roundtable.core.tables import table_of

_entry, _case, _salt = table_of(RecordEntry), table_of(RecordCase), table_of(RecordSalt)


@dataclass
class _Pending:
    notes: Sequence[Note]
    done: asyncio.Future[None]


@dataclass
class Recording:
    """A transaction that can leave entries, at the end of a chain that nobody else holds until it is committed."""

    session: AsyncSession
    recorder: "Recorder"
    chain: Chain | None = None

    async def wrote(
        self,
        actor: Actor,
        operation: str,
        fingerprint: str,
        also: Iterable[UUID],
        agencies: Collection[UUID] = (),
    ) -> list[Added]:
        """What is left to be added before the transaction's end: the last of its rows, and the record of all that it
        wrote, with the cases and items, and a salted commitment to its rows.

        `also` are cases that it touched otherwise than by a row of theirs, `agencies` those that its rows of no case
        are about.
        """
        added = take_new(self.session.sync_session)
        # Where it had more to do than to add rows.
        await self.session.flush()
        rows = rows_written(self.session.sync_session)
        cases = dict.fromkeys(also, frozenset[str]()) | about_written(rows, agencies)
        salt = new_salt()
        note = Note(EntryKind.WRITE, actor, operation, fingerprint, cases, commitment_of(salt, rows))
        return [*added, *self._entries([note]), (_salt, [{"entry_id": note.entry_id, "salt": salt}])]

    async def record(self, notes: Sequence[Note]) -> None:
        """Write these entries."""
        await add_rows(await self.session.connection(), *self._entries(notes))

    def _entries(self, notes: Sequence[Note]) -> list[Added]:
        self.chain = self.chain or self.recorder.take_chain()
        return self.recorder.entries(self.chain, notes)


class Recorder:
    """The record's one writer in this process, with as many chains as transactions run at once."""

    def __init__(self, database: Database, clock: Clock, key: SigningKey) -> None:
        self.database, self.clock, self.key = database, clock, key
        self._queue: asyncio.Queue[_Pending] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._idle: list[Chain] = []

    async def open(self) -> None:
        """Begin, with chains of its own."""
        self._idle.clear()
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Write what waits, then stop: who waits for an entry is answered, and no connection given up halfway."""
        if self._task:
            await self._queue.join()
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def take_chain(self) -> Chain:
        return self._idle.pop() if self._idle else Chain()

    def entries(self, chain: Chain, notes: Sequence[Note]) -> list[Added]:
        """A group of entries at the end of a chain, to be added."""
        entries, cases = chain.extend(notes, self.clock.now(), self.key)
        return [(_entry, entries), (_case, cases)]

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Recording]:
        """A transaction with its part of the record: both are committed, or neither.

        A chain whose commit failed is left where it is: whether its end was written, nobody here knows.
        """
        async with self.database.writing() as session:
            recording = Recording(session, self)
            yield recording
        if recording.chain:
            self._idle.append(recording.chain)

    async def read(self, *notes: Note) -> None:
        """Record reads and return once the entries are committed. An answer that touched no case needs none."""
        kept = [note for note in notes if note.cases]
        if not kept:
            return
        done = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Pending(kept, done))
        await done

    async def _run(self) -> None:
        """What arrives while a group is being committed, or waits to be, goes into the next commit together."""
        while True:
            await self._commit([await self._queue.get()])

    async def _commit(self, group: list[_Pending]) -> None:
        chain = self.take_chain()
        try:
            async with self.database.adding() as connection:
                # The turn has come: who arrived meanwhile comes along.
                while not self._queue.empty():
                    group.append(self._queue.get_nowait())
                notes = [note for pending in group for note in pending.notes]
                await add_rows(connection, *self.entries(chain, notes))
            self._idle.append(chain)
            metrics.RECORDED.observe(len(notes))
        except Exception as failure:  # noqa: BLE001 - whoever waits must not be served: the failure is theirs
            _settle(group, failure)
        else:
            _settle(group, None)
        for _ in group:
            self._queue.task_done()


def _settle(group: list[_Pending], failure: Exception | None) -> None:
    for pending in group:
        if pending.done.done():
            continue
        if failure:
            pending.done.set_exception(failure)
        else:
            pending.done.set_result(None)
