"""A database is closed once what is under way on it is done: a connection given up halfway is lost."""

import asyncio
import contextlib
import gc
import shutil
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from roundtable.core.actor import Actor
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind
from roundtable.core.audit.heads import Publisher
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.clock import Clock
from roundtable.core.db import Database, undisturbed
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import AUDIT_KEY

POST = PEOPLE["ana"].posts[0]
ANA = Actor(POST.id, AGENCIES[POST.agency].id, POST.role, PEOPLE["ana"].id, None, None)
Step = Callable[[Database], Awaitable[None]]


@pytest.fixture
async def database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}")
    yield opened
    await opened.close()


async def a_read_whose_caller_is_gone(database: Database) -> None:
    async def read() -> None:
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))

    await _cancelled(undisturbed(read()))


async def a_recorder_that_is_closed_while_it_writes(database: Database) -> None:
    recorder = Recorder(database, Clock(), SigningKey(AUDIT_KEY))
    await recorder.open()
    reading = asyncio.create_task(recorder.read(Note(EntryKind.READ, ANA, "Read", "0" * 64, {story.CASE: []})))
    await asyncio.sleep(0.002)
    await recorder.close()
    await reading


async def a_publisher_that_is_stopped_while_it_looks(database: Database) -> None:
    await _cancelled(Publisher(database, Clock(), SigningKey(AUDIT_KEY)).keep(every=0))


async def a_question_whose_answer_is_not_waited_for(database: Database) -> None:
    assert await database.answers()
    for moment in range(1, 40):
        await database.answers(within=moment / 20_000)


async def _cancelled(step: Awaitable[None]) -> None:
    task = asyncio.ensure_future(step)
    await asyncio.sleep(0.002)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    "step",
    [
        a_read_whose_caller_is_gone,
        a_recorder_that_is_closed_while_it_writes,
        a_publisher_that_is_stopped_while_it_looks,
        a_question_whose_answer_is_not_waited_for,
    ],
    ids=lambda step: step.__name__,
)
async def test_no_connection_is_lost(database: Database, step: Step) -> None:
    await step(database)
    await database.close()

    with warnings.catch_warnings(record=True) as lost:
        warnings.simplefilter("always")
        gc.collect()
    assert [str(each.message) for each in lost] == []
