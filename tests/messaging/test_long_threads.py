"""Posting costs the same however long a conversation is, and keeps its order though the clock jumps back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from roundtable.core import ids, tables
from roundtable.core.clock import Clock
from roundtable.core.tables import table_of
from roundtable.demo.cast import PEOPLE
from roundtable.messaging.models import Message
from tests.messaging.room import posted
from tests.support.table import Table

BEFORE = 40
A_TICK = timedelta(microseconds=1)


async def test_a_clock_that_jumps_back_reorders_nothing(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    first = await posted(ana, thread, "by the right clock")
    table.services.clock.shift = timedelta(hours=-1)
    second, third = [await posted(ana, thread, text) for text in ("an hour before", "and another")]

    said = await _moments(table, thread)
    keys = [ids.decode("message", each["id"]) for each in (first, second, third)]
    assert list(said)[-3:] == keys
    assert said[keys[0]] + A_TICK == said[keys[1]] == said[keys[2]] - A_TICK


async def test_whose_machine_is_behind_posts_after_what_was_read_and_is_unread(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key is made by the machine's clock, whatever the clock says that acts are judged by."""
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    first = (await posted(ana, thread, "by the right clock"))["id"]
    await bogdan.act("MarkRead", messageId=first)
    said = await _moments(table, thread)
    last = said[ids.decode("message", first)]

    # At the very same moment, and a little earlier and later, by a machine that takes it to be 1970.
    monkeypatch.setattr(tables, "uuid7", lambda: UUID(int=uuid4().int >> 48))
    monkeypatch.setattr(Clock, "now", lambda _: last)
    posts = [(await posted(ana, thread, "at the same moment"))["id"]]
    for minutes in (-10, 10):
        moment = last + timedelta(minutes=minutes)
        monkeypatch.setattr(Clock, "now", lambda _, moment=moment: moment)
        posts.append((await posted(ana, thread, f"{minutes} minutes later", inReplyTo=posts[-1]))["id"])

    said = await _moments(table, thread)
    assert list(said)[-4:] == [ids.decode("message", each) for each in (first, *posts)]
    counted = await bogdan.ask("query ($id: ID!) { thread(id: $id) { unreadCount } }", id=thread)
    assert counted.data == {"thread": {"unreadCount": 3}}


async def test_what_was_said_before_is_not_looked_at_again(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    for number in range(BEFORE):
        await posted(ana, thread, f"message {number}")

    plan = await _plan_of_the_last_moment(table, thread)
    if table.services.database.writer.dialect.name == "sqlite":
        found_by = "SEARCH message_1 USING COVERING INDEX ix_message_page (thread_id=? AND created_at>?)"
        assert [step for step in plan if " message_1 " in step] == [found_by]
    else:
        (met,) = [step for step in plan if "actual" in step and " on message " in step]
        assert "ix_message_page" in met
        # The one that was posted at that very moment, by then.
        assert "rows=1 loops=1)" in met


async def _moments(table: Table, thread: str) -> dict[UUID, datetime]:
    """The thread's messages in their order, with when each was made."""
    message = table_of(Message)
    of_thread = select(message.c.id, message.c.created_at).where(message.c.thread_id == ids.decode("thread", thread))
    async with table.database.reading() as connection:
        rows = await connection.execute(of_thread.order_by(message.c.created_at, message.c.id))
        return {row.id: row.created_at for row in rows}


async def _plan_of_the_last_moment(table: Table, thread: str) -> list[str]:
    """How a post finds out when the last message was made, by the very statement that it sends."""
    sent, engine = list[tuple[str, Any]](), table.services.database.writer.sync_engine

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if " AS later" in statement:
            sent.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    await posted(await table.by("ana"), thread, "The last.")
    event.remove(engine, "before_cursor_execute", note)
    ((statement, given),) = sent
    async with table.services.database.writing() as session:
        connection = await session.connection()
        if connection.dialect.name == "sqlite":
            steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            return [step.detail for step in steps]
        stood = (PEOPLE["ana"].posts[0].id, table.services.clock.now())
        await connection.exec_driver_sql("SELECT rule.stand($1, $2)", stood)
        # A table that is not counted yet may well be read whole: what is asked is whether it has to be.
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        told = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", given)
        return [str(line) for (line,) in told]
