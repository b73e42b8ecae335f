"""Whoever has the database and not the key can change nothing before the last head that is not found, and located."""

import os
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from roundtable.core.actor import Actor, Role
from roundtable.core.audit import stored
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry, RecordHead, RecordSalt
from roundtable.core.audit.heads import Publisher, published
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.audit.verify import Fault, Verdict, verify
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import new_id, table_of
from tests.record.tampering import Edit, Forger
from tests.support.table import AUDIT_KEY

KEY = SigningKey(AUDIT_KEY)
# `make test-tamper` makes ten thousand.
EDITS = int(os.environ.get("EDITS", "400"))
TABLES = [table_of(model) for model in (RecordEntry, RecordCase, RecordSalt, RecordHead)]


class Kept:
    """A record of three chains and four heads, the last of which a witness keeps; each edit is taken back."""

    def __init__(self, path: Path, database: Database, witness: dict[str, Any]) -> None:
        self.database, self.witness = database, witness
        self.forgers = sqlite3.connect(str(path), isolation_level=None)
        self.forgers.execute("PRAGMA synchronous = OFF")
        self._whole = sqlite3.connect(":memory:")
        self.forgers.backup(self._whole)

    def take_back(self) -> None:
        self._whole.backup(self.forgers)

    def close(self) -> None:
        self.forgers.close()
        self._whole.close()

    async def verdict(self, *witnesses: dict[str, Any]) -> Verdict:
        async with self.database.reading() as one, self.database.reading() as other:
            return await verify(one, KEY.public, witnesses, beside=[other])


@pytest.fixture
async def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kept]:
    # Each chain has 28: its batches end within it, and one at another's end.
    monkeypatch.setattr(stored, "BATCH", 14)
    database, clock = Database(f"sqlite+aiosqlite:///{tmp_path}/record.db"), Clock()
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=TABLES)
    witness = await _fill(database, clock)
    record = Kept(tmp_path / "record.db", database, witness)
    yield record
    record.close()
    await database.close()


async def _fill(database: Database, clock: Clock) -> dict[str, Any]:
    """Groups of one to four entries, of reads and writes; answers the last head."""
    publisher = Publisher(database, clock, KEY)
    # Each has a chain of its own.
    recorders = [Recorder(database, clock, KEY) for _ in range(3)]
    actors = [Actor(new_id(), new_id(), Role.PRACTITIONER, session_id=new_id()) for _ in range(4)]
    for _ in range(4):
        for recorder in recorders:
            async with recorder.writing() as recording:
                for size in (1, 4, 2):
                    await recording.record([_note(actor) for actor in actors[:size]])
        assert await publisher.publish()
    async with database.reading() as connection:
        head = table_of(RecordHead)
        last = (await connection.execute(head.select().order_by(head.c.number.desc()).limit(1))).one()
    return published(last, KEY.public)


def _note(actor: Actor) -> Note:
    cases = {new_id(): [f"task_{new_id().hex}"], new_id(): []} if actor.agency_id.int % 4 else {}
    return Note(EntryKind.READ, actor, "TaskPage", "a" * 64, cases)


async def test_what_nobody_changed_is_in_order(kept: Kept) -> None:
    verdict = await kept.verdict(kept.witness)

    assert (verdict.entries, verdict.chains, verdict.heads) == (84, 3, 4)
    assert (verdict.after_last_head, verdict.faults) == (0, [])


@pytest.mark.slow
async def test_every_edit_before_the_last_head_is_found_and_located(kept: Kept) -> None:
    dice, missed, kinds = random.Random(20261124), list[Any](), set[str]()
    forger = Forger(kept.forgers, dice)

    for _ in range(EDITS):
        edit = forger.edit()
        verdict = await kept.verdict(kept.witness)
        if not any(_locates(fault, edit) for fault in verdict.faults):
            missed.append((edit, verdict.faults))
        kinds.add(edit.what.split()[0])
        kept.take_back()

    assert missed == []
    assert kinds == {"change", "signature", "delete", "insert", "swap", "truncate", "write", "tie", "untie", "drop"} | {
        "move",
        "head",
        "cut",
    }


def _locates(fault: Fault, edit: Edit) -> bool:
    return fault.chain == edit.chain and edit.number <= fault.number <= edit.number + edit.within
