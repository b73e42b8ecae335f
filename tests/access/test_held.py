"""An item that is found with its case held is what it is once the case is held, whoever held it before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select, text, update
from sqlmodel import SQLModel

from roundtable.access import rule
from roundtable.access.models import CaseAgency
from roundtable.core import ids
from roundtable.core.errors import NotFound
from roundtable.core.kept import Kept
from roundtable.core.loading import as_told, loaded
from roundtable.core.standing import Held
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.messaging.models import Thread
from tests.support.table import Table

PATH = ["threadId"]
# Seconds in which another, if nothing held it, would be done.
WAITS = 0.3


@asynccontextmanager
async def begun(table: Table, who: str) -> AsyncIterator[Work]:
    """A work that has done nothing yet, as an act's begins: the database is told of it by what it does first."""
    services = table.services
    async with services.database.writing() as session:
        yield Work(session, story.actor(who), services.clock.now(), clock=services.clock.now)


async def held(work: Work, key: UUID, *, alone: bool = False) -> Thread:
    return await work.find_held(Thread, key, rule.acts_on_item, PATH, alone=alone)


async def thread_of(table: Table) -> UUID:
    return ids.decode("thread", await table.thread_id(), PATH)


async def test_it_is_what_is_found_otherwise_and_what_is_changed_of_it_is_written(table: Table) -> None:
    key = await thread_of(table)
    async with begun(table, "ana") as work:
        thread = await held(work, key)
        thread.subject = "Another"
    async with begun(table, "ana") as work:
        again = await work.find(Thread, key, rule.acts_on_item, PATH)
        # One that the session knows already is that one, read again.
        again.subject = "Not written"
        assert await held(work, key) is again

    assert again.subject in ("Another", "Not written")
    assert (again.id, again.case_id, again.created_at) == (thread.id, thread.case_id, thread.created_at)


@pytest.mark.parametrize("who", ["horia", "ana"])
async def test_what_is_hidden_and_what_is_not_there_is_not_found(table: Table, who: str) -> None:
    key = await thread_of(table) if who == "horia" else uuid4()
    async with begun(table, who) as work:
        with pytest.raises(NotFound):
            await held(work, key)


async def test_what_was_not_there_to_be_held_is_not_looked_for_again(table: Table) -> None:
    """It may be there by then, and nobody would hold its case."""
    key, looked = await thread_of(table), list[str]()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM thread" in statement:
            looked.append(statement)

    engine = table.services.database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with begun(table, "horia") as work:
        with pytest.raises(NotFound):
            await held(work, key)
    event.remove(engine, "before_cursor_execute", note)
    assert len(looked) == 1


async def test_a_second_item_is_found_the_same_way(table: Table) -> None:
    key = await thread_of(table)
    async with begun(table, "ana") as work:
        first = await held(work, key)
        assert await held(work, key, alone=True) is first


async def test_who_waited_for_the_case_finds_what_was_done_meanwhile(table: Table) -> None:
    key = await thread_of(table)

    async def second() -> tuple[str, bool]:
        async with begun(table, "corina") as work:
            begins = work.now
            return (await held(work, key)).subject, work.now > begins

    async with begun(table, "ana") as first:
        thread = await held(first, key, alone=True)
        waiting = asyncio.create_task(second())
        await asyncio.sleep(WAITS)
        assert not waiting.done()
        thread.subject = "Said meanwhile"
        await first.flush()

    # SQLite's one writer waits before it begins, and so begins later.
    assert await waiting == ("Said meanwhile", not table.database.is_sqlite)


async def test_who_waited_while_their_right_ended_finds_nothing(table: Table) -> None:
    key = await thread_of(table)
    part = table_of(CaseAgency)
    left = update(part).where(part.c.agency_id == story.actor("corina").agency_id).values(state="LEFT")
    async with begun(table, "corina") as work:
        await held(work, key)

    async def second() -> None:
        async with begun(table, "corina") as work:
            await held(work, key)

    async with begun(table, "ana") as first:
        await held(first, key, alone=True)
        waiting = asyncio.create_task(second())
        await asyncio.sleep(WAITS)
        if table.database.is_sqlite:
            await (await first.session.connection()).execute(left)
        else:
            async with table.database.writing() as session:
                await session.execute(left)

    with pytest.raises(NotFound):
        await waiting


async def test_what_was_committed_since_a_statement_began_is_looked_at_again(table: Table) -> None:
    """It says what it saw as committed, and is told whether that is still all there is to see."""
    if table.database.is_sqlite:
        pytest.skip("SQLite has one writer, and no lock to take")
    async with begun(table, "ana") as work:
        # Past the session, which lets no text pass.
        connection = await (await work.stood()).connection()
        asked = text("SELECT rule.hold(:case, false, :me, :now, :seen, false), pg_current_snapshot()::text")
        given = {"case": story.CASE, "me": work.actor.membership_id, "now": work.now}
        found, seen = (await connection.execute(asked, {**given, "seen": None})).one()
        assert found == Held.STOOD_AGAIN
        assert (await connection.execute(asked, {**given, "seen": seen})).one()[0] == Held.AS_IT_WAS
        async with table.database.writing() as another:
            await another.execute(update(table_of(Thread)).values(subject="Something, somewhere"))
        assert (await connection.execute(asked, {**given, "seen": seen})).one()[0] == Held.STOOD_AGAIN


async def test_who_finds_a_row_changed_once_it_is_held_acts_as_of_then(table: Table) -> None:
    """What another has just ended is over by then, however long before one asked for it."""
    if table.database.is_sqlite:
        pytest.skip("SQLite has one writer, who begins when no other does")
    key = await thread_of(table)
    async with begun(table, "ana") as late:
        first = late.now
        thread = await late.find(Thread, key, rule.acts_on_item, PATH)
        await late.hold(thread)
        assert late.now == first
    async with begun(table, "ana") as late:
        thread = await late.find(Thread, key, rule.acts_on_item, PATH)
        async with begun(table, "ana") as sooner:
            (await sooner.find(Thread, key, rule.acts_on_item, PATH)).subject = "Another"
        changed = table.services.clock.now()
        await late.hold(thread)

        assert (thread.subject, late.now >= changed) == ("Another", True)


async def test_an_object_is_made_of_each_kind_of_row_as_the_session_makes_it(table: Table) -> None:
    if table.database.is_sqlite:
        pytest.skip("on SQLite the session makes them")
    made = 0
    async with table.database.writing() as session:
        for model in (each.class_ for each in SQLModel._sa_registry.mappers):
            if not model.__module__.startswith("roundtable."):
                continue
            rows = table_of(model)
            names = [column.name for column in rows.c]
            statement = Kept(select(func.row(*rows.c)).select_from(rows))
            for (found,) in await statement.rows(await session.connection(), {}):
                ours = loaded(session, model, as_told(model, table.database.writer.dialect, found))
                known = {name: getattr(ours, name) for name in names}
                await session.refresh(ours)
                assert {name: getattr(ours, name) for name in names} == known
                made += 1

    assert made > 50
