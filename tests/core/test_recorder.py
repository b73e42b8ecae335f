"""The recorder of reads writes down together what comes together."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from roundtable.core.actor import Actor
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind, RecordEntry
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import AUDIT_KEY

POST = PEOPLE["ana"].posts[0]
ANA = Actor(POST.id, AGENCIES[POST.agency].id, POST.role, PEOPLE["ana"].id, None, None)


@pytest.fixture
async def database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}")
    yield opened
    await opened.close()


async def test_reads_that_come_while_an_act_has_the_turn_share_one_commit(database: Database) -> None:
    recorder, commits = Recorder(database, Clock(), SigningKey(AUDIT_KEY)), list[Any]()
    await recorder.open()

    async with database.writing():
        reading = []
        for number in range(3):
            note = Note(EntryKind.READ, ANA, f"Read{number}", "0" * 64, {story.CASE: []})
            reading.append(asyncio.create_task(recorder.read(note)))
            await asyncio.wait(reading, timeout=0.05)
    event.listen(database.writer.sync_engine, "commit", commits.append)
    await asyncio.gather(*reading)
    await recorder.close()

    entry = table_of(RecordEntry)
    async with database.reading() as connection:
        known = await connection.scalar(select(func.count()).where(entry.c.operation.like("Read_")))
    assert (known, len(commits)) == (3, 1)
